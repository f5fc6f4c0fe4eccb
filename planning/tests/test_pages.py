"""The dashboard's pages, its export and its API, as people and programs meet them."""

import datetime
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from planning import worklist
from planning.models import LampScheme
from portal.models import AuditEntry
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

LAND = "annex1.land_started"
DASHBOARD = "/planning/"
AS_OF = "2021-06-30"
day = datetime.date


@pytest.fixture
def manager(plan, client):
    user = user_with("manager", place("330300"))
    client.force_login(user)
    return user


@pytest.fixture
def officer(plan, client):
    user = user_with("county_officer", place("330302"))
    client.force_login(user)
    return user


def text_of(html):
    """What a reader sees of a piece of HTML."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def cells(response):
    """{address: text} of the heat cells."""
    found = re.findall(
        r'<td class="heat-(?:\w+) num"><a href="([^"]+)">(.*?)</a></td>', response.content.decode()
    )
    return {url.replace("&amp;", "&"): text_of(inner) for url, inner in found}


def fill(count):
    """`count` parks with everything that the plan counts."""
    for index in range(count):
        park = ParkFactory(
            under=place(("330302", "330303", "330327")[index % 3]), recognised_on=day(2020, 5, 1)
        )
        ParcelFactory(park=park)
        PhaseFactory(park=park)
        OccupancyFactory(park=park)
        GrowthEventFactory(park=park)


def workbook(response):
    """{sheet: rows} of a download."""
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def queries(client, url):
    """How many queries a visit takes; the one before it stamps the session, which a minute's others do not."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_cell_says_rate_lamp_actual_and_plan(officer, client):
    ParcelFactory(land_area_mu=130, started_on=day(2019, 6, 1))
    shown = cells(client.get(DASHBOARD, {"as_of": "2020-01-01"}))
    assert shown[f"/planning/records/{LAND}/?area=330302&year=2019&as_of=2020-01-01"] == "86.7%▲预警 130/150"


def test_a_cell_without_a_plan_is_a_dash_and_still_shows_what_was_done(manager, client):
    ParcelFactory(park=ParkFactory(under=place("3303Z1")), land_area_mu=40)
    shown = cells(client.get(DASHBOARD, {"as_of": AS_OF}))
    assert shown[f"/planning/records/{LAND}/?area=3303Z1&year=2019&as_of={AS_OF}"] == "—无计划 实际 40"
    assert shown[f"/planning/records/{LAND}/?area=3303Z1&year=2020&as_of={AS_OF}"] == "—无计划"


def test_every_cell_leads_to_a_list_whose_sum_it_is(officer, client):
    fill(3)
    for url, text in cells(client.get(DASHBOARD, {"as_of": AS_OF})).items():
        page = client.get(url)
        assert page.status_code == 200
        actual = re.search(r"([\d.,]+)/[\d.,]+$|实际 ([\d.,]+)$", text)
        assert actual and page.context["sum"] == next(filter(None, actual.groups()))
        listed = page.context["table"].page_records()
        assert sum(row["amount"] for row in listed) == page.context["figure"].actual


def test_the_day_asked_for_decides_what_counts(officer, client):
    ParcelFactory(land_area_mu=130, started_on=day(2020, 5, 20))
    before, on = (client.get(DASHBOARD, {"as_of": f"2020-05-{n}"}).context["progress"] for n in (19, 20))
    assert [found.head.figure(LAND).actual for found in (before, on)] == [0, 130]


def test_today_is_the_day_unless_another_is_asked_for_and_nonsense_is_answered(officer, client):
    page = client.get(DASHBOARD)
    assert page.context["progress"].as_of == timezone.localdate()
    odd = client.get(DASHBOARD, {"as_of": "明天", "indicator": "x\x00", "city": "1"})
    assert odd.status_code == 200
    assert "请填写日期" in odd.content.decode()
    assert odd.context["progress"].as_of == page.context["progress"].as_of


def test_numbers_are_never_stale_after_a_write(officer, client):
    parcel = ParcelFactory(land_area_mu=130)
    assert client.get(DASHBOARD).context["progress"].head.figure(LAND).actual == 130
    parcel.change(parcel.version, land_area_mu=Decimal("140.5"))
    assert client.get(DASHBOARD).context["progress"].head.figure(LAND).actual == Decimal("140.5")
    parcel.delete()
    assert client.get(DASHBOARD).context["progress"].head.figure(LAND).actual == 0


@pytest.mark.parametrize("path", [DASHBOARD, f"/planning/records/{LAND}/", "/planning/areas/1/"])
@pytest.mark.parametrize("role", ["operator", "department_reviewer", "system_administrator"])
def test_roles_without_progress_get_403(plan, client, role, path):
    at = {"operator": lambda: ParkFactory().place, "department_reviewer": lambda: place("330302")}
    client.force_login(user_with(role, at.get(role, lambda: place("330300"))()))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        f"/planning/records/{LAND}/?area=330303",
        f"/planning/records/{LAND}/?area=330300",
        "/planning/records/annex1.land_total/",
        "/planning/records/nothing/",
        "/planning/areas/999999/",
    ],
)
def test_what_lies_outside_is_not_found(officer, client, path):
    assert client.get(path).status_code == 404


def test_another_countys_page_is_not_found_and_ones_own_lists_its_parks(officer, client):
    park, _ = ParkFactory(), ParkFactory(under=place("330303"), name="邻区园")
    assert client.get(reverse("planning:area", args=(place("330303").pk,))).status_code == 404
    page = client.get(reverse("planning:area", args=(place("330302").pk,)))
    assert reverse("parks:park", args=(park.pk,)) in page.content.decode()
    assert "邻区园" not in page.content.decode()


def test_the_page_of_longgang_is_that_of_the_plans_cangnan(manager, client):
    page = client.get(reverse("planning:area", args=(place("330383").pk,)))
    assert page.context["title"] == "苍南县计划进度"


def test_the_list_explains_itself(officer, client):
    ParcelFactory(land_area_mu=130, started_on=day(2019, 6, 1), name="甲地块")
    page = client.get(f"/planning/records/{LAND}/?area=330302&year=2019&as_of=2020-01-01")
    html = page.content.decode()
    explanation = page.context["explanation"]
    assert (explanation.result, explanation.operands[0].value) == (130, 150)
    assert [step.value for step in explanation.steps] == [Decimal("86.7"), 100, Decimal("13.3")]
    assert "落后时间进度超过 10、不超过 30 个百分点，参考方案" in explanation.note
    assert reverse("portal:clause", args=("wenzhou-2019", "w-annex1")) in html
    assert "甲地块" in html and "Σ 地块用地面积" in html


def test_a_list_of_firms_links_firm_and_park_and_shows_reversals(officer, client):
    firm, park = EnterpriseFactory(name="甲企业"), ParkFactory()
    OccupancyFactory(enterprise=firm, park=park)
    for direction, on in (("entered", day(2020, 3, 1)), ("left", day(2021, 3, 1))):
        GrowthEventFactory(enterprise=firm, park=park, direction=direction, on=on)
    page = client.get("/planning/records/annex2.stepped_up/?as_of=2021-12-31")
    html = page.content.decode()
    assert (page.context["sum"], page.context["table"].total) == ("0", 2)
    assert reverse("enterprises:enterprise", args=(firm.pk,)) in html
    assert reverse("parks:park", args=(park.pk,)) in html
    assert ">-1<" in html and "退出" in html


def test_the_legend_states_the_published_thresholds_and_whose_they_are(manager, client):
    html = text_of(client.get(DASHBOARD).content.decode())
    assert "亮灯规则参考" in html and "落后时间进度超过 10、不超过 30 个百分点" in html
    LampScheme.objects.update(yellow_points=25, is_reference=False, title="温州市亮灯方案")
    html = text_of(client.get(DASHBOARD).content.decode())
    assert "亮灯规则温州市亮灯方案" in html and "落后时间进度超过 10、不超过 25 个百分点" in html


@pytest.mark.parametrize(
    "path",
    [
        f"{DASHBOARD}?as_of={AS_OF}",
        f"/planning/records/{LAND}/?area=330300&as_of={AS_OF}",
        f"/planning/records/annex2.enterprises_admitted/?area=330300&as_of={AS_OF}",
        f"/api/v1/progress/?as_of={AS_OF}",
    ],
)
def test_the_number_of_queries_does_not_grow(manager, client, path):
    fill(3)
    few = queries(client, path)
    fill(27)
    assert queries(client, path) == few <= 15


def test_the_workbook_has_numbers_marks_and_the_day(manager, client):
    ParcelFactory(land_area_mu=130, started_on=day(2019, 6, 1))
    book = workbook(client.get(DASHBOARD, {"as_of": "2020-01-01", "format": "xlsx"}))
    sheet = book["开工与竣工"]
    assert sheet[0][:5] == [
        "县(市、区)",
        *(f"开工用地(亩) 2019 {part}" for part in ("计划", "实际", "完成率(%)", "亮灯")),
    ]
    rows = {row[0]: row for row in sheet[1:]}
    assert rows["鹿城区"][1:5] == [150, 130, 86.7, "▲ 预警"]
    assert rows["瓯江口产业集聚区"][1:5] == ["—", 0, "—", "– 无计划"]
    assert rows["温州市"][1:3] == [2800, 130]
    notes = "".join(str(row[0]) for row in sheet)
    assert "截至 2020-01-01（按事件日期）" in notes and manager.display_name in notes
    assert len(book["园区与企业"][0]) == 1 + 6 * 4
    assert AuditEntry.objects.filter(action="progress.export", actor=manager).count() == 1


def test_a_list_is_exported_as_filtered(officer, client):
    ParcelFactory(land_area_mu=130, started_on=day(2019, 6, 1), name="甲地块")
    ParcelFactory(land_area_mu=50, started_on=day(2020, 6, 1))
    address = f"/planning/records/{LAND}/?area=330302&year=2019&as_of=2020-01-01&format=xlsx"
    [rows] = workbook(client.get(address)).values()
    assert [row[1:3] for row in rows[1:2]] == [["鹿城区", "甲地块"]] and rows[1][4] == 130
    assert "截至=2020-01-01" in "".join(str(row[0]) for row in rows)


def test_the_api_sends_the_same_numbers_as_strings(officer, client):
    ParcelFactory(land_area_mu=Decimal("130.25"), started_on=day(2019, 6, 1))
    sent = client.get("/api/v1/progress/", {"as_of": "2020-01-01"}).json()
    cell = next(c for c in sent["rows"][0]["cells"] if (c["indicator"], c["year"]) == (LAND, 2019))
    assert (cell["plan"], Decimal(cell["actual"]), cell["rate"], cell["lamp"]) == (
        "150",
        Decimal("130.25"),
        "86.8",
        "warning",
    )
    assert isinstance(cell["actual"], str)
    assert (sent["as_of"], sent["total"], len(sent["rows"])) == ("2020-01-01", None, 1)
    assert client.get("/api/v1/progress/", {"as_of": "x"}).status_code == 400


def test_the_api_of_targets_keeps_the_three_states_and_the_scope(manager, client):
    rows = client.get("/api/v1/plan-targets/", {"area_code": "3303Z1", "page_size": 200}).json()["results"]
    states = {(row["indicator"], row["year"]): (row["state"], row["value"]) for row in rows}
    assert states[LAND, 2019] == ("no_task", None)
    assert states["annex2.sci_tech_parks", None][0] == "number"
    assert Decimal(states["annex2.sci_tech_parks", None][1]) == 1
    client.force_login(user_with("operator", ParkFactory().place))
    assert client.get("/api/v1/plan-targets/").status_code == 403
    assert client.get("/api/v1/progress/").status_code == 403


def test_red_lamps_are_work_while_the_plan_runs_and_lead_to_their_records(officer, client, monkeypatch):
    monkeypatch.setattr(worklist.timezone, "localdate", lambda: day(2021, 6, 30))
    rows = worklist.rows(officer)
    assert worklist.count(officer) == len(rows) > 0
    assert rows[0].title == "鹿城区 2019年开工用地 ■ 滞后"
    assert client.get(rows[0].url).status_code == 200


def test_after_the_plan_red_lamps_are_nobodys_work_and_cost_no_query(
    officer, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(worklist.timezone, "localdate", lambda: day(2022, 1, 1))
    with django_assert_num_queries(0):
        assert (worklist.count(officer), worklist.rows(officer)) == (0, [])


def test_the_reference_command_brings_the_plan(db):
    call_command("load_reference", stdout=io.StringIO())
    assert LampScheme.objects.get().place.name == "温州市"
