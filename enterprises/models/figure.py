import pghistory
from django.db import models
from django.db.models import Q

from enterprises.models.enterprise import Enterprise
from enterprises.models.locks import refusing_when_locked
from enterprises.rules.reporting import FORMS, QUARTERS
from parks.models import Park
from parks.models.columns import amount, not_negative
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.scope import Scope, ScopedManager

FIRM_VALUES = tuple(item.name for item in FORMS["firm_year"].items)
PARK_VALUES = tuple(item.name for item in FORMS["park_year"].items)
NEGATIVE = "数值不能为负数。"
# A department's figure in place of the firm's, by column: which department's.
SETTLED = {"default": dict, "blank": True, "editable": False}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class YearlyFigure(Versioned):
    """年度数据 of a firm in one park: what it earned, paid and used in the months it occupied rooms there (W12)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name="企业", related_name="figures")
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="figures")
    year = models.PositiveSmallIntegerField("年度")
    tax_wan = models.DecimalField("纳税总额(万元)", max_digits=14, decimal_places=2)
    sales_wan = models.DecimalField("销售产值(万元)", max_digits=14, decimal_places=2)
    energy_tce = models.DecimalField(
        "综合能耗(吨标准煤)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    employees = models.PositiveIntegerField("年末从业人员(人)", null=True, blank=True)
    source = models.CharField("数据来源", max_length=50, default="页面填报")
    note = models.CharField("数值说明", max_length=300, blank=True)
    settled = models.JSONField("已核定", **SETTLED)

    scope = Scope(place="park__place", view="figures.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "年度数据"
        ordering = ("-year", "enterprise", "park")
        triggers = (*noting_changes(), *refusing_when_locked("'firm_year'", "0", *FIRM_VALUES))
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise", "park", "year"),
                name="figure_once_a_year",
                violation_error_message="该企业在本园区此年度的数据已填报，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="figure_year_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(tax_wan__gte=0, sales_wan__gte=0)
                & (Q(energy_tce__isnull=True) | Q(energy_tce__gte=0)),
                name="figure_not_negative",
                violation_error_message=NEGATIVE,
            ),
        )
        indexes = (models.Index(fields=("year", "park"), name="figure_by_year"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class QuarterlyFigure(Versioned):
    """季度数据 of a firm in one park: of the quarter alone, not of the year so far (C(十三): timely data)."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="企业", related_name="quarterly_figures"
    )
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="quarterly_figures")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", choices=QUARTERS[1:])
    tax_wan = models.DecimalField("纳税总额(万元)", max_digits=14, decimal_places=2)
    sales_wan = models.DecimalField("销售产值(万元)", max_digits=14, decimal_places=2)
    energy_tce = amount("综合能耗(吨标准煤)")
    employees = models.PositiveIntegerField("期末从业人员(人)", null=True, blank=True)
    source = models.CharField("数据来源", max_length=50, default="页面填报")
    note = models.CharField("数值说明", max_length=300, blank=True)

    scope = Scope(place="park__place", view="figures.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "季度数据"
        ordering = ("-year", "-quarter", "enterprise", "park")
        triggers = (*noting_changes(), *refusing_when_locked("'firm_quarter'", "r.quarter", *FIRM_VALUES))
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise", "park", "year", "quarter"),
                name="quarterly_figure_once",
                violation_error_message="该企业在本园区这一季度的数据已填报，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100), quarter__range=(1, 4)),
                name="quarterly_figure_period_plausible",
                violation_error_message="年度应在 2000 至 2100 之间，季度为 1 至 4。",
            ),
            models.CheckConstraint(
                condition=Q(tax_wan__gte=0, sales_wan__gte=0)
                & (Q(energy_tce__isnull=True) | Q(energy_tce__gte=0)),
                name="quarterly_figure_not_negative",
                violation_error_message=NEGATIVE,
            ),
        )
        indexes = (models.Index(fields=("year", "quarter", "park"), name="quarterly_figure_by_period"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year} 年第 {self.quarter} 季度"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ParkFigure(Versioned):
    """园区报表数据: what a park reports of itself for a year (quarter 0) or a quarter."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="park_figures")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("期间", choices=QUARTERS, default=0)
    service_income_wan = models.DecimalField("运营服务收入(万元)", max_digits=14, decimal_places=2)
    works_wan = amount("公共设施投入(万元)")
    vacant_floor_m2 = models.DecimalField("空置厂房面积(㎡)", max_digits=14, decimal_places=2)
    activities = models.PositiveIntegerField("培训和服务活动(场)", null=True, blank=True)
    source = models.CharField("数据来源", max_length=50, default="页面填报")
    note = models.CharField("数值说明", max_length=300, blank=True)

    scope = Scope(place="park__place", view="figures.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "园区报表数据"
        ordering = ("-year", "-quarter", "park")
        triggers = (
            *noting_changes(),
            *refusing_when_locked(
                "CASE r.quarter WHEN 0 THEN 'park_year' ELSE 'park_quarter' END", "r.quarter", *PARK_VALUES
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("park", "year", "quarter"),
                name="park_figure_once",
                violation_error_message="该园区这一期的报表已填报，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100), quarter__range=(0, 4)),
                name="park_figure_period_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
            *(
                not_negative("park_figure", name, NEGATIVE)
                for name in ("service_income_wan", "works_wan", "vacant_floor_m2")
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.year} 年"
