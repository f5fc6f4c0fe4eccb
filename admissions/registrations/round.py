"""Rounds in the menu, the search of work, and the demo data."""

import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from admissions.flows.round import ROUND
from admissions.models import AdmissionRound, Application, Objection
from admissions.rounds import UNDECIDED
from portal.registry import MenuEntry, WorkRow, WorkSource, menu_entries, work_sources
from portal.workflow import flows

LIMIT = 50
S = AdmissionRound.State
NEXT = {
    S.DRAFT: ("开放报名", "报名待开放"),
    S.OPEN: ("结束报名", "报名已截止"),
    S.CLOSED: ("排序分配", "申请已全部办结"),
    S.ALLOTTED: ("公示", "名单待公示"),
    S.PUBLICITY: ("定案", "公示期已满"),
}


def rounds_waiting(user: Any) -> QuerySet[AdmissionRound]:
    """Rounds whose next step is due: the term is over, or nobody else has anything to do."""
    today = timezone.localdate()
    undecided = Application.objects.filter(round=OuterRef("pk"), state__in=UNDECIDED)
    over = Q(last_day__lt=today)
    due = (
        Q(state=S.DRAFT, opens_on__lte=today)
        | Q(state=S.OPEN, closes_on__lt=today)
        | Q(~Exists(undecided), state=S.CLOSED)
        | Q(state=S.ALLOTTED)
        | Q(over, state=S.PUBLICITY)
    )
    rows = AdmissionRound.objects.for_user(user, "round.run")
    rows = rows.annotate(last_day=Greatest(F("publicity_until"), F("objections_until")))
    return rows.filter(due).order_by("closes_on", "pk")


def round_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            title=str(row),
            url=reverse("admissions:round", args=(row.pk,)),
            detail=row.park.name,
            clock=NEXT[row.state][1],
            action_label=NEXT[row.state][0],
        )
        for row in rounds_waiting(user).select_related("park")[:LIMIT]
    ]


def objections_waiting(user: Any) -> QuerySet[Objection]:
    rows = Objection.objects.for_user(user, "round.run").filter(answered_at__isnull=True)
    return rows.order_by("filed_at", "pk")


def objection_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            title=str(row),
            url=reverse("admissions:objection", args=(row.pk,)),
            detail=f"{row.round.park.name} · {row.round}",
            clock=waited(row.filed_at),
            action_label="答复",
        )
        for row in objections_waiting(user).select_related("round__park")[:LIMIT]
    ]


def waited(moment: datetime.datetime) -> str:
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    return f"已等待 {days} 天" if days else "今天提出"


flows.register(ROUND)
menu_entries.register(
    MenuEntry("rounds", "入园准入", "入园批次", "admissions:rounds", 31, frozenset({"application.view"}))
)
menu_entries.register(
    MenuEntry(
        "approved", "入园准入", "审核通过名单", "admissions:approved", 33, frozenset({"application.view"})
    )
)
menu_entries.register(MenuEntry("publicity", "入园准入", "入园公示", "admissions:publicity", 34))
work_sources.register(
    WorkSource("admissions.rounds", "待推进的批次", 15, frozenset({"round.run"}), rounds_waiting, round_rows)
)
work_sources.register(
    WorkSource(
        "admissions.objections",
        "待答复的公示异议",
        12,
        frozenset({"round.run"}),
        objections_waiting,
        objection_rows,
    )
)
