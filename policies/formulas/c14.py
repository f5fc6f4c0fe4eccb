"""Cixi 2021, item 14: what firms of the best parks bring in goes to the local government, operators are rewarded for
list and stars, and making a park digital after its acceptance is subsidised."""

from policies.accessor import Rules
from policies.errors import BadInput
from policies.explanation import Step
from policies.formulas.registry import Formula, Input, Outcome, Values, formula, number
from policies.numbers import plain


@formula(
    "c14.digital_subsidy",
    title="数字化建设补助",
    version=1,
    clause="c14",
    inputs=(
        Input("software_wan", "软性投入", "万元", sample="300"),
        Input("hardware_wan", "支撑硬件投入", "万元", sample="200"),
    ),
    unit="万元",
)
def digital_subsidy(rules: Rules, values: Values) -> Outcome:
    """A share of the year's soft spending and one of its supporting hardware, up to the ceiling."""
    software, hardware = number(values, "software_wan"), number(values, "hardware_wan")
    soft, hard = rules.read("c14.digital_software_share"), rules.read("c14.digital_hardware_share")
    cap = rules.read("c14.digital_subsidy_max")
    both = software * soft.value + hardware * hard.value
    expression = f"{plain(software)} × {soft.shown} + {plain(hardware)} × {hard.shown}"
    return Outcome(
        min(both, cap.value),
        f"min(软性投入 × {soft.label} + 支撑硬件投入 × {hard.label}, {cap.label})",
        steps=(
            Step("按比例计算", expression, both, "万元"),
            Step("不超过上限", f"min({plain(both)}, {plain(cap.value)})", min(both, cap.value), "万元"),
        ),
        note="园区竣工验收后当年的投入；金额为补助上限。",
    )


@formula(
    "c14.revenue_reward",
    title="财力贡献奖励",
    version=1,
    clause="c14",
    inputs=(
        Input("star", "园区星级", "星", sample="4"),
        Input("revenue_wan", "市本级财力贡献", "万元", sample="280"),
    ),
    unit="万元",
)
def revenue_reward(rules: Rules, values: Values) -> Outcome:
    """The city-level revenue from the firms of a park of enough stars, up to the ceiling; BadInput for fewer stars."""
    star, revenue = number(values, "star"), number(values, "revenue_wan")
    least, share = rules.read("c14.revenue_star_level_min"), rules.read("c14.revenue_share")
    cap = rules.read("c14.revenue_reward_max")
    if star < least.value:
        raise BadInput("star", f"园区须为 {plain(least.value)} 星级及以上，现为 {plain(star)} 星级。")
    whole = revenue * share.value
    return Outcome(
        min(whole, cap.value),
        f"min(市本级财力贡献 × {share.label}, {cap.label})",
        steps=(
            Step("按比例计算", f"{plain(revenue)} × {share.shown}", whole, "万元"),
            Step("不超过上限", f"min({plain(whole)}, {plain(cap.value)})", min(whole, cap.value), "万元"),
        ),
        note=f"园区为 {plain(star)} 星级，符合 {plain(least.value)} 星级及以上的条件；奖给属地政府。",
    )


def _once(code: str, what: str) -> Formula:
    """The reward of an operator for one of the four cases: its ceiling, for what happened so many times (once)."""

    @formula(
        f"c14.{code}_reward",
        title=f"{what}奖励",
        version=1,
        clause="c14",
        inputs=(Input("times", f"当年{what}", "次", sample="1"),),
        unit="万元",
    )
    def reward(rules: Rules, values: Values) -> Outcome:
        times, cap = number(values, "times"), rules.read(f"c14.{code}_reward_max")
        amount = times * cap.value
        return Outcome(
            amount,
            f"当年{what} × {cap.label}",
            steps=(Step("奖励金额", f"{plain(times)} × {plain(cap.value)}", amount, "万元"),),
            note="每个园区每级奖励一次；金额为上限。",
        )

    return reward


provincial_reward = _once("provincial", "入选省级园区")
one_star_reward = _once("one_star", "认定一星级")
two_star_reward = _once("two_star", "认定二星级")
three_star_reward = _once("three_star", "认定三星级")
