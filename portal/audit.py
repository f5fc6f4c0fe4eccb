"""The audit trail: every write, login, refusal and export leaves an entry with before and after."""

from contextvars import ContextVar
from typing import Any

from django.db import models

from portal.models import AuditEntry
from portal.personal import is_personal, masked

client_address: ContextVar[str | None] = ContextVar("client_address", default=None)


def snapshot(row: models.Model, fields: tuple[str, ...] | None = None) -> dict[str, Any]:
    """The plain values of a row by column name, ready for `before` or `after`; personal ones masked."""
    return {
        field.attname: kept(row, field)
        for field in row._meta.concrete_fields
        if fields is None or field.name in fields
    }


def kept(row: models.Model, field: models.Field) -> Any:
    value = getattr(row, field.attname)
    return masked(value) if is_personal(type(row), field.name) else value


def record(
    *,
    actor: Any,
    action: str,
    subject: models.Model | None = None,
    place: Any = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one entry. `actor` is a user or None (the system, or somebody not logged in).

    With both `before` and `after`, only what differs is kept.
    """
    before, after = before or {}, after or {}
    if before and after:
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        before = {key: value for key, value in before.items() if key in changed}
        after = {key: value for key, value in after.items() if key in changed}
    return AuditEntry.objects.create(
        actor=actor,
        actor_name=getattr(actor, "display_name", "") or ("未登录" if client_address.get() else "系统"),
        action=action,
        object_type=subject._meta.label_lower if subject else "",
        object_id=str(subject.pk) if subject else "",
        object_label=str(subject)[:200] if subject else "",
        place=place,
        before=before,
        after=after,
        reason=reason,
        address=client_address.get(),
    )


__all__ = ["client_address", "record", "snapshot"]
