"""The checks of Cixi 2021 on records, at their numbers and one unit of the last digit to each side.

The numbers are typed from the policy by hand: this is the oracle, not a copy of the tables.
"""

from decimal import Decimal

import pytest

from parks.models import Park
from parks.tests.held import CIXI, DAY, LUCHENG, TODAY, a_parcel, a_park, a_unit, an_event, verdict
from tests.factories import (
    EnterpriseFactory,
    OccupancyFactory,
    PhaseFactory,
    YearlyFigureFactory,
)

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("code", "values", "floor", "expected"),
    [
        ("c04.division", {}, "500", "met"),
        ("c04.division", {}, "499.99", "not_met"),
        ("c04.division", {}, "500.01", "met"),
        ("c04.sale", {"may_be_sold": True}, "1000", "met"),
        ("c04.sale", {"may_be_sold": True}, "999.99", "not_met"),
        ("c04.sale", {"may_be_sold": True}, "1000.01", "met"),
        ("c04.sale", {}, "999.99", "not_applicable"),
        ("c04.division_kind", {"division": "vertical"}, "500", "met"),
        ("c04.division_kind", {"division": "other"}, "500", "not_met"),
        ("c04.division_kind", {}, "500", "data_missing"),
        ("c04.non_production_sale", {"use": "non_production"}, "500", "met"),
        ("c04.non_production_sale", {"use": "non_production", "may_be_sold": True}, "500", "not_met"),
    ],
)
def test_c4_units(places, code, values, floor, expected):
    park = a_park()
    a_unit(park, floor_area_m2=Decimal(floor), **values)
    assert verdict(park, code) == expected


@pytest.mark.parametrize(
    ("use", "kept", "code", "expected"),
    [
        ("non_production", "5000", "c04.kept_non_production", "met"),
        ("non_production", "4999.99", "c04.kept_non_production", "not_met"),
        ("non_production", "5000", "c04.kept_non_production_of_total", "met"),
        ("non_production", "4999.99", "c04.kept_non_production_of_total", "not_met"),
        ("production", "10000", "c04.kept_production", "met"),
        ("production", "9999.99", "c04.kept_production", "not_met"),
        ("production", "10000.01", "c04.kept_production", "met"),
    ],
)
def test_c4_what_the_developer_keeps(places, use, kept, code, expected):
    park = a_park()
    PhaseFactory(park=park, floor_area_m2=100000, non_production_floor_m2=10000)
    a_unit(park, use=use, is_self_held=True, floor_area_m2=Decimal(kept))
    a_unit(park, use=use, floor_area_m2=Decimal(3000))
    assert verdict(park, code) == expected


def test_c4_support_rooms_are_kept_as_long_as_the_land(places):
    park = a_park()
    a_parcel(park, land_use_until=DAY(2071, 1, 1))
    PhaseFactory(park=park, floor_area_m2=100000, non_production_floor_m2=10000)
    unit = a_unit(
        park, use="non_production", is_self_held=True, floor_area_m2=9000, self_held_until=DAY(2071, 1, 1)
    )
    assert verdict(park, "c04.kept_non_production") == "met"
    unit.change(1, self_held_until=DAY(2070, 12, 31))
    assert verdict(park, "c04.kept_non_production") == "not_met"


@pytest.mark.parametrize(
    ("opened", "expected"), [(None, "not_met"), (2018, "not_met"), (2017, "not_applicable")]
)
def test_c4_production_rooms_are_kept_for_three_years(places, opened, expected):
    park = a_park(first_operating_year=opened)
    PhaseFactory(park=park, floor_area_m2=100000)
    a_unit(park)
    assert verdict(park, "c04.kept_production") == expected


@pytest.mark.parametrize(("until", "expected"), [(2023, "met"), (2022, "not_met"), (2024, "met")])
def test_c4_the_term_of_holding(places, until, expected):
    park = a_park(first_operating_year=2020)
    a_unit(park, is_self_held=True, self_held_until=DAY(until, 6, 1))
    assert verdict(park, "c04.kept_production_term") == expected


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("investment_per_mu", "250"),
        ("tax_per_mu", "15"),
        ("value_added_per_emission", "384"),
        ("value_added_per_tce", "2.5"),
    ],
)
def test_c4_standard_land(places, name, bound):
    park = a_park()
    parcel = a_parcel(park)
    assert verdict(park, f"c04.{name}") == "data_missing"
    for version, (step, expected) in enumerate([("0", "met"), ("-0.01", "deviates"), ("0.01", "met")], 1):
        parcel.change(version, **{f"promised_{name}": Decimal(bound) + Decimal(step)})
        assert verdict(park, f"c04.{name}") == expected


@pytest.mark.parametrize(
    ("on", "expected"), [(DAY(2020, 12, 16), "met"), (DAY(2020, 12, 15), "not_met"), (TODAY, "met")]
)
def test_c10_a_drill_a_year(places, on, expected):
    park = a_park()
    an_event(park, "drill", on)
    assert verdict(park, "c10.drills") == expected


@pytest.mark.parametrize(
    ("heads", "managers", "today", "expected"),
    [
        (2021, 2021, DAY(2022, 6, 1), "met"),
        (2021, 2022, DAY(2022, 6, 1), "deviates"),
        (2021, None, DAY(2021, 12, 31), "not_applicable"),
        (2021, None, DAY(2022, 1, 1), "deviates"),
    ],
)
def test_c10_training_by_the_end_of_2021(places, heads, managers, today, expected):
    park = a_park(star=3, star_on=DAY(2021, 1, 1))
    a_parcel(park)
    for kind, year in (("head_training", heads), ("manager_training", managers)):
        if year:
            an_event(park, kind, DAY(year, 1, 1))
    assert verdict(park, "c10.training", today) == expected


@pytest.mark.parametrize(
    ("year", "today", "expected"),
    [
        (2022, DAY(2023, 6, 1), "met"),
        (2023, DAY(2023, 6, 1), "not_met"),
        (None, DAY(2022, 12, 31), "not_applicable"),
        (None, DAY(2023, 1, 1), "not_met"),
    ],
)
def test_c10_risk_assessment_by_2022_of_recognised_parks(places, year, today, expected):
    park = a_park(recognised_on=DAY(2021, 1, 1))
    a_parcel(park)
    if year:
        an_event(park, "risk", DAY(year, 1, 1))
    assert verdict(park, "c10.risk_assessment", today) == expected


@pytest.mark.parametrize(
    ("functions", "today", "expected"),
    [
        ([], DAY(2021, 12, 31), "not_applicable"),
        ([], DAY(2022, 1, 1), "not_met"),
        (["safety"], DAY(2021, 12, 31), "met"),
    ],
)
def test_c12_star_parks_are_watched_digitally_by_the_end_of_2021(places, functions, today, expected):
    park = a_park(star=1, star_on=DAY(2021, 1, 1), digital_functions=functions)
    a_parcel(park)
    assert verdict(park, "c12.digital_safety", today) == expected


@pytest.mark.parametrize(
    ("added", "inside", "expected"),
    [(False, None, "met"), (True, True, "met"), (True, False, "deviates"), (True, None, "data_missing")],
)
def test_c1_no_new_parks_on_added_land_outside_the_approved_area(places, added, inside, expected):
    assert (
        verdict(a_park(is_on_added_land=added, is_within_approved_area=inside), "c01.added_land") == expected
    )
