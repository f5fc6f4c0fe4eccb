"""Open work that passes from one person to another."""

from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.services.managing import require_managed
from accounts.services.sessions import home
from portal import audit
from portal.errors import PortalError
from portal.registry import handovers


def open_work(user: User) -> list[tuple[str, int]]:
    """(what, how much) of the work that waits with this person."""
    return [(handover.label, handover.count(user)) for handover in handovers]


@transaction.atomic
def hand_over(*, actor: Any, giver: User, taker: User, reason: str) -> int:
    """Pass on what `giver` has open and `taker` may go on with; answers how many pieces of work."""
    require_managed(actor, giver)
    require_managed(actor, taker)
    if giver.pk == taker.pk:
        raise PortalError("接收人不能是本人，请另选一人。", code="same_person")
    if not taker.is_active:
        raise PortalError("接收人的账号已停用，请另选一人。", code="taker_disabled")
    moved = {handover.label: handover.move(giver, taker, actor) for handover in handovers}
    if not sum(moved.values()):
        raise PortalError(
            "没有可以移交的工作：此人没有未办事项，或接收人在相应园区没有办理权限。", code="nothing_moved"
        )
    audit.record(
        actor=actor,
        action="account.hand_over",
        subject=giver,
        place=home(giver),
        after={"taker": taker.username, **moved},
        reason=reason,
    )
    return sum(moved.values())
