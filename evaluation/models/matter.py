import pghistory
from django.db import models
from django.db.models import Q

from accounts.models import Place
from enterprises.models import Enterprise
from parks.models import Park
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


def sound(name: str) -> tuple[models.CheckConstraint, ...]:
    """What every matter keeps to; `name` tells the constraints of the tables apart."""
    return (
        models.CheckConstraint(
            condition=Q(kind="adjustment") & ~Q(item="") | ~Q(kind="adjustment") & Q(item=""),
            name=f"{name}_item_of_adjustments",
            violation_error_message="加减分须填写方案中的事项名称，其他类别不填。",
        ),
        models.CheckConstraint(
            condition=~Q(reason=""), name=f"{name}_has_a_reason", violation_error_message="请填写理由。"
        ),
        plausible_year(name),
    )


def plausible_year(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(year__range=(2000, 2100)),
        name=f"{name}_year_plausible",
        violation_error_message="年度应在 2000 至 2100 之间。",
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EvaluationMatter(Versioned):
    """评价事项: what a county says of a firm for the figures of one year beside its numbers (W12).

    `item` names the bonus or deduction of the county's scheme; the other kinds have none.
    """

    class Kind(models.TextChoices):
        EXEMPT = "exempt", "豁免"
        SET_ASIDE = "set_aside", "不参评"
        PROTECTED = "protected", "保护期"
        VETO = "veto", "一票否决"
        ADJUSTMENT = "adjustment", "加减分"

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="县(市、区)", related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name="企业", related_name="matters")
    year = models.PositiveSmallIntegerField("数据年度")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    item = models.CharField("加减分事项", max_length=100, blank=True)
    reason = models.CharField("理由", max_length=200)
    document = models.CharField("依据文件", max_length=100, blank=True)

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "评价事项"
        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise", "place", "year", "kind", "item"),
                name="evaluation_matter_once",
                violation_error_message="该企业此年度的同一事项已登记，请打开后修改。",
            ),
            *sound("evaluation_matter"),
        )
        indexes = (models.Index(fields=("place", "year"), name="matter_by_place"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year} 年{self.get_kind_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ParkMatter(Versioned):
    """园区评价事项: what a county says of a park for the figures of one year beside its numbers (W12, C十三).

    `item` names the bonus or deduction of the county's scheme; the other kinds have none.
    """

    class Kind(models.TextChoices):
        EXEMPT = "exempt", "免评（定为 A 档）"
        SET_ASIDE = "set_aside", "不参评"
        TRANSITION = "transition", "过渡期"
        VETO = "veto", "一票否决（定为 D 档）"
        ADJUSTMENT = "adjustment", "加减分"

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="县(市、区)", related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="matters")
    year = models.PositiveSmallIntegerField("数据年度")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    item = models.CharField("加减分事项", max_length=100, blank=True)
    reason = models.CharField("理由", max_length=200)
    document = models.CharField("依据文件", max_length=100, blank=True)

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "园区评价事项"
        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "year", "kind", "item"),
                name="park_matter_once",
                violation_error_message="该园区此年度的同一事项已登记，请打开后修改。",
            ),
            *sound("park_matter"),
        )
        indexes = (models.Index(fields=("place", "year"), name="park_matter_by_place"),)

    def __str__(self) -> str:
        return f"{self.park} {self.year} 年{self.get_kind_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ParkMark(Versioned):
    """园区评审打分: the points the county gives a park for one assessed item of its scheme, with the reason (C十三)."""

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="县(市、区)", related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="marks")
    year = models.PositiveSmallIntegerField("数据年度")
    item = models.CharField("评价指标", max_length=100)
    points = models.DecimalField("得分(分)", max_digits=8, decimal_places=2)
    reason = models.CharField("评分理由", max_length=200)
    document = models.CharField("依据文件", max_length=100, blank=True)

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "园区评审打分"
        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "year", "item"),
                name="park_mark_once",
                violation_error_message="该园区此年度的同一指标已打分，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0),
                name="park_mark_not_negative",
                violation_error_message="得分不能小于 0 分。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(item=""),
                name="park_mark_has_a_reason",
                violation_error_message="请填写评价指标和评分理由。",
            ),
            plausible_year("park_mark"),
        )
        indexes = (models.Index(fields=("place", "year"), name="park_mark_by_place"),)

    def __str__(self) -> str:
        return f"{self.park} {self.year} 年{self.item}"
