"""Phases of a park."""

from typing import Any

from django.db import transaction

from parks.models import Park, Phase
from parks.services import writing


@transaction.atomic
def add_phase(*, actor: Any, park: Park, values: dict[str, Any]) -> Phase:
    """Add a phase to the park. Raises NotAllowed, Unsound."""
    actor.require("park.edit", park.place)
    park = writing.locked(park)
    return writing.add(actor=actor, action="phase.add", row=Phase(park=park, **values), place=park.place)


@transaction.atomic
def change_phase(*, actor: Any, phase: Phase, version: int, values: dict[str, Any]) -> Phase:
    """Change a phase. Raises NotAllowed, Conflict, Unsound."""
    place = phase.park.place
    actor.require("park.edit", place)
    writing.locked(phase.park)
    return writing.change(
        actor=actor, action="phase.change", row=phase, version=version, values=values, place=place
    )


@transaction.atomic
def remove_phase(*, actor: Any, phase: Phase, version: int) -> None:
    """Remove a phase; its history stays. Raises NotAllowed, Conflict."""
    place = phase.park.place
    actor.require("park.edit", place)
    writing.locked(phase.park)
    writing.remove(actor=actor, action="phase.remove", row=phase, version=version, place=place)
