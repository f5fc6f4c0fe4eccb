"""What counts, when, where and how much (W附件一, W附件二; docs/decisions/0003)."""

import datetime
from decimal import Decimal

import pytest

from enterprises.models import GrowthEvent
from parks.models import Park
from planning.areas import areas_of
from planning.indicators import INDICATORS, actuals, total_of
from tests.factories import (
    EnterpriseFactory,
    GrowthEventFactory,
    OccupancyFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    place,
    user_with,
)

LAND, FLOOR = "annex1.land_started", "annex1.floor_completed"
ADMITTED, STEPPED = "annex2.enterprises_admitted", "annex2.stepped_up"
day = datetime.date
END = day(2021, 12, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(plan):
    return user_with("city_officer", place("330300"))


def counted(user, code, as_of=END):
    """{(area, year): amount} of one indicator."""
    found = actuals(user, areas_of(user), as_of)
    return {
        (area, year): amount
        for (indicator, area), years in found.items()
        for year, amount in years.items()
        if indicator == code
    }


def test_land_counts_in_the_year_of_its_start_up_to_new_years_eve(city):
    park = ParkFactory()
    for started, land in (
        (day(2018, 12, 31), "1"),
        (day(2019, 1, 1), "10"),
        (day(2019, 12, 31), "20.5"),
        (day(2020, 1, 1), "40"),
        (day(2021, 12, 31), "80"),
        (day(2022, 1, 1), "160"),
    ):
        ParcelFactory(park=park, started_on=started, land_area_mu=Decimal(land))
    ParcelFactory(park=park, started_on=None)
    assert counted(city, LAND, day(2022, 6, 1)) == {
        ("330302", 2019): Decimal("30.5"),
        ("330302", 2020): 40,
        ("330302", 2021): 80,
        ("330302", 2022): 160,
    }


def test_as_of_counts_the_day_itself_and_nothing_after(city):
    ParcelFactory(started_on=day(2020, 5, 20), land_area_mu=90)
    assert counted(city, LAND, day(2020, 5, 19)) == {}
    assert counted(city, LAND, day(2020, 5, 20)) == {("330302", 2020): 90}


def test_floor_is_exact_in_ten_thousands_of_square_metres(city):
    park = ParkFactory()
    PhaseFactory(park=park, floor_area_m2=Decimal("120000.01"), completed_on=day(2020, 3, 1))
    PhaseFactory(park=park, floor_area_m2=Decimal("33333.33"), completed_on=day(2020, 4, 1))
    PhaseFactory(park=park, completed_on=None)
    assert counted(city, FLOOR) == {("330302", 2020): Decimal("15.333334")}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Park.PlanKind.INDUSTRIAL, "annex2.industrial_parks"),
        (Park.PlanKind.E_COMMERCE, "annex2.e_commerce_parks"),
        (Park.PlanKind.SCI_TECH, "annex2.sci_tech_parks"),
    ],
)
def test_a_park_counts_once_recognised_under_its_kind(city, kind, code):
    ParkFactory(plan_kind=kind, recognised_on=day(2021, 6, 1))
    ParkFactory(plan_kind=kind)
    kinds = [indicator for indicator in INDICATORS if indicator.endswith("_parks")]
    assert {indicator: counted(city, indicator) for indicator in kinds} == {
        **{indicator: {} for indicator in kinds},
        code: {("330302", 2021): 1},
    }


def test_a_firm_is_admitted_once_in_an_area(city):
    firm, first = EnterpriseFactory(), ParkFactory()
    OccupancyFactory(enterprise=firm, park=first, valid_from=day(2019, 5, 1), valid_until=day(2019, 12, 31))
    OccupancyFactory(enterprise=firm, park=first, valid_from=day(2019, 5, 1))
    OccupancyFactory(enterprise=firm, park=ParkFactory(), valid_from=day(2020, 2, 1))
    assert counted(city, ADMITTED) == {("330302", 2019): 1}


def test_a_firm_that_moves_to_another_area_is_admitted_there_too(city):
    firm = EnterpriseFactory()
    OccupancyFactory(enterprise=firm, valid_from=day(2019, 5, 1))
    OccupancyFactory(enterprise=firm, park=ParkFactory(under=place("330303")), valid_from=day(2020, 5, 1))
    assert counted(city, ADMITTED) == {("330302", 2019): 1, ("330303", 2020): 1}


def test_a_firm_that_came_before_the_plan_is_never_newly_admitted(city):
    firm, park = EnterpriseFactory(), ParkFactory()
    OccupancyFactory(enterprise=firm, park=park, valid_from=day(2018, 12, 31))
    OccupancyFactory(enterprise=firm, park=park, valid_from=day(2020, 1, 1))
    assert counted(city, ADMITTED) == {}


@pytest.mark.parametrize("kind", [GrowthEvent.Kind.STEPPED_UP, GrowthEvent.Kind.SPECIALISED])
def test_leaving_the_list_reverses_the_entry_and_coming_back_counts_again(city, kind):
    firm, park = EnterpriseFactory(), ParkFactory()
    for direction, on in (("entered", 2019), ("left", 2020), ("entered", 2021)):
        GrowthEventFactory(enterprise=firm, park=park, kind=kind, direction=direction, on=day(on, 3, 1))
    assert counted(city, f"annex2.{kind}") == {("330302", 2019): 1, ("330302", 2020): -1, ("330302", 2021): 1}
    assert counted(city, f"annex2.{kind}", day(2020, 12, 31)) == {("330302", 2019): 1, ("330302", 2020): -1}


def test_leaving_reverses_nothing_when_the_entry_was_before_the_plan(city):
    firm, park = EnterpriseFactory(), ParkFactory()
    GrowthEventFactory(enterprise=firm, park=park, on=day(2018, 12, 31))
    GrowthEventFactory(enterprise=firm, park=park, direction="left", on=day(2020, 1, 1))
    assert counted(city, STEPPED) == {}


def test_other_steps_of_growth_are_not_the_plans(city):
    GrowthEventFactory(kind=GrowthEvent.Kind.TECH_SME)
    assert actuals(city, areas_of(city), END) == {}


def test_the_plans_cangnan_is_cangnan_and_longgang(city):
    for code, land in (("330327", 7), ("330383", 11)):
        ParcelFactory(park=ParkFactory(under=place(code)), land_area_mu=land)
    assert counted(city, LAND) == {("330327", 2019): 18}


def test_a_functional_zone_counts_for_itself_and_for_no_county(city):
    for code, land in (("3303Z1", 7), ("3303Z2", 11), ("330303", 13), ("330305", 17)):
        ParcelFactory(park=ParkFactory(under=place(code)), land_area_mu=land)
    assert counted(city, LAND) == {
        ("3303Z1", 2019): 7,
        ("3303Z2", 2019): 11,
        ("330303", 2019): 13,
        ("330305", 2019): 17,
    }


def test_a_townships_parks_count_for_its_county(city):
    ParcelFactory(park=ParkFactory(under=place("330302006")), land_area_mu=7)
    assert counted(city, LAND) == {("330302", 2019): 7}


def test_every_county_of_the_city_lies_in_exactly_one_area(city):
    areas = areas_of(city)
    paths = [path for area in areas for path in area.paths]
    counties = [p.path for p in type(place("330302")).objects.county_level().filter(parent__code="330300")]
    assert sorted(paths) == sorted(counties)
    assert len(areas) == 13


def test_what_lies_outside_the_scope_is_not_counted(city):
    ParcelFactory(park=ParkFactory(under=place("330282")), land_area_mu=7)
    assert counted(city, LAND) == {}
    officer = user_with("county_officer", place("330303"))
    ParcelFactory(land_area_mu=13)
    assert counted(officer, LAND) == {}


def test_nobody_without_the_permission_gets_any_area(plan):
    operator = user_with("operator", ParkFactory().place)
    assert areas_of(operator) == []
    assert actuals(operator, [], END) == {}
    assert total_of(INDICATORS[LAND].records(operator, [], END)) == 0
