"""Units: who is in them, and whose self-holding ends soon."""

import datetime
from collections import defaultdict
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce

from parks.models import Parcel, Phase, Unit
from parks.models.options import RoomUse
from parks.selectors.land import years_interval
from portal.registry import UnitHolder, unit_holders


def holders_of(park: Any, on: datetime.date) -> dict[int, list[UnitHolder]]:
    """Who is in which unit of the park on a day, by the unit's number."""
    found = defaultdict(list)
    for source in unit_holders:
        for holder in source.find(park, on):
            found[holder.unit_id].append(holder)
    return found


def self_holding(units: QuerySet[Unit], production_years: int) -> QuerySet[Unit]:
    """Units the developer keeps, with `held_until`: as said, else as C(四) has it.

    Production rooms are kept so many years from the park's opening (its first completed phase), others as
    long as the land is granted.
    """
    phases = Phase.objects.filter(park=OuterRef("storey__building__park"), completed_on__isnull=False)
    opened = Subquery(phases.order_by().values("park").annotate(on=Min("completed_on")).values("on"))
    parcels = Parcel.objects.filter(park=OuterRef("storey__building__park"))
    granted = Subquery(parcels.order_by().values("park").annotate(on=Max("land_use_until")).values("on"))
    after = ExpressionWrapper(opened + years_interval(production_years), output_field=DateTimeField())
    by_rule = Case(
        When(use=RoomUse.PRODUCTION, then=Cast(after, DateField())), default=granted, output_field=DateField()
    )
    return units.filter(is_self_held=True).annotate(held_until=Coalesce(F("self_held_until"), by_rule))


def self_holding_ending(
    units: QuerySet[Unit], today: datetime.date, days: int, production_years: int
) -> QuerySet[Unit]:
    """Self-held units whose term ends within so many days from today, the first to end first."""
    rows = self_holding(units, production_years)
    until = today + datetime.timedelta(days=days)
    return rows.filter(held_until__range=(today, until)).order_by("held_until", "pk")
