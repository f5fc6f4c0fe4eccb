"""Wenzhou 2019, article 10: who pays much tax, per 亩 and in all, may buy more floor."""

from decimal import Decimal

from policies.accessor import Rules
from policies.explanation import Step
from policies.formulas.registry import Input, Outcome, Values, formula, number
from policies.numbers import plain


def both_reached(tax: tuple[Decimal, Decimal], least: tuple[Decimal, Decimal]) -> bool:
    """亩均税收 and 纳税总额, each at least as much as is asked (inclusive)."""
    return tax[0] >= least[0] and tax[1] >= least[1]


@formula(
    "w10.area_cap",
    title="购置厂房面积上限",
    version=1,
    clause="w10",
    inputs=(
        Input("area_cap_m2", "方案规定的面积上限", "㎡", sample="5000"),
        Input("tax_per_mu", "亩均税收", "万元/亩", sample="30"),
        Input("tax_wan", "纳税总额", "万元", sample="200"),
    ),
    unit="㎡",
)
def area_cap(rules: Rules, values: Values) -> Outcome:
    """The county's own limit, lifted when both conditions are reached (each from its number itself); never lowered."""
    base, large = number(values, "area_cap_m2"), rules.read("w10.large_area_cap_m2")
    tax = number(values, "tax_per_mu"), number(values, "tax_wan")
    least = rules.read("w10.large_area_tax_per_mu_min"), rules.read("w10.large_area_tax_total_min")
    asked = f"亩均税收 {least[0].shown}、纳税总额 {least[1].shown}（均含本数）"
    if not both_reached(tax, (least[0].value, least[1].value)):
        return Outcome(base, "方案规定的面积上限", note=f"没有同时达到{asked}，不放宽。")
    cap = max(base, large.value)
    step = Step("放宽后的上限", f"max({plain(base)}, {plain(large.value)})", cap, "㎡")
    text = f"max(方案规定的面积上限, {large.label})"
    return Outcome(cap, text, steps=(step,), note=f"同时达到{asked}，放宽。")
