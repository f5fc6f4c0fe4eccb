"""Buildings of a park, their storeys, and the units on them."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from parks.models import Building, Park, Storey, Unit
from parks.services import writing
from parks.services.soundness import Unsound, require_sound
from portal import audit

ALIKE = ("floor_area_m2", "height_m", "load_kg_m2")
UNIT_ALIKE = ("use", "floor_area_m2", "division", "is_self_held", "self_held_until", "may_be_sold")


def park_of(row: Building | Storey | Unit) -> Park:
    if isinstance(row, Unit):
        return row.storey.building.park
    return row.building.park if isinstance(row, Storey) else row.park


def hold(actor: Any, row: Building | Storey | Unit) -> Park:
    """The park of the row, held until the transaction ends. Raises NotAllowed."""
    park = park_of(row)
    actor.require("park.edit", park.place)
    return writing.locked(park)


@transaction.atomic
def add_building(
    *, actor: Any, park: Park, values: dict[str, Any], storeys: list[dict[str, Any]]
) -> Building:
    """Add a building with its storeys ({number, floor_area_m2, height_m, load_kg_m2}).

    Raises NotAllowed, Unsound.
    """
    actor.require("park.edit", park.place)
    park = writing.locked(park)
    require_phase(park, values)
    row = Building(park=park, **values)
    building = writing.add(actor=actor, action="building.add", row=row, place=park.place)
    insert([Storey(building=building, **one) for one in storeys])
    return building


def require_phase(park: Park, values: dict[str, Any]) -> None:
    phase = values.get("phase")
    if phase is not None and phase.park_id != park.pk:
        raise Unsound("请选择本园区的分期。", "phase")


def insert(rows: list[Any]) -> None:
    """Write sound rows in one statement; the building or storey they belong to has the audit entry."""
    for row in rows:
        require_sound(row)
    if rows:
        type(rows[0]).objects.bulk_create(rows)


@transaction.atomic
def add_storey(*, actor: Any, building: Building, values: dict[str, Any]) -> Storey:
    """Raises NotAllowed, Unsound."""
    park = hold(actor, building)
    row = Storey(building=building, **values)
    return writing.add(actor=actor, action="storey.add", row=row, place=park.place)


@transaction.atomic
def copy_storey(*, actor: Any, storey: Storey, numbers: list[int]) -> list[Storey]:
    """Storeys of these numbers like this one, units included. Raises NotAllowed, Unsound."""
    park = hold(actor, storey)
    alike = {name: getattr(storey, name) for name in ALIKE}
    copies = [Storey(building=storey.building, number=number, **alike) for number in numbers]
    insert(copies)
    units = list(storey.units.all())
    insert([unit_like(unit, storey.number, copy) for copy in copies for unit in units])
    for copy in copies:
        audit.record(
            actor=actor, action="storey.add", subject=copy, place=park.place, after=audit.snapshot(copy)
        )
    return copies


def unit_like(unit: Unit, number: int, copy: Storey) -> Unit:
    """The unit on another storey: 301 of storey 3 is 501 on storey 5."""
    rest = unit.name.removeprefix(str(number))
    name = unit.name if rest == unit.name else f"{copy.number}{rest}"
    return Unit(storey=copy, name=name, **{field: getattr(unit, field) for field in UNIT_ALIKE})


@transaction.atomic
def add_units(*, actor: Any, storey: Storey, rows: list[dict[str, Any]]) -> list[Unit]:
    """Several units of one storey. Raises NotAllowed, Unsound."""
    park = hold(actor, storey)
    return [
        writing.add(actor=actor, action="unit.add", row=Unit(storey=storey, **values), place=park.place)
        for values in rows
    ]


@transaction.atomic
def change_building(*, actor: Any, building: Building, version: int, values: dict[str, Any]) -> Building:
    """Raises NotAllowed, Conflict, Unsound."""
    park = hold(actor, building)
    require_phase(park, values)
    return writing.change(
        actor=actor, action="building.change", row=building, version=version, values=values, place=park.place
    )


@transaction.atomic
def change_storey(*, actor: Any, storey: Storey, version: int, values: dict[str, Any]) -> Storey:
    """Raises NotAllowed, Conflict, Unsound."""
    park = hold(actor, storey)
    return writing.change(
        actor=actor, action="storey.change", row=storey, version=version, values=values, place=park.place
    )


@transaction.atomic
def change_unit(*, actor: Any, unit: Unit, version: int, values: dict[str, Any]) -> Unit:
    """Raises NotAllowed, Conflict, Unsound."""
    park = hold(actor, unit)
    return writing.change(
        actor=actor, action="unit.change", row=unit, version=version, values=values, place=park.place
    )


@transaction.atomic
def remove_room(*, actor: Any, row: Building | Storey | Unit, version: int) -> None:
    """Remove a building, storey or unit with what is in it; its history stays.

    Raises NotAllowed, Conflict, Unsound while a firm is registered in one of its units.
    """
    park = hold(actor, row)
    action = f"{row._meta.model_name}.remove"
    try:
        inside(row).delete()
        if isinstance(row, Building):
            row.storeys.all().delete()
        writing.remove(actor=actor, action=action, row=row, version=version, place=park.place)
    except ProtectedError as error:
        raise Unsound("有企业登记在其中的单元，请先在企业的入驻信息中改换单元，再删除。") from error


def inside(row: Building | Storey | Unit) -> Any:
    """The units within a building or storey; none within a unit."""
    if isinstance(row, Building):
        return Unit.objects.filter(storey__building=row)
    return row.units.all() if isinstance(row, Storey) else Unit.objects.none()
