"""Wenzhou 2019, article 15: auctions for yearly tax per 亩, their bond, the penalty of a missed promise."""

from datetime import date
from decimal import Decimal

from policies.accessor import Rules
from policies.explanation import Step
from policies.formulas.registry import Input, Outcome, Values, formula, number
from policies.numbers import plain

LAND = Input("land_area_mu", "用地面积", "亩", sample="9.831")
PROMISED = Input("promised_tax_per_mu", "承诺亩均税收", "万元/亩", sample="13.6")


@formula(
    "w15.performance_bond",
    title="履约保证金",
    version=1,
    clause="w15",
    inputs=(
        LAND,
        Input("land_price_wan", "土地出让金总额", "万元", sample="335"),
        Input("starting_tax_per_mu", "起拍亩均税收", "万元/亩", sample="9.6"),
        PROMISED,
    ),
    unit="万元",
)
def performance_bond(rules: Rules, values: Values) -> Outcome:
    """The bid's rise over the starting tax on all the land, at least a share of the land price."""
    land, price = number(values, "land_area_mu"), number(values, "land_price_wan")
    starting, promised = number(values, "starting_tax_per_mu"), number(values, "promised_tax_per_mu")
    share = rules.read("w15.bond_min_share")
    rise, floor = (promised - starting) * land, share.value * price
    return Outcome(
        max(rise, floor),
        f"max((承诺亩均税收 − 起拍亩均税收) × 用地面积, {share.label} × 土地出让金总额)",
        steps=(
            Step(
                "承诺与起拍价的差额", f"({plain(promised)} − {plain(starting)}) × {plain(land)}", rise, "万元"
            ),
            Step("最低金额", f"{share.shown} × {plain(price)}", floor, "万元"),
        ),
        note="按差额缴纳，不足最低金额的按最低金额。",
    )


@formula(
    "w15.tax_shortfall",
    title="税收差额违约金",
    version=1,
    clause="w15",
    inputs=(LAND, PROMISED, Input("actual_tax_per_mu", "实际亩均税收", "万元/亩", sample="8")),
    unit="万元",
)
def tax_shortfall(rules: Rules, values: Values) -> Outcome:
    """What is missing to the promise in one year, on all the land; a surplus counts as nothing."""
    land, promised = number(values, "land_area_mu"), number(values, "promised_tax_per_mu")
    actual = number(values, "actual_tax_per_mu")
    years = rules.value("w15.shortfall_after_years")
    missing = max(promised - actual, Decimal(0))
    return Outcome(
        missing * land,
        "max(承诺亩均税收 − 实际亩均税收, 0) × 用地面积",
        steps=(
            Step("每亩差额", f"max({plain(promised)} − {plain(actual)}, 0)", missing, "万元/亩"),
            Step("全部用地的差额", f"{plain(missing)} × {plain(land)}", missing * land, "万元"),
        ),
        note=f"自竣工验收满 {plain(years)} 年之日或之后开始的首个自然年度起，逐年计算。",
    )


def first_shortfall_year(accepted_on: date, years: int) -> int:
    """The first calendar year that begins on or after `years` years from acceptance."""
    new_year = (accepted_on.month, accepted_on.day) == (1, 1)
    return accepted_on.year + years + (0 if new_year else 1)
