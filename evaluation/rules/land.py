"""The land an enterprise is counted with, in 亩 (interpretations: firm's land in a multi-storey park; W12).

Its own parcels with their area × months ÷ 12, and for rooms in a park: park land in use × floor of the rooms ÷
finished floor of the park × months ÷ 12. Phases not finished are in neither of the park's two figures. Lease
and purchase count alike. Everything is exact until the result, which is rounded half up once, to four digits.
See docs/decisions/0002-land-of-a-firm.md.

This is the written-down reading that the SQL measures (`evaluation/measures.py`) are held against, row by row in
`evaluation/tests/test_oracle.py`; a run itself computes in the database and does not call it.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from parks.rules.units import Number, exact, round_half_up

MONTHS = 12
PLACES = 4


@dataclass(frozen=True)
class Room:
    """Floor that a firm occupies for a number of months of the year."""

    floor_m2: Decimal
    months: int

    def __post_init__(self) -> None:
        if not 0 <= self.months <= MONTHS:
            raise ValueError(f"a year has 0 to {MONTHS} months")


@dataclass(frozen=True)
class OwnParcel:
    """A parcel of the firm's own, held for a number of months of the year."""

    area_mu: Decimal
    months: int


def own_land_mu(parcels: Iterable[OwnParcel]) -> Fraction:
    """The firm's own parcels in 亩 for the year, exact: area × months ÷ 12."""
    return sum((exact(parcel.area_mu) * parcel.months / MONTHS for parcel in parcels), Fraction(0))


def months_occupied(year: int, occupied_from: date, occupied_until: date | None = None) -> int:
    """How many months of a year count: those on whose last day the room is occupied.

    Both dates are days of occupancy (inclusive), ``None`` means still occupied. So entry on the last day of a
    month makes the month count, and leaving before the last day loses it.
    """
    return sum(
        occupied_from <= last_day and (occupied_until is None or last_day <= occupied_until)
        for last_day in _last_days(year)
    )


def firm_land_mu(
    park_land_in_use_mu: Decimal,
    park_finished_floor_m2: Decimal,
    firm_floor_m2: Decimal,
    months: int = MONTHS,
    own_parcel_mu: Number = Decimal(0),
) -> Decimal | None:
    """The land in 亩 of a firm with one room, plus its own parcel; see :func:`firm_land_of_rooms_mu`."""
    rooms = [Room(firm_floor_m2, months)]
    return firm_land_of_rooms_mu(park_land_in_use_mu, park_finished_floor_m2, rooms, own_parcel_mu)


def firm_land_of_rooms_mu(
    park_land_in_use_mu: Decimal,
    park_finished_floor_m2: Decimal,
    rooms: Iterable[Room],
    own_parcel_mu: Number = Decimal(0),
) -> Decimal | None:
    """The land in 亩, four digits, of a firm with any number of rooms in one park, plus its own parcels as
    they count for the year (:func:`own_land_mu`).

    ``None`` when it has rooms but the park has no finished floor: its share of the land cannot be told.
    """
    floor_months = sum((exact(room.floor_m2) * room.months for room in rooms), Fraction(0))
    land = exact(own_parcel_mu)
    if floor_months:
        if not park_finished_floor_m2:
            return None
        share_of_year = floor_months / exact(park_finished_floor_m2) / MONTHS
        land += exact(park_land_in_use_mu) * share_of_year
    return round_half_up(land, PLACES)


def _last_days(year: int) -> Iterable[date]:
    return (date(year, month, monthrange(year, month)[1]) for month in range(1, MONTHS + 1))
