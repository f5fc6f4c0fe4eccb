"""Who sees what of a run, and that the pages and the API say the same."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.models import YearlyFigure
from evaluation.explanations import explain
from evaluation.models import Run, RunResult
from evaluation.tests.scenes import YEAR, firm, full_park, one, owner, rows, run_of
from portal.jobs import runner
from portal.models import Job
from tests.factories import OccupancyFactory, place, user_with
from tests.formulas import explanations_on

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def city():
    """A run of 温州: two parks in 鹿城, one in 龙湾, a firm in both of 鹿城's."""
    parks = [full_park(name="甲园"), full_park(name="乙园"), full_park(name="丙园", under=place("330303"))]
    both = firm(parks[0], "10")
    firm(parks[1], "35", enterprise=both)
    firm(parks[1], "45")
    owner(parks[2], "97", "3")
    return parks, run_of("330300")


def page(client, user, url):
    client.force_login(user)
    return client.get(url)


def text(answer):
    return answer.content.decode()


def run_url(run, level=""):
    return (
        reverse("evaluation:level", args=(run.pk, level))
        if level
        else reverse("evaluation:run", args=(run.pk,))
    )


def test_a_county_officer_sees_their_part_of_the_citys_run_and_totals_of_it(client, city):
    _, run = city
    officer = user_with("county_officer", place("330302"))
    answer = page(client, officer, run_url(run))
    assert "甲园" in text(answer) and "丙园" not in text(answer) and "97.00" not in text(answer)
    assert [line["value"] for line in answer.context["headlines"]] == ["13.33", "90.00", "6.7500", "2"]
    assert "以下只包括您管辖范围内的结果" in text(answer)
    assert page(client, officer, run_url(run, "whole")).status_code == 404
    counties = page(client, officer, run_url(run, "county"))
    assert "鹿城区" in text(counties) and "龙湾区" not in counties.context["table"].body
    whole = one(run, "whole")
    assert page(client, officer, reverse("evaluation:result", args=(whole.pk,))).status_code == 404


def test_an_operator_sees_the_firms_of_their_park_only(client, city):
    parks, run = city
    operator = user_with("operator", parks[1].place)
    answer = page(client, operator, run_url(run, "firm_in_park"))
    found = {row["name"] for row in answer.context["table"].page_records()}
    assert found == {row.name for row in rows(run, "firm_in_park") if row.park_name == "乙园"}
    assert answer.context["headlines"][1]["value"] == "80.00"
    for level in ("whole", "county", "firm"):
        assert page(client, operator, run_url(run, level)).status_code == 404
    other = one(run, "park", name="甲园")
    assert page(client, operator, reverse("evaluation:result", args=(other.pk,))).status_code == 404


def test_whoever_covers_the_run_sees_the_whole_and_the_totals_agree(client, city):
    _, run = city
    manager = user_with("manager", place("330300"))
    answer = page(client, manager, run_url(run))
    assert "丙园" in text(page(client, manager, run_url(run, "park")))
    assert "97.00" in text(page(client, manager, run_url(run, "park")))
    whole = one(run, "whole")
    shown = [line["value"] for line in answer.context["headlines"]]
    assert shown == [str(whole.tax_per_mu), f"{whole.tax_wan:.2f}", f"{whole.land_mu:.4f}", str(whole.firms)]
    assert answer.context["partial"] is False
    assert page(client, manager, run_url(run, "whole")).status_code == 200


def test_people_elsewhere_and_people_without_the_permission_see_nothing(client, city):
    _, run = city
    stranger = user_with("county_officer", place("330282"))
    assert page(client, stranger, run_url(run)).status_code == 404
    assert page(client, stranger, reverse("evaluation:runs")).context["table"].total == 0
    reviewer = user_with("department_reviewer", place("330302"))
    assert page(client, reviewer, run_url(run)).status_code == 403
    assert page(client, user_with("manager", place("330302")), reverse("evaluation:new")).status_code == 403


def test_the_list_of_runs_counts_what_one_sees(client, city):
    parks, _ = city
    counts = {}
    for role, at in (
        ("manager", place("330300")),
        ("county_officer", place("330302")),
        ("operator", parks[0].place),
    ):
        table = page(client, user_with(role, at), reverse("evaluation:runs")).context["table"]
        counts[role] = [row["firms"] for row in table.page_records()]
    assert counts == {"manager": [4], "county_officer": [3], "operator": [1]}


@pytest.mark.parametrize("level", ["whole", "county", "park", "firm", "firm_in_park"])
def test_the_formula_shown_gives_the_result_shown_at_every_level(client, city, level):
    parks, run = city
    firm(parks[0], "7", own_parcel_mu=Decimal("1.1"))
    run = run_of("330300")
    manager = user_with("manager", place("330300"))
    for row in rows(run, level):
        answer = page(client, manager, reverse("evaluation:result", args=(row.pk,)))
        (shown,) = explanations_on(answer.content.decode())
        assert shown.sentences >= 1 and list(shown.faults()) == []
        found = answer.context["explanation"]
        assert found.result == row.tax_per_mu
        assert str(found.result) in text(answer)


@pytest.mark.parametrize("level", ["whole", "county", "park", "firm"])
def test_the_parts_add_up_to_the_whole(client, city, level):
    _, run = city
    manager = user_with("manager", place("330300"))
    for row in rows(run, level):
        table = page(client, manager, reverse("evaluation:result", args=(row.pk,))).context["parts"]
        parts = list(table.records())
        assert sum(part["tax_wan"] for part in parts) == row.tax_wan
        assert sum(part["land_mu"] for part in parts) == row.land_mu


def test_the_explanation_links_figure_clause_and_phases_and_names_the_target(client, city):
    _, run = city
    row = one(run, "firm_in_park", tax_wan=35)
    body = text(
        page(client, user_with("manager", place("330300")), reverse("evaluation:result", args=(row.pk,)))
    )
    figure = YearlyFigure.objects.get(enterprise=row.enterprise_id, park=row.park_id)
    assert reverse("enterprises:figure", args=(figure.pk,)) in body
    assert reverse("parks:land", args=(row.park_id,)) in body
    for clause in ("w02", "w12"):
        assert reverse("portal:clause", args=("wenzhou-2019", clause)) in body
    assert "未达到亩均税收目标 20 万元/亩，相差 4.44 万元/亩" in body
    assert run.rulebook_hash[:16] in body


def test_a_changed_figure_is_said_on_the_page_of_the_old_result(client, city):
    _, run = city
    row = rows(run, "firm_in_park")[0]
    YearlyFigure.objects.filter(enterprise=row.enterprise_id, park=row.park_id).update(version=2)
    body = text(
        page(client, user_with("manager", place("330300")), reverse("evaluation:result", args=(row.pk,)))
    )
    assert "该数据此后已改为第 2 版" in body


def test_a_result_without_land_says_so(client):
    stay = OccupancyFactory()
    firm(stay.park, "10")
    row = one(run_of(), "firm_in_park")
    body = text(
        page(client, user_with("manager", place("330300")), reverse("evaluation:result", args=(row.pk,)))
    )
    assert "无用地数据" in body and "None" not in body


def test_a_province_of_two_rules_is_summed_without_a_target():
    owner(full_park(), "10", "1")
    owner(full_park(under=place("330282")), "10", "3")
    YearlyFigure.objects.update(year=2022)
    run = run_of("330000", 2022)
    found = explain(one(run, "whole"), run)
    assert (str(found.result), found.parameters) == ("5.00", ())
    assert "适用的规定不同" in found.note


def test_an_officer_starts_a_run_in_the_browser_and_finds_the_result(client, monkeypatch):
    monkeypatch.setattr("portal.jobs.bell.send", lambda job_id: None)
    owner(full_park(), "10", "1")
    client.force_login(user_with("county_officer", place("330302")))
    assert "鹿城区" in text(client.get(reverse("evaluation:new")))
    answer = client.post(
        reverse("evaluation:new"), {"kind": "tax_per_mu", "place": place("330302").pk, "year": YEAR}
    )
    job = Job.objects.get()
    assert answer.url == reverse("portal:job", args=(job.pk,))
    assert runner.run(job.pk)
    assert reverse("evaluation:run", args=(Run.objects.get().pk,)) in text(client.get(answer.url))


@pytest.mark.parametrize(
    ("values", "words"),
    [({"year": 2018}, "无有效规定"), ({"year": 2021}, "请先填报"), ({"year": 2020, "place": "1"}, "")],
)
def test_what_cannot_be_evaluated_is_refused_on_the_form(client, values, words):
    owner(full_park(), "10", "1")
    client.force_login(user_with("county_officer", place("330302")))
    answer = client.post(
        reverse("evaluation:new"), {"kind": "tax_per_mu", "place": place("330302").pk, **values}
    )
    assert answer.status_code in {400, 422}
    assert words in text(answer)
    assert not Job.objects.exists()


def test_a_firm_and_a_park_show_the_latest_result_of_each_year(client, city):
    parks, _ = city
    manager = user_with("manager", place("330302"))
    YearlyFigure.objects.filter(park=parks[0]).update(tax_wan=90)
    later = run_of("330302")
    table = page(client, manager, reverse("evaluation:park", args=(parks[0].pk,))).context["table"]
    assert [(row["run__year"], row["tax_wan"]) for row in table.page_records()] == [(YEAR, 90)]
    both = one(later, "firm_in_park", park=parks[0].pk).enterprise_id
    table = page(client, manager, reverse("evaluation:enterprise", args=(both,))).context["table"]
    assert sorted(row["tax_wan"] for row in table.page_records()) == [35, 90, 125]


def test_filters_sorting_and_export_work_on_every_level(client, city):
    _, run = city
    manager = user_with("manager", place("330300"))
    found = page(client, manager, run_url(run, "park") + f"?county={place('330303').pk}").context["table"]
    assert [row["name"] for row in found.page_records()] == ["丙园"]
    found = page(client, manager, run_url(run, "firm_in_park") + "?park=乙&sort=-tax_wan").context["table"]
    assert [row["tax_wan"] for row in found.page_records()] == [45, 35]
    for level in ("whole", "county", "park", "firm", "firm_in_park"):
        answer = page(client, manager, run_url(run, level) + "?format=xlsx")
        assert b"".join(answer.streaming_content).startswith(b"PK")


def test_the_api_shows_the_same_rows(client, city):
    parks, run = city
    client.force_login(user_with("operator", parks[1].place))
    found = json.loads(client.get("/api/v1/results/", {"run": run.pk}).content)
    visible = RunResult.objects.filter(run=run, place=parks[1].place)
    assert {row["id"] for row in found["results"]} == set(visible.values_list("pk", flat=True))
    assert json.loads(client.get("/api/v1/runs/").content)["results"][0]["firms"] == 2
    row = visible.filter(level="park").get()
    answer = json.loads(client.get(f"/api/v1/results/{row.pk}/explanation/").content)
    assert (answer["result"], answer["formula_id"]) == (str(row.tax_per_mu), "w12.tax_per_mu")
    assert client.get(f"/api/v1/results/{one(run, 'whole').pk}/explanation/").status_code == 404


@pytest.mark.parametrize("level", ["county", "park", "firm", "firm_in_park"])
def test_a_longer_list_costs_no_more_queries(client, level):
    park = full_park()
    manager = user_with("manager", place("330300"))

    def queries():
        run = run_of("330300")
        result = rows(run, level)[0]
        urls = [
            run_url(run, level),
            reverse("evaluation:result", args=(result.pk,)),
            reverse("evaluation:runs"),
        ]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            for url in urls:
                assert page(client, manager, url).status_code == 200
        return len(caught)

    owner(park, "10", "1")
    queries()
    few = queries()
    for number in range(12):
        owner(full_park(under=place(("330302", "330303")[number % 2])), "10", "1")
    assert queries() == few
    assert few <= 48
