"""五度评分 (W9, W10): the points of one application under one scheme.

The one function `score` serves preview, official score, ranking and explanation. All arithmetic is exact; points of
a linear indicator are rounded once, half up to two decimals. What is not answered counts nothing and is named.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from admissions.rules.facts import FACTS, Facts, Value
from admissions.rules.hints import hint
from admissions.rules.scheme import ASKED, NO, YES, Dimension, Indicator, Kind, Op, Scheme, Veto
from policies.explanation import Explanation, Operand, Step
from policies.numbers import exact, parse_decimal, plain, round_half_up, show

ZERO = Decimal(0)
POINTS = "分"


def kept(points: Decimal) -> str:
    """Points as they are stored: always two decimals, as many as there can be."""
    return f"{points:.2f}"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: the value as read (None when missing) and its points; the words are made when asked for."""

    indicator: Indicator
    value: Decimal | str | None
    points: Decimal

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def label(self) -> str:
        return self.indicator.label

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def max(self) -> Decimal:
        return self.indicator.max

    @property
    def shown(self) -> str:
        return shown(self.indicator, self.value)

    @property
    def rule(self) -> str:
        """How the points come about, with the numbers put in."""
        return rule(self.indicator, self.value)

    @property
    def hint(self) -> str:
        """What would bring more points; "" at the full ones."""
        return hint(self.indicator, self.value, self.points)

    @property
    def is_missing(self) -> bool:
        return self.value is None

    def as_dict(self) -> dict[str, Any]:
        value = plain(self.value) if isinstance(self.value, Decimal) else self.value
        return {
            "code": self.code,
            "label": self.label,
            "unit": self.unit,
            "value": value,
            "shown": self.shown,
            "points": kept(self.points),
            "max": kept(self.max),
            "rule": self.rule,
            "hint": self.hint,
        }


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """The sum of the indicators' points, capped at the dimension's."""

    code: str
    label: str
    points: Decimal
    max: Decimal
    lines: tuple[Line, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label,
            "points": kept(self.points),
            "max": kept(self.max),
            "indicators": [line.as_dict() for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A veto that applies, as a sentence."""

    code: str
    label: str
    clause: str
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "label": self.label, "clause": self.clause, "sentence": self.sentence}


@dataclass(frozen=True, slots=True)
class Score:
    """`missing` names what is not answered; `gap` is what the total lacks of the threshold."""

    total: Decimal
    full: Decimal
    threshold: Decimal
    dimensions: tuple[DimensionScore, ...]
    vetoes: tuple[Hit, ...]
    missing: tuple[str, ...]

    @property
    def gap(self) -> Decimal:
        return max(self.threshold - self.total, ZERO)

    @property
    def passed(self) -> bool:
        return not self.gap and not self.vetoes

    @property
    def hints(self) -> tuple[str, ...]:
        """Where the next points are, indicator by indicator."""
        return tuple(line.hint for one in self.dimensions for line in one.lines if line.hint)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, every decimal a string: what is stored with an application."""
        return {
            "total": kept(self.total),
            "full": kept(self.full),
            "threshold": kept(self.threshold),
            "passed": self.passed,
            "gap": kept(self.gap),
            "vetoes": [hit.as_dict() for hit in self.vetoes],
            "dimensions": [one.as_dict() for one in self.dimensions],
            "missing": list(self.missing),
        }

    def explanation(self) -> Explanation:
        """The total as the sum of the five dimensions, each with its indicators."""
        parts = tuple(Operand(f"{one.label}得分", one.points, POINTS) for one in self.dimensions)
        stands = "达到" if not self.gap else f"距入围分数线差 {plain(self.gap)} 分，未达到"
        return Explanation(
            title="五度评分",
            result=self.total,
            unit=POINTS,
            formula_text=" + ".join(part.label for part in parts),
            operands=parts,
            note=f"{stands}入围分数线 {plain(self.threshold)} 分。"
            + "".join(hit.sentence for hit in self.vetoes),
            children=tuple(explained(one) for one in self.dimensions),
        )


def explained(dimension: DimensionScore) -> Explanation:
    """The dimension's sum with its cap; each indicator's rule is a step."""
    parts = tuple(Operand(f"{line.label}得分", line.points, POINTS) for line in dimension.lines)
    most = Operand(f"{dimension.label}满分", dimension.max, POINTS)
    total = " + ".join(part.label for part in parts) or "0"
    return Explanation(
        title=f"{dimension.label}得分",
        result=dimension.points,
        unit=POINTS,
        formula_text=f"min({total}, {most.label})",
        operands=(*parts, most),
        steps=tuple(
            Step(f"{line.label}：{line.shown}", line.rule, line.points, POINTS) for line in dimension.lines
        ),
    )


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


def shown(indicator: Indicator, value: Decimal | str | None) -> str:
    """The value in words."""
    if value is None:
        return "未填写"
    if isinstance(value, Decimal):
        return show(value, indicator.unit).replace(" %", "%").strip()
    return next(one.label for one in indicator.options if one.code == value)


def rule(indicator: Indicator, value: Any) -> str:
    if value is None:
        return "未填写，不计分"
    if indicator.kind is Kind.OPTIONS:
        return f"选项“{shown(indicator, value)}”"
    if indicator.kind is Kind.BANDS:
        return band_rule(indicator, value)
    zero, full, most = (plain(one) for one in (indicator.zero_at, indicator.full_at, indicator.max))
    return f"({plain(value)} − {zero}) ÷ ({full} − {zero}) × {most}，在 0 至 {most} 之间"


def band_rule(indicator: Indicator, value: Any) -> str:
    reached = [one for one in indicator.bands if one.since <= value]
    if not reached:
        return f"{plain(value)} < {plain(indicator.bands[0].since)}，未达到最低一档"
    last = reached[-1]
    after = indicator.bands[len(reached)] if len(reached) < len(indicator.bands) else None
    upper = f"，< {plain(after.since)}" if after else ""
    return f"{plain(value)} ≥ {plain(last.since)}{upper} 一档"


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
