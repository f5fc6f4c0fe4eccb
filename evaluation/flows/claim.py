"""奖补申请 as a table: one person of the county proposes, another checks, then it is paid (W16, C十四)."""

from typing import Any

from django.utils import timezone

from evaluation import claims
from evaluation.models import Claim
from evaluation.rules.money.resolving import Standing
from parks.services.writing import locked
from portal.errors import Incomplete, PortalError
from portal.workflow import Flow, Given, State, Transition

OFFICER, SECOND = "县级经办人", "另一名县级经办人"
S = Claim.State


def unfounded(claim: Claim) -> list[str]:
    """What the rows still lack for an amount; a reward of nothing is not asked for."""
    found = claims.worth(claim.park, claim.reward, claim.year)
    return [*found.missing] or ([] if found.amount_wan else ["测算金额为 0，不需要提出。"])


def outdated(claim: Claim) -> list[str]:
    """The rows must still say what they said when the claim was handed in."""
    found = claims.worth(claim.park, claim.reward, claim.year)
    same = ("values", "hash")
    if found.missing or any(found.basis[name] != claim.basis[name] for name in same):
        return ["登记的数据或政策参数在提交后有改动，请退回，由经办人重新提交。"]
    return covered(claim)


def covered(claim: Claim) -> list[str]:
    ruling = claims.own_ruling(claim)
    return [] if ruling.standing is Standing.APPLIES else [f"{ruling.standing.label}：{ruling.reason}"]


def own_claim(claim: Claim, actor: Any) -> str:
    return "本人提出的奖补须由另一人复核。" if actor.pk == claim.submitted_by_id else ""


def stamp_submission(claim: Claim, actor: Any, given: Given) -> dict[str, Any]:
    found = claims.worth(claim.park, claim.reward, claim.year)
    return {"submitted_by": actor, "amount_wan": found.amount_wan, "basis": found.basis}


def stamp_return(claim: Claim, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": None, "approved_by": None, "approved_at": None}


def stamp_approval(claim: Claim, actor: Any, given: Given) -> dict[str, Any]:
    return {"approved_by": actor, "approved_at": timezone.now()}


def stamp_payment(claim: Claim, actor: Any, given: Given) -> dict[str, Any]:
    """Payments to one park come one after the other, so that two at once never make more than the best."""
    locked(claim.park)
    if problems := covered(claim):
        raise Incomplete(problems, "办理")
    due, paid = claims.own_ruling(claim).due_wan, given["paid_wan"]
    if not 0 < paid <= due:
        raise PortalError(f"兑付金额应大于 0，不超过应付的 {due} 万元，请改正。", code="too_much")
    if given["paid_on"] > timezone.localdate():
        raise PortalError("兑付日期不能晚于今天，请改正。", code="future")
    return {name: given[name] for name in ("paid_on", "paid_wan", "payment_document")}


CLAIM = Flow(
    code="claim",
    label="奖补申请",
    model=Claim,
    initial=S.DRAFT,
    states=(
        State(S.DRAFT, "草稿", "grey", owner=OFFICER),
        State(S.SUBMITTED, "待复核", "blue", owner=SECOND),
        State(S.APPROVED, "已核定", "yellow", owner=OFFICER),
        State(S.PAID, "已兑付", "green", final=True),
        State(S.REFUSED, "不予奖补", "red", final=True),
        State(S.WITHDRAWN, "已撤回", "grey", final=True),
    ),
    transitions=(
        Transition(
            "submit",
            "提交复核",
            (S.DRAFT,),
            S.SUBMITTED,
            "evaluation.run",
            OFFICER,
            missing=unfounded,
            effect=stamp_submission,
        ),
        Transition(
            "approve",
            "核定",
            (S.SUBMITTED,),
            S.APPROVED,
            "evaluation.publish",
            SECOND,
            refusal=own_claim,
            missing=outdated,
            effect=stamp_approval,
        ),
        Transition(
            "send_back",
            "退回",
            (S.SUBMITTED,),
            S.DRAFT,
            "evaluation.publish",
            SECOND,
            comment_required=True,
            refusal=own_claim,
            effect=stamp_return,
        ),
        Transition(
            "refuse",
            "不予奖补",
            (S.SUBMITTED,),
            S.REFUSED,
            "evaluation.publish",
            SECOND,
            comment_required=True,
            destructive=True,
            refusal=own_claim,
        ),
        Transition(
            "pay",
            "登记兑付",
            (S.APPROVED,),
            S.PAID,
            "evaluation.run",
            OFFICER,
            missing=covered,
            effect=stamp_payment,
        ),
        Transition(
            "reopen",
            "撤销核定",
            (S.APPROVED,),
            S.DRAFT,
            "evaluation.publish",
            SECOND,
            comment_required=True,
            refusal=own_claim,
            effect=stamp_return,
        ),
        Transition("withdraw", "撤回", (S.DRAFT,), S.WITHDRAWN, "evaluation.run", OFFICER, destructive=True),
    ),
)
