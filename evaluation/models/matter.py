import pghistory
from django.db import models
from django.db.models import Q

from accounts.models import Place
from enterprises.models import Enterprise
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


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
            models.CheckConstraint(
                condition=Q(kind="adjustment") & ~Q(item="") | ~Q(kind="adjustment") & Q(item=""),
                name="evaluation_matter_item_of_adjustments",
                violation_error_message="加减分须填写方案中的事项名称，其他类别不填。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="evaluation_matter_has_a_reason",
                violation_error_message="请填写理由。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="evaluation_matter_year_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
        )
        indexes = (models.Index(fields=("place", "year"), name="matter_by_place"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year} 年{self.get_kind_display()}"
