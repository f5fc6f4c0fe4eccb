"""Changing a park and its parts: permission, two editors, removal, history."""

import datetime
from decimal import Decimal

import pytest

from parks import services
from parks.models import Parcel, Phase
from parks.services.soundness import Unsound
from portal.errors import Conflict, NotAllowed
from portal.models import AuditEntry
from tests.factories import ParcelFactory, ParkFactory, PhaseFactory, give, place, user_with

pytestmark = pytest.mark.django_db

EDIT_PAGES = (
    "/parks/{park}/edit/basics/",
    "/parks/{park}/recognition/",
    "/parks/{park}/parcels/new/",
    "/parks/{park}/phases/new/",
    "/parks/{park}/parcels/{parcel}/edit/",
    "/parks/{park}/parcels/{parcel}/remove/",
    "/parks/{park}/phases/{phase}/edit/",
    "/parks/{park}/phases/{phase}/remove/",
)


def address(page, park):
    return page.format(park=park.pk, parcel=park.parcels.get().pk, phase=park.phases.get().pk)


@pytest.mark.parametrize("page", EDIT_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_write(page, method, as_user, park, officer, neighbour, manager):
    path = address(page, park)
    assert getattr(as_user(neighbour), method)(path).status_code == 404
    assert getattr(as_user(manager), method)(path).status_code == 403
    assert getattr(as_user(officer), method)(path).status_code in (200, 422)
    assert (park.parcels.count(), park.phases.count()) == (1, 1)


@pytest.mark.parametrize("page", EDIT_PAGES)
def test_one_who_sees_more_than_he_keeps_is_refused(page, as_user, park):
    watcher = user_with("county_officer", place("330304"))
    give(watcher, "manager", place("330300"))
    assert as_user(watcher).get(address(page, park)).status_code == 403


def test_a_parcel_of_another_park_is_not_found_below_this_one(as_user, officer, park):
    other = ParcelFactory(park=ParkFactory())
    assert as_user(officer).get(f"/parks/{park.pk}/parcels/{other.pk}/edit/").status_code == 404


def test_services_ask_for_the_permission_themselves(park, neighbour, manager):
    for actor in (neighbour, manager):
        with pytest.raises(NotAllowed):
            services.add_parcel(actor=actor, park=park, values={"name": "x", "land_area_mu": Decimal(1)})
        with pytest.raises(NotAllowed):
            services.change_park(actor=actor, park=park, version=1, values={"address": "x"})
        with pytest.raises(NotAllowed):
            services.remove_phase(actor=actor, phase=park.phases.get(), version=1)
        with pytest.raises(NotAllowed):
            services.recognise(actor=actor, park=park, on=datetime.date(2020, 1, 1))


def typed(parcel, **changes):
    values = {
        "name": parcel.name,
        "land_area_mu": "90",
        "contracted_on": "",
        "started_on": "2019-06-01",
        "version": parcel.version,
    }
    return {**values, **changes}


def test_two_editors_see_both_versions_and_nothing_is_lost(as_user, officer, park):
    client, parcel = as_user(officer), park.parcels.get()
    path = f"/parks/{park.pk}/parcels/{parcel.pk}/edit/"
    assert client.post(path, typed(parcel, land_area_mu="91")).status_code == 302
    response = client.post(path, typed(parcel, started_on="2019-07-01"))
    assert response.status_code == 409
    rows = {row["name"]: row for row in response.context["rows"]}
    assert (rows["land_area_mu"]["theirs"], rows["started_on"]["mine"]) == ("91", "2019-07-01")
    assert (rows["land_area_mu"]["choice"], rows["started_on"]["choice"]) == ("theirs", "mine")
    parcel.refresh_from_db()
    assert (parcel.land_area_mu, parcel.started_on) == (91, datetime.date(2019, 6, 1))


def test_the_conflict_page_of_a_park_knows_the_others_operator(as_user, officer, park, entry):
    client, path = as_user(officer), f"/parks/{park.pk}/edit/bodies/"
    entry = {**entry, "version": park.version}
    assert client.post(path, entry).status_code == 302
    response = client.post(path, {**entry, "operator_name": "", "operator_uscc": ""})
    rows = {row["name"]: row for row in response.context["rows"]}
    assert response.status_code == 409
    assert rows["operator_name"]["theirs"] == "温州园区运营有限公司"


def test_the_conflict_page_of_a_park_knows_where_it_stands(as_user, officer, park, entry):
    client, path = as_user(officer), f"/parks/{park.pk}/edit/basics/"
    entry = {**entry, "name": park.name, "version": park.version}
    assert client.post(path, entry).status_code == 302
    rows = {row["name"]: row for row in client.post(path, {**entry, "address": "他处"}).context["rows"]}
    assert rows["parent"]["theirs"] == str(place("330302").pk)


def test_saving_what_is_there_already_writes_nothing(officer, park):
    parcel = park.parcels.get()
    values = {"name": parcel.name, "land_area_mu": parcel.land_area_mu}
    after = services.change_parcel(actor=officer, parcel=parcel, version=1, values=values)
    assert after.version == 1
    assert not AuditEntry.objects.filter(action="parcel.change").exists()


def test_removal_asks_first_and_then_removes(as_user, officer, park):
    client, phase = as_user(officer), park.phases.get()
    path = f"/parks/{park.pk}/phases/{phase.pk}/remove/"
    assert "要删除双屿园的分期“一期”吗" in client.get(path).content.decode()
    assert Phase.objects.filter(pk=phase.pk).exists()
    assert client.post(path, {"version": 1})["Location"] == f"/parks/{park.pk}/land/"
    assert not Phase.objects.filter(pk=phase.pk).exists()


def test_what_was_changed_meanwhile_is_not_removed(as_user, officer, park):
    parcel = park.parcels.get()
    services.change_parcel(actor=officer, parcel=parcel, version=1, values={"land_area_mu": Decimal(95)})
    path = f"/parks/{park.pk}/parcels/{parcel.pk}/remove/"
    response = as_user(officer).post(path, {"version": 1})
    assert response.status_code == 409
    assert "95" in response.content.decode()
    assert response.context["form"]["version"].value() == 2
    assert Parcel.objects.filter(pk=parcel.pk).exists()
    with pytest.raises(Conflict):
        services.remove_parcel(actor=officer, parcel=parcel, version=1)


def test_a_second_parcel_of_the_same_name_is_refused(as_user, officer, park):
    path = f"/parks/{park.pk}/parcels/new/"
    response = as_user(officer).post(path, {"name": "1号地块", "land_area_mu": "3"})
    assert response.context["form"].errors["name"] == ["本园区已有同名地块，请换一个名称。"]


def test_history_shows_old_and_new_and_who(as_user, officer, park):
    client, parcel = as_user(officer), park.parcels.get()
    client.post(f"/parks/{park.pk}/parcels/{parcel.pk}/edit/", typed(parcel, land_area_mu="91.5"))
    client.post(f"/parks/{park.pk}/parcels/{parcel.pk}/remove/", {"version": 2})
    entries = client.get(f"/parks/{park.pk}/history/").context["entries"]
    by_what = {entry.what: entry for entry in entries}
    assert {"删除地块“1号地块”", "新建地块“1号地块”", "新建园区"} <= set(by_what)
    changed = by_what["修改地块“1号地块”"]
    assert changed.who == "鹿城经办"
    assert [(change.field, change.old, change.new) for change in changed.changes] == [
        ("用地面积(亩)", "90", "91.5")
    ]


def test_history_names_the_operator(as_user, officer, park, entry):
    old = park.operator.name
    client = as_user(officer)
    client.post(f"/parks/{park.pk}/edit/bodies/", {**entry, "version": 1})
    entries = client.get(f"/parks/{park.pk}/history/").context["entries"]
    changed = next(entry for entry in entries if entry.what == "修改园区")
    assert ("运营机构", old, "温州园区运营有限公司") in [
        (change.field, change.old, change.new) for change in changed.changes
    ]


def test_a_park_can_be_moved_within_ones_places_and_is_renamed_by_its_verb(as_user, officer, park, entry):
    township = place("330302").children.order_by("code").first()
    path = f"/parks/{park.pk}/edit/basics/"
    response = as_user(officer).post(path, {**entry, "parent": str(township.pk), "version": 1})
    assert response.status_code == 302
    park.refresh_from_db()
    assert park.place.name == park.name == "双屿园"
    html = as_user(officer).get(path).content.decode()
    assert f'href="/records/park/{park.pk}/rename/"' in html and 'name="name"' not in html
    assert park.place.path == f"{township.path}{park.place.code}/"
    elsewhere = {**entry, "parent": str(place("330304").pk), "version": park.version}
    assert as_user(officer).post(path, elsewhere).status_code == 422


def test_recognition_needs_something_finished_by_that_day(officer, park):
    with pytest.raises(Unsound, match="还没有竣工的分期"):
        services.recognise(actor=officer, park=park, on=datetime.date(2019, 11, 30))
    recognised = services.recognise(actor=officer, park=park, on=datetime.date(2019, 12, 1))
    assert recognised.recognised_on == datetime.date(2019, 12, 1)


def test_recognition_on_the_page(as_user, officer, park):
    path = f"/parks/{park.pk}/recognition/"
    sent = {"recognised_on": "2020年3月5日", "version": 1}
    assert as_user(officer).post(path, sent)["Location"] == f"/parks/{park.pk}/"
    park.refresh_from_db()
    assert park.recognised_on == datetime.date(2020, 3, 5)
    assert as_user(officer).post(path, {"recognised_on": "2999-01-01", "version": 2}).status_code == 422


def test_a_star_follows_recognition(officer, park):
    with pytest.raises(Unsound, match="尚未认定"):
        services.assign_star(actor=officer, park=park, star=3, on=datetime.date(2021, 1, 1))
    services.recognise(actor=officer, park=park, on=datetime.date(2020, 6, 1))
    with pytest.raises(Unsound, match="不能早于认定日期"):
        services.assign_star(actor=officer, park=park, star=3, on=datetime.date(2020, 5, 31))
    with pytest.raises(Unsound, match="一至五星"):
        services.assign_star(actor=officer, park=park, star=6, on=datetime.date(2020, 6, 1))
    starred = services.assign_star(actor=officer, park=park, star=5, on=datetime.date(2020, 6, 1))
    assert (starred.star, starred.star_on) == (5, datetime.date(2020, 6, 1))
    taken = services.assign_star(actor=officer, park=park, star=None, on=datetime.date(2021, 5, 1))
    assert (taken.star, taken.star_on) == (None, None)
    assert list(park.stars.order_by("on").values_list("star", "on")) == [
        (5, datetime.date(2020, 6, 1)),
        (None, datetime.date(2021, 5, 1)),
    ]


def test_a_phase_may_not_hold_more_non_production_floor_than_floor(officer, park):
    values = {"name": "二期", "land_area_mu": Decimal(1), "floor_area_m2": Decimal(100)}
    with pytest.raises(Unsound, match="非生产性用房不能大于总建筑面积"):
        services.add_phase(
            actor=officer, park=park, values={**values, "non_production_floor_m2": Decimal("100.01")}
        )
    services.add_phase(actor=officer, park=park, values={**values, "non_production_floor_m2": Decimal(100)})


def test_phases_on_more_land_than_there_is_are_pointed_out(as_user, officer, park):
    assert as_user(officer).get(f"/parks/{park.pk}/land/").context["mismatch"] == ""
    PhaseFactory(park=park, name="二期", land_area_mu=Decimal("0.5"))
    assert "90.5 亩" in as_user(officer).get(f"/parks/{park.pk}/land/").context["mismatch"]
