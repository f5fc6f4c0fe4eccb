"""What came of a round: each application's standing, and the units that were given."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from admissions.models.application import Application
from admissions.models.round import AdmissionRound
from admissions.rules.allotment import Verdict
from parks.models import Unit
from portal.scope import Scope, ScopedManager

# A published list is not touched: a change needs another turn of the round.
NOT_ONCE_PUBLISHED = """
IF EXISTS (
    SELECT FROM admissions_admissionround r
    WHERE r.id = COALESCE(NEW.round_id, OLD.round_id) AND r.state IN ('publicity', 'final')
) THEN
    RAISE EXCEPTION 'the published list of a round is frozen';
END IF;
RETURN COALESCE(NEW, OLD);
"""
VERDICTS = (
    (Verdict.ALLOTTED.value, "分配到用房"),
    (Verdict.OVER_CAP.value, "超过限购面积"),
    (Verdict.NO_UNIT.value, "没有合适的单元"),
    (Verdict.BELOW.value, "未达入围线"),
    (Verdict.VETOED.value, "一票否决"),
)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Standing(models.Model):
    """名次: one line of a round's list, as it was ranked and as it is published."""

    round = models.ForeignKey(
        AdmissionRound, models.PROTECT, verbose_name="入园批次", related_name="standings"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, verbose_name="申请", related_name="standings"
    )
    firm_name = models.CharField("企业名称", max_length=100)
    score = models.DecimalField("五度评分", max_digits=7, decimal_places=2, null=True)
    rank = models.PositiveIntegerField("名次", null=True)
    tie = models.CharField("同分排序", max_length=200, blank=True)
    verdict = models.CharField("分配结果", max_length=10, choices=VERDICTS)
    reason = models.CharField("说明", max_length=1000)
    units = models.ManyToManyField(Unit, verbose_name="分配单元", related_name="+")

    scope = Scope(place="round__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "批次名次"
        ordering = ("round", models.F("rank").asc(nulls_last=True), "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "application"), name="standing_once"),
            models.UniqueConstraint(fields=("round", "rank"), name="standing_ranked_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=("below", "vetoed"), rank__isnull=True)
                | Q(
                    ~Q(verdict__in=("below", "vetoed")),
                    rank__isnull=False,
                    rank__gte=1,
                    score__isnull=False,
                ),
                name="standing_ranked_when_eligible",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="frozen_once_published",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=NOT_ONCE_PUBLISHED,
            ),
        )

    def __str__(self) -> str:
        return self.firm_name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Allotment(models.Model):
    """用房分配: a unit promised to an application, in a round or outside; one live promise for each unit.

    It ends when the firm has moved in (the occupancy takes over) or when it is given up.
    """

    class State(models.TextChoices):
        LIVE = "live", "有效"
        TAKEN_UP = "taken_up", "已入驻"
        RELEASED = "released", "已释放"

    round = models.ForeignKey(
        AdmissionRound, models.PROTECT, verbose_name="入园批次", null=True, related_name="allotments"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, verbose_name="申请", related_name="allotments"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单元", related_name="allotments")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.LIVE, editable=False)
    made_at = models.DateTimeField("分配时间", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="分配人", related_name="+"
    )
    ended_at = models.DateTimeField("结束时间", null=True, editable=False)

    scope = Scope(place="application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "用房分配"
        ordering = ("application", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("unit",),
                condition=Q(state="live"),
                name="allotment_one_live_per_unit",
                violation_error_message="该单元已分配给另一家企业。",
            ),
            models.CheckConstraint(
                condition=Q(state="live", ended_at__isnull=True)
                | Q(state__in=("taken_up", "released"), ended_at__isnull=False),
                name="allotment_ended_when_over",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'live' OR (OLD.unit_id, OLD.application_id, OLD.round_id)"
                    " IS DISTINCT FROM (NEW.unit_id, NEW.application_id, NEW.round_id)"
                ),
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.unit} · {self.application}"
