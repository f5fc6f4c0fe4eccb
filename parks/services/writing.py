"""What every change here has in common: lock the park, check, compare versions, write, leave an audit entry."""

from typing import Any

from django.db import models

from parks.models import Park
from parks.services.soundness import require_sound, with_values
from portal import audit
from portal.errors import Conflict


def locked(park: Park) -> Park:
    """The park, held until the transaction ends: what belongs to one park is written one after the other."""
    held = Park.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("place__parent", "developer", "operator").get(pk=park.pk)


def add(*, actor: Any, action: str, row: models.Model, place: Any) -> Any:
    """Insert a sound row."""
    require_sound(row)
    row.save(force_insert=True)
    audit.record(actor=actor, action=action, subject=row, place=place, after=audit.snapshot(row))
    return row


def change(*, actor: Any, action: str, row: Any, version: int, values: dict[str, Any], place: Any) -> Any:
    """Write `values` over `version` of the row; raises Conflict. What is there already writes nothing."""
    current = type(row)._base_manager.get(pk=row.pk)
    if current.version == version and all(getattr(current, name) == value for name, value in values.items()):
        return current
    before = audit.snapshot(current)
    require_sound(with_values(current, values))
    current.change(version, **values)
    audit.record(
        actor=actor, action=action, subject=current, place=place, before=before, after=audit.snapshot(current)
    )
    return current


def remove(*, actor: Any, action: str, row: Any, version: int, place: Any) -> None:
    """Delete the row if it still is at `version`; raises Conflict."""
    current = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if current.version != version:
        raise Conflict(current)
    audit.record(actor=actor, action=action, subject=current, place=place, before=audit.snapshot(current))
    current.delete()
