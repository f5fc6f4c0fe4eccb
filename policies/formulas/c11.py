"""Cixi 2021, item 11: what a developed park pays in per square metre."""

from policies.accessor import Rules
from policies.explanation import Step
from policies.formulas.registry import Input, Outcome, Values, formula, number
from policies.numbers import plain

FLOOR = Input("floor_area_m2", "建筑面积", "㎡", sample="1000")


def _per_square_metre(rules: Rules, values: Values, rate_id: str) -> Outcome:
    floor, rate = number(values, "floor_area_m2"), rules.read(rate_id)
    amount = floor * rate.value
    step = Step("应缴金额", f"{plain(floor)} × {plain(rate.value)}", amount, "元")
    return Outcome(amount, f"建筑面积 × {rate.label}", steps=(step,))


@formula(
    "c11.maintenance_fund", title="物业专项维修资金", version=1, clause="c11", inputs=(FLOOR,), unit="元"
)
def maintenance_fund(rules: Rules, values: Values) -> Outcome:
    """The special maintenance fund of a park."""
    return _per_square_metre(rules, values, "c11.maintenance_fund_per_m2")


@formula("c11.warranty_deposit", title="物业保修金", version=1, clause="c11", inputs=(FLOOR,), unit="元")
def warranty_deposit(rules: Rules, values: Values) -> Outcome:
    """The property warranty deposit of a park."""
    return _per_square_metre(rules, values, "c11.warranty_deposit_per_m2")
