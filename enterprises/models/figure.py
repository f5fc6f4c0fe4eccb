import pghistory
from django.db import models
from django.db.models import Q

from enterprises.models.enterprise import Enterprise
from parks.models import Park
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.scope import Scope, ScopedManager


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

    scope = Scope(place="park__place", view="figures.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "年度数据"
        ordering = ("-year", "enterprise", "park")
        triggers = noting_changes()
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
                violation_error_message="数值不能为负数。",
            ),
        )
        indexes = (models.Index(fields=("year", "park"), name="figure_by_year"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"
