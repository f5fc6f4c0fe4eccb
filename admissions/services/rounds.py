"""What officers do with rounds; the steps from state to state are in `flows/round.py`."""

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.selectors import people_with
from admissions.flows.round import ROUND
from admissions.models import AdmissionRound, Application, RoundUnit
from admissions.promises import UnitTaken
from admissions.rounds import offerable, open_rounds
from parks.models import Park, Unit
from portal import audit
from portal.errors import IllegalState, PortalError
from portal.notices import notify
from portal.workflow import perform

CONTENT = ("name", "opens_on", "closes_on", "note")
LATER = ("closes_on", "note")
SAYS = {
    "open": "{park}“{round}”开放报名，{last} 截止",
    "publish": "{park}“{round}”的排序和分配结果已公示",
    "recall": "{park}“{round}”的公示已撤回，将重新评审",
    "finalise": "{park}“{round}”已定案，请查看结果",
    "cancel": "{park}“{round}”已取消，申请转为批次外办理",
}


class DaysRefused(PortalError):
    code = "days_refused"
    status = 422
    field = "closes_on"


@transaction.atomic
def create_round(
    *,
    actor: Any,
    park: Park,
    name: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
    note: str = "",
) -> AdmissionRound:
    """A draft of a round. Raises NotAllowed, or PortalError with the sentence of a constraint."""
    actor.require("round.run", park.place)
    round_ = AdmissionRound(
        park=park, name=name, opens_on=opens_on, closes_on=closes_on, note=note, created_by=actor
    )
    require_sound(round_)
    round_.save(force_insert=True)
    note_change(actor, "round.create", round_, None)
    return round_


@transaction.atomic
def edit_round(*, round_: AdmissionRound, actor: Any, version: int, **content: Any) -> AdmissionRound:
    """Change a draft (CONTENT); of an open round only what LATER names, its last day to a later one.

    Raises NotAllowed, IllegalState, DaysRefused, Conflict.
    """
    row = locked(round_, actor)
    if content.keys() - set(editable(row)):
        raise IllegalState(f"批次当前为“{row.get_state_display()}”，不能这样修改。请刷新页面查看最新进展。")
    if row.state == AdmissionRound.State.OPEN:
        require_longer(row, content.get("closes_on", row.closes_on))
    before = audit.snapshot(row, CONTENT)
    for field, value in content.items():
        setattr(row, field, value)
    require_sound(row)
    row.change(version, **content)
    note_change(actor, "round.edit", row, before)
    return row


def editable(round_: AdmissionRound) -> tuple[str, ...]:
    """What may still be changed of the round in its state."""
    by_state = {AdmissionRound.State.DRAFT.value: CONTENT, AdmissionRound.State.OPEN.value: LATER}
    return by_state.get(round_.state, ())


def require_longer(row: AdmissionRound, closes_on: datetime.date) -> None:
    if closes_on < row.closes_on:
        raise DaysRefused(f"报名已开放，截止日期只能延后，不早于 {row.closes_on}。")


@transaction.atomic
def offer_units(*, round_: AdmissionRound, actor: Any, units: Collection[Unit]) -> AdmissionRound:
    """These, and no others, are the units of a draft. Raises NotAllowed, IllegalState, UnitTaken."""
    row = locked(round_, actor)
    if row.state != AdmissionRound.State.DRAFT:
        raise IllegalState("报名开放后，推出的单元不能再变动。")
    wanted = {unit.pk: unit for unit in units}
    list(Unit.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    fit = set(offerable(row, timezone.localdate()).filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := [unit for key, unit in wanted.items() if key not in fit]:
        raise UnitTaken(f"{missing[0].full_name} 已售出、已有企业入驻、已分配，或已在另一个未结束的批次中。")
    row.offered.exclude(unit__in=wanted).delete()
    known = set(row.offered.values_list("unit", flat=True))
    add([RoundUnit(round=row, unit_id=key) for key in wanted if key not in known])
    labels = [unit.full_name for unit in wanted.values()]
    audit.record(
        actor=actor, action="round.offer", subject=row, place=row.park.place, after={"units": labels}
    )
    return row


def add(rows: list[RoundUnit]) -> None:
    try:
        with transaction.atomic():
            RoundUnit.objects.bulk_create(rows)
    except IntegrityError as error:
        raise UnitTaken("所选单元刚刚已在另一个批次中推出，请刷新后重新选择。") from error


@transaction.atomic
def choose_round(*, application: Application, round_: AdmissionRound | None, actor: Any) -> Application:
    """Put a draft into an open round of its park, or outside of rounds. Raises NotAllowed, IllegalState."""
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("park__place")
        .get(pk=application.pk)
    )
    actor.require("application.draft", row.park.place)
    if row.state != Application.State.DRAFT:
        raise IllegalState("申请提交后不能更换批次。")
    if round_ and not open_rounds(row.park, timezone.localdate()).filter(pk=round_.pk).exists():
        raise IllegalState("该批次不在报名期内，请选择其他批次。")
    row.change(row.version, round=round_)
    return row


@transaction.atomic
def step(
    *,
    round_: AdmissionRound,
    transition: str,
    actor: Any,
    comment: str = "",
    version: int | None = None,
) -> AdmissionRound:
    """Take a step of the flow, and tell those whom it concerns."""
    row = perform(
        flow=ROUND, subject=round_, transition=transition, actor=actor, comment=comment, version=version
    )
    if transition in SAYS:
        tell(row, transition)
    return row


def tell(round_: AdmissionRound, transition: str) -> int:
    """Those who may apply hear of an opening, those who look after an application of its result."""
    if transition == "open":
        people = people_with("application.draft", round_.park.place)
    else:
        people = User.objects.filter(applications__standings__round=round_, is_active=True).distinct()
    return notify(
        to=people,
        key=f"round.{round_.pk}.{transition}.{round_.turn}",
        title=SAYS[transition].format(park=round_.park.name, round=round_.name, last=round_.closes_on),
        url=reverse("admissions:round", args=(round_.pk,)),
    )


def locked(round_: AdmissionRound, actor: Any) -> AdmissionRound:
    rows = AdmissionRound.objects.select_for_update(of=("self",)).select_related("park__place")
    row = rows.get(pk=round_.pk)
    actor.require("round.run", row.park.place)
    return row


def require_sound(round_: AdmissionRound) -> None:
    """The constraints' own sentences before the database says them in its way."""
    try:
        round_.validate_constraints()
    except ValidationError as error:
        raise PortalError("".join(error.messages), code="invalid") from error


def note_change(actor: Any, action: str, row: AdmissionRound, before: dict[str, Any] | None) -> None:
    after = audit.snapshot(row, CONTENT)
    audit.record(actor=actor, action=action, subject=row, place=row.park.place, before=before, after=after)
