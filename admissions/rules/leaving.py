"""Who may buy rooms back before anybody else does, and for how much (W13, C(九))."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Priority:
    """`buyers` may buy back first; where the price is `capped`, at no more than the market appraisal."""

    clause_id: str
    buyers: tuple[str, ...]
    capped: bool


PRIORITIES = {
    "wenzhou-2019": Priority("w13", ("government",), capped=True),
    "cixi-2021": Priority("c09", ("owner", "operator"), capped=False),
}
# Where no policy is in force the contract alone binds: anybody may offer, at any price.
UNRULED = Priority("", ("government", "owner", "operator"), capped=False)


def priority_under(instrument_id: str) -> Priority:
    return PRIORITIES.get(instrument_id, UNRULED)


def fault_of_offer(
    priority: Priority, *, buyer: str, offer_wan: Decimal, appraisal_wan: Decimal | None
) -> tuple[str, str] | None:
    """What is wrong with an offer (万元): the field and a sentence; None for one that may be made."""
    if buyer not in priority.buyers:
        return "buyer", "按适用的政策，优先回购权不属于该主体，请改选。"
    if priority.capped and appraisal_wan is None:
        return "appraisal_wan", "请填写市场评估价：回购价不得高于市场评估价。"
    if priority.capped and appraisal_wan is not None and offer_wan > appraisal_wan:
        return "offer_wan", f"回购价不得高于市场评估价 {appraisal_wan} 万元。"
    return None
