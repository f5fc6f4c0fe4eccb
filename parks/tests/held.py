"""A park with little in it, and what a check says of it."""

import datetime
from decimal import Decimal

from parks.compliance import hold
from parks.models import Building, SafetyEvent, Storey, Unit
from tests.factories import ParcelFactory, ParkFactory, place

TODAY = datetime.date(2021, 12, 15)


CIXI, LUCHENG = "330282", "330302"


def a_park(code=CIXI, **values):
    return ParkFactory(under=place(code), **values)


def a_parcel(park, **values):
    values.setdefault("contracted_on", datetime.date(2021, 9, 1))
    values.setdefault("started_on", None)
    return ParcelFactory(park=park, **values)


def verdict(park, code, today=TODAY):
    held = hold([park.pk], today)[park.pk]
    found = {one.standard.code: one.finding.verdict.value for one in held.judged}
    return found[code]


DAY = datetime.date


def a_unit(park, **values):
    storey = park_storey(park)
    values.setdefault("name", f"单元{storey.units.count()}")
    values.setdefault("use", "production")
    return Unit.objects.create(storey=storey, **{"floor_area_m2": Decimal(2000), **values})


def park_storey(park):
    building, _ = Building.objects.get_or_create(park=park, name="1幢")
    return Storey.objects.get_or_create(building=building, number=1)[0]


def an_event(park, kind, on):
    SafetyEvent.objects.create(park=park, kind=kind, on=on)
