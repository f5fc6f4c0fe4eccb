"""What the plan counts, each indicator once: which records, on which day, how much each.

The same queryset makes the cell, the total, the list behind it and the chart, so they cannot differ. The day is
that of the event (works started, phase completed, …), never that of the entry. See docs/decisions/0003.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import ExtractYear

from enterprises.models import GrowthEvent, Occupancy
from parks.models import Parcel, Park, Phase
from planning.areas import PERIOD, PERMISSION, Area, area_code, inside
from planning.rules.plan import indicators, wenzhou_2019

AMOUNT = DecimalField(max_digits=24, decimal_places=6)
ONE = Value(Decimal(1), output_field=AMOUNT)
# Multiplying by a power of ten is exact where a division would choose its own digits.
WAN_PER_UNIT = Value(Decimal("0.0001"), output_field=AMOUNT)


EVERY = Q()


def all_rows(rows: QuerySet, areas: list[Area]) -> QuerySet:
    return rows


@dataclass(frozen=True)
class Indicator:
    """`code` is the plan's column; `place` and `on` are lookups on `model`; `kept` and `narrow` say which of its
    rows count, `amount` how much each in `unit`."""

    code: str
    label: str
    unit: str
    clause_id: str
    formula: str
    definition: str
    model: type[Model]
    place: str
    on: str
    amount: Any = ONE
    kept: Any = EVERY
    narrow: Callable[[QuerySet, list[Area]], QuerySet] = all_rows

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years with plan cells of their own; none where the plan has a total only."""
        return wenzhou_2019().years(self.code)

    @cached_property
    def total_code(self) -> str:
        """The plan's column for the whole period."""
        return next(
            (column.id for column in indicators().values() if column.total_of == self.code), self.code
        )

    @property
    def annex(self) -> str:
        return indicators()[self.code].annex

    def plan_key(self, year: int | None) -> tuple[str, int | None]:
        """Column and year of the plan cell that stands against the actual of `year` (None: the whole period)."""
        return (self.code, year) if year else (self.total_code, None)

    def records(
        self, user: Any, areas: list[Area], until: datetime.date, since: datetime.date = PERIOD.start
    ) -> QuerySet:
        """The records that count, with `area_code`, `event_on` and `amount`, from `since` to `until`, both
        included, within `areas` and what `user` may see."""
        if not areas:
            return self.model.objects.none().annotate(area_code=Value(""), event_on=F(self.on), amount=ONE)
        rows = self.model.objects.for_user(user, PERMISSION).filter(inside(self.place, areas), self.kept)
        rows = self.narrow(rows.annotate(area_code=area_code(self.place, areas)), areas)
        dated = rows.filter(**{f"{self.on}__range": (since, until)})
        return dated.annotate(event_on=F(self.on), amount=self.amount)


def first_rooms(rows: QuerySet, areas: list[Area]) -> QuerySet:
    """Of each firm in each area the first rooms it ever took there."""
    same_day = Q(valid_from=OuterRef("valid_from"), pk__lt=OuterRef("pk"))
    earlier = Occupancy.objects.filter(
        Q(valid_from__lt=OuterRef("valid_from")) | same_day,
        inside("park__place", areas),
        enterprise=OuterRef("enterprise"),
    )
    here = earlier.annotate(there=area_code("park__place", areas)).filter(there=OuterRef("area_code"))
    return rows.filter(~Exists(here))


def steps(kind: str) -> dict[str, Any]:
    """Entries to a list count 1; leaving it counts −1 when the firm's entry was counted, that is within the plan."""
    entry = GrowthEvent.objects.filter(
        enterprise=OuterRef("enterprise"),
        kind=kind,
        direction=GrowthEvent.Direction.ENTERED,
        on__range=(PERIOD.start, OuterRef("on")),
    )
    minus = When(direction=GrowthEvent.Direction.LEFT, then=Value(Decimal(-1), output_field=AMOUNT))
    return {
        "model": GrowthEvent,
        "place": "park__place",
        "on": "on",
        "amount": Case(minus, default=ONE),
        "kept": Q(kind=kind) & (Q(direction=GrowthEvent.Direction.ENTERED) | Exists(entry)),
    }


def recognised(kind: str) -> dict[str, Any]:
    return {"model": Park, "place": "place", "on": "recognised_on", "kept": Q(plan_kind=kind)}


PARK_RULE = "按园区的计划类别统计，以认定日期为准，每个园区计 1 个。"
STEP_RULE = "进入名单计 +1；本规划期内进入后又退出的，退出日计 −1。规划期以前进入的企业退出，不冲减。"

INDICATORS: dict[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            code="annex1.land_started",
            label="开工用地",
            unit="亩",
            clause_id="w-annex1",
            formula="开工用地 = Σ 地块用地面积（亩）",
            definition="以地块的开工日期为准。",
            model=Parcel,
            place="park__place",
            on="started_on",
            amount=F("land_area_mu"),
        ),
        Indicator(
            code="annex1.floor_completed",
            label="竣工面积",
            unit="万㎡",
            clause_id="w-annex1",
            formula="竣工面积 = Σ 分期总建筑面积（万㎡）",
            definition="以分期的竣工日期为准。",
            model=Phase,
            place="park__place",
            on="completed_on",
            amount=F("floor_area_m2") * WAN_PER_UNIT,
        ),
        Indicator(
            code="annex2.industrial_parks",
            label="工业小微园",
            unit="个",
            clause_id="w-annex2",
            formula="工业小微园 = Σ 已认定的工业类园区",
            definition=PARK_RULE,
            **recognised(Park.PlanKind.INDUSTRIAL),
        ),
        Indicator(
            code="annex2.e_commerce_parks",
            label="电商园",
            unit="个",
            clause_id="w-annex2",
            formula="电商园 = Σ 已认定的电商类园区",
            definition=PARK_RULE,
            **recognised(Park.PlanKind.E_COMMERCE),
        ),
        Indicator(
            code="annex2.sci_tech_parks",
            label="科创园",
            unit="个",
            clause_id="w-annex2",
            formula="科创园 = Σ 已认定的科创类园区",
            definition=PARK_RULE,
            **recognised(Park.PlanKind.SCI_TECH),
        ),
        Indicator(
            code="annex2.enterprises_admitted",
            label="引导入园企业",
            unit="家",
            clause_id="w-annex2",
            formula="引导入园企业 = Σ 首次入驻本地园区的企业",
            definition="同一企业在同一地域只计首次入驻那一次：换房、扩租、在本地换园都不再计；以后退出不冲减。",
            model=Occupancy,
            place="park__place",
            on="valid_from",
            narrow=first_rooms,
        ),
        Indicator(
            code="annex2.stepped_up",
            label="小升规企业",
            unit="家",
            clause_id="w-annex2",
            formula="小升规企业 = Σ 进入和退出规上，进入计一家，退出减一家",
            definition=STEP_RULE,
            **steps(GrowthEvent.Kind.STEPPED_UP),
        ),
        Indicator(
            code="annex2.specialised",
            label="专精特新企业",
            unit="家",
            clause_id="w-annex2",
            formula="专精特新企业 = Σ 进入和退出名单，进入计一家，退出减一家",
            definition=STEP_RULE,
            **steps(GrowthEvent.Kind.SPECIALISED),
        ),
    )
}
YEARLY = tuple(indicator for indicator in INDICATORS.values() if indicator.years)
WHOLE_PERIOD = tuple(indicator for indicator in INDICATORS.values() if not indicator.years)

# (indicator, area) → year → amount
Actuals = dict[tuple[str, str], dict[int, Decimal]]


def actuals(user: Any, areas: list[Area], as_of: datetime.date) -> Actuals:
    """Every indicator by area and year, in one query whatever the number of areas and records."""
    if not areas:
        return {}
    first, *others = (sums(indicator, user, areas, as_of) for indicator in INDICATORS.values())
    found: Actuals = defaultdict(dict)
    for code, area, year, total in first.union(*others, all=True):
        found[code, area][year] = Decimal(total)
    return found


def sums(indicator: Indicator, user: Any, areas: list[Area], as_of: datetime.date) -> QuerySet:
    rows = indicator.records(user, areas, as_of)
    named = rows.annotate(
        indicator_code=Value(indicator.code, output_field=CharField()), event_year=ExtractYear("event_on")
    )
    groups = named.order_by().values("indicator_code", "area_code", "event_year")
    return groups.annotate(total=Sum("amount")).values_list(
        "indicator_code", "area_code", "event_year", "total"
    )


def total_of(rows: QuerySet) -> Decimal:
    """The sum of some of an indicator's records."""
    return Decimal(rows.aggregate(total=Sum("amount"))["total"] or 0)
