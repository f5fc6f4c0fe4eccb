"""What a park's numbers and marks are worth, in exact decimals, rounded half up once to four digits."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from evaluation.rules.classes.scoring import PLACES, ZERO, Facts, quotient, term
from evaluation.rules.park_grades.parts import FACTS, MEASURES, Item, Measure, Way
from policies.numbers import exact

ONE = Decimal(1)
Marks = Mapping[str, Decimal]


def operands(measure: Measure, facts: Facts) -> tuple[Decimal, Decimal] | None:
    """Numerator (× `times`, never below 0) and denominator; None where one is missing or nothing can be divided."""
    above = facts.get(measure.numerator)
    below = facts.get(measure.denominator) if measure.denominator else ONE
    if above is None or below is None or not (below or measure.idle):
        return None
    if not below:
        return Decimal(measure.times), ONE
    return max(above, ZERO) * measure.times, below


def value_of(measure: Measure, facts: Facts) -> Decimal | None:
    """The measure of a park; None where a number is missing or the denominator is zero."""
    found = operands(measure, facts)
    return quotient(*found) if found else None


def base_of(measure: Measure, parks: Iterable[Facts]) -> Decimal:
    """The list's Σ ÷ Σ (never a mean of ratios) over its ranked parks that have the measure; 0 without any."""
    found = [pair for facts in parks if (pair := operands(measure, facts))]
    above = sum((pair[0] for pair in found), ZERO)
    below = sum((pair[1] for pair in found), ZERO)
    return quotient(above, below) if below else ZERO


def item_value(item: Item, facts: Facts, marks: Marks) -> Decimal | None:
    """What is held against the item: the mark that was given, or the measure."""
    return marks.get(item.code) if item.way is Way.ASSESSED else value_of(MEASURES[item.measure], facts)


def points_of(item: Item, value: Decimal | None, base: Decimal) -> Decimal:
    """The points of an item between 0 and its full points (of a ratio: times the cap)."""
    if value is None:
        return ZERO
    if item.way is Way.ASSESSED:
        return min(max(value, ZERO), item.weight)
    if item.way is Way.BANDS:
        return next((band.points for band in item.bands if value >= band.least), ZERO)
    return term(value, base, item)


def total(points: Iterable[Decimal], bonus: Decimal, deduction: Decimal) -> Decimal:
    """Σ points + bonuses − deductions, never below 0."""
    with exact():
        return max(sum(points, ZERO) + bonus - deduction, ZERO).quantize(ONE.scaleb(-PLACES))


def gap(item: Item, facts: Facts, marks: Marks) -> str:
    """What the item lacks of a park; "" when it has its value."""
    if item_value(item, facts, marks) is not None:
        return ""
    if item.way is Way.ASSESSED:
        return f"{item.label}未打分"
    measure = MEASURES[item.measure]
    for name in filter(None, (measure.numerator, measure.denominator)):
        if facts.get(name) is None:
            return f"缺{FACTS[name].label}"
    return f"{FACTS[measure.denominator].label}为零"


def gaps(items: Iterable[Item], facts: Facts, marks: Marks) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (gap(one, facts, marks) for one in items))))
