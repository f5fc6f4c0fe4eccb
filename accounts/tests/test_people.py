"""Who is to be told: those who may, there or above."""

import pytest

from accounts.selectors import people_with
from tests.factories import place, user_with

pytestmark = pytest.mark.django_db


def test_holders_are_those_with_the_permission_there_or_above(places):
    county = user_with("county_officer", place("330302"))
    city = user_with("city_officer", place("330300"))
    user_with("county_officer", place("330303"))
    user_with("county_officer", place("330302"), is_active=False)
    assert set(people_with("waiver.settle", place("330302"))) == {county, city}
