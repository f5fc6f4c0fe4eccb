"""标准地 (C四): what the land contracts promised against what came true in a year, indicator by indicator."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from policies.explanation import Explanation, Operand
from policies.formulas.registry import Source
from policies.numbers import exact

RATIO = Decimal("0.0001")


@dataclass(frozen=True)
class Fact:
    """A number of the year with where it comes from; None while it is not known."""

    value: Decimal | None
    source: Source


@dataclass(frozen=True)
class Indicator:
    """One of the four: numerator ÷ denominator, named by the facts."""

    code: str
    label: str
    unit: str
    numerator: str
    denominator: str


FACTS = {
    "invested_wan": ("累计固定资产投资", "万元"),
    "tax_wan": ("纳税合计", "万元"),
    "value_added_wan": ("增加值", "万元"),
    "land_mu": ("地块面积合计", "亩"),
    "emission_t": ("污染物排放量", "吨"),
    "energy_tce": ("综合能耗", "吨标准煤"),
}
INDICATORS = (
    Indicator("investment_per_mu", "投资强度", "万元/亩", "invested_wan", "land_mu"),
    Indicator("tax_per_mu", "亩均税收", "万元/亩", "tax_wan", "land_mu"),
    Indicator("value_added_per_emission", "单位排放增加值", "万元/吨", "value_added_wan", "emission_t"),
    Indicator("value_added_per_tce", "单位能耗增加值", "万元/吨标准煤", "value_added_wan", "energy_tce"),
)


def actual(indicator: Indicator, facts: Mapping[str, Fact], year: int) -> Explanation:
    """The indicator of the year, to four digits half up; without a result where a fact is missing or the divisor zero."""
    above, below = facts[indicator.numerator].value, facts[indicator.denominator].value
    names = (indicator.numerator, indicator.denominator)
    result = None
    if above is not None and below:
        with exact():
            result = (above / below).quantize(RATIO, rounding=ROUND_HALF_UP)
    return Explanation(
        f"{year} 年{indicator.label}",
        result,
        indicator.unit,
        " ÷ ".join(FACTS[name][0] for name in names),
        tuple(
            Operand(
                FACTS[name][0],
                facts[name].value,
                FACTS[name][1],
                facts[name].source.label,
                facts[name].source.url,
                name,
            )
            for name in names
        ),
        clause_ids=("c04",),
        note="园区有几个地块的，实际值按全园计算。结果四舍五入，保留四位小数。",
    )


def standing(promised: Decimal | None, result: Decimal | None) -> str:
    """none | lacking | met | short."""
    if promised is None:
        return "none"
    if result is None:
        return "lacking"
    return "met" if result >= promised else "short"
