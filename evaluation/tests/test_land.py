"""The land of a firm in a multi-storey park (interpretations, W12)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.land import Room, firm_land_mu, firm_land_of_rooms_mu, months_occupied

NINETY_MU, PARK_FLOOR = Decimal(90), Decimal(120000)


def land(floor, months=12, own="0"):
    return str(firm_land_mu(NINETY_MU, PARK_FLOOR, Decimal(floor), months, Decimal(own)))


def test_3000_of_120000_square_metres_in_a_park_of_90_mu_all_year():
    assert land(3000, months_occupied(2022, date(2020, 5, 1))) == "2.2500"


def test_the_same_firm_from_the_first_of_july():
    assert land(3000, months_occupied(2022, date(2022, 7, 1))) == "1.1250"


@pytest.mark.parametrize(
    ("occupied_from", "occupied_until", "months"),
    [
        ("2022-01-01", None, 12),
        ("2022-01-31", None, 12),
        ("2022-02-01", None, 11),
        ("2022-07-31", None, 6),
        ("2022-08-01", None, 5),
        ("2022-12-31", None, 1),
        ("2023-01-01", None, 0),
        ("2020-01-01", "2022-12-31", 12),
        ("2020-01-01", "2022-12-30", 11),
        ("2020-01-01", "2022-02-28", 2),
        ("2020-01-01", "2022-02-27", 1),
        ("2020-01-01", "2021-12-31", 0),
        ("2022-03-31", "2022-03-31", 1),
        ("2022-03-01", "2022-03-30", 0),
        ("2022-03-15", "2022-05-15", 2),
    ],
)
def test_a_month_counts_when_occupied_on_its_last_day(occupied_from, occupied_until, months):
    until = occupied_until and date.fromisoformat(occupied_until)
    assert months_occupied(2022, date.fromisoformat(occupied_from), until) == months


def test_the_last_day_of_february_in_a_leap_year_is_the_29th():
    assert months_occupied(2020, date(2019, 1, 1), date(2020, 2, 28)) == 1
    assert months_occupied(2020, date(2019, 1, 1), date(2020, 2, 29)) == 2


def test_own_parcel_counts_with_its_area_and_adds_to_rooms():
    assert land(0, own="3.5") == "3.5000"
    assert land(3000, own="3.5") == "5.7500"
    assert land(3000, months=6, own="3.5") == "4.6250"


def test_rooms_add_up_before_anything_is_rounded():
    third = Room(Decimal("0.04"), 12)
    one = firm_land_of_rooms_mu(NINETY_MU, PARK_FLOOR, [third])
    three = firm_land_of_rooms_mu(NINETY_MU, PARK_FLOOR, [third, third, third])
    assert (str(one), str(three)) == ("0.0000", "0.0001")


def test_half_of_the_last_digit_is_rounded_up():
    assert land("0.2") == "0.0002"  # 0.00015 exactly
    assert land("0.19") == "0.0001"


def test_rooms_in_a_park_without_finished_floor_have_no_land_to_tell():
    assert firm_land_mu(NINETY_MU, Decimal(0), Decimal(3000)) is None
    assert str(firm_land_mu(NINETY_MU, Decimal(0), Decimal(0), 12, Decimal(2))) == "2.0000"


def test_more_than_twelve_months_are_refused():
    with pytest.raises(ValueError):
        Room(Decimal(1), 13)


dates = st.dates(date(2020, 1, 1), date(2024, 12, 31))
floors = st.lists(st.integers(0, 50_000), min_size=1, max_size=12)


@given(dates, dates, st.sampled_from([2021, 2022]))
def test_two_tenants_after_each_other_never_count_a_month_twice_nor_lose_one(first, second, year):
    start, change = sorted((first, second))
    left = months_occupied(year, start, date.fromordinal(change.toordinal() - 1))
    assert left + months_occupied(year, change) == months_occupied(year, start)


@given(st.decimals(1, 500, places=2), floors)
def test_the_firms_of_a_full_park_share_its_land(park_land, shares):
    total = Decimal(sum(shares) or 1)
    lands = [firm_land_mu(park_land, total, Decimal(share)) for share in shares]
    lost = abs(sum(map(Fraction, lands)) - Fraction(park_land) * Fraction(sum(shares)) / Fraction(total))
    assert lost <= Fraction(len(shares), 20_000)
