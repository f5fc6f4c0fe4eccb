"""What meters showed, many at once and as often as one likes: the same reading again changes nothing."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from parks.models import Meter, MeterReading, Park
from parks.services import writing
from parks.services.soundness import NOT_YET
from portal import audit
from portal.errors import NotAllowed, PortalError

PERMISSION = "park.run"
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Reading:
    """What the meter `number` of a kind in a park showed on a day."""

    park: int
    kind: str
    number: str
    on: datetime.date
    value: Decimal

    @property
    def meter(self) -> Key:
        return self.park, self.kind, self.number


class BadReadings(PortalError):
    """Some readings cannot be taken, so none is: `errors` maps their place in the list to field → sentences."""

    code = "invalid"
    status = 400

    def __init__(self, errors: dict[int, dict[str, list[str]]]) -> None:
        super().__init__("提交的读数有误，请按提示修改。")
        self.errors = errors


@transaction.atomic
def report_readings(*, actor: Any, readings: Sequence[Reading]) -> list[str]:
    """Take all readings or none; answers for each `new`, `changed` or `unchanged`.

    Raises NotAllowed (a park one sees but does not run), BadReadings.
    """
    parks = held_parks(actor, {one.park for one in readings})
    meters = meters_of(parks, readings)
    require_sound(readings, parks, meters)
    known = known_readings(meters.values(), {one.on for one in readings})
    states, fresh = [], {}
    for one in readings:
        row = known.get((meters[one.meter].pk, one.on))
        if row is None:
            row = fresh[one] = MeterReading(meter=meters[one.meter], on=one.on, value=one.value)
            known[row.meter_id, one.on] = row
            states.append("new")
        else:
            states.append(correct(actor, parks[one.park], row, one.value))
    MeterReading.objects.bulk_create(fresh.values())
    note(actor, parks, fresh)
    return states


def held_parks(actor: Any, numbers: set[int]) -> dict[int, Park]:
    """The parks the actor runs, held until the transaction ends; always in one order."""
    seen = Park.objects.for_user(actor).filter(pk__in=numbers).select_related("place").order_by("pk")
    for park in seen:
        if not actor.can(PERMISSION, park.place):
            raise NotAllowed(f"您不能为“{park.name}”登记读数。")
    return {park.pk: writing.locked(park) for park in seen}


def meters_of(parks: dict[int, Park], readings: Iterable[Reading]) -> dict[Key, Meter]:
    rows = Meter.objects.filter(park__in=parks, number__in={one.number for one in readings})
    return {(row.park_id, row.kind, row.number): row for row in rows}


def known_readings(meters: Iterable[Meter], days: set[datetime.date]) -> dict[Any, MeterReading]:
    rows = MeterReading.objects.filter(meter__in=list(meters), on__in=days)
    return {(row.meter_id, row.on): row for row in rows}


def require_sound(readings: Sequence[Reading], parks: dict[int, Park], meters: dict[Key, Meter]) -> None:
    """Raise BadReadings for a park out of sight, an unknown meter, a day to come, two values for one day."""
    errors: dict[int, dict[str, list[str]]] = defaultdict(dict)
    values: dict[tuple[Key, datetime.date], Decimal] = {}
    for place, one in enumerate(readings):
        if one.park not in parks:
            errors[place]["park"] = ["未找到该园区，或您无权查看。"]
        elif one.meter not in meters:
            errors[place]["number"] = ["本园区没有登记这块表，请先登记再报送。"]
        if one.on > timezone.localdate():
            errors[place]["on"] = [NOT_YET.partition("；")[0] + "。"]
        if values.setdefault((one.meter, one.on), one.value) != one.value:
            errors[place]["value"] = ["同一块表同一天有两个不同的读数。"]
    if errors:
        raise BadReadings(dict(errors))


def correct(actor: Any, park: Park, row: MeterReading, value: Decimal) -> str:
    """Write another value over a reading; the same one is left alone."""
    if row.pk is None or row.value == value:
        return "unchanged"
    writing.change(
        actor=actor,
        action="reading.change",
        row=row,
        version=row.version,
        values={"value": value},
        place=park.place,
    )
    return "changed"


def note(actor: Any, parks: dict[int, Park], fresh: Iterable[Reading]) -> None:
    """One audit entry for each park's new readings."""
    counts: dict[int, int] = defaultdict(int)
    for one in fresh:
        counts[one.park] += 1
    for number, count in counts.items():
        park = parks[number]
        audit.record(
            actor=actor, action="reading.report", subject=park, place=park.place, after={"rows": count}
        )
