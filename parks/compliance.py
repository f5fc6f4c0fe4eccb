"""A park held against every check of the policy in force: for its card, and in bulk for lists, API and exports."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery

from accounts.models import Place
from parks.figures import RuleDay
from parks.models import HigherStandard, Parcel, Park, Waiver
from parks.rules.judging import Judged, judge, rules_in_force
from policies.accessor import Rules
from policies.checks import Verdict
from policies.library import get_library
from policies.model import Instrument
from portal.measures import park_measures

# What the conditions of the checks look at beside measures.
FACTS = (
    "park_type",
    "status",
    "star",
    "is_renovated",
    "is_special_trade",
    "first_operating_year",
    "recognised_on",
)
Values = dict[str, Any]


def first(field: str) -> Subquery:
    """The first of the parcels' dates."""
    rows = Parcel.objects.filter(park=OuterRef("pk")).order_by().values("park")
    return Subquery(rows.annotate(first=Min(field)).values("first"))


def facts_of(parks: QuerySet[Park]) -> list[Values]:
    """What is said of each park: its facts, its place, the dates that decide which day's rules hold."""
    dated = parks.annotate(contracted_first=first("contracted_on"), started_first=first("started_on"))
    names = ("pk", "place__path", "place__kind", *FACTS, "contracted_first", "started_first")
    return list(dated.values(*names))


def rule_day_of(facts: Values, today: datetime.date) -> RuleDay:
    """The first land contract, else the first start of works, else today (interpretation of the policies)."""
    if facts["contracted_first"]:
        return RuleDay(facts["contracted_first"], "土地合同日期")
    if facts["started_first"]:
        return RuleDay(facts["started_first"], "开工日期")
    return RuleDay(today, "今天")


def policy_code(facts: Values) -> str:
    return Place(path=facts["place__path"], kind=facts["place__kind"], code="").policy_code


def measured(parks: QuerySet[Park], names: Iterable[str], on: datetime.date) -> dict[int, Values]:
    """The measures of these names for each park, as of a day."""
    asked = {}
    for name in names:
        measure = park_measures.get(name)
        asked[name] = measure.expression(on)
        if measure.rows_open:
            asked[measure.open_name] = measure.rows_open(on)
    rows = parks.order_by().annotate(**{f"m_{name}": made for name, made in asked.items()})
    found = rows.values("pk", *(f"m_{name}" for name in asked))
    return {row["pk"]: {name: row[f"m_{name}"] for name in asked} for row in found}


def needed(codes: Collection[Rules]) -> set[str]:
    """The measures that any of these rules look at."""
    return {name for rules in codes for rule in rules_in_force(rules) for name in rule.standard.measures}


@dataclass(frozen=True)
class Held:
    """A park held against the rules of a day."""

    day: RuleDay
    rules: Rules
    judged: tuple[Judged, ...]
    values: Values
    waivers: Mapping[str, Waiver]

    @property
    def instrument(self) -> Instrument | None:
        """The policy in force, None where there is none."""
        return self.rules.instrument if self.judged else None

    def count(self, verdict: Verdict) -> int:
        """How many checks that count came out so."""
        return sum(1 for one in self.judged if one.finding.counts and one.finding.verdict is verdict)

    @property
    def counted(self) -> int:
        """How many checks there are: those that apply and are more than encouraged."""
        return sum(1 for one in self.judged if one.finding.counts)

    @property
    def kept(self) -> int:
        """How many of them are met or waived."""
        return self.count(Verdict.MET) + self.count(Verdict.WAIVED)


def waivers(parks: Collection[int], on: datetime.date) -> dict[int, dict[str, Waiver]]:
    """The waivers that hold on the day, by park and check."""
    found: dict[int, dict[str, Waiver]] = {}
    for waiver in in_effect(on).filter(park__in=parks):
        found.setdefault(waiver.park_id, {})[waiver.rule] = waiver
    return found


def in_effect(on: datetime.date) -> QuerySet[Waiver]:
    """Waivers granted, from the day of their decision to the last of their term."""
    return Waiver.objects.filter(state=Waiver.State.GRANTED, decided_on__lte=on, valid_until__gte=on)


def higher_standards(on: datetime.date) -> list[tuple[str, str, Decimal]]:
    """(path of the place, check, number) of what is set higher up and holds on the day, nearest place last."""
    rows = HigherStandard.objects.filter(valid_from__lte=on).exclude(valid_until__lt=on)
    return list(rows.order_by("place__path", "valid_from").values_list("place__path", "rule", "value"))


@dataclass(frozen=True)
class Supposed:
    """What if: other rules than those that hold, `instrument_id` of a policy, `on` another day; nothing is kept."""

    instrument_id: str = ""
    on: datetime.date | None = None

    def day(self, actual: RuleDay) -> RuleDay:
        """The day supposed; a policy of another time is taken on the nearest day it was in force."""
        day = RuleDay(self.on, "假设的日期") if self.on else actual
        if not self.instrument_id:
            return day
        instrument = get_library().instrument(self.instrument_id)
        last = instrument.in_force_until or day.on
        nearest = min(max(day.on, instrument.in_force_from), last)
        return day if nearest == day.on else RuleDay(nearest, "假设政策的有效期内")

    def code(self, actual: str) -> str:
        return get_library().instrument(self.instrument_id).place_code if self.instrument_id else actual


def hold(parks: QuerySet[Park], today: datetime.date, supposed: Supposed | None = None) -> dict[int, Held]:
    """Every park of `parks` by its number, in four queries however many there are."""
    facts, supposed = facts_of(parks), supposed or Supposed()
    days = {row["pk"]: supposed.day(rule_day_of(row, today)) for row in facts}
    rules = {
        row["pk"]: Rules(get_library(), supposed.code(policy_code(row)), days[row["pk"]].on) for row in facts
    }
    values = measured(parks, needed(rules.values()), today)
    waived, set_above = waivers(list(days), today), higher_standards(today)
    held = {}
    for row in facts:
        pk = row["pk"]
        own = {**row, **values[pk], "as_of": today}
        higher = {rule: value for path, rule, value in set_above if row["place__path"].startswith(path)}
        judged = judge(rules[pk], own, waived.get(pk, {}), higher)
        held[pk] = Held(days[pk], rules[pk], judged, own, waived.get(pk, {}))
    return held
