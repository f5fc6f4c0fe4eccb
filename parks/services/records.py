"""Rows of every kind of record: added, changed, removed; what may be written and by whom is the kind's to say."""

from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from parks.models import Park
from parks.records.kind import RecordKind, place_of
from parks.services import writing
from parks.services.soundness import Unsound, with_values
from portal.errors import NotAllowed


@transaction.atomic
def add_record(*, actor: Any, kind: RecordKind, owner: Any, values: dict[str, Any]) -> Any:
    """Add a row to a park or place. Raises NotAllowed, Unsound."""
    place = place_of(owner)
    actor.require(kind.edit, place)
    if not kind.of_park and place.kind == place.Kind.PARK:
        raise Unsound(f"{kind.label}请登记在县(市、区)或镇街，不登记在园区。")
    owner = held(owner)
    row = kind.new(owner)
    for name, value in values.items():
        setattr(row, name, value)
    kind.check(row)
    return writing.add(actor=actor, action=f"{kind.code}.add", row=row, place=place)


@transaction.atomic
def change_record(*, actor: Any, kind: RecordKind, row: Any, version: int, values: dict[str, Any]) -> Any:
    """Change a row. Raises NotAllowed, Conflict, Unsound."""
    owner = kind.owner_of(row)
    actor.require(kind.edit, place_of(owner))
    held(owner)
    require_open(kind, row)
    kind.check(with_values(copy(row), values))
    return writing.change(
        actor=actor,
        action=f"{kind.code}.change",
        row=row,
        version=version,
        values=values,
        place=place_of(owner),
    )


@transaction.atomic
def change_records(*, actor: Any, kind: RecordKind, picked: dict[int, int], values: dict[str, Any]) -> int:
    """Say the same of many rows, or of none: `picked` is {row: version it was seen at}; answers how many.

    Raises NotAllowed, Conflict, Unsound.
    """
    mine = kind.model.objects.for_user(actor, kind.edit)  # type: ignore[attr-defined]  # its scoped manager
    rows = list(mine.filter(pk__in=picked).select_related(*kind.related()).order_by("pk"))
    if len(rows) != len(picked):
        raise NotAllowed
    for row in rows:
        change_record(actor=actor, kind=kind, row=row, version=picked[row.pk], values=values)
    return len(rows)


@transaction.atomic
def remove_record(*, actor: Any, kind: RecordKind, row: Any, version: int) -> None:
    """Remove a row; its history stays. Raises NotAllowed, Conflict, Unsound (something still hangs on it)."""
    owner = kind.owner_of(row)
    actor.require(kind.edit, place_of(owner))
    held(owner)
    require_open(kind, row)
    try:
        writing.remove(
            actor=actor, action=f"{kind.code}.remove", row=row, version=version, place=place_of(owner)
        )
    except ProtectedError as error:
        kept = {str(other._meta.verbose_name) for other in error.protected_objects}
        raise Unsound(f"下面还有{'、'.join(sorted(kept))}，请先删除后再删除本记录。") from error
    if kind.after_remove:
        kind.after_remove(row)


def require_open(kind: RecordKind, row: Any) -> None:
    """Raise Unsound when the row, as it is by now, is not to be changed any more."""
    if why := kind.sealed(type(row)._base_manager.get(pk=row.pk)):
        raise Unsound(why)


def held(owner: Any) -> Any:
    """A park is held until the transaction ends; a place, which many work on at once, is not."""
    return writing.locked(owner) if isinstance(owner, Park) else owner
