"""C(七): how much of a county's new construction land goes to parks."""

from dataclasses import dataclass, replace
from decimal import Decimal

from parks.rules.derived import unrounded
from parks.rules.units import round_half_up
from policies.accessor import Rules
from policies.checks import Bounds, Finding, compare
from policies.errors import NoRuleInForce
from policies.explanation import Explanation, Operand

SHARE = "c07.land_quota_share_min"


@dataclass(frozen=True)
class Share:
    """The share with its explanation, and how it stands to the standard (None where there is none)."""

    explanation: Explanation
    standard: str = ""
    finding: Finding | None = None


def share_of_parks(rules: Rules, parks_mu: Decimal | None, all_mu: Decimal | None) -> Share:
    share = unrounded(parks_mu, all_mu)
    operands = (
        Operand("其中用于小微企业园", parks_mu, "亩"),
        Operand("新增建设用地指标", all_mu, "亩"),
    )
    explained = Explanation(
        title="用于小微企业园的比例",
        result=None if share is None else round_half_up(share, 4),
        unit="比例",
        formula_text="其中用于小微企业园 ÷ 新增建设用地指标",
        operands=operands,
        clause_ids=("c07",),
    )
    try:
        reading = rules.read(SHARE)
    except NoRuleInForce:
        return Share(explained)
    strength = rules.library.parameter(SHARE).strength
    finding = compare(share, Bounds(reading.value, None), strength, parameters=(reading,))
    judged = replace(explained, parameters=(reading,), verdict=finding.verdict.value)
    return Share(judged, f"≥ {reading.shown}", finding)
