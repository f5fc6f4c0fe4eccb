"""Who works on parks in these tests, and what a whole park looks like on the entry page."""

import pytest
from django.test import Client

from tests.factories import OperatorFactory, ParcelFactory, ParkFactory, PhaseFactory, place, user_with


@pytest.fixture
def officer(places):
    """The county officer of 鹿城区."""
    return user_with("county_officer", place("330302"), display_name="鹿城经办")


@pytest.fixture
def neighbour(places):
    """The county officer of 瓯海区."""
    return user_with("county_officer", place("330304"))


@pytest.fixture
def manager(places):
    """分管领导 of 温州市: sees everything, changes nothing."""
    return user_with("manager", place("330300"))


@pytest.fixture
def as_user():
    """A browserless client logged in as a user."""

    def login(user):
        client = Client()
        client.force_login(user)
        return client

    return login


@pytest.fixture
def park(places):
    """90 亩 with 120 000 ㎡ in 鹿城区: a floor area ratio of exactly 2."""
    park = ParkFactory(name="双屿园", operator=OperatorFactory())
    ParcelFactory(park=park, name="1号地块")
    PhaseFactory(
        park=park,
        name="一期",
        far_counted_floor_m2=120000,
        production_floor_m2=105000,
        non_production_floor_m2=15000,
    )
    return park


@pytest.fixture
def entry(places):
    """The entry page as a county officer fills it in."""
    return {
        "name": "鞋都小微园",
        "parent": str(place("330302").pk),
        "park_type": "manufacturing",
        "plan_kind": "industrial",
        "status": "building",
        "operator_name": "温州园区运营有限公司",
        "operator_uscc": "91330302R6838WPG60",
        "parcel_name": "1号地块",
        "parcel_land_area_mu": "90",
        "parcel_contracted_on": "2019-03-01",
        "parcel_started_on": "2019-6-1",
        "phase_name": "一期",
        "phase_land_area_mu": "90",
        "phase_floor_area_m2": "120000",
        "phase_far_counted_floor_m2": "120000",
        "phase_production_floor_m2": "105000",
        "phase_non_production_floor_m2": "15000",
        "phase_completed_on": "2020-12-01",
    }
