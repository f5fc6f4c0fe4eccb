"""The rooms a firm holds in a park: corrected, and given up. Its coming is `admit`."""

import datetime
from copy import copy
from typing import Any

from django.db import transaction

from enterprises.models import Occupancy
from enterprises.services.bounds import require_plausible, require_sound, too_far
from parks.models import Park, Unit
from parks.services.soundness import Unsound, with_values
from portal import audit
from portal.errors import IllegalState

ROOM = ("tenure", "floor_area_m2", "own_parcel_mu", "unit", "room", "valid_from", "valid_until")


@transaction.atomic
def change_occupancy(*, actor: Any, occupancy: Occupancy, version: int, **values: Any) -> Occupancy:
    """Correct what is said of a firm's rooms and own parcel; values as in `ROOM`, ㎡ and 亩.

    Raises NotAllowed, Conflict when somebody saved since `version`, Unsound at the field. What stays as it
    was is not asked again: an old record may be corrected in parts.
    """
    actor.require("enterprise.edit", occupancy.park.place)
    new = {name: value for name, value in values.items() if value != getattr(occupancy, name)}
    require_of_park(occupancy.park, new.get("unit"))
    require_plausible(new, occupancy.park, occupancy.enterprise.founded_on)
    require_sound(with_values(copy(occupancy), values))
    before = audit.snapshot(occupancy, ROOM)
    occupancy.change(version, **values)
    audit.record(
        actor=actor,
        action="occupancy.change",
        subject=occupancy,
        place=occupancy.park.place,
        before=before,
        after=audit.snapshot(occupancy, ROOM),
    )
    return occupancy


def require_of_park(park: Park, unit: Unit | None) -> None:
    if unit is not None and unit.storey.building.park_id != park.pk:
        raise Unsound("请选择本园区的单元。", "unit")


@transaction.atomic
def end_occupancy(*, actor: Any, occupancy: Occupancy, version: int, on: datetime.date) -> Occupancy:
    """The firm leaves its rooms; `on` is the last day, at most a year ahead. Its history stays."""
    actor.require("enterprise.edit", occupancy.park.place)
    return close_occupancy(actor=actor, occupancy=occupancy, version=version, on=on)


def close_occupancy(*, actor: Any, occupancy: Occupancy, version: int, on: datetime.date) -> Occupancy:
    """The same for a service that has its own permission: a transfer, an expulsion. Raises IllegalState, Unsound."""
    if occupancy.valid_until is not None:
        raise IllegalState("该入驻已登记退出，请刷新页面查看。")
    if on < occupancy.valid_from:
        raise Unsound("退出日期不能早于入驻日期。", "on")
    if sentence := too_far(on):
        raise Unsound(sentence, "on")
    occupancy.change(version, valid_until=on)
    audit.record(
        actor=actor,
        action="occupancy.end",
        subject=occupancy,
        place=occupancy.park.place,
        after={"valid_until": on},
    )
    return occupancy
