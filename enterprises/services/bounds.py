"""What rooms can plausibly be: a slip of the hand is refused at its field, with the bound in the sentence."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from enterprises.models import Occupancy
from parks.models import Park
from parks.services.soundness import Unsound
from portal.numbers import decimal_text

AHEAD = datetime.timedelta(days=365)
FUTURE = "日期不能晚于今天，请核对年份。"
FIELDS = {"occupancy_has_area": "floor_area_m2", "occupancy_dates_in_order": "valid_until"}
# A field and what is wrong with it.
Fault = tuple[str, str]


@dataclass(frozen=True)
class Whole:
    """A park's floor (㎡) and land (亩) as far as its phases are known."""

    floor_m2: Decimal | None = None
    land_mu: Decimal | None = None


def wholes(parks: Collection[int]) -> dict[int, Whole]:
    """The whole of each of these parks, by its key."""
    sums = Park.objects.filter(pk__in=parks).annotate(
        floor=Sum("phases__floor_area_m2"), land=Sum("phases__land_area_mu")
    )
    return {pk: Whole(floor, land) for pk, floor, land in sums.values_list("pk", "floor", "land")}


def faults(room: Mapping[str, Any], whole: Whole, founded_on: datetime.date | None) -> Iterator[Fault]:
    """What cannot be of a room's values (those that are given; see `rooms.ROOM`) in such a park."""
    yield from beyond_park(room, whole)
    valid_from = room.get("valid_from")
    if valid_from and founded_on and valid_from < founded_on:
        yield "valid_from", f"入驻日期不能早于企业成立日期 {founded_on}，请核对。"
    for name in ("valid_from", "valid_until"):
        if sentence := too_far(room.get(name)):
            yield name, sentence


def beyond_park(room: Mapping[str, Any], whole: Whole) -> Iterator[Fault]:
    """No firm has more floor (㎡) or land (亩) than the whole park; not asked of a park without phases."""
    floor, land = room.get("floor_area_m2"), room.get("own_parcel_mu")
    if floor and whole.floor_m2 and floor > whole.floor_m2:
        text = decimal_text(whole.floor_m2)
        yield "floor_area_m2", f"不能大于园区总建筑面积 {text} ㎡，请核对单位或先更正园区分期。"
    if land and whole.land_mu and land > whole.land_mu:
        text = decimal_text(whole.land_mu)
        yield "own_parcel_mu", f"不能大于园区用地面积 {text} 亩，请核对单位或先更正园区分期。"


def too_far(day: datetime.date | None) -> str:
    """A day that is planned is at most a year away; the sentence if it is not."""
    last = timezone.localdate() + AHEAD
    return f"日期不能晚于 {last}(今天起一年内)，请核对年份。" if day and day > last else ""


def require_plausible(room: Mapping[str, Any], park: Park, founded_on: datetime.date | None) -> None:
    """Raise Unsound at the first field that cannot be."""
    for field, sentence in faults(room, wholes([park.pk])[park.pk], founded_on):
        raise Unsound(sentence, field)


def require_sound(occupancy: Occupancy) -> None:
    """The constraints' own sentences, before the database refuses in its way."""
    for constraint in Occupancy._meta.constraints:
        try:
            constraint.validate(Occupancy, occupancy)
        except ValidationError as error:
            raise Unsound(error.messages[0], FIELDS[constraint.name]) from error
