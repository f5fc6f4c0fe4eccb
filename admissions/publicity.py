"""公示: what everybody may read of a round's result. Nothing else of it leaves the house."""

import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from admissions.models import AdmissionRound, Objection, Standing
from admissions.models.round import PUBLISHED
from admissions.rounds import tie_rule
from admissions.rules.allotment import Verdict
from admissions.services.objections import takes_objections
from parks.figures import area_of
from portal.numbers import DASH, decimal_text

# The committed set of fields (see tests/access/test_canaries.py): no taxes, no telephone numbers, nobody who failed.
ROUND_FIELDS = (
    "park",
    "county",
    "name",
    "state",
    "rule",
    "scheme",
    "published_on",
    "publicity_until",
    "objections_until",
    "countdown",
)
LINE_FIELDS = ("rank", "firm", "score", "result", "units", "floor_m2", "tie")
SHOWN = 100


def announced(*, logged_in: bool) -> QuerySet[AdmissionRound]:
    """Rounds whose result is published; to those who are not logged in, where the county's scheme says so."""
    rows = AdmissionRound.objects.filter(state__in=PUBLISHED)
    rows = rows if logged_in else rows.filter(is_public=True)
    related = "park__place__parent__parent", "scheme"
    return rows.select_related(*related).order_by("-published_on", "-pk")


def public_round(round_: AdmissionRound) -> dict[str, Any]:
    """A published round by ROUND_FIELDS."""
    return {
        "park": round_.park.name,
        "county": area_of(round_.park.place),
        "name": round_.name,
        "state": round_.get_state_display(),
        "rule": tie_rule(round_.scheme.rules),
        "scheme": round_.scheme.title,
        "published_on": round_.published_on,
        "publicity_until": round_.publicity_until,
        "objections_until": round_.objections_until,
        "countdown": countdown(round_, timezone.localdate()),
    }


def countdown(round_: AdmissionRound, today: datetime.date) -> str:
    if round_.state == AdmissionRound.State.FINAL:
        return f"{round_.finalised_on} 定案"
    left = (round_.publicity_until - today).days
    if left < 0:
        return "期满，等待定案"
    return f"还有 {left} 天" if left else "今天截止"


def public_lines(round_: AdmissionRound) -> list[dict[str, Any]]:
    """The ranked firms by LINE_FIELDS, best first; whoever has no rank is nobody else's business."""
    rows = Standing.objects.filter(round=round_, rank__isnull=False).order_by("rank")
    rows = rows.annotate(count=Count("units"), floor=Sum("units__floor_area_m2"))
    return [public_line(row) for row in rows]


def public_line(standing: Standing) -> dict[str, Any]:
    is_allotted = standing.verdict == Verdict.ALLOTTED
    return {
        "rank": standing.rank,
        "firm": standing.firm_name,
        "score": standing.score,
        "result": standing.get_verdict_display(),
        "units": standing.count if is_allotted else DASH,
        "floor_m2": decimal_text(standing.floor, 2),
        "tie": standing.tie,
    }


def receipt(objection: Objection) -> dict[str, Any]:
    """What whoever holds the receipt reads of his own objection: nothing that others wrote but the answer."""
    return {
        "filed_at": timezone.localtime(objection.filed_at),
        "text": objection.text,
        "answer": objection.answer,
        "verdict": {True: "异议成立", False: "异议不成立", None: "待答复"}[objection.upheld],
    }


__all__ = ["announced", "public_lines", "public_round", "receipt", "takes_objections"]
