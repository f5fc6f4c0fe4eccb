"""What a record is called: renamed, given another code; mergers are in `portal/merging.py`. History stays."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from portal import audit
from portal import uscc as codes
from portal.errors import PortalError
from portal.models import IdentityChange
from portal.registry import Identity


class IdentityRefused(PortalError):
    """`field` names the form field the sentence belongs to."""

    code = "identity_refused"
    status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def changes_of(kind: str, record: Any) -> list[IdentityChange]:
    """What a record was called before, newest first."""
    rows = IdentityChange.objects.filter(kind=kind, record_id=record.pk)
    return list(rows.select_related("by").order_by("-on", "-pk"))


def current(record: Any) -> Any:
    """The record that counts: itself, or the one it was merged into."""
    return record.merged_into if record.merged_into_id else record


@dataclass(frozen=True)
class Earlier:
    """What a record went by before: its own old name or code, or those of a double that was merged into it."""

    record: Any
    was_merged: bool

    def sentence(self, word: str, *, named: bool = True) -> str:
        """What somebody is told who still uses the old word; without the name to whom the record is none of theirs."""
        now = f"“{self.record}”" if named else "另一条记录"
        return f"“{word}”{'已并入' if self.was_merged else '现为'}{now}，本行按{now}处理，请核对。"


def known_before(kind: str, column: str, words: set[Any], rows: models.QuerySet) -> dict[Any, Earlier]:
    """Old words in `column` (a name, a code) that lead to one of `rows` today; words still in use are left out,
    and so are those that lead to several."""
    words = words - set(rows.filter(**{f"{column}__in": words}).values_list(column, flat=True))
    said: dict[Any, set[tuple[int, bool]]] = {}
    doubles = rows.model._base_manager.filter(merged_into__in=rows.order_by().values("pk"))
    for word, pk in doubles.filter(**{f"{column}__in": words}).values_list(column, "merged_into"):
        said.setdefault(word, set()).add((pk, True))
    if column in IdentityChange.What.values:
        changes = IdentityChange.objects.filter(kind=kind, what=column, old__in=words)
        for word, pk in changes.values_list("old", "record_id"):
            said.setdefault(word, set()).add((pk, False))
    records = rows.in_bulk({pk for found in said.values() for pk, _ in found})
    meant = {
        word: [(records[pk], merged) for pk, merged in found if pk in records] for word, found in said.items()
    }
    return {
        word: Earlier(*found[0]) for word, found in meant.items() if len({row.pk for row, _ in found}) == 1
    }


def note(actor: Any, identity: Identity, record: Any, what: str, old: str, new: str, **why: Any) -> None:
    IdentityChange.objects.create(
        kind=identity.code, record_id=record.pk, what=what, old=old[:100], new=new[:100], by=actor, **why
    )


@transaction.atomic
def rename(
    *,
    actor: Any,
    identity: Identity,
    record: Any,
    version: int,
    name: str,
    on: datetime.date,
    reason: str,
    document: str,
) -> Any:
    """Give a record a new name; the old one is kept and still found. Raises NotAllowed, Conflict, IdentityRefused."""
    place = identity.place(record, actor)
    actor.require(identity.permission, place)
    require_happened(on)
    old = record.name
    if name == old:
        raise IdentityRefused("新名称与现名称相同，请核对。", "name")
    if identity.rename:
        identity.rename(actor=actor, record=record, name=name)
    record.change(version, name=name)
    note(
        actor, identity, record, IdentityChange.What.NAME, old, name, on=on, reason=reason, document=document
    )
    audit.record(
        actor=actor,
        action="identity.rename",
        subject=record,
        place=place,
        before={"name": old},
        after={"name": name},
        reason=reason,
    )
    return record


@transaction.atomic
def change_uscc(
    *,
    actor: Any,
    identity: Identity,
    record: Any,
    version: int,
    uscc: str,
    on: datetime.date,
    reason: str,
    document: str,
) -> Any:
    """Give a body another code; the old one is kept and still found. Raises NotAllowed, Conflict, IdentityRefused."""
    place = identity.place(record, actor)
    actor.require(identity.permission, place)
    require_happened(on)
    code, old = valid_code(uscc), record.uscc
    if code == old:
        raise IdentityRefused("新代码与现代码相同，请核对。", "uscc")
    if identity.model._base_manager.filter(uscc=code).exists():
        raise IdentityRefused("该代码已登记在另一条记录上。若是同一主体重复登记，请用“合并记录”。", "uscc")
    record.change(version, uscc=code)
    note(
        actor, identity, record, IdentityChange.What.USCC, old, code, on=on, reason=reason, document=document
    )
    audit.record(
        actor=actor,
        action="identity.uscc",
        subject=record,
        place=place,
        before={"uscc": old},
        after={"uscc": code},
        reason=reason,
    )
    return record


def require_happened(on: datetime.date) -> None:
    if on > timezone.localdate():
        raise IdentityRefused("日期不能晚于今天。", "on")


def valid_code(text: str) -> str:
    try:
        return codes.validate(text)
    except codes.InvalidUscc as error:
        raise IdentityRefused(error.message, "uscc") from error


def verb_url(identity: Identity, record: Any, verb: str) -> str:
    return reverse("portal:identity", args=(identity.code, record.pk, verb))


def called(identity: Identity, record: Any) -> list[dict[str, Any]]:
    """For `parts/facts.html` above the form that edits the record: what it is called, each with the verb that changes it.

    Whoever may edit the record may do these, too.
    """
    name = {"label": "名称", "value": record.name, "verb": ("更名", verb_url(identity, record, "rename"))}
    if not identity.has_uscc:
        return [name]
    verb = ("变更代码", verb_url(identity, record, "uscc"))
    return [name, {"label": "统一社会信用代码", "value": record.uscc, "verb": verb}]


def identity_of(identity: Identity, record: Any, user: Any) -> dict[str, Any]:
    """For `parts/identity.html`: what the record was called before, and what this person may do about it."""
    verbs = [("rename", "更名"), ("uscc", "变更代码"), ("merge", "合并重复记录")]
    may = user.can(identity.permission) and user.can(identity.permission, identity.place(record, user))
    return {
        "changes": changes_of(identity.code, record),
        "verbs": [
            (label, verb_url(identity, record, verb))
            for verb, label in verbs
            if may and (verb != "uscc" or identity.has_uscc)
        ],
    }
