"""Rooms are given up once, and corrected by whoever edits the park's firms."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Occupancy
from enterprises.services import rooms
from parks.services.soundness import Unsound
from portal.errors import Conflict, IllegalState, NotAllowed, PortalError
from portal.models import AuditEntry
from tests.factories import OccupancyFactory, ParkFactory, PhaseFactory, UnitFactory, place, user_with

pytestmark = pytest.mark.django_db
TYPED = {
    "version": 1,
    "tenure": "purchased",
    "floor_area_m2": "2,500㎡",
    "own_parcel_mu": "3.5亩",
    "room": "2幢3层",
    "valid_from": "2020-2-1",
    "valid_until": "",
}


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


def in_a_year(more: int = 0) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=365 + more)


def address(room, name: str = "edit") -> str:
    return reverse(f"enterprises:occupancy_{name}", args=(room.pk,))


def test_leaving_keeps_the_history_and_happens_once(places):
    officer, room = user_with("county_officer", place("330302")), OccupancyFactory()
    rooms.end_occupancy(actor=officer, occupancy=room, version=1, on=datetime.date(2021, 5, 31))
    assert list(Occupancy.objects.on(datetime.date(2021, 5, 31))) == [room]
    assert not Occupancy.objects.on(datetime.date(2021, 6, 1)).exists()
    with pytest.raises(IllegalState):
        rooms.end_occupancy(actor=officer, occupancy=room, version=2, on=datetime.date(2021, 6, 30))


def test_leaving_before_coming_is_refused(places):
    officer, room = user_with("county_officer", place("330302")), OccupancyFactory()
    with pytest.raises(PortalError, match="不能早于入驻日期"):
        rooms.end_occupancy(actor=officer, occupancy=room, version=1, on=datetime.date(2019, 12, 31))


def test_leaving_is_planned_at_most_a_year_ahead(officer):
    room = OccupancyFactory()
    with pytest.raises(Unsound, match="请核对年份") as refused:
        rooms.end_occupancy(actor=officer, occupancy=room, version=1, on=in_a_year(1))
    assert refused.value.field == "on"
    assert rooms.end_occupancy(actor=officer, occupancy=room, version=1, on=in_a_year()).version == 2


def test_an_own_parcel_is_entered_on_the_page_the_firm_leads_to(client, officer):
    room = OccupancyFactory()
    client.force_login(officer)
    firm = reverse("enterprises:enterprise", args=(room.enterprise_id,))
    assert f'href="{address(room)}"' in client.get(firm).content.decode()
    assert client.get(address(room)).context["form"]["floor_area_m2"].value() == "3000"
    answer = client.post(address(room), TYPED)
    assert (answer.status_code, answer.url) == (302, firm)
    room.refresh_from_db()
    assert (room.own_parcel_mu, room.floor_area_m2, room.room) == (Decimal("3.5"), Decimal("2500"), "2幢3层")
    assert (room.tenure, room.valid_from) == ("purchased", datetime.date(2020, 2, 1))
    entry = AuditEntry.objects.get(action="occupancy.change")
    assert (entry.before["own_parcel_mu"], entry.after["own_parcel_mu"]) == ("0.0000", "3.5000")
    assert "valid_until" not in entry.after


def test_a_wrong_exit_is_taken_back(client, officer):
    room = OccupancyFactory(valid_until=datetime.date(2021, 3, 31))
    client.force_login(officer)
    page = client.get(reverse("enterprises:enterprise", args=(room.enterprise_id,))).content.decode()
    assert address(room) in page and address(room, "end") not in page
    client.post(address(room), TYPED)
    assert list(Occupancy.objects.on(timezone.localdate())) == [room]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"floor_area_m2": "120000.01"}, "floor_area_m2", "不能大于园区总建筑面积 120,000 ㎡"),
        ({"own_parcel_mu": "90.5"}, "own_parcel_mu", "不能大于园区用地面积 90 亩"),
        ({"floor_area_m2": "0", "own_parcel_mu": "0"}, "floor_area_m2", "至少一项应大于 0"),
        ({"valid_until": "2020-1-31"}, "valid_until", "不能早于入驻日期"),
        ({"valid_until": "2099-1-1"}, "valid_until", "请核对年份"),
        ({"valid_from": "2099-1-1"}, "valid_from", "请核对年份"),
        ({"valid_from": "2009-12-31"}, "valid_from", "不能早于企业成立日期 2010-01-01"),
        ({"tenure": "given"}, "tenure", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, officer, wrong, field, sentence):
    room = OccupancyFactory(enterprise__founded_on=datetime.date(2010, 1, 1))
    PhaseFactory(park=room.park)
    client.force_login(officer)
    page = client.post(address(room), {**TYPED, **wrong})
    assert page.status_code == 422 and sentence in page.context["form"].errors[field][0]
    room.refresh_from_db()
    assert room.version == 1


def test_a_park_without_phases_sets_no_bound(client, officer):
    room = OccupancyFactory()
    client.force_login(officer)
    assert client.post(address(room), {**TYPED, "floor_area_m2": "900000"}).status_code == 302


def test_what_was_wrong_before_does_not_hinder_another_correction(officer):
    room = OccupancyFactory(floor_area_m2=Decimal("500000"))
    PhaseFactory(park=room.park)
    values = {name: getattr(room, name) for name in rooms.ROOM}
    rooms.change_occupancy(actor=officer, occupancy=room, version=1, **{**values, "room": "1幢"})
    assert room.room == "1幢"


def test_of_two_corrections_the_second_sees_the_first(client, officer):
    room = OccupancyFactory()
    client.force_login(officer)
    client.post(address(room), TYPED)
    page = client.post(address(room), {**TYPED, "room": "9幢"})
    assert page.status_code == 409 and 'value="9幢"' in page.content.decode()
    with pytest.raises(Conflict):
        rooms.change_occupancy(actor=officer, occupancy=room, version=1, room="9幢")


def test_who_only_reads_corrects_nothing(client, places):
    room, manager = OccupancyFactory(), user_with("manager", place("330302"))
    client.force_login(manager)
    assert client.post(address(room), TYPED).status_code == 403
    with pytest.raises(NotAllowed):
        rooms.change_occupancy(actor=manager, occupancy=room, version=1, room="9幢")


def test_who_was_where_on_a_day(client, places):
    """The unit plan and the list of rooms answer for any day, to the last of a tenancy and the first of the next."""
    park = ParkFactory()
    unit = UnitFactory(storey__building__park=park)
    last, first = datetime.date(2022, 6, 30), datetime.date(2022, 7, 1)
    before = OccupancyFactory(park=park, unit=unit, valid_from=datetime.date(2020, 1, 1), valid_until=last)
    after = OccupancyFactory(park=park, unit=unit, valid_from=first)
    client.force_login(user_with("county_officer", place("330302")))
    plan = f"/parks/{park.pk}/buildings/{unit.storey.building_id}/"
    for day, there, not_there in ((last, before, after), (first, after, before)):
        for page in (client.get(plan, {"on": day}), client.get("/enterprises/rooms/", {"on": day})):
            html = page.content.decode()
            assert there.enterprise.name in html and not_there.enterprise.name not in html
    assert client.get(plan, {"on": "昨天"}).status_code == 200
