"""What an application says: written by hand, by itself while somebody types, or taken over from an earlier one."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from admissions.changes import SITTING, Comparison, answers_text
from admissions.flows import ADMISSION
from admissions.models import Application, RoundUnit, WantedUnit
from parks.models import Unit
from portal import audit
from portal.errors import Conflict, IllegalState, PortalError
from portal.models import AuditEntry

EDITABLE = (Application.State.DRAFT, Application.State.RETURNED)
# What the operator fills in; nothing else is ever taken from a form. Beside it there are the units wished for.
CONTENT = (
    "firm_name",
    "uscc",
    "industry_code",
    "founded_on",
    "employees",
    "leading_product",
    "process",
    "equipment",
    "heavy_equipment",
    "heavy_storey",
    "investment_wan",
    "expected_tax_wan",
    "expected_sales_wan",
    "answers",
    "tenure",
    "requested_floor_m2",
)
UNITS, ANSWERS = "wanted_units", "answers"
ANSWER_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_ANSWER = 100


class AlreadyOpen(PortalError):
    """The firm has an application under way in this park."""

    code = "already_open"
    status = 409
    field = "uscc"


class NotOfThePark(PortalError):
    """A unit wished for that is not in the park applied for."""

    code = "not_of_the_park"
    field = UNITS

    def __init__(self) -> None:
        super().__init__("意向单元应在申请的园区内，请重新选择。")


class NotOffered(PortalError):
    """A unit wished for that the application's round does not offer, or that another round does."""

    code = "not_offered"
    field = UNITS

    def __init__(self, *, in_round: bool) -> None:
        words = "意向单元应在所报批次推出的单元内" if in_round else "意向单元已列入批次，须报入该批次"
        super().__init__(f"{words}，请重新选择。")


@transaction.atomic
def revise_application(
    *, application: Application, actor: Any, version: int, seen: str = "", **content: Any
) -> Application:
    """Change some of the content of a draft or returned application from what the person saw.

    That is `version` of it, or at least `seen` (`marks_text`) of what is changed: what others changed
    elsewhere meanwhile stays. Of `answers` only those named change. Raises NotAllowed, IllegalState once it
    is submitted, Conflict, AlreadyOpen, NotOfThePark, NotOffered.
    """
    row = held(application, actor)
    before = told(row)
    if write(row, version, seen, content):
        note(actor, "application.revise", row, before)
    return row


@transaction.atomic
def autosave(
    *, application: Application, actor: Any, version: int, seen: str = "", **content: Any
) -> Application:
    """The same while somebody types: one audit entry for a sitting."""
    row = held(application, actor)
    before = told(row)
    if write(row, version, seen, content) and not noted_lately(actor, row):
        note(actor, "application.autosave", row, before)
    return row


def held(application: Application, actor: Any) -> Application:
    """The row as it is now, held until the transaction ends; only whoever may draft gets it, and only while it
    can be changed."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("park__place")
    row = rows.get(pk=application.pk)
    actor.require("application.draft", row.park.place)
    if row.state not in EDITABLE:
        raise IllegalState(f"申请当前为“{row.get_state_display()}”，不能修改。请刷新页面查看最新进展。")
    return row


def write(row: Application, version: int, seen: str, content: dict[str, Any]) -> bool:
    """Put what differs into the row; answers whether anything did. Raises Conflict and what the database refuses."""
    values = with_answers(row, only_content(content))
    changed = differing(row, values)
    if not changed:
        return False
    if row.version != version and overlaps(row, changed, content, seen):
        raise Conflict(row)
    units = values.pop(UNITS, None)
    columns = {name: values[name] for name in changed if name != UNITS}
    with refused_in_words(with_values(row, columns)):
        row.change(row.version, **columns)
    if UNITS in changed:
        wish(row, units)
    return True


def only_content(content: dict[str, Any]) -> dict[str, Any]:
    if unknown := content.keys() - {*CONTENT, UNITS}:
        raise TypeError(f"not the content of an application: {sorted(unknown)}")
    for code, answer in content.get(ANSWERS, {}).items():
        if not ANSWER_CODE.fullmatch(code) or not isinstance(answer, str) or len(answer) > LONGEST_ANSWER:
            raise TypeError(f"no answer: {code}")
    return dict(content)


def with_answers(row: Application, content: dict[str, Any]) -> dict[str, Any]:
    """The answers given laid over those there are; an empty one takes its question's away."""
    if ANSWERS not in content:
        return content
    answers = {**row.answers, **content[ANSWERS]}
    return {**content, ANSWERS: {code: answer for code, answer in answers.items() if answer}}


def differing(row: Application, values: Mapping[str, Any]) -> list[str]:
    return [name for name, value in values.items() if stored(row, name) != normal(name, value)]


def stored(row: Application, name: str) -> Any:
    return sorted(wish.unit_id for wish in row.wishes.all()) if name == UNITS else getattr(row, name)


def normal(name: str, value: Any) -> Any:
    return sorted({int(unit) for unit in value}) if name == UNITS else value


def wish(row: Application, units: Iterable[int]) -> None:
    """The units wished for are these; new ones only such as are offered. Raises NotOfThePark, NotOffered."""
    wanted = set(normal(UNITS, units))
    if Unit.objects.filter(pk__in=wanted, storey__building__park=row.park_id).count() != len(wanted):
        raise NotOfThePark
    new = wanted - set(row.wishes.values_list("unit_id", flat=True))
    if len(offered(row, new)) != len(new):
        raise NotOffered(in_round=bool(row.round_id))
    row.wishes.exclude(unit__in=wanted).delete()
    WantedUnit.objects.bulk_create(WantedUnit(application=row, unit_id=unit) for unit in sorted(new))


def offered(row: Application, units: Iterable[int]) -> list[int]:
    """Those of the units that the application may wish for: in a round its own, outside those of no round."""
    rounds = dict(RoundUnit.objects.filter(unit__in=units, is_live=True).values_list("unit", "round"))
    return [unit for unit in units if rounds.get(unit) == row.round_id]


def marks(row: Application, names: Iterable[str], codes: Iterable[str] = ()) -> dict[str, str]:
    """A mark for each value a person sees on a page, by which it is known later whether it has changed."""
    seen = {name: mark(stored(row, name)) for name in names if name != ANSWERS}
    return {**seen, **{f"answer_{code}": mark(row.answers.get(code, "")) for code in codes}}


def mark(value: Any) -> str:
    value = value.normalize() if isinstance(value, Decimal) else value
    return hashlib.sha256(json.dumps(value, cls=DjangoJSONEncoder).encode()).hexdigest()[:12]


def marks_text(row: Application, names: Iterable[str], codes: Iterable[str] = ()) -> str:
    """The marks as a page carries them."""
    return " ".join(f"{name}:{value}" for name, value in marks(row, names, codes).items())


def overlaps(row: Application, changed: list[str], content: Mapping[str, Any], seen: str) -> bool:
    """Has somebody else changed one of the values that are about to be written?"""
    answers = content.get(ANSWERS, {})
    codes = [code for code, answer in answers.items() if row.answers.get(code, "") != answer]
    known = dict(part.partition(":")[::2] for part in seen.split())
    return any(known.get(name) != value for name, value in marks(row, changed, codes).items())


def told(row: Application) -> dict[str, Any]:
    """The content as it is now, for the audit trail (`note` puts the answers into words)."""
    units = [str(wanted.unit) for wanted in row.wishes.select_related("unit")]
    return {**audit.snapshot(row, CONTENT), UNITS: units}


def note(actor: Any, action: str, row: Application, before: dict[str, Any], reason: str = "") -> None:
    questions = Comparison(row).questions
    before, after = (
        {**said, ANSWERS: answers_text(said[ANSWERS], questions)} if said else {}
        for said in (before, told(row))
    )
    audit.record(
        actor=actor,
        action=action,
        subject=row,
        place=row.park.place,
        before=before,
        after=after,
        reason=reason,
    )


def noted_lately(actor: Any, row: Application) -> bool:
    entries = AuditEntry.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk))
    since = timezone.now() - SITTING
    return entries.filter(actor=actor, action="application.autosave", at__gte=since).exists()


def with_values(application: Application, values: Mapping[str, Any]) -> Application:
    """A copy in memory with other values."""
    made = copy(application)
    for name, value in values.items():
        setattr(made, name, value)
    return made


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
def refused_in_words(application: Application) -> Iterator[None]:
    """What the database refuses to write (`application`, as it would be), said in the sentence of its constraint.

    Asking beforehand would cost a query for each constraint, and two people may draft for one firm at the same moment.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if other := open_twin(application):
            raise already_open(other) from error
        try:
            application.validate_constraints()
        except ValidationError as told:
            raise PortalError("".join(told.messages), code="invalid") from told
        raise
