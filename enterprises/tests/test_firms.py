"""A firm is seen through its rooms; a firm in two parks shows each side only its own."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.models import Enterprise, GrowthEvent, Occupancy
from enterprises.selectors import count_parks_owing, parks_owing_rows, reporting_year
from enterprises.services import firms
from portal.errors import IllegalState, NotAllowed, PortalError
from tests.factories import (
    EnterpriseFactory,
    GrowthEventFactory,
    OccupancyFactory,
    ParkFactory,
    YearlyFigureFactory,
    place,
    user_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_counties(places):
    """A firm with rooms in 鹿城 and in 慈溪."""
    firm = EnterpriseFactory(name="两地阀门")
    here = OccupancyFactory(enterprise=firm, park__name="鹿城园")
    there = OccupancyFactory(enterprise=firm, park=ParkFactory(name="慈溪园", under=place("330282")))
    return firm, here, there


def test_a_firm_without_rooms_in_ones_place_is_not_there(places):
    OccupancyFactory(park=ParkFactory(under=place("330282")))
    EnterpriseFactory()
    assert not Enterprise.objects.for_user(user_with("county_officer", place("330302"))).exists()


def test_each_county_sees_the_firm_and_only_its_own_rooms(client, two_counties):
    firm, _, _ = two_counties
    for code, seen, hidden in (("330302", "鹿城园", "慈溪园"), ("330282", "慈溪园", "鹿城园")):
        client.force_login(user_with("county_officer", place(code)))
        for url in (reverse("enterprises:enterprise", args=(firm.pk,)), reverse("enterprises:list")):
            text = client.get(url).content.decode()
            assert seen in text and hidden not in text


def test_a_firm_in_two_parks_of_one_county_is_one_row(places):
    room = OccupancyFactory()
    OccupancyFactory(enterprise=room.enterprise)
    assert Enterprise.objects.for_user(user_with("county_officer", place("330302"))).count() == 1


def test_leaving_keeps_the_history_and_happens_once(places):
    officer, room = user_with("county_officer", place("330302")), OccupancyFactory()
    firms.end_occupancy(actor=officer, occupancy=room, version=1, on=datetime.date(2021, 5, 31))
    assert list(Occupancy.objects.on(datetime.date(2021, 5, 31))) == [room]
    assert not Occupancy.objects.on(datetime.date(2021, 6, 1)).exists()
    with pytest.raises(IllegalState):
        firms.end_occupancy(actor=officer, occupancy=room, version=2, on=datetime.date(2021, 6, 30))


def test_leaving_before_coming_is_refused(places):
    officer, room = user_with("county_officer", place("330302")), OccupancyFactory()
    with pytest.raises(PortalError, match="不能早于入驻日期"):
        firms.end_occupancy(actor=officer, occupancy=room, version=1, on=datetime.date(2019, 12, 31))


def test_growth_counts_where_the_firm_has_rooms(places):
    officer, room = user_with("county_officer", place("330302")), OccupancyFactory()
    values = {
        "kind": "stepped_up",
        "direction": "entered",
        "on": datetime.date(2020, 3, 1),
        "document": "",
    }
    firms.record_growth(actor=officer, enterprise=room.enterprise, park=room.park, **values)
    with pytest.raises(PortalError, match="已登记"):
        firms.record_growth(actor=officer, enterprise=room.enterprise, park=room.park, **values)
    with pytest.raises(NotAllowed):
        firms.record_growth(actor=officer, enterprise=room.enterprise, park=ParkFactory(), **values)
    assert GrowthEvent.objects.count() == 1


def test_the_history_names_old_and_new_and_who(client, places):
    officer, room = user_with("county_officer", place("330302"), display_name="林科长"), OccupancyFactory()
    client.force_login(officer)
    data = {"version": 1, "name": "改名阀门𠮷", "industry_code": "344", "founded_on": ""}
    client.post(reverse("enterprises:edit", args=(room.enterprise_id,)), data)
    text = client.get(reverse("enterprises:history", args=(room.enterprise_id,))).content.decode()
    assert "林科长" in text and room.enterprise.name in text and "改名阀门𠮷" in text


def test_what_is_owed_is_counted_as_it_is_listed(places):
    year = reporting_year()
    officer = user_with("county_officer", place("330302"))
    room = OccupancyFactory()
    reported = OccupancyFactory()
    OccupancyFactory(valid_until=datetime.date(year - 1, 12, 31))
    YearlyFigureFactory(enterprise=reported.enterprise, park=reported.park, year=year)
    assert count_parks_owing(officer) == len(parks_owing_rows(officer)) == 1
    assert parks_owing_rows(officer)[0].title == room.park.name


@pytest.mark.parametrize("name", ["list", "figures"])
def test_lists_cost_the_same_with_three_rows_and_with_thirty(client, places, name):
    client.force_login(user_with("county_officer", place("330302")))
    url, counts = reverse(f"enterprises:{name}") + "?size=50", []
    client.get(url)  # a session's first page starts its clock, too
    for more in (3, 27):
        for _ in range(more):
            room = OccupancyFactory()
            YearlyFigureFactory(enterprise=room.enterprise, park=room.park)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("name", ["enterprise", "figures_of", "growth", "in_park"])
def test_pages_of_a_firm_cost_the_same_with_three_rows_and_with_thirty(client, places, name):
    client.force_login(user_with("county_officer", place("330302")))
    room = OccupancyFactory()
    url = reverse(f"enterprises:{name}", args=(room.park_id if name == "in_park" else room.enterprise_id,))
    client.get(url)  # a session's first page starts its clock, too
    counts = []
    for more in (3, 27):
        for _ in range(more):
            other = OccupancyFactory(enterprise=room.enterprise)
            YearlyFigureFactory(enterprise=room.enterprise, park=other.park)
            GrowthEventFactory(
                enterprise=room.enterprise,
                park=other.park,
                on=datetime.date(2020, 1, 1) + datetime.timedelta(days=other.pk % 3000),
            )
            OccupancyFactory(park=room.park)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
