"""The dated facts of a park that rewards ask for, in one place: its star on a day, what it was given in a year."""

import datetime

from parks.models import Park, ParkStar


def star_held(park: Park, on: datetime.date) -> ParkStar | None:
    """The star that the park has on the day; None without one, after a removal or its validity."""
    last = ParkStar.objects.filter(park=park, on__lte=on).order_by("-on", "-pk").first()
    if last is None or last.star is None:
        return None
    return last if last.valid_until is None or on <= last.valid_until else None


def star_given(park: Park, star: int, year: int) -> ParkStar | None:
    """That the park was given just this star in the year; None where it was not."""
    return ParkStar.objects.filter(park=park, star=star, on__year=year).order_by("on", "pk").first()


def listed_in(park: Park, year: int) -> bool:
    """Did the province take the park into its list in the year (its recognition, C五, C十四)?"""
    return park.recognised_on is not None and park.recognised_on.year == year
