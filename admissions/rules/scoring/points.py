"""How many points the facts bring under a scheme, and which vetoes hit."""

from decimal import Decimal
from typing import Any

from admissions.rules.facts import FACTS, Facts, Value
from admissions.rules.scheme import ASKED, NO, YES, Dimension, Indicator, Kind, Op, Scheme, Veto
from admissions.rules.scoring.result import ZERO, DimensionScore, Hit, Line, Score
from policies.numbers import exact, parse_decimal, round_half_up, show


def score(scheme: Scheme, facts: Facts) -> Score:
    """The score of an application whose facts and answers these are (numbers, codes, yes and no; by name or code)."""
    with exact():
        dimensions = tuple(scored(one, facts) for one in scheme.dimensions)
        return Score(
            total=sum((one.points for one in dimensions), ZERO),
            full=scheme.full,
            threshold=scheme.threshold,
            dimensions=dimensions,
            vetoes=tuple(hit(veto, facts) for veto in scheme.vetoes if applies(veto, facts)),
            missing=missing(scheme, dimensions, facts),
        )


def scored(dimension: Dimension, facts: Facts) -> DimensionScore:
    lines = tuple(line(one, facts) for one in dimension.indicators)
    total = sum((one.points for one in lines), ZERO)
    return DimensionScore(dimension.code, dimension.label, min(total, dimension.max), dimension.max, lines)


def line(indicator: Indicator, facts: Facts) -> Line:
    value = read(indicator, facts.get(indicator.fact))
    points = ZERO if value is None else POINTS_BY_KIND[indicator.kind](indicator, value)
    return Line(indicator, value, points)


def read(indicator: Indicator, value: Value) -> Decimal | str | None:
    """The value as the indicator counts it; None for what is no answer to it."""
    if indicator.kind is Kind.OPTIONS:
        code = flag_code(value) if isinstance(value, bool) else value
        return next((one.code for one in indicator.options if one.code == code), None)
    return decimal(value)


def decimal(value: Value) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not value:
        return None
    try:
        return parse_decimal(value)
    except ValueError:
        return None


def flag_code(value: bool) -> str:
    return YES if value else NO


def by_bands(indicator: Indicator, value: Decimal) -> Decimal:
    """The points of the last band whose start is reached; nothing below the first."""
    return next((one.points for one in reversed(indicator.bands) if one.since <= value), ZERO)


def by_line(indicator: Indicator, value: Decimal) -> Decimal:
    """In proportion between the two ends, rounded once, never outside 0 and the full points."""
    share = (value - indicator.zero_at) * indicator.max / (indicator.full_at - indicator.zero_at)
    return min(max(round_half_up(share), ZERO), indicator.max)


def by_option(indicator: Indicator, code: str) -> Decimal:
    return next(one.points for one in indicator.options if one.code == code)


POINTS_BY_KIND: dict[Kind, Any] = {Kind.BANDS: by_bands, Kind.LINEAR: by_line, Kind.OPTIONS: by_option}


def applies(veto: Veto, facts: Facts) -> bool:
    """Does the veto hit? What is not known hits nothing; it is named as missing."""
    value = facts.get(veto.fact)
    if veto.op in (Op.YES, Op.NO):
        return yes_no(value) == (veto.op is Op.YES)
    found = decimal(value)
    if found is None or veto.value is None:
        return False
    return found < veto.value if veto.op is Op.BELOW else found > veto.value


def yes_no(value: Value) -> bool | None:
    return value if isinstance(value, bool) else {YES: True, NO: False}.get(str(value))


def hit(veto: Veto, facts: Facts) -> Hit:
    return Hit(veto.code, veto.label, veto.clause, f"一票否决：{veto.label}{condition(veto, facts)}。")


def condition(veto: Veto, facts: Facts) -> str:
    """The number that hit, where it is one."""
    found = decimal(facts.get(veto.fact))
    if veto.value is None or found is None:
        return ""
    fact = FACTS[veto.source]
    return f"（{fact.label} {show(found, fact.unit)}，{veto.op.label} {show(veto.value, fact.unit)}）"


def missing(scheme: Scheme, dimensions: tuple[DimensionScore, ...], facts: Facts) -> tuple[str, ...]:
    """The labels of what is not answered: of indicators, and of what vetoes look at."""
    lines = [line.label for one in dimensions for line in one.lines if line.is_missing]
    vetoes = [veto_label(veto) for veto in scheme.vetoes if facts.get(veto.fact) in (None, "")]
    return tuple(dict.fromkeys([*lines, *vetoes]))


def veto_label(veto: Veto) -> str:
    return veto.label if veto.source == ASKED else FACTS[veto.source].label
