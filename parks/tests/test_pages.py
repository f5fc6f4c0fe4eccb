"""Lists, pages, API and the figures beside the form: who sees what, and how many queries it takes."""

import datetime
import json
from decimal import Decimal

import pytest
from django.urls import reverse

from parks.registrations import selectors
from portal.measures import park_measures
from tests.factories import OperatorFactory, ParcelFactory, ParkFactory, PhaseFactory, place, user_with

pytestmark = pytest.mark.django_db

READ_PAGES = (
    "/parks/{0}/",
    "/parks/{0}/land/",
    "/parks/{0}/compliance/",
    "/parks/{0}/history/",
    "/parks/{0}/explain/floor_area_ratio/",
)


@pytest.mark.parametrize("page", READ_PAGES)
def test_a_park_is_seen_from_its_own_places_only(page, as_user, park, officer, neighbour, manager):
    path = page.format(park.pk)
    assert as_user(officer).get(path).status_code == 200
    assert as_user(manager).get(path).status_code == 200
    assert as_user(neighbour).get(path).status_code == 404


def test_administrators_have_no_business_here(as_user, park):
    admin = user_with("system_administrator", place("330300"))
    for path in ("/parks/", "/parks/new/", "/parks/derived/", f"/parks/{park.pk}/", "/api/v1/parks/"):
        assert as_user(admin).get(path).status_code == 403


def test_the_list_shows_what_it_measures(as_user, officer, neighbour, park):
    html = as_user(officer).get("/parks/").content.decode()
    for cell in ("双屿园", "鹿城区", "生产制造类", "工业", "已投运", "90.00", "120,000.00", "2.00"):
        assert f">{cell}<" in html, cell
    assert "双屿园" not in as_user(neighbour).get("/parks/").content.decode()


def test_the_list_is_filtered_by_name_county_type_kind_and_state(as_user, manager, park):
    other = ParkFactory(name="瓯海园", under=place("330304"), plan_kind="sci_tech", status="planned")
    client = as_user(manager)

    def names(query):
        rows = client.get(f"/parks/?{query}").context["table"].page_records()
        return {row["name"] for row in rows}

    both = {park.name, other.name}
    assert names("") == both
    assert names("name=双屿") == {park.name}
    assert names(f"county={place('330304').pk}") == {other.name}
    assert names("plan_kind=sci_tech&status=planned") == {other.name}
    assert names("park_type=manufacturing") == both
    assert names("sort=-floor_area_ratio") == both


def test_only_counties_in_ones_scope_are_offered(as_user, officer):
    offered = as_user(officer).get("/parks/").context["filter_form"].fields["county"].queryset
    assert {county.code for county in offered} == {"330302"}


@pytest.mark.parametrize(
    "query",
    [
        "name=%00",
        "county=abc",
        "county=99999999999999999999",
        "sort=place__path",
        "sort=-%00",
        "page=99999999999999999999&size=-1",
        "park_type=x&status=%F0%9F%92%A9",
        "name=%25%27%22%3Cscript%3E",
    ],
)
def test_poison_in_an_address_is_harmless(as_user, officer, park, query):
    client = as_user(officer)
    assert client.get(f"/parks/?{query}").status_code == 200
    assert client.get(f"/api/v1/parks/?{query}").status_code in (200, 400, 404)


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_numbers_of_no_park_are_not_found(as_user, officer, number):
    for page in (*READ_PAGES, "/parks/{0}/edit/", "/parks/{0}/phases/new/", "/parks/1/phases/{0}/edit/"):
        assert as_user(officer).get(page.format(number)).status_code == 404


def test_the_export_holds_the_list(as_user, officer, park):
    response = as_user(officer).get("/parks/?format=xlsx")
    assert response.status_code == 200
    assert b"".join(response.streaming_content)[:2] == b"PK"


def test_the_page_shows_figures_standards_and_clauses(as_user, officer, park):
    park.parcels.update(contracted_on=datetime.date(2019, 3, 1))
    html = as_user(officer).get(f"/parks/{park.pk}/").content.decode()
    for words in (
        "≥ 2.0",
        "10%–25%",
        "12.50%",
        "温州2019 第五条",
        "温州2019 第六条",
        "按 2019-03-01（土地合同日期）",
    ):
        assert words in html, words


def test_whoever_may_not_edit_reads_why(as_user, officer, manager, park):
    path, link = f"/parks/{park.pk}/", f"/parks/{park.pk}/edit/"
    assert link in as_user(officer).get(path).content.decode()
    html = as_user(manager).get(path).content.decode()
    assert link not in html
    assert "由所在县(市、区)的县级经办人编辑" in html


LAND_MEASURES = ("land_area_mu", "floor_area_ratio", "non_production_share_of_counted", "finished_floor_m2")


@pytest.mark.parametrize("code", LAND_MEASURES)
def test_a_measure_of_land_and_floor_leads_to_its_records(as_user, officer, park, code):
    response = as_user(officer).get(f"/parks/{park.pk}/explain/{code}/")
    explanation = response.context["explanation"]
    assert explanation.result is not None
    addresses = {operand.source_url for operand in explanation.operands}
    assert addresses <= {
        f"/parks/{park.pk}/land/#parcel-{park.parcels.get().pk}",
        f"/parks/{park.pk}/land/#phase-{park.phases.get().pk}",
    }
    assert addresses


def test_the_explained_ratio_follows_from_its_operands(as_user, officer, park):
    ParcelFactory(park=park, name="2号地块", land_area_mu=Decimal("7.25"))
    shown = as_user(officer).get(f"/parks/{park.pk}/explain/floor_area_ratio/").context["explanation"]
    floor = sum(operand.value for operand in shown.operands if operand.unit == "㎡")
    land = sum(operand.value for operand in shown.operands if operand.unit == "亩")
    assert shown.result == (floor * 3 / (land * 2000)).quantize(Decimal("0.01"))
    assert (shown.verdict, shown.clause_ids) == ("deviates", ("w05",))
    assert [reading.id for reading in shown.parameters] == ["w05.far_min"]


def test_every_measure_is_explained_also_without_data(as_user, officer):
    bare, client = ParkFactory(), as_user(officer)
    for measure in park_measures:
        response = client.get(f"/parks/{bare.pk}/explain/{measure.code}/")
        assert (response.status_code, response.context["explanation"].title) == (200, measure.label)


def test_an_unknown_measure_is_not_found(as_user, officer, park):
    assert as_user(officer).get(f"/parks/{park.pk}/explain/nothing/").status_code == 404


def figures(response):
    return {figure.label: figure for figure in response.context["card"].figures}


def test_figures_beside_the_form_as_one_types(as_user, officer):
    query = {
        "parent": place("330302").pk,
        "parcel_land_area_mu": "９０亩",
        "parcel_contracted_on": "2019-3-1",
        "phase_floor_area_m2": "120,000",
        "phase_far_counted_floor_m2": "119999.99",
        "phase_non_production_floor_m2": "15000",
    }
    response = as_user(officer).get("/parks/derived/", query, headers={"hx-request": "true"})
    shown = figures(response)
    assert (shown["容积率"].shown, shown["容积率"].judged.finding.verdict) == ("2.00", "deviates")
    assert shown["非生产性用房占总建筑面积"].shown == "12.50%"
    html = response.content.decode()
    assert "温州2019 第五条" in html and "<html" not in html


def test_figures_of_a_park_as_it_would_be(as_user, officer, park):
    phase, parcel = park.phases.get(), park.parcels.get()
    client = as_user(officer)
    asked = {"kind": "phase", "park": park.pk, "far_counted_floor_m2": "60000"}
    assert figures(client.get("/parks/derived/", asked))["容积率"].shown == "3.00"
    asked["part"] = phase.pk
    assert figures(client.get("/parks/derived/", asked))["容积率"].shown == "1.00"
    asked = {"kind": "parcel", "park": park.pk, "part": parcel.pk, "land_area_mu": "180"}
    assert figures(client.get("/parks/derived/", asked))["容积率"].shown == "1.00"


@pytest.mark.parametrize("poison", ["", "abc", "NaN", "1e9", "-5", "0", "9" * 50, "\x00", "９９九"])
def test_figures_survive_whatever_is_typed(as_user, officer, park, poison):
    client = as_user(officer)
    names = ("parent", "part", "parcel_land_area_mu", "parcel_contracted_on", "phase_far_counted_floor_m2")
    assert client.get("/parks/derived/", dict.fromkeys(names, poison)).status_code == 200
    asked = {"kind": "parcel", "park": park.pk, "part": poison, "land_area_mu": poison, "started_on": poison}
    assert client.get("/parks/derived/", asked).status_code == 200
    assert client.get("/parks/derived/", {"kind": "phase", "park": poison}).status_code == 404
    assert client.get("/parks/derived/", {"kind": poison or "x"}).status_code == 404


def test_figures_of_somebody_elses_park_are_not_found(as_user, neighbour, park):
    asked = {"kind": "phase", "park": park.pk}
    assert as_user(neighbour).get("/parks/derived/", asked).status_code == 404


def test_a_place_outside_ones_scope_gives_no_standard(as_user, officer):
    shown = as_user(officer).get("/parks/derived/", {"parent": place("330304").pk}).context["card"]
    assert shown.basis == "选择所在地后显示当地标准。"


def test_parks_that_lack_something_wait_for_their_officer(officer, neighbour, manager, park):
    bare = ParkFactory(name="新园")
    ParkFactory(name="退出园", status="closed")
    assert selectors.unfinished(officer).count() == 1
    row = selectors.unfinished_rows(officer)[0]
    assert (row.title, row.detail, row.url) == ("新园", "缺地块、分期、运营机构", f"/parks/{bare.pk}/")
    assert selectors.unfinished(neighbour).count() == selectors.unfinished(manager).count() == 0


def test_the_api_answers_the_page_s_rows_and_measures(as_user, officer, neighbour, park):
    answer = json.loads(as_user(officer).get("/api/v1/parks/").content)
    row = answer["results"][0]
    assert answer["count"] == 1
    assert (row["name"], row["county"], row["place"]) == ("双屿园", "鹿城区", park.place.code)
    assert (Decimal(row["land_area_mu"]), row["floor_area_ratio"]) == (90, "2.00")
    for kind in ("parks", "parcels", "phases"):
        assert json.loads(as_user(neighbour).get(f"/api/v1/{kind}/").content)["count"] == 0
        assert json.loads(as_user(officer).get(f"/api/v1/{kind}/").content)["count"] == 1
    assert as_user(neighbour).get(f"/api/v1/parks/{park.pk}/").status_code == 404


def test_the_api_is_filtered(as_user, manager, park):
    ParcelFactory(park=ParkFactory(under=place("330304")), started_on=datetime.date(2021, 1, 1))
    client = as_user(manager)

    def count(address):
        return json.loads(client.get(address).content)["count"]

    assert count("/api/v1/parcels/") == 2
    assert count(f"/api/v1/parcels/?park={park.pk}") == 1
    assert count("/api/v1/parcels/?county=330304") == 1
    assert count("/api/v1/parcels/?started_after=2020-01-01") == 1
    assert count("/api/v1/phases/?completed_before=2019-11-30") == 0


def fill(park, rows):
    for _ in range(rows):
        ParcelFactory(park=park)
        PhaseFactory(park=park)


def queries_of(client, path, django_assert_max_num_queries):
    client.get(path)  # the first visit also notes in the session that somebody is here
    with django_assert_max_num_queries(40) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/parks/", "/parks/?sort=-floor_area_ratio&size=50", "/api/v1/parks/"])
def test_lists_cost_the_same_with_three_and_thirty_rows(
    path, as_user, officer, django_assert_max_num_queries
):
    client = as_user(officer)
    costs = []
    for parks in (3, 27):
        for _ in range(parks):
            fill(ParkFactory(operator=OperatorFactory()), 1)
        costs.append(queries_of(client, path, django_assert_max_num_queries))
    assert costs[0] == costs[1] <= 14


@pytest.mark.parametrize("page", READ_PAGES)
def test_pages_cost_the_same_with_three_and_thirty_rows(
    page, as_user, officer, django_assert_max_num_queries
):
    client, park = as_user(officer), ParkFactory(operator=OperatorFactory())
    costs = []
    for rows in (3, 27):
        fill(park, rows)
        costs.append(queries_of(client, page.format(park.pk), django_assert_max_num_queries))
    assert costs[0] == costs[1] <= 14


def test_every_tab_leads_to_its_own_page(as_user, officer, park):
    client = as_user(officer)
    for tab in client.get(reverse("parks:park", args=(park.pk,))).context["tabs"]:
        assert client.get(tab["url"]).status_code == 200, tab
