"""Which clause of which policy sets a bound for which figure of a park, and how a figure stands to it.

The numbers are the policies' own; here is only which figure is held against which of them.
"""

from dataclasses import dataclass
from decimal import Decimal

from policies.accessor import Rules
from policies.checks import Bounds, Finding, compare
from policies.errors import NoRuleInForce
from policies.rulebook import ParameterReading


@dataclass(frozen=True)
class Standard:
    """A figure (`measure`) with the parameters that bound it below and above; at least one of them."""

    measure: str
    lower: str = ""
    upper: str = ""

    @property
    def parameter_ids(self) -> tuple[str, ...]:
        return tuple(name for name in (self.lower, self.upper) if name)


STANDARDS = (
    Standard("floor_area_ratio", lower="w05.far_min"),
    Standard("non_production_share", lower="w06.non_production_min", upper="w06.non_production_max"),
    Standard("floor_area_ratio", lower="c02.far_min"),
    Standard("non_production_share_of_counted", upper="c02.non_production_floor_max"),
)


@dataclass(frozen=True)
class Judged:
    """A standard in force at a place on a day, held against a value."""

    standard: Standard
    clause_id: str
    wording: str
    finding: Finding

    @property
    def parameters(self) -> tuple[ParameterReading, ...]:
        return self.finding.parameters


def judge(rules: Rules, values: dict[str, Decimal | None]) -> dict[str, Judged]:
    """The figures of `values` that the policy in force bounds, by name; none where no rule is in force."""
    try:
        instrument = rules.instrument.id
    except NoRuleInForce:
        return {}
    return {
        standard.measure: hold(rules, standard, values[standard.measure])
        for standard in STANDARDS
        if standard.measure in values and belongs(rules, standard, instrument)
    }


def belongs(rules: Rules, standard: Standard, instrument_id: str) -> bool:
    parameters = map(rules.library.parameter, standard.parameter_ids)
    return all(parameter.instrument_id == instrument_id for parameter in parameters)


def hold(rules: Rules, standard: Standard, value: Decimal | None) -> Judged:
    part = rules.apart()
    lower = part.read(standard.lower) if standard.lower else None
    upper = part.read(standard.upper) if standard.upper else None
    bounds = Bounds(lower.value if lower else None, upper.value if upper else None)
    parameter = rules.library.parameter(standard.parameter_ids[0])
    finding = compare(value, bounds, parameter.strength, parameters=part.readings)
    rules.absorb(part.readings)
    return Judged(standard, parameter.clause_id, wording(lower, upper), finding)


def wording(lower: ParameterReading | None, upper: ParameterReading | None) -> str:
    """The bounds as people write them: ≥ 2.0, ≤ 15%, 10%–25%."""
    low, high = (bare(reading) if reading else "" for reading in (lower, upper))
    if low and high:
        return f"{low}–{high}"
    return f"≥ {low}" if low else f"≤ {high}"


def bare(reading: ParameterReading) -> str:
    """A ratio needs no unit after it."""
    return reading.shown.removesuffix(" 倍")
