"""What people do with applications, one function per verb."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from admissions.flows import ADMISSION
from admissions.models import Application
from admissions.services.content import (
    EDITABLE,
    UNITS,
    differing,
    note,
    only_content,
    refused_in_words,
    revise_application,
    wish,
    with_answers,
)
from admissions.telling import tell_owner
from parks.models import Park, Unit
from portal import audit
from portal.errors import PortalError
from portal.numbers import decimal_text
from portal.workflow import perform


class PageUsed(PortalError):
    """The page has made its draft, and that one has gone another way since."""

    code = "page_used"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "本页面填写的申请已保存为草稿，请从“入园准入”打开该草稿继续；新的申请请重新打开“新建申请”。"
        )


@transaction.atomic
def draft_application(*, actor: Any, park: Park, token: UUID | None = None, **content: Any) -> Application:
    """A new draft for a firm in `park`, looked after by `actor`; `content` are values of CONTENT and the units
    wished for (`wanted_units`), all optional.

    The same `token` again answers the draft it made the first time. Raises NotAllowed, AlreadyOpen, PageUsed,
    or PortalError with the sentence of a constraint.
    """
    actor.require("application.draft", park.place)
    content = only_content(content)
    if token and (known := drafted_before(actor, park, token, content)):
        return known
    units = content.pop(UNITS, ())
    application = Application(park=park, created_by=actor, owner=actor, entry_token=token, **content)
    with refused_in_words(application):
        application.save(force_insert=True)
    wish(application, units)
    note(actor, "application.draft", application, {})
    return application


def submit(
    *, application: Application, actor: Any, own_use_declared: bool, version: int | None
) -> Application:
    """Submit a draft, or submit a returned application again. Raises Incomplete, IllegalState, NotAllowed."""
    again = application.state != Application.State.DRAFT
    return perform(
        flow=ADMISSION,
        subject=application,
        transition="resubmit" if again else "submit",
        actor=actor,
        given={"own_use_declared": own_use_declared},
        version=version,
    )


@transaction.atomic
def approve(
    *,
    application: Application,
    actor: Any,
    floor_area_m2: Decimal,
    comment: str = "",
    version: int | None = None,
) -> Application:
    """The firm may move in, with at most the confirmed floor (㎡); it does when its contract takes effect."""
    given = {"floor_area_m2": floor_area_m2, "reason": comment}
    row: Application = perform(
        flow=ADMISSION,
        subject=application,
        transition="approve",
        actor=actor,
        comment=comment,
        given=given,
        version=version,
    )
    tell_owner(row, "approved", "已通过", f"核定面积 {decimal_text(row.approved_floor_m2)} ㎡")
    return row


def settle(
    *,
    application: Application,
    actor: Any,
    valid_from: datetime.date,
    floor_area_m2: Decimal | None = None,
    rooms: Sequence[tuple[Unit, Decimal]] = (),
    comment: str = "",
) -> Application:
    """The contract has taken effect: the firm becomes an occupant from `valid_from`.

    Its rooms are the units of the contract with their floor (㎡), else its floor as a whole, else the one approved.
    Raises Unsound, IllegalState, NotAllowed.
    """
    return perform(
        flow=ADMISSION,
        subject=application,
        transition="settle",
        actor=actor,
        comment=comment,
        given={"valid_from": valid_from, "floor_area_m2": floor_area_m2, "rooms": rooms},
    )


@transaction.atomic
def step(
    *, application: Application, transition: str, actor: Any, comment: str = "", version: int | None = None
) -> Application:
    """Every other step of the review; the comment of a proposed refusal is its reason."""
    row: Application = perform(
        flow=ADMISSION,
        subject=application,
        transition=transition,
        actor=actor,
        comment=comment,
        given={"reason": comment},
        version=version,
    )
    if transition == "confirm_refusal":
        tell_owner(row, "refused", "不予通过", row.refusal_reason)
    return row


@transaction.atomic
def hand_over(giver: Any, taker: Any, actor: Any) -> int:
    """Pass the drafts and returned applications of one person at the operator to another; answers how many.

    Only those go over which lie where `actor` manages accounts and where `taker` may go on with them.
    """
    actor.require("account.manage")
    rows = waiting_with(giver).for_user(actor, "account.manage").for_user(taker, "application.draft")
    moved = list(rows.select_for_update(of=("self",)).select_related("park__place"))
    for application in moved:
        Application.objects.filter(pk=application.pk).update(owner=taker)
        audit.record(
            actor=actor,
            action="application.hand_over",
            subject=application,
            place=application.park.place,
            before={"owner_id": giver.pk},
            after={"owner_id": taker.pk},
        )
    return len(moved)


def drafted_before(actor: Any, park: Park, token: UUID, content: dict[str, Any]) -> Application | None:
    """The draft this page made already, with what was typed on the page since; None for a fresh page.

    Of two posts of one page at the same moment the second waits here until the first is through. What is
    typed after going back to the page is taken only as long as nobody has changed the draft elsewhere.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"draft {token}"])
    known = Application.objects.filter(entry_token=token).select_related("park__place").first()
    if known is None:
        return None
    if known.created_by_id != actor.pk or known.park_id != park.pk:
        raise PageUsed
    if not differing(known, with_answers(known, content)):
        return known
    if known.version != 1:
        raise PageUsed
    return revise_application(application=known, actor=actor, version=known.version, **content)


def waiting_with(person: Any) -> Any:
    """Drafts and returned applications that this person looks after."""
    return Application.objects.filter(owner=person, state__in=EDITABLE)
