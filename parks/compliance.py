"""A park held against every check of the policy in force: for its card, and in bulk for lists, API and exports."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery

from accounts.models import Place
from parks.figures import RuleDay
from parks.models import Parcel, Park
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


def hold(
    parks: QuerySet[Park], today: datetime.date, waived: Mapping[int, Collection[str]] | None = None
) -> dict[int, Held]:
    """Every park of `parks` by its number, in two queries however many there are."""
    facts = facts_of(parks)
    days = {row["pk"]: rule_day_of(row, today) for row in facts}
    rules = {row["pk"]: Rules(get_library(), policy_code(row), days[row["pk"]].on) for row in facts}
    values = measured(parks, needed(rules.values()), today)
    waived = waived or {}
    held = {}
    for row in facts:
        pk = row["pk"]
        own = {**row, **values[pk], "as_of": today}
        held[pk] = Held(days[pk], rules[pk], judge(rules[pk], own, waived.get(pk, ())), own)
    return held
