"""What a firm's numbers are worth: measures, terms, bonuses and deductions, in exact decimals.

A measure, a base and a term are rounded half up once, to four digits; what is shown is what counts. The database
computes the same for a million firms (`evaluation/class_query.py`); explanation and 试算 call these.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from evaluation.rules.classes.parts import (
    FACTS,
    MEASURES,
    Adjustment,
    Condition,
    Grading,
    Group,
    Measure,
    Op,
)
from policies.numbers import exact

PLACES = 4
ZERO = Decimal(0)
Facts = Mapping[str, Decimal | None]


def quotient(numerator: Decimal, denominator: Decimal, places: int = PLACES) -> Decimal:
    """numerator ÷ denominator, not negative, rounded half up once: ⌊(2·10ᵖ·n + d) ÷ 2d⌋ ÷ 10ᵖ."""
    with exact():
        whole = (2 * 10**places * numerator + denominator) // (2 * denominator)
        return whole.scaleb(-places)


def value_of(measure: Measure, facts: Facts) -> Decimal | None:
    """The measure of a firm; None where a figure is missing or the denominator is zero."""
    above, below = facts.get(measure.numerator), facts.get(measure.denominator)
    return quotient(above, below) if above is not None and below else None


class Weighed(Protocol):
    """What counts `weight` points at its base, and `cap` times as many at most."""

    @property
    def weight(self) -> Decimal: ...
    @property
    def cap(self) -> Decimal: ...


def term(value: Decimal | None, base: Decimal, indicator: Weighed) -> Decimal:
    """value ÷ base × weight, between 0 and cap × weight; 0 without a value, and where the base is 0."""
    if value is None or not base:
        return ZERO
    with exact():
        most = indicator.cap * indicator.weight
        return min(quotient(max(value, ZERO) * indicator.weight, base), most)


def base_of(measure: Measure, firms: Iterable[Facts]) -> Decimal:
    """The group's Σ ÷ Σ (never a mean of ratios) over its ranked firms; 0 where there is nothing to divide by.

    A firm without the measure's value adds to neither sum.
    """
    above, below = ZERO, ZERO
    for facts in firms:
        if value_of(measure, facts) is not None:
            above += facts[measure.numerator] or ZERO
            below += facts[measure.denominator] or ZERO
    return quotient(above, below) if below else ZERO


def adjusted(
    adjustments: Sequence[Adjustment], marks: Iterable[str], settings: Grading
) -> tuple[Decimal, Decimal]:
    """The bonuses and the deductions of a firm, each held to its cap; both are positive."""
    marks = set(marks)
    earned = [one.points for one in adjustments if mark_of(one) in marks]
    bonus = sum((points for points in earned if points > 0), ZERO)
    less = -sum((points for points in earned if points < 0), ZERO)
    return min(bonus, settings.bonus_cap), min(less, settings.deduction_cap)


def mark_of(adjustment: Adjustment) -> str:
    """How a firm's matter names the adjustment."""
    return f"+{adjustment.code}"


def total(points: Iterable[Decimal], bonus: Decimal, deduction: Decimal) -> Decimal:
    """Σ terms + bonuses − deductions, never below 0."""
    return max(sum(points, ZERO) + bonus - deduction, ZERO)


def meets(condition: Condition, facts: Facts) -> bool:
    """A missing figure meets no condition."""
    value = facts.get(condition.fact)
    if value is None:
        return False
    return value >= condition.value if condition.op is Op.AT_LEAST else value < condition.value


def group_of(groups: Iterable[Group], facts: Facts) -> Group | None:
    """The first group all of whose conditions the firm meets."""
    fitting = (one for one in groups if all(meets(condition, facts) for condition in one.conditions))
    return next(fitting, None)


def gaps(group: Group, facts: Facts) -> list[str]:
    """What the group's measures lack of a firm: figures not reported, denominators that are zero."""
    measures = [MEASURES[one.measure] for one in group.indicators]
    needed = dict.fromkeys(name for one in measures for name in (one.numerator, one.denominator))
    divisors = {one.denominator for one in measures}
    missing = [f"缺{FACTS[name].label}" for name in needed if facts.get(name) is None]
    zero = [f"{FACTS[name].label}为零" for name in needed if name in divisors and facts.get(name) == 0]
    return missing + zero
