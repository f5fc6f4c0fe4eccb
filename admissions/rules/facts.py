"""What is known of an application beyond the answers to a county's own questions.

A scheme's indicator may count a fact instead of asking; its vetoes may look at one. Facts are as people see
them: land with four decimals, amounts per 亩 with two, halves up. What is shown is what counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from policies.numbers import CENT, exact, round_half_up

Value = Decimal | str | bool | None
Facts = Mapping[str, Value]

LAND_STEP = Decimal("0.0001")


class FactKind(StrEnum):
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    label: str
    unit: str = ""
    kind: FactKind = FactKind.NUMBER


FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("tax_per_mu", "亩均税收", "万元/亩"),
        Fact("investment_per_mu", "亩均投资", "万元/亩"),
        Fact("sales_per_mu", "亩均销售产值", "万元/亩"),
        Fact("expected_tax_wan", "预计年纳税", "万元"),
        Fact("expected_sales_wan", "预计年销售产值", "万元"),
        Fact("investment_wan", "计划投资", "万元"),
        Fact("employees", "从业人员", "人"),
        Fact("requested_floor_m2", "申请面积", "㎡"),
        Fact("land_mu", "折算用地", "亩"),
        Fact("leading_industry", "属于园区主导产业", kind=FactKind.FLAG),
        Fact("local_firm", "在本县登记", kind=FactKind.FLAG),
        Fact("heavy_upstairs", "重型设备上楼", kind=FactKind.FLAG),
    )
}
# amount → amount per 亩
PER_MU = {
    "tax_per_mu": "expected_tax_wan",
    "investment_per_mu": "investment_wan",
    "sales_per_mu": "expected_sales_wan",
}


def firm_land_mu(park_land_mu: Decimal, park_floor_m2: Decimal, floor_m2: Decimal | None) -> Decimal | None:
    """The park's land that falls to a firm's floor, in 亩: park land × floor ÷ floor of the park (W12's land rule)."""
    if floor_m2 is None or not park_floor_m2:
        return None
    with exact():
        return round_half_up(park_land_mu * floor_m2 / park_floor_m2, LAND_STEP)


def per_mu(amount: Decimal | None, land_mu: Decimal | None) -> Decimal | None:
    """万元 per 亩, rounded half up to two decimals; None when either is unknown."""
    if amount is None or not land_mu:
        return None
    with exact():
        return round_half_up(amount / land_mu, CENT)


def with_derived(facts: Facts) -> dict[str, Value]:
    """The facts and what follows from them: amounts per 亩, heavy machines upstairs."""
    land = facts.get("land_mu")
    ratios = {
        name: per_mu(number(facts.get(amount)), number(land))
        for name, amount in PER_MU.items()
        if facts.get(name) is None
    }
    return {**facts, **ratios, "heavy_upstairs": heavy_upstairs(facts)}


def heavy_upstairs(facts: Facts) -> bool | None:
    """C(九): heavy machines on any storey but the first; None while the answer is not complete."""
    heavy, storey = facts.get("heavy_equipment"), number(facts.get("heavy_storey"))
    if not heavy:
        return None if heavy is None else False
    return None if storey is None else storey > 1


def number(value: Value) -> Decimal | None:
    """The value where it is a number."""
    return value if isinstance(value, Decimal) else None
