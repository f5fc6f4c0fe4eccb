"""What rooms can plausibly be: a slip of the hand is refused at its field, with the bound in the sentence."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from enterprises.models import Occupancy
from parks.models import Park
from parks.services.soundness import Unsound
from portal.numbers import decimal_text

AHEAD = datetime.timedelta(days=365)
FIELDS = {"occupancy_has_area": "floor_area_m2", "occupancy_dates_in_order": "valid_until"}


def require_within_park(park: Park, floor_area_m2: Decimal | None, own_parcel_mu: Decimal | None) -> None:
    """No firm has more floor (㎡) or land (亩) than the whole park; not asked of a park without phases."""
    whole = park.phases.aggregate(floor=Sum("floor_area_m2"), land=Sum("land_area_mu"))
    if floor_area_m2 and whole["floor"] and floor_area_m2 > whole["floor"]:
        text = decimal_text(whole["floor"])
        raise Unsound(f"不能大于园区总建筑面积 {text} ㎡，请核对单位或先更正园区分期。", "floor_area_m2")
    if own_parcel_mu and whole["land"] and own_parcel_mu > whole["land"]:
        text = decimal_text(whole["land"])
        raise Unsound(f"不能大于园区用地面积 {text} 亩，请核对单位或先更正园区分期。", "own_parcel_mu")


def require_near(day: datetime.date | None, field: str) -> None:
    """A day that is planned is at most a year away."""
    last = timezone.localdate() + AHEAD
    if day and day > last:
        raise Unsound(f"日期不能晚于 {last}(今天起一年内)，请核对年份。", field)


def require_founded(valid_from: datetime.date | None, founded_on: datetime.date | None) -> None:
    if valid_from and founded_on and valid_from < founded_on:
        raise Unsound(f"入驻日期不能早于企业成立日期 {founded_on}，请核对。", "valid_from")


def require_sound(occupancy: Occupancy) -> None:
    """The constraints' own sentences, before the database refuses in its way."""
    for constraint in Occupancy._meta.constraints:
        try:
            constraint.validate(Occupancy, occupancy)
        except ValidationError as error:
            raise Unsound(error.messages[0], FIELDS[constraint.name]) from error
