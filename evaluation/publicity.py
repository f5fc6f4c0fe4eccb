"""公示: what everybody may read of a county's enterprise classes and park grades. Nothing else leaves the house."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evaluation.models import (
    EnterpriseResult,
    ParkResult,
    ResultNotice,
    ResultObjection,
    Run,
    RunPart,
    StarCase,
)
from evaluation.rules.classes.evaluating import Outcome

# The committed sets of fields: no figures, no scores, no codes, nobody who was not classed.
NOTICE_FIELDS = (
    "title",
    "county",
    "state",
    "scheme",
    "publicity_from",
    "publicity_until",
    "published_on",
    "countdown",
)
LINE_FIELDS = {
    Run.Kind.ENTERPRISES: ("firm", "group", "enterprise_class"),
    Run.Kind.PARKS: ("park", "list", "park_grade"),
}


@dataclass(frozen=True)
class Words:
    """How a kind of results is spoken of; `counted` is what a part counts its subjects as."""

    subject: str
    group: str
    letter: str
    letters: str
    unit: str
    counted: str


WORDS = {
    Run.Kind.ENTERPRISES: Words("企业", "分组", "类", "类别", "户", "firms"),
    Run.Kind.PARKS: Words("园区", "榜单", "档", "档次", "个", "parks"),
}
SHOWN = 100
OPEN = (ResultNotice.State.PUBLICITY, ResultNotice.State.PUBLISHED)


def announced(*, logged_in: bool) -> QuerySet[ResultNotice]:
    """Results in publicity or published; to those who are not logged in, where the county says so."""
    rows = ResultNotice.objects.filter(state__in=OPEN)
    rows = rows if logged_in else rows.filter(is_public=True)
    return rows.select_related("place").order_by("-publicity_from", "-pk")


def public_notice(notice: ResultNotice, scheme: str) -> dict[str, Any]:
    """A notice by NOTICE_FIELDS; `scheme` is the title of what the county was evaluated by."""
    at = notice.published_at
    return {
        "title": str(notice),
        "county": notice.place.name,
        "state": notice.get_state_display(),
        "scheme": scheme,
        "publicity_from": notice.publicity_from,
        "publicity_until": notice.publicity_until,
        "published_on": timezone.localtime(at).date() if at else None,
        "countdown": countdown(notice, timezone.localdate()),
    }


def scheme_of(notice: ResultNotice) -> str:
    found = RunPart.objects.filter(run=notice.run_id, county=notice.place_id).values_list("scheme", flat=True)
    return str(found.get()["title"])


def countdown(notice: ResultNotice, today: datetime.date) -> str:
    if notice.state == ResultNotice.State.PUBLISHED:
        return "已公布"
    left = (notice.publicity_until - today).days
    if left < 0:
        return "期满，等待公布"
    return f"还有 {left} 天" if left else "今天截止"


def classed(notice: ResultNotice, name: str = "") -> QuerySet[Any]:
    """The firms with a class, or the parks with a grade, by group and letter, narrowed to those called so."""
    here = {"run": notice.run_id, "county": notice.place_id, **({"name__icontains": name} if name else {})}
    if notice.kind == Run.Kind.PARKS:
        rows = ParkResult.objects.filter(**here).exclude(park_grade="")
        return rows.order_by("park_type", "park_grade", "name", "pk")
    rows = EnterpriseResult.objects.filter(**here, outcome=Outcome.RANKED)
    return rows.order_by("group", "enterprise_class", "name", "pk")


def public_line(row: EnterpriseResult | ParkResult) -> dict[str, Any]:
    """A firm or a park by LINE_FIELDS."""
    if isinstance(row, ParkResult):
        grade = row.get_park_grade_display()
        return {"park": row.name, "list": row.get_park_type_display(), "park_grade": grade}
    return {
        "firm": row.name,
        "group": row.group_label,
        "enterprise_class": row.get_enterprise_class_display(),
    }


def takes_objections(notice: ResultNotice | StarCase, on: datetime.date) -> bool:
    last = notice.publicity_until
    return notice.state == ResultNotice.State.PUBLICITY and last is not None and on <= last


def receipt(objection: ResultObjection) -> dict[str, Any]:
    """What whoever holds the receipt reads of his own objection: nothing that others wrote but the answer."""
    return {
        "filed_at": timezone.localtime(objection.created_at),
        "text": objection.text,
        "answer": objection.answer,
        "verdict": {True: "异议成立", False: "异议不成立", None: "待答复"}[objection.upheld],
    }
