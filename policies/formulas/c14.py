"""Cixi 2021, item 14: the subsidy for making a park digital after its acceptance."""

from policies.accessor import Rules
from policies.explanation import Step
from policies.formulas.registry import Input, Outcome, Values, formula, number
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
