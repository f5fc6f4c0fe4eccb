"""Of safety events: drills of a year, trainings and assessments held (C十)."""

import datetime
from typing import Any

from django.db.models import Case, Count, DecimalField, Expression, Min, Q, Value, When
from django.db.models.functions import Coalesce, ExtractYear, Greatest
from django.db.models.lookups import IsNull
from django.urls import reverse

from parks.measures.facts import COUNT
from parks.measures.facts import FLAG as ONE_OR_NONE
from parks.measures.subject import Land, number
from parks.measures.worst import SHOWN
from parks.models import SafetyEvent
from policies.explanation import Operand
from policies.numbers import FLAG
from portal.measures import Measure
from portal.own_rows import OfRows

KIND = SafetyEvent.Kind
TRAININGS = (KIND.HEAD_TRAINING, KIND.MANAGER_TRAINING)


def drills(on: datetime.date) -> Q:
    """The drills of the twelve months up to the day."""
    since = (
        on.replace(year=on.year - 1) if (on.month, on.day) != (2, 29) else datetime.date(on.year - 1, 2, 28)
    )
    return Q(kind=KIND.DRILL, on__gt=since, on__lte=on)


def drills_a_year(on: datetime.date) -> Expression:
    return Coalesce(of_events(Count("pk", filter=drills(on))), Value(0), output_field=COUNT)


def of_events(aggregate: Expression) -> Expression:
    return OfRows(SafetyEvent.objects.all(), "park", aggregate, COUNT)


def of_kinds(on: datetime.date, *kinds: str) -> Q:
    return Q(kind__in=kinds, on__lte=on)


def first_year(kind: str, on: datetime.date) -> Expression:
    """The year of the first event of a kind; while there is none, the year it could be held in at the earliest."""
    return Coalesce(first_held(kind, on), Value(on.year), output_field=COUNT)


def first_held(kind: str, on: datetime.date) -> Expression:
    return of_events(Min(ExtractYear("on"), filter=of_kinds(on, kind)))


def has_held(on: datetime.date, *kinds: str) -> Expression:
    """1 when every one of the kinds was held."""
    held = Q()
    for kind in kinds:
        held &= Q(IsNull(first_held(kind, on), False))
    return Case(When(held, then=Value(1)), default=Value(0), output_field=ONE_OR_NONE)


def training_year(on: datetime.date) -> Expression:
    return Greatest(
        *(first_year(kind, on) for kind in TRAININGS),
        output_field=DecimalField(max_digits=9, decimal_places=0),
    )


def events(*kinds: str) -> Any:
    def operands(land: Land) -> list[Operand]:
        mine = SafetyEvent.objects.filter(of_kinds(land.on, *kinds), park=land.park).order_by("on")
        address = reverse("parks:park", args=(land.park.pk,))
        return [Operand(str(one), number(one.on.year), "年份", str(one), address) for one in mine[:SHOWN]]

    return operands


SAFETY = (
    Measure(
        "drills_a_year",
        "近一年消防安全演练",
        "次",
        "截至当日的十二个月内演练次数",
        0,
        drills_a_year,
        events(KIND.DRILL),
    ),
    Measure(
        "training_year",
        "安全培训完成年度",
        "年份",
        "运营负责人和安全管理人员首次培训年度中较晚的一个",
        0,
        training_year,
        events(*TRAININGS),
        "尚未开展的按当前年度计。",
    ),
    Measure(
        "is_trained",
        "安全培训已完成",
        FLAG,
        "运营负责人和安全管理人员均已培训",
        0,
        lambda on: has_held(on, *TRAININGS),
        events(*TRAININGS),
    ),
    Measure(
        "risk_assessment_year",
        "整体性安全风险评估年度",
        "年份",
        "首次整体性安全风险评估的年度",
        0,
        lambda on: first_year(KIND.RISK, on),
        events(KIND.RISK),
        "尚未开展的按当前年度计。",
    ),
    Measure(
        "is_risk_assessed",
        "已开展整体性安全风险评估",
        FLAG,
        "开展过整体性安全风险评估",
        0,
        lambda on: has_held(on, KIND.RISK),
        events(KIND.RISK),
    ),
)
