"""A park held against every check of the policy in force: for its card, and in bulk for lists, API and exports."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import DateField, F, Min, QuerySet

from parks.figures import RuleDay
from parks.models import HigherStandard, Parcel, Park, Waiver
from parks.rules.judging import Judged, judge, rules_in_force
from policies.accessor import Rules
from policies.checks import Verdict
from policies.library import get_library
from policies.model import Instrument
from portal.kept import of_each
from portal.measures import park_measures
from portal.own_rows import OfRows, Together, together
from portal.totals import tables_of

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


def first(field: str) -> OfRows:
    """The first of the parcels' dates."""
    return OfRows(Parcel.objects.all(), "park", Min(field), DateField())


@lru_cache(maxsize=1)
def facts() -> Together:
    """What is said of each park: its facts, its place, the dates that decide which day's rules hold."""
    dates = {"contracted_first": first("contracted_on"), "started_first": first("started_on")}
    return together(Park, {"path": F("place__path"), **dates, **{name: F(name) for name in FACTS}})


def rule_day_of(facts: Values, today: datetime.date) -> RuleDay:
    """The first land contract, else the first start of works, else today (interpretation of the policies)."""
    if facts["contracted_first"]:
        return RuleDay(facts["contracted_first"], "土地合同日期")
    if facts["started_first"]:
        return RuleDay(facts["started_first"], "开工日期")
    return RuleDay(today, "今天")


def policy_code(facts: Values) -> str:
    """The code under which policies are looked up: that of the place the park's own leaf hangs on."""
    return facts["path"].rstrip("/").split("/")[-2]


def measured(parks: Collection[int], names: Collection[str], on: datetime.date) -> dict[int, Values]:
    """The measures of these names for each park, as of a day."""
    return statement(frozenset(names), on).of(parks)


@lru_cache(maxsize=64)
def statement(names: frozenset[str], on: datetime.date) -> Together:
    """Putting it together costs more than asking it, so it is kept: it depends on nothing that anybody writes."""
    asked = {}
    for name in sorted(names):
        measure = park_measures.get(name)
        asked[name] = measure.expression(on)
        if measure.rows_open:
            asked[measure.open_name] = measure.rows_open(on)
    return together(Park, asked)


def needed(codes: Collection[Rules]) -> set[str]:
    """The measures that any of these rules look at."""
    found = {id(own): own for own in map(rules_in_force, codes)}
    return {name for own in found.values() for rule in own for name in rule.standard.measures}


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


def tallies(parks: Collection[int], today: datetime.date) -> dict[int, tuple[int, int]]:
    """How many checks each park keeps, of how many that count: the very numbers of its card, for lists and API."""

    def work(asked: Collection[int]) -> dict[int, tuple[int, int]]:
        return {pk: (one.kept, one.counted) for pk, one in hold(asked, today).items()}

    return of_each(f"compliance:{today}", parks, sources(), work)


@lru_cache(maxsize=1)
def sources() -> tuple[str, ...]:
    """Every table that a check is read from. All of them note their changes."""
    everything = statement(frozenset(one.code for one in park_measures), datetime.date.max)
    models = (Waiver, HigherStandard)
    named = " ".join(
        (facts().statement, everything.statement, *(f'"{one._meta.db_table}"' for one in models))
    )
    tables = tables_of(named)
    assert tables is not None, named
    return tuple(tables)


def hold(parks: Collection[int], today: datetime.date, supposed: Supposed | None = None) -> dict[int, Held]:
    """Every park of these numbers, in four queries however many there are."""
    said, supposed = facts().of(parks), supposed or Supposed()
    days = {pk: supposed.day(rule_day_of(row, today)) for pk, row in said.items()}
    rules = {
        pk: Rules(get_library(), supposed.code(policy_code(row)), days[pk].on) for pk, row in said.items()
    }
    values = measured(said, needed(rules.values()), today)
    waived, set_above = waivers(said, today), higher_standards(today)
    held = {}
    for pk, row in said.items():
        own = {**row, **values[pk], "as_of": today}
        higher = {rule: value for path, rule, value in set_above if row["path"].startswith(path)}
        judged = judge(rules[pk], own, waived.get(pk, {}), higher)
        held[pk] = Held(days[pk], rules[pk], judged, own, waived.get(pk, {}))
    return held
