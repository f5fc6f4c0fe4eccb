"""A firm is seen through its rooms; a firm in two parks shows each side only its own."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise, GrowthEvent
from enterprises.services import firms
from parks.services.soundness import Unsound
from portal.errors import PortalError
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
DAY = datetime.date(2020, 3, 1)


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


def step(actor, room, **values):
    values = {"kind": "stepped_up", "direction": "entered", "on": DAY, "document": "", **values}
    park = values.pop("park", room.park)
    return firms.record_growth(actor=actor, enterprise=room.enterprise, park=park, **values)


def test_growth_counts_where_the_firm_has_rooms_that_day(places):
    officer = user_with("county_officer", place("330302"))
    room = OccupancyFactory(valid_until=datetime.date(2021, 3, 31))
    step(officer, room)
    with pytest.raises(PortalError, match="已登记"):
        step(officer, room)
    outside = datetime.date(2019, 12, 31), datetime.date(2021, 4, 1)
    for values in ({"park": ParkFactory()}, *({"on": day} for day in outside)):
        with pytest.raises(Unsound, match="没有入驻") as refused:
            step(officer, room, **values)
        assert refused.value.field == "on"
    assert GrowthEvent.objects.count() == 1


def test_growth_has_happened(places):
    officer, room = user_with("county_officer", place("330302")), OccupancyFactory()
    with pytest.raises(Unsound, match="不能晚于今天"):
        step(officer, room, on=timezone.localdate() + datetime.timedelta(days=1))
    assert step(officer, room, on=timezone.localdate()).on == timezone.localdate()


def test_nobody_leaves_a_list_without_being_on_it(places):
    officer, room = user_with("county_officer", place("330302")), OccupancyFactory()
    step(officer, room, kind="specialised")
    later = DAY + datetime.timedelta(days=370)
    for on in (DAY, later):
        with pytest.raises(Unsound, match="请先登记进入") as refused:
            step(officer, room, direction="left", on=on)
        assert refused.value.field == "direction"
    step(officer, room)
    assert step(officer, room, direction="left", on=later).direction == "left"


def test_a_step_in_the_future_is_refused_at_its_day(client, places):
    room = OccupancyFactory()
    client.force_login(user_with("county_officer", place("330302")))
    url = reverse("enterprises:growth_new", args=(room.enterprise_id,))
    data = {"park": room.park_id, "kind": "listed", "direction": "entered", "on": "2090-1-1"}
    assert "不能晚于今天" in client.post(url, data).context["form"].errors["on"][0]
    page = client.post(url, {**data, "on": "2019-12-31"})
    assert page.status_code == 422 and "没有入驻" in page.context["form"].errors["on"][0]


def test_a_firm_is_not_founded_tomorrow(client, places):
    room = OccupancyFactory()
    client.force_login(user_with("county_officer", place("330302")))
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    data = {"version": 1, "name": "甲", "industry_code": "344", "founded_on": f"{tomorrow}"}
    page = client.post(reverse("enterprises:edit", args=(room.enterprise_id,)), data)
    assert page.status_code == 422 and "不能晚于今天" in page.context["form"].errors["founded_on"][0]


def test_the_history_names_old_and_new_and_who(client, places):
    officer, room = user_with("county_officer", place("330302"), display_name="林科长"), OccupancyFactory()
    client.force_login(officer)
    data = {"version": 1, "industry_code": "344", "code_url": "https://qym.example.cn/1a"}
    client.post(reverse("enterprises:edit", args=(room.enterprise_id,)), data)
    text = client.get(reverse("enterprises:history", args=(room.enterprise_id,))).content.decode()
    assert "林科长" in text and "https://qym.example.cn/1a" in text


def test_name_and_code_of_a_firm_are_changed_by_their_own_verbs(client, places):
    client.force_login(user_with("county_officer", place("330302")))
    firm = OccupancyFactory().enterprise
    edit = reverse("enterprises:edit", args=(firm.pk,))
    html = client.get(edit).content.decode()
    for verb in ("rename", "uscc"):
        assert f'href="/records/enterprise/{firm.pk}/{verb}/"' in html
    assert client.post(edit, {"version": 1, "name": "别的名字", "industry_code": "352"}).status_code == 302
    before, _ = firm.name, firm.refresh_from_db()
    assert (firm.name, firm.industry_code) == (before, "352")


@pytest.mark.parametrize("name", ["list", "figures"])
def test_lists_cost_the_same_with_three_rows_and_with_thirty(client, places, name):
    client.force_login(user_with("county_officer", place("330302")))
    url, counts = reverse(f"enterprises:{name}") + "?size=50", []
    client.get(url)  # a session's first page starts its clock, too
    for more in (3, 27):
        for _ in range(more):
            room = OccupancyFactory()
            YearlyFigureFactory(enterprise=room.enterprise, park=room.park)
        with CaptureQueriesContext(connection) as queries:
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


def test_a_firms_systems_and_its_code_page_are_kept_and_shown(client, places):
    firm = OccupancyFactory().enterprise
    client.force_login(user_with("county_officer", place("330302")))
    edit = reverse("enterprises:edit", args=(firm.pk,))
    data = {"version": 1, "name": firm.name, "industry_code": "344", "systems": ["mes", "erp"]}
    refused = client.post(edit, {**data, "code_url": "javascript:alert(1)"})
    assert refused.status_code == 422 and refused.context["form"].errors["code_url"]
    shown = client.post(edit, {**data, "code_url": "qym.example.cn/1"}, follow=True).content.decode()
    assert "ERP、MES" in shown and 'href="https://qym.example.cn/1"' in shown
