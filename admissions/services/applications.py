"""What people do with applications, one function per verb."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from admissions.flows import ADMISSION
from admissions.models import Application
from parks.models import Park
from portal import audit
from portal.errors import IllegalState, PortalError
from portal.workflow import perform

EDITABLE = (Application.State.DRAFT, Application.State.RETURNED)
# What the operator fills in; nothing else is ever taken from a form.
CONTENT = (
    "firm_name",
    "uscc",
    "industry_code",
    "founded_on",
    "tenure",
    "requested_floor_m2",
    "investment_wan",
    "expected_tax_wan",
    "expected_sales_wan",
    "employees",
    "process",
)


class AlreadyOpen(PortalError):
    """The firm has an application under way in this park."""

    code = "already_open"
    status = 409
    field = "uscc"


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
    """A new draft for a firm in `park`, looked after by `actor`; `content` are values of CONTENT, all optional.

    The same `token` again answers the draft it made the first time. Raises NotAllowed, AlreadyOpen, PageUsed,
    or PortalError with the sentence of a constraint.
    """
    actor.require("application.draft", park.place)
    content = only_content(content)
    if token and (known := drafted_before(actor, park, token, content)):
        return known
    application = Application(park=park, created_by=actor, owner=actor, entry_token=token, **content)
    check(application)
    with one_open_application(application):
        application.save(force_insert=True)
    audit.record(
        actor=actor,
        action="application.draft",
        subject=application,
        place=park.place,
        after=audit.snapshot(application, CONTENT),
    )
    return application


@transaction.atomic
def revise_application(*, application: Application, actor: Any, version: int, **content: Any) -> Application:
    """Change the content of a draft or returned application from the version the person saw.

    Raises NotAllowed, IllegalState once it is submitted, Conflict, AlreadyOpen.
    """
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("park__place")
        .get(pk=application.pk)
    )
    actor.require("application.draft", row.park.place)
    if row.state not in EDITABLE:
        raise IllegalState(f"申请当前为“{row.get_state_display()}”，不能修改。请刷新页面查看最新进展。")
    before, content = audit.snapshot(row, CONTENT), only_content(content)
    check(changed(row, content))
    with one_open_application(row):
        row.change(version, **content)
    audit.record(
        actor=actor,
        action="application.revise",
        subject=row,
        place=row.park.place,
        before=before,
        after=audit.snapshot(row, CONTENT),
    )
    return row


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


def approve(
    *,
    application: Application,
    actor: Any,
    floor_area_m2: Decimal,
    comment: str = "",
    version: int | None = None,
) -> Application:
    """The firm may move in, with at most the confirmed floor (㎡); it does when its contract takes effect."""
    given = {"floor_area_m2": floor_area_m2}
    return perform(
        flow=ADMISSION,
        subject=application,
        transition="approve",
        actor=actor,
        comment=comment,
        given=given,
        version=version,
    )


def settle(
    *,
    application: Application,
    actor: Any,
    valid_from: datetime.date,
    floor_area_m2: Decimal | None = None,
    comment: str = "",
) -> Application:
    """The contract has taken effect: the firm becomes an occupant from `valid_from`.

    Its floor (㎡) is the one of the contract, or else the one approved. Raises Unsound, IllegalState, NotAllowed.
    """
    return perform(
        flow=ADMISSION,
        subject=application,
        transition="settle",
        actor=actor,
        comment=comment,
        given={"valid_from": valid_from, "floor_area_m2": floor_area_m2},
    )


def step(
    *, application: Application, transition: str, actor: Any, comment: str = "", version: int | None = None
) -> Application:
    """Every other step of the review; the comment of a proposed refusal is its reason."""
    return perform(
        flow=ADMISSION,
        subject=application,
        transition=transition,
        actor=actor,
        comment=comment,
        given={"reason": comment},
        version=version,
    )


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
    if all(getattr(known, name) == value for name, value in content.items()):
        return known
    if known.version != 1:
        raise PageUsed
    return revise_application(application=known, actor=actor, version=known.version, **content)


def waiting_with(person: Any) -> Any:
    """Drafts and returned applications that this person looks after."""
    return Application.objects.filter(owner=person, state__in=EDITABLE)


def only_content(content: dict[str, Any]) -> dict[str, Any]:
    if unknown := content.keys() - set(CONTENT):
        raise TypeError(f"not the content of an application: {sorted(unknown)}")
    return content


def changed(application: Application, content: dict[str, Any]) -> Application:
    for name, value in content.items():
        setattr(application, name, value)
    return application


def check(application: Application) -> None:
    """The constraints' own sentences before the database says them in its way."""
    try:
        application.validate_constraints()
    except ValidationError as error:
        if other := open_twin(application):
            raise already_open(other) from error
        raise PortalError("".join(error.messages), code="invalid") from error


def open_twin(application: Application) -> Application | None:
    """Another application of this firm under way in the park."""
    if not application.uscc:
        return None
    same = Application.objects.filter(
        park=application.park, uscc=application.uscc, state__in=ADMISSION.codes(final=False)
    )
    return same.exclude(pk=application.pk).first()


def already_open(other: Application | None) -> AlreadyOpen:
    name = f"(编号 {other.number})" if other and other.number else ""
    return AlreadyOpen(f"该企业在本园区已有正在办理的申请{name}，请打开原申请继续办理。")


@contextmanager
def one_open_application(application: Application) -> Iterator[None]:
    """Two people drafting for the same firm at the same moment: the second reads the same sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if other := open_twin(application):
            raise already_open(other) from error
        raise
