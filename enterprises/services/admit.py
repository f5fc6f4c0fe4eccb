"""A firm comes to live in a park."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from enterprises.models import Enterprise, Occupancy
from enterprises.services.bounds import require_plausible, require_sound
from parks.models import Park, Unit
from portal import audit
from portal.identity import current

# What the column 房号 holds.
ROOM_LENGTH = 100


@transaction.atomic
def admit(
    *,
    actor: Any,
    park: Park,
    name: str,
    uscc: str,
    industry_code: str,
    founded_on: datetime.date | None,
    tenure: str,
    floor_area_m2: Decimal,
    valid_from: datetime.date,
    permission: str = "enterprise.edit",
    unit: Unit | None = None,
) -> Occupancy:
    """The firm of this code becomes an occupant of `park` from `valid_from`; answers the occupancy.

    A firm on record is taken as it is, wherever it has rooms; only an unknown one is made from the values
    given. `permission` is the right by which the actor brings it in. Raises NotAllowed, or
    Unsound at the field: more floor than the park has, a day more than a year
    ahead or before the firm was founded, a constraint that is not met.
    """
    actor.require(permission, park.place)
    require_plausible({"floor_area_m2": floor_area_m2, "valid_from": valid_from}, park, founded_on)
    enterprise, created = Enterprise.objects.get_or_create(
        uscc=uscc, defaults={"name": name, "industry_code": industry_code, "founded_on": founded_on}
    )
    enterprise = current(enterprise)
    occupancy = Occupancy(
        enterprise=enterprise,
        park=park,
        tenure=tenure,
        floor_area_m2=floor_area_m2,
        valid_from=valid_from,
        unit=unit,
        room=unit.full_name[:ROOM_LENGTH] if unit else "",
    )
    require_sound(occupancy)
    occupancy.save()
    if created:
        record(actor, "enterprise.create", enterprise, park)
    record(actor, "enterprise.admit", occupancy, park)
    return occupancy


def record(actor: Any, action: str, subject: Enterprise | Occupancy, park: Park) -> None:
    audit.record(actor=actor, action=action, subject=subject, place=park.place, after=audit.snapshot(subject))
