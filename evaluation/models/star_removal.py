import pghistory
from django.db import models
from django.db.models import F, Q

from evaluation.models.star_case import person
from parks.models import Park
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class StarRemoval(Versioned):
    """星级摘牌: why and by which document a park loses its star; one person proposes, another carries it out (C十三)."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        REVIEW = "review", "待审定"
        REMOVED = "removed", "已摘牌"
        WITHDRAWN = "withdrawn", "已撤回"

    class Ground(models.TextChoices):
        GRADE = "grade", "绩效评价低于申报门槛"
        DIRECT_D = "direct_d", "绩效评价直接列为 D 档"
        EXPIRED = "expired", "有效期满未通过复评"
        VETO = "veto", "发生一票否决情形"
        GIVEN_UP = "given_up", "园区自愿放弃"
        CLOSED = "closed", "园区退出或清退"

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="star_removals")
    ground = models.CharField("事由", max_length=10, choices=Ground.choices)
    reason = models.CharField("事实和理由", max_length=200)
    document = models.CharField("决定文件", max_length=100)
    removed_on = models.DateField("摘牌日期")
    star = models.PositiveSmallIntegerField("原星级", null=True, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    submitted_by = person("提交人")
    settled_by = person("审定人")
    settled_at = models.DateTimeField("审定时间", null=True, blank=True, editable=False)

    known_by = "document"
    scope = Scope(place="park__place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "星级摘牌"
        ordering = ("-removed_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park",),
                condition=Q(state__in=("draft", "review")),
                name="star_removal_one_open",
                violation_error_message="该园区已有一件摘牌正在办理，请先办结或撤回。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document=""),
                name="star_removal_says_why",
                violation_error_message="摘牌须写明理由和决定文件。",
            ),
            models.CheckConstraint(
                condition=~Q(state="removed")
                | Q(settled_by__isnull=False, settled_at__isnull=False, star__isnull=False),
                name="star_removal_settled_by_somebody",
                violation_error_message="摘牌须有审定人、时间和原星级。",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("submitted_by")),
                name="star_removal_settled_by_another",
                violation_error_message="本人提交的摘牌须由另一人审定。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.document}"
