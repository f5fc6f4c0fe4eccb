"""The checks of both policies at their numbers and one unit of the last digit to each side.

The numbers are typed from the policies by hand: this is the oracle, not a copy of the tables.
"""

import datetime
from decimal import Decimal

import pytest

from parks.compliance import hold
from parks.models import Park
from tests.factories import (
    EnterpriseFactory,
    OccupancyFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    YearlyFigureFactory,
    place,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2021, 12, 15)
CIXI, LUCHENG = "330282", "330302"


def a_park(code=CIXI, **values):
    return ParkFactory(under=place(code), **values)


def a_parcel(park, **values):
    values.setdefault("contracted_on", datetime.date(2021, 9, 1))
    values.setdefault("started_on", None)
    return ParcelFactory(park=park, **values)


def verdict(park, code, today=TODAY):
    held = hold(Park.objects.filter(pk=park.pk), today)[park.pk]
    found = {one.standard.code: one.finding.verdict.value for one in held.judged}
    return found[code]


@pytest.mark.parametrize(
    ("land", "floor", "expected"),
    [
        ("100", "1", "met"),
        ("99.9999", "99999.99", "deviates"),
        ("99.9999", "100000", "met"),
        ("100.0001", "99999.99", "met"),
    ],
)
def test_c2_a_hundred_mu_or_a_hundred_thousand_square_metres(places, land, floor, expected):
    park = a_park()
    a_parcel(park, land_area_mu=Decimal(land))
    PhaseFactory(park=park, floor_area_m2=Decimal(floor))
    assert verdict(park, "c02.site") == expected


def test_c2_the_site_is_asked_of_manufacturing_parks_only(places):
    park = a_park(park_type="services")
    a_parcel(park, land_area_mu=1)
    assert verdict(park, "c02.site") == "not_applicable"


def test_c2_floor_area_ratio_except_for_special_trades(places):
    park = a_park()
    a_parcel(park, land_area_mu=90)
    PhaseFactory(park=park, far_counted_floor_m2=Decimal("89999.99"))
    assert verdict(park, "c02.far") == "deviates"
    Park.objects.filter(pk=park.pk).update(is_special_trade=True)
    assert verdict(park, "c02.far") == "not_applicable"


# 90 亩 are 60 000 ㎡; the phase has 120 000 ㎡ of floor, 100 000 of it counted.
@pytest.mark.parametrize(
    ("code", "field", "value", "expected"),
    [
        ("c02.green", "green_area_m2", "6000", "met"),
        ("c02.green", "green_area_m2", "5999.99", "deviates"),
        ("c02.green", "green_area_m2", "6000.01", "met"),
        ("c02.non_production_land", "non_production_land_m2", "6000", "met"),
        ("c02.non_production_land", "non_production_land_m2", "6000.01", "not_met"),
        ("c02.non_production_land", "non_production_land_m2", "5999.99", "met"),
        ("c02.non_production_floor", "non_production_floor_m2", "15000", "met"),
        ("c02.non_production_floor", "non_production_floor_m2", "15000.01", "deviates"),
        ("c02.non_production_floor", "non_production_floor_m2", "14999.99", "met"),
        ("c02.parking", "parking_spaces", "480", "met"),
        ("c02.parking", "parking_spaces", "479", "deviates"),
        ("c02.parking", "parking_spaces", "481", "met"),
        ("c02.green", "green_area_m2", None, "data_missing"),
    ],
)
def test_c2_shares_of_land_and_floor(places, code, field, value, expected):
    park = a_park()
    a_parcel(park, land_area_mu=90, natures=["industrial"])
    PhaseFactory(
        park=park,
        floor_area_m2=120000,
        far_counted_floor_m2=100000,
        **{field: value if value is None else Decimal(value)},
    )
    assert verdict(park, code) == expected


@pytest.mark.parametrize(
    ("trades", "expected"),
    [([], "data_missing"), (["344"], "met"), (["344", "345"], "met"), (["344", "345", "346"], "deviates")],
)
def test_c2_at_most_two_leading_industries(places, trades, expected):
    assert verdict(a_park(leading_industries=trades), "c02.leading_industries") == expected


@pytest.mark.parametrize(("flag", "expected"), [(True, "met"), (False, "deviates"), (None, "data_missing")])
def test_c2_a_place_to_charge_bikes(places, flag, expected):
    assert verdict(a_park(has_bike_charging=flag), "c02.bike_charging") == expected


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [("7000", "3000", "met"), ("6999.99", "3000", "not_met"), ("7000.01", "3000", "met")],
)
@pytest.mark.parametrize(("county", "code"), [(CIXI, "c02.concentration"), (LUCHENG, "w09.leading_share")])
def test_seventy_percent_of_the_occupied_production_floor(places, county, code, own, others, expected):
    """20 000 ㎡ exist: only what is occupied counts (interpretation of W9)."""
    park = a_park(county, leading_industries=["344"])
    PhaseFactory(park=park, floor_area_m2=20000)
    OccupancyFactory(park=park, floor_area_m2=Decimal(own))
    OccupancyFactory(
        park=park, floor_area_m2=Decimal(others), enterprise=EnterpriseFactory(industry_code="177")
    )
    assert verdict(park, code) == expected


def test_concentration_without_firms_or_without_a_leading_industry(places):
    park = a_park()
    assert verdict(park, "c02.concentration") == "not_applicable"
    OccupancyFactory(park=park)
    assert verdict(park, "c02.concentration") == "data_missing"


@pytest.mark.parametrize(
    ("small", "medium", "unknown", "expected"),
    [
        (7, 3, 0, "met"),
        (6, 4, 0, "not_met"),
        (7, 0, 3, "met"),
        (6, 3, 1, "data_missing"),
        (0, 0, 0, "not_applicable"),
    ],
)
def test_c2_seventy_percent_small_firms(places, small, medium, unknown, expected):
    """300 people and 2000 万元 make a medium firm in industry; 299 people or 1999.99 万元 do not."""
    park = a_park()
    sizes = (
        [(299, "5000")] * (small - small // 2) + [(900, "1999.99")] * (small // 2) + [(300, "2000")] * medium
    )
    for people, sales in sizes:
        room = OccupancyFactory(park=park)
        YearlyFigureFactory(
            enterprise=room.enterprise, park=park, year=2020, employees=people, sales_wan=Decimal(sales)
        )
    for _ in range(unknown):
        OccupancyFactory(park=park)
    assert verdict(park, "c02.small_firms") == expected
