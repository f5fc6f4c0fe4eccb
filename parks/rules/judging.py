"""Holding a park's measures against the checks of the policy in force; pure, and quick enough for lists."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from parks.rules import cixi, wenzhou
from parks.rules.standards import Bound, Standard
from policies.accessor import Rules
from policies.checks import Bounds, Finding, Verdict, compare
from policies.errors import NoRuleInForce
from policies.library import Library
from policies.model import Strength
from policies.numbers import show
from policies.rulebook import ParameterReading

STANDARDS = (*wenzhou.CHECKS, *cixi.CHECKS)
BY_CODE = {standard.code: standard for standard in STANDARDS}
MISSES = (Verdict.NOT_MET, Verdict.DEVIATES)
NOT_KNOWN = "是否适用缺数据"
# Of several bounds that are missed or unknown, which verdict speaks; one that is met speaks first.
ALTERNATIVES = (Verdict.MET, Verdict.NOT_APPLICABLE, Verdict.DATA_MISSING)


@dataclass(frozen=True)
class Rule:
    """A standard with the numbers of the policy in force put in."""

    standard: Standard
    clause_id: str
    strength: Strength
    bounds: tuple[tuple[Bound, Bounds], ...]
    readings: Mapping[str, ParameterReading]
    higher: Decimal | None = None

    @cached_property
    def parameters(self) -> tuple[ParameterReading, ...]:
        return tuple(self.readings.values())

    def read(self, parameter_id: str) -> Decimal:
        return self.readings[parameter_id].value


@dataclass(frozen=True)
class Judged:
    """A check's answer. `bound` is the one that speaks; `outside` the condition that leaves the park out."""

    rule: Rule
    finding: Finding
    bound: Bound
    outside: str = ""

    @property
    def standard(self) -> Standard:
        return self.rule.standard

    @property
    def clause_id(self) -> str:
        return self.rule.clause_id

    @property
    def wording(self) -> str:
        if self.rule.higher is not None:
            return f"≥ {show(self.rule.higher, self.parameters[0].unit)}（上级标准）"
        return " 或 ".join(wording(bound, self.rule.readings) for bound, _ in self.rule.bounds)

    @property
    def parameters(self) -> tuple[ParameterReading, ...]:
        return self.finding.parameters


def rules_in_force(rules: Rules) -> tuple[Rule, ...]:
    """The checks of the policy in force, in the order of its clauses; none where no policy is.

    All that they read is noted in `rules`.
    """
    try:
        instrument = rules.instrument
    except NoRuleInForce:
        return ()
    days = beginnings(rules.library, instrument.id)
    begun = max(first for first in days if first <= rules.on)
    found, readings = kept_rules(rules.library, instrument.id, instrument.place_code, begun)
    rules.absorb(readings)
    return found


@lru_cache(maxsize=32)
def beginnings(library: Library, instrument_id: str) -> tuple[date, ...]:
    """The days on which the policy or one of its numbers begins to hold."""
    instrument = library.instrument(instrument_id)
    numbers = (dated.since for c in instrument.clauses for p in c.parameters for dated in p.values)
    return tuple(sorted({instrument.in_force_from, *numbers}))


@lru_cache(maxsize=32)
def kept_rules(
    library: Library, instrument_id: str, place_code: str, on: date
) -> tuple[tuple[Rule, ...], tuple[ParameterReading, ...]]:
    """The checks and all their readings. Numbers change only on the days a value begins, so few such sets are
    ever put together."""
    rules = Rules(library, place_code, on)
    own = [standard for standard in STANDARDS if clause_of(rules, standard).instrument_id == instrument_id]
    return tuple(rule_of(rules, standard) for standard in own), rules.readings


def clause_of(rules: Rules, standard: Standard) -> Any:
    if standard.clause:
        return rules.library.clause(standard.clause)
    return rules.library.clause(rules.library.parameter(standard.parameter_ids[0]).clause_id)


def rule_of(rules: Rules, standard: Standard) -> Rule:
    readings = {name: rules.read(name) for name in standard.parameter_ids}
    clause = clause_of(rules, standard)
    strength = standard.strength or rules.library.parameter(standard.parameter_ids[0]).strength
    bounds = tuple((bound, ends(bound, readings)) for bound in standard.bounds)
    return Rule(standard, clause.id, strength, bounds, readings)


def ends(bound: Bound, readings: Mapping[str, ParameterReading]) -> Bounds:
    lower = readings[bound.lower].value if bound.lower else bound.at_least
    upper = readings[bound.upper].value if bound.upper else bound.at_most
    return Bounds(lower, upper)


def judge(
    rules: Rules,
    values: Mapping[str, Any],
    waived: Collection[str] = (),
    higher: Mapping[str, Decimal] | None = None,
) -> tuple[Judged, ...]:
    """Every check of the policy in force whose measures are all among `values`; `waived` are codes of checks,
    `higher` the lower ends set higher up, by the code of their check (C四).

    `values` are measures by name (with `<name>__open`, how many rows have not said) and facts of the park.
    """
    known, higher = values.keys(), higher or {}
    return tuple(
        hold(raised(rule, higher.get(rule.standard.code)), values, rule.standard.code in waived)
        for rule in rules_in_force(rules)
        if rule.standard.measures <= known
    )


def raised(rule: Rule, value: Decimal | None) -> Rule:
    """The rule with the lower end that is set higher up, where one is."""
    if value is None:
        return rule
    (bound, _), *others = rule.bounds
    return replace(rule, bounds=((bound, Bounds(value)), *others), higher=value)


def hold(rule: Rule, values: Mapping[str, Any], waived: bool = False) -> Judged:
    """One check against the values."""
    outside, unknown = left_out(rule, values)
    if outside or unknown:
        verdict = Verdict.DATA_MISSING if unknown else Verdict.NOT_APPLICABLE
        counts = bool(unknown) and rule.strength is not Strength.INFORMATION
        finding = Finding(verdict, counts=counts, parameters=rule.parameters)
        return Judged(rule, finding, rule.standard.bounds[0], outside or unknown)
    held = [Judged(rule, found(rule, bound, ends, values, waived), bound) for bound, ends in rule.bounds]
    return min(held, key=rank) if len(held) > 1 else held[0]


def rank(judged: Judged) -> int:
    verdict = judged.finding.verdict
    return ALTERNATIVES.index(verdict) if verdict in ALTERNATIVES else len(ALTERNATIVES)


def left_out(rule: Rule, values: Mapping[str, Any]) -> tuple[str, str]:
    """The words of the condition that does not hold, or of the first that cannot be told."""
    unknown = ""
    for condition in rule.standard.when:
        answer = condition.holds(values, rule.read)
        if answer is False:
            return condition.words, ""
        if answer is None and not unknown:
            unknown = f"{condition.words}，{NOT_KNOWN}"
    return "", unknown


def found(rule: Rule, bound: Bound, ends: Bounds, values: Mapping[str, Any], waived: bool) -> Finding:
    """Rows that have not said leave a pass unknown (or a miss, where they can only raise the value); where there
    is no row at all there is nothing to judge."""
    value, parameters = values[bound.measure], rule.parameters
    worse, better = (values.get(name) for name in bound.doubts)
    nothing = value is None and 0 in (worse, better)
    finding = compare(
        value, ends, rule.strength, applicable=not nothing, waived=waived, parameters=parameters
    )
    doubtful = worse if finding.verdict is Verdict.MET else better if finding.verdict in MISSES else 0
    return (
        Finding(Verdict.DATA_MISSING, counts=finding.counts, parameters=parameters) if doubtful else finding
    )


def wording(bound: Bound, readings: Mapping[str, ParameterReading]) -> str:
    """The bound as people write it: ≥ 2.0, ≤ 15%, 10%–25%; 是 or 无 where all or nothing is asked."""
    low, high = (bare(readings[name]) if name else "" for name in (bound.lower, bound.upper))
    if low and high:
        return f"{low}–{high}"
    if low or high:
        return f"≥ {low}" if low else f"≤ {high}"
    return FIXED[bound.at_least, bound.at_most]


FIXED: Mapping[tuple[Decimal | None, Decimal | None], str] = {
    (Decimal(1), None): "是",
    (None, Decimal(0)): "0",
    (Decimal(0), None): "≥ 0",
}


def bare(reading: ParameterReading) -> str:
    """A ratio needs no unit after it."""
    return reading.shown.removesuffix(" 倍")
