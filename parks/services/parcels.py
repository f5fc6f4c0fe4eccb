"""Parcels of a park."""

from typing import Any

from django.db import transaction

from parks.models import Parcel, Park
from parks.services import writing


@transaction.atomic
def add_parcel(*, actor: Any, park: Park, values: dict[str, Any]) -> Parcel:
    """Add a parcel to the park. Raises NotAllowed, Unsound."""
    actor.require("park.edit", park.place)
    park = writing.locked(park)
    return writing.add(actor=actor, action="parcel.add", row=Parcel(park=park, **values), place=park.place)


@transaction.atomic
def change_parcel(*, actor: Any, parcel: Parcel, version: int, values: dict[str, Any]) -> Parcel:
    """Change a parcel. Raises NotAllowed, Conflict, Unsound."""
    place = parcel.park.place
    actor.require("park.edit", place)
    writing.locked(parcel.park)
    return writing.change(
        actor=actor, action="parcel.change", row=parcel, version=version, values=values, place=place
    )


@transaction.atomic
def remove_parcel(*, actor: Any, parcel: Parcel, version: int) -> None:
    """Remove a parcel; its history stays. Raises NotAllowed, Conflict."""
    place = parcel.park.place
    actor.require("park.edit", place)
    writing.locked(parcel.park)
    writing.remove(actor=actor, action="parcel.remove", row=parcel, version=version, place=place)
