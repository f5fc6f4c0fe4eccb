"""豁免(一事一议) as a table: one person submits, another settles it (W5, C(十七))."""

from typing import Any

from django.utils import timezone

from parks.models import Waiver
from portal.workflow import Flow, Given, State, Transition, flows

OFFICER, SECOND = "县级经办人", "另一名经办人"
S = Waiver.State


def stamp_submission(waiver: Waiver, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": actor}


def stamp_settlement(waiver: Waiver, actor: Any, given: Given) -> dict[str, Any]:
    return {"settled_by": actor, "settled_at": timezone.now()}


def own_waiver(waiver: Waiver, actor: Any) -> str:
    return "本人提交的豁免须由另一人审定。" if actor.pk == waiver.submitted_by_id else ""


def settle(code: str, label: str, target: str, comment_required: bool = False, **more: Any) -> Transition:
    return Transition(
        code,
        label,
        (S.SUBMITTED,),
        target,
        "waiver.settle",
        SECOND,
        comment_required=comment_required,
        refusal=own_waiver,
        effect=stamp_settlement,
        **more,
    )


WAIVER = flows.register(
    Flow(
        code="waiver",
        label="豁免(一事一议)",
        model=Waiver,
        initial=S.DRAFT,
        states=(
            State(S.DRAFT, "草稿", "grey", owner=OFFICER),
            State(S.SUBMITTED, "待审定", "blue", owner=SECOND),
            State(S.GRANTED, "已同意", "green", final=True),
            State(S.REFUSED, "不同意", "red", final=True),
            State(S.WITHDRAWN, "已撤回", "grey", final=True),
        ),
        transitions=(
            Transition(
                "submit", "提交审定", (S.DRAFT,), S.SUBMITTED, "park.edit", OFFICER, effect=stamp_submission
            ),
            settle("grant", "同意豁免", S.GRANTED),
            Transition(
                "send_back",
                "退回修改",
                (S.SUBMITTED,),
                S.DRAFT,
                "waiver.settle",
                SECOND,
                comment_required=True,
                refusal=own_waiver,
            ),
            settle("refuse", "不同意豁免", S.REFUSED, comment_required=True, destructive=True),
            Transition(
                "withdraw",
                "撤回豁免",
                (S.DRAFT, S.SUBMITTED),
                S.WITHDRAWN,
                "park.edit",
                OFFICER,
                destructive=True,
            ),
        ),
    )
)
