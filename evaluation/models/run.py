from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import Place
from portal.models import Job
from portal.models.append_only import append_only
from portal.scope import Scope, ScopedQuerySet


class RunQuerySet(ScopedQuerySet):
    def for_user(self, user: Any, permission: str | None = None) -> Self:
        """Runs of a place below or above one at which the user may see evaluation: whoever has a part in a run
        sees that it was held. Its rows keep their own, narrower scope."""
        paths = user.places_granting(permission or self.model.scope.view)
        if not paths:
            return self.none()
        above = [prefix for path in paths for prefix in prefixes(path)]
        return self.filter(self.model.scope.filter_for(paths) | Q(place__path__in=above))


def prefixes(path: str) -> list[str]:
    """The paths of a place and of all places above it."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[: count + 1]) + "/" for count in range(len(codes))]


class Run(models.Model):
    """One evaluation of a year's figures in a place: which rules, which frozen inputs, which results.

    Written last, in the transaction that wrote its inputs and results, and never changed. A later run of the same
    place and year supersedes it; both stay.
    """

    class Kind(models.TextChoices):
        TAX_PER_MU = "tax_per_mu", "亩均税收"
        ENTERPRISES = "enterprises", "企业分类"
        PARKS = "parks", "园区绩效"
        STARS = "stars", "星级"

    kind = models.CharField("评价", max_length=20, choices=Kind.choices, default=Kind.TAX_PER_MU)
    year = models.PositiveSmallIntegerField("数据年度")
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="评价范围", related_name="+")
    rule_date = models.DateField("适用规则日期")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", null=True, related_name="+"
    )
    created_at = models.DateTimeField("评价时间", auto_now_add=True)
    job = models.ForeignKey(Job, models.PROTECT, verbose_name="后台任务", null=True, related_name="+")
    supersedes = models.ForeignKey(
        "self", models.PROTECT, verbose_name="取代", null=True, related_name="superseded_by"
    )
    hypothetical = models.BooleanField("假设测算", default=False)
    assumption = models.CharField("假设", max_length=200, blank=True)
    instruments = models.JSONField("各地适用规则", encoder=DjangoJSONEncoder)
    left_out = models.JSONField("未评价地区", default=list, encoder=DjangoJSONEncoder)
    counts = models.JSONField("数量", encoder=DjangoJSONEncoder)
    rulebook_hash = models.CharField("规则摘要", max_length=64)
    inputs_hash = models.CharField("数据摘要", max_length=64)
    results_hash = models.CharField("结果摘要", max_length=64)

    known_by = "id"
    scope = Scope(place="place", view="evaluation.view")
    objects = models.Manager.from_queryset(RunQuerySet)()

    class Meta:
        verbose_name = "评价"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("place", "year", "-id"), name="run_latest"),)
        constraints = (
            models.CheckConstraint(condition=~Q(instruments={}), name="run_has_a_rule"),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | Q(supersedes__lt=F("id")),
                name="run_supersedes_earlier",
            ),
            models.CheckConstraint(
                condition=Q(hypothetical=True, supersedes__isnull=True) & ~Q(assumption="")
                | Q(hypothetical=False, assumption=""),
                name="run_hypothetical_says_what",
            ),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.place.name} {self.year} 年{self.get_kind_display()}评价（编号 {self.pk}）"
