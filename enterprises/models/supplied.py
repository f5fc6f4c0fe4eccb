from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from enterprises.models.enterprise import Enterprise
from enterprises.rules.reporting import FORMS
from parks.models import Park
from parks.models.columns import amount
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.scope import Actor, Scope, ScopedQuerySet

TAX = "tax_wan"


class SuppliedFigureQuerySet(ScopedQuerySet):
    def for_user(self, user: Actor, permission: str | None = None) -> Self:
        """Of tax figures those alone where the user may see tax."""
        rows = super().for_user(user, permission)
        paths = user.places_granting("tax.view")
        return (
            rows.filter(~Q(item=TAX) | self.model.scope.filter_for(paths))
            if paths
            else rows.exclude(item=TAX)
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SuppliedFigure(Versioned):
    """部门数据: what a department says of one value of a firm in a park in a year (C(十三)).

    Where it lies too far from the firm's own figure, the county settles which counts: `firm_value` is then what the
    firm had said, `settled_value` what counts, `document` what a third value rests on.
    """

    class Department(models.TextChoices):
        TAX = "tax", "税务"
        STATISTICS = "statistics", "统计"

    class Item(models.TextChoices):
        TAX = "tax_wan", "纳税总额(万元)"
        SALES = "sales_wan", "销售产值(万元)"
        ENERGY = "energy_tce", "综合能耗(吨标准煤)"
        EMPLOYEES = "employees", "从业人员(人)"

    class State(models.TextChoices):
        SUPPLIED = "supplied", "已提供"
        SETTLED = "settled", "已核定"

    class Taken(models.TextChoices):
        FIRM = "firm", "采用企业填报数"
        DEPARTMENT = "department", "采用部门数"
        OTHER = "other", "采用其他数（须有依据文件）"

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="企业", related_name="supplied_figures"
    )
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="supplied_figures")
    year = models.PositiveSmallIntegerField("年度")
    department = models.CharField("提供部门", max_length=20, choices=Department.choices)
    item = models.CharField("指标", max_length=20, choices=Item.choices)
    value = models.DecimalField("部门数", max_digits=14, decimal_places=2)
    state = models.CharField(
        "状态", max_length=20, choices=State.choices, default=State.SUPPLIED, editable=False
    )
    taken = models.CharField("核定方式", max_length=20, choices=Taken.choices, blank=True, editable=False)
    firm_value = amount("核定前企业填报数")
    settled_value = amount("核定数")
    document = models.CharField("依据文件", max_length=100, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="核定人",
        null=True,
        editable=False,
        related_name="+",
    )

    scope = Scope(place="park__place", view="figures.view")
    objects = models.Manager.from_queryset(SuppliedFigureQuerySet)()

    class Meta:
        verbose_name = "部门数据"
        ordering = ("-year", "enterprise", "department", "item", "pk")
        triggers = noting_changes()
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise", "park", "year", "department", "item"),
                name="supplied_figure_once",
                violation_error_message="该部门的这项数据已经提供，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="supplied_figure_year_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0) & (Q(settled_value__isnull=True) | Q(settled_value__gte=0)),
                name="supplied_figure_not_negative",
                violation_error_message="数值不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(state="supplied", taken="")
                | Q(
                    ~Q(taken=""),
                    state="settled",
                    settled_value__isnull=False,
                    settled_by__isnull=False,
                ),
                name="supplied_figure_settled_says_how",
                violation_error_message="核定须写明采用哪个数。",
            ),
            models.CheckConstraint(
                condition=~Q(taken="other") | ~Q(document=""),
                name="supplied_figure_other_needs_document",
                violation_error_message="采用其他数须填写依据文件。",
            ),
        )
        indexes = (models.Index(fields=("year", "park"), name="supplied_figure_by_year"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year} 年{self.get_item_display()}"


assert set(SuppliedFigure.Item.values) == {item.name for item in FORMS["firm_year"].items}
