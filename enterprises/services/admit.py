"""A firm comes to live in a park."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from enterprises.models import Enterprise, Occupancy
from parks.models import Park
from portal import audit
from portal.errors import PortalError


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
) -> Occupancy:
    """The firm of this code becomes an occupant of `park` from `valid_from`; answers the occupancy.

    A firm on record is taken as it is, wherever it has rooms; only an unknown one is made from the values
    given. Raises NotAllowed, or PortalError with the sentence of the constraint that is not met.
    """
    actor.require("enterprise.edit", park.place)
    enterprise, created = Enterprise.objects.get_or_create(
        uscc=uscc, defaults={"name": name, "industry_code": industry_code, "founded_on": founded_on}
    )
    occupancy = Occupancy(
        enterprise=enterprise, park=park, tenure=tenure, floor_area_m2=floor_area_m2, valid_from=valid_from
    )
    try:
        occupancy.validate_constraints()
    except ValidationError as error:
        raise PortalError("".join(error.messages)) from error
    occupancy.save()
    if created:
        record(actor, "enterprise.create", enterprise, park)
    record(actor, "enterprise.admit", occupancy, park)
    return occupancy


def record(actor: Any, action: str, subject: Enterprise | Occupancy, park: Park) -> None:
    audit.record(actor=actor, action=action, subject=subject, place=park.place, after=audit.snapshot(subject))
