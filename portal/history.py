"""A record's history, read from the event rows that database triggers write for every change, bulk or single."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from portal.numbers import DASH, decimal_text
from portal.personal import is_personal, masked

LIMIT = 100
SILENT = {"version", "updated_at", "created_at", "pgh_id", "id"}


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryEntry:
    when: datetime.datetime
    who: str
    what: str
    comment: str
    changes: tuple[Change, ...]


def history(record: models.Model, hidden: Collection[str] = ()) -> list[HistoryEntry]:
    """The last changes of `record`, newest first, old → new by field, with who made them; of `hidden` columns nothing
    is told."""
    events = list(
        event_model(type(record))
        .objects.filter(pgh_obj_id=record.pk)
        .select_related("pgh_context", *optional_relations(event_model(type(record))))
        .order_by("-pgh_id")[: LIMIT + 1]
    )
    names = people(events)
    pairs = zip(events, [*events[1:], None], strict=False)
    return [entry(event, older, names, hidden) for event, older in pairs][:LIMIT]


def event_model(model: type[models.Model]) -> Any:
    """The model of the events tracked for `model` (pghistory names it `<Model>Event`)."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def as_of(record: models.Model, version: Any) -> models.Model | None:
    """The record as it was at `version`, in memory only; None when its history does not reach there."""
    text = str(version)
    if not (text.isascii() and text.isdigit()):
        return None
    rows = event_model(type(record)).objects.filter(pgh_obj_id=record.pk, version=int(text))
    event = rows.order_by("-pgh_id").first()
    if event is None:
        return None
    fields = type(record)._meta.concrete_fields
    return type(record)(**{field.attname: getattr(event, field.attname) for field in fields})


def optional_relations(events: Any) -> list[str]:
    """Names of the event's links that may be empty, to be fetched along (an outer join loses no event)."""
    return [
        field.name
        for field in events._meta.concrete_fields
        if field.is_relation and field.null and not field.name.startswith("pgh_")
    ]


def people(events: list[Any]) -> dict[int, str]:
    ids = {context_user(event) for event in events} - {None}
    users = get_user_model().objects.filter(pk__in=ids) if ids else ()
    return {user.pk: user.display_name for user in users}


def context_user(event: Any) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def entry(event: Any, older: Any, names: dict[int, str], hidden: Collection[str] = ()) -> HistoryEntry:
    what = {"insert": "新建", "update": "修改", "delete": "删除"}.get(event.pgh_label, event.pgh_label)
    who = names.get(context_user(event), "系统")
    note = event.pgh_context.metadata.get("note", "") if event.pgh_context else ""
    return HistoryEntry(event.pgh_created_at, who, what, note, tuple(changes(event, older, hidden)))


def changes(event: Any, older: Any, hidden: Collection[str] = ()) -> list[Change]:
    """What differs from the event before; the first event has nothing to differ from."""
    if older is None:
        return []
    fields = [
        field
        for field in event._meta.concrete_fields
        if not field.name.startswith("pgh_") and field.name not in SILENT and field.name not in hidden
    ]
    return [
        Change(str(field.verbose_name), shown(older, field), shown(event, field))
        for field in fields
        if getattr(older, field.attname) != getattr(event, field.attname)
    ]


def shown(event: Any, field: models.Field) -> str:
    value = getattr(event, field.attname)
    if value is None or value == "":
        return DASH
    if is_personal(type(event), field.name):
        return masked(value)
    if field.is_relation:
        return linked(event, field)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, ArrayField):
        return list_words(field, value)
    if isinstance(field, models.DecimalField):
        return decimal_text(value)
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def list_words(field: ArrayField, value: list[str]) -> str:
    """Options by their names where the column has such; a dash for none."""
    words = dict(field.base_field.flatchoices or ())
    return "、".join(str(words.get(code, code)) for code in value) or DASH


def linked(event: Any, field: models.Field) -> str:
    """The name of the record a link pointed to; it may be gone by now."""
    try:
        return str(getattr(event, field.name))
    except ObjectDoesNotExist:
        return "已删除的记录"
