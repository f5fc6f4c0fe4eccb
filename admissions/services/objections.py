"""Objections to a published result: anybody who may read it files, an officer answers."""

import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.selectors import people_with
from admissions.models import AdmissionRound, Objection
from portal import audit
from portal.errors import IllegalState, PortalError
from portal.notices import notify

DAY = datetime.timedelta(days=1)
# From one address in a day, and for one publication in all: more is nobody's objection any more.
MOST_A_DAY = 5
MOST_IN_ALL = 500


class TooMany(PortalError):
    code = "too_many"
    status = 429


@transaction.atomic
def file_objection(
    *, round_: AdmissionRound, name: str, contact: str, text: str, actor: Any = None, address: str = ""
) -> Objection:
    """An objection during the publicity; `actor` None for somebody who is not logged in.

    Raises IllegalState outside the time for objections, NotAllowed where one has to log in, TooMany.
    """
    row = (
        AdmissionRound.objects.select_for_update(of=("self",)).select_related("park__place").get(pk=round_.pk)
    )
    if not takes_objections(row, timezone.localdate()) or not (actor or row.is_public):
        raise IllegalState("本批次不在异议期内，不能提出异议。如有疑问请联系县级主管部门。")
    origin = origin_of(actor, address)
    require_few(row, origin)
    objection = Objection.objects.create(
        round=row, turn=row.turn, name=name, contact=contact, text=text, filed_by=actor, origin=origin
    )
    audit.record(
        actor=actor,
        action="objection.file",
        subject=objection,
        place=row.park.place,
        after=audit.snapshot(objection, ("round", "name", "contact", "text")),
    )
    notify(
        to=people_with("round.run", row.park.place),
        key=f"objection.{objection.pk}.filed",
        title=f"{row.park.name}“{row.name}”的公示收到一件异议",
        url=reverse("admissions:objection", args=(objection.pk,)),
    )
    return objection


def takes_objections(round_: AdmissionRound, on: datetime.date) -> bool:
    last = round_.objections_until
    return round_.state == AdmissionRound.State.PUBLICITY and last is not None and on <= last


def origin_of(actor: Any, address: str) -> str:
    """The same for the same person or address; whom it belongs to nobody can tell from it."""
    source = f"user {actor.pk}" if actor else f"address {address}"
    return salted_hmac("admissions.objection", source, algorithm="sha256").hexdigest()


def require_few(round_: AdmissionRound, origin: str) -> None:
    filed = round_.objections.filter(turn=round_.turn)
    lately = filed.filter(origin=origin, filed_at__gt=timezone.now() - DAY)
    if lately.count() >= MOST_A_DAY or filed.count() >= MOST_IN_ALL:
        raise TooMany("提出的异议已较多，请明天再试，或直接联系县级主管部门。")


@transaction.atomic
def answer_objection(*, objection: Objection, actor: Any, answer: str, upheld: bool) -> Objection:
    """Say whether the objection is right, and why. Raises NotAllowed, IllegalState when it has been answered."""
    rows = Objection.objects.select_for_update(of=("self",)).select_related("round__park__place")
    row = rows.get(pk=objection.pk)
    actor.require("round.run", row.round.park.place)
    if row.answered_at:
        raise IllegalState("该异议已答复，不能再改。")
    row.answer, row.upheld = answer, upheld
    row.answered_at, row.answered_by = timezone.now(), actor
    row.save(update_fields=("answer", "upheld", "answered_at", "answered_by"))
    audit.record(
        actor=actor,
        action="objection.answer",
        subject=row,
        place=row.round.park.place,
        after={"answer": answer, "upheld": upheld},
    )
    return row


@transaction.atomic
def open_contact(*, objection: Objection, actor: Any) -> None:
    """Somebody reads the contact in full: that is noted. Raises NotAllowed."""
    place = objection.round.park.place
    actor.require("contact.view", place)
    audit.record(actor=actor, action="contact.open", subject=objection, place=place)


def by_receipt(round_: AdmissionRound, token: UUID) -> Objection | None:
    """The objection whose receipt this is."""
    return round_.objections.filter(token=token).first()
