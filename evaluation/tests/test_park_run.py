"""Runs of park grades: what is frozen, what comes of it, replayed, published (W12, C十三)."""

import datetime
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from enterprises.models import Demand, Filing
from evaluation.models import ParkMark, ParkMatter, ParkResult, ResultNotice, Run, RunPark, RunPart
from evaluation.park_grades import published_grade
from evaluation.rules.park_grades.parts import FACTS
from evaluation.services import Asked, evaluate_now, replay
from evaluation.services.reference import load_reference
from evaluation.tests.scenes import YEAR, firm, full_park
from parks.models import FireGrade, HiddenDanger, ParkStar, RegistryFigure, SafetyEvent
from portal.errors import PortalError
from tests.factories import GrowthEventFactory, UserFactory, place

pytestmark = pytest.mark.usefixtures("places")
COUNTY = "330302"
DAY = datetime.date(YEAR, 5, 6)


@pytest.fixture(autouse=True)
def reference(places):
    load_reference()


def park_with_tax(tax="10", **values):
    found = full_park(**values)
    firm(found, tax)
    return found


def run_of(code=COUNTY, year=YEAR, **asked) -> Run:
    return evaluate_now(actor=None, asked=Asked(place(code), year, kind="parks", **asked))


def result(run, park) -> ParkResult:
    return ParkResult.objects.get(run=run, park=park)


def matter(park, kind, item="", reason="有文件"):
    county = place(COUNTY)
    return ParkMatter.objects.create(place=county, park=park, year=YEAR, kind=kind, item=item, reason=reason)


def mark(park, item, points):
    values = {"place": place(COUNTY), "park": park, "year": YEAR, "item": item, "reason": "现场核查"}
    return ParkMark.objects.create(points=Decimal(points), **values)


def taken(run, park) -> dict:
    return RunPark.objects.get(run=run, park=park).taken


def test_what_a_park_is_judged_by_is_taken_from_its_rows():
    park = full_park(leading_industries=["344"], facilities=["canteen", "storage"])
    held = firm(park, "30")
    GrowthEventFactory(park=park, enterprise=held, kind="stepped_up", on=DAY)
    GrowthEventFactory(park=park, enterprise=held, kind="specialised", on=DAY.replace(year=YEAR - 1))
    FireGrade.objects.create(park=park, year=YEAR, grade="B")
    SafetyEvent.objects.create(park=park, kind="drill", on=DAY)
    RegistryFigure.objects.create(park=park, on=DAY, firms=3, patents=4)
    RegistryFigure.objects.create(park=park, on=DAY.replace(month=12), firms=3, patents=4, staff=9)
    danger = {"park": park, "found_on": DAY, "found_by": "应急", "description": "通道", "owner": "某"}
    HiddenDanger.objects.create(**danger, due_on=DAY, closed_on=DAY, closure="已清理")
    HiddenDanger.objects.create(**danger, due_on=DAY, level="major")
    Demand.objects.create(park=park, enterprise=held, kind="power", raised_on=DAY, content="增容", due_on=DAY)
    filing = {"park": park, "year": YEAR, "form": "park_quarter", "due_on": DAY}
    Filing.objects.create(**filing, quarter=1, filed_on=DAY)
    Filing.objects.create(**filing, quarter=2, filed_on=DAY + datetime.timedelta(days=1))
    facts = taken(run_of(), park)["facts"]
    assert set(facts) == set(FACTS)
    expected = {
        "tax_wan": "30",
        "firms": "1",
        "stepped_up": "1",
        "specialised": "0",
        "fire_score": "3",
        "drills": "1",
        "registry_filled": "3",
        "registry_quarters": "2",
        "filings": "2",
        "filings_on_time": "1",
        "dangers": "2",
        "closed_dangers": "1",
        "major_overdue": "1",
        "demands": "1",
        "handled_demands": "0",
        "facilities": "2",
        "land_in_use_mu": "90",
        "finished_floor_m2": "120000",
    }
    assert {name: facts[name] for name in expected} == expected


def test_marks_count_by_the_name_of_their_item_and_matters_by_theirs():
    park = park_with_tax()
    mark(park, "清廉园区建设", "2.5")
    mark(park, "没有这一项", "3")
    matter(park, "adjustment", "当年列入省级典型")
    row = result(run_of(), park)
    assert Decimal("2.5") in row.points and row.bonus == 2
    assert "当年列入省级典型：有文件" in row.reason and "运营团队与管理制度未打分" in row.reason
    assert row.outcome == "ranked" and row.score == sum(row.points) + row.bonus


def test_a_star_of_the_year_takes_a_and_a_later_one_does_not():
    early, late = park_with_tax(), park_with_tax()
    ParkStar.objects.create(park=early, star=4, on=DAY)
    ParkStar.objects.create(park=late, star=5, on=DAY.replace(year=YEAR + 1))
    run = run_of()
    assert (result(run, early).park_grade, result(run, early).rank) == ("A", None)
    assert result(run, late).outcome == "ranked"
    assert run.counts["exempt"] == 1 and run.counts["parks"] == 2


def test_a_major_danger_left_open_makes_d():
    park = park_with_tax()
    HiddenDanger.objects.create(
        park=park, found_on=DAY, found_by="应急", level="major", description="x", owner="某", due_on=DAY
    )
    row = result(run_of(), park)
    assert (row.park_grade, row.vetoes) == ("D", ["年末有逾期未整改的重大隐患"])


def test_who_reported_nothing_or_is_being_built_is_not_evaluated_and_says_why():
    silent, built = full_park(), park_with_tax()
    built.phases.update(completed_on=None)
    run = run_of()
    assert result(run, silent).outcome == "not_reported"
    assert (result(run, built).outcome, result(run, built).park_grade) == ("building", "")


def test_a_run_replays_to_the_digit_and_says_what_was_changed():
    parks = [park_with_tax(str(tax)) for tax in range(12)]
    matter(parks[0], "veto")
    run = run_of()
    assert replay(run) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE evaluation_parkresult DISABLE TRIGGER USER")
        cursor.execute("UPDATE evaluation_parkresult SET score = score + 1 WHERE park_id = %s", [parks[3].pk])
        cursor.execute("ALTER TABLE evaluation_parkresult ENABLE TRIGGER USER")
    assert any("1 rows computed differently" in line for line in replay(run))
    assert any("results_hash" in line for line in replay(run))


def test_later_changes_reach_a_new_run_only_and_the_same_data_give_the_same_hashes():
    park = park_with_tax()
    first, second = run_of(), run_of()
    assert (first.inputs_hash, first.results_hash) == (second.inputs_hash, second.results_hash)
    mark(park, "清廉园区建设", "3")
    third = run_of()
    assert third.inputs_hash != first.inputs_hash and replay(first) == []
    assert third.supersedes == second


def test_shares_over_fifteen_parks_in_the_database():
    """15 parks at 20/40/35/5, 1 exempt: A 2 + 1, B 5, C 6, D 1."""
    parks = [park_with_tax(str(10 * tax)) for tax in range(1, 15)]
    star = park_with_tax("5")
    ParkStar.objects.create(park=star, star=5, on=DAY)
    for number, park in enumerate(parks):
        mark(park, "清廉园区建设", str(number * Decimal("0.2")))
    run = run_of()
    assert {letter: run.counts[letter] for letter in "ABCD"} == {"A": 3, "B": 5, "C": 6, "D": 1}
    assert RunPart.objects.get(run=run).groups["manufacturing"]["positions"] == {"a": 2, "b": 7, "c": 13}


def test_cixi_evaluates_recognised_parks_only():
    known = park_with_tax(under=place("330282"), recognised_on=datetime.date(2020, 1, 1))
    other = park_with_tax(under=place("330282"))
    for park in (known, other):
        park.figures.update(year=2022)
    run = run_of("330282", 2022)
    assert result(run, known).outcome == "ranked"
    assert result(run, other).outcome == "not_recognised"


def test_the_command_prints_the_run_and_a_place_without_parks_is_refused():
    with pytest.raises(PortalError, match="没有可以评价的园区"):
        run_of()
    park_with_tax()
    out = StringIO()
    call_command("evaluate", "parks", region=COUNTY, year=YEAR, stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["counts"]["parks"] == 1 and len(answer["results_hash"]) == 64


def published(run, state="published"):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.allow_any_start = 'on'")
    return ResultNotice.objects.create(
        place=place(COUNTY),
        kind="parks",
        year=run.year,
        run=run,
        state=state,
        publicity_from=DAY,
        publicity_until=DAY,
        submitted_by=UserFactory(),
        published_by=UserFactory() if state == "published" else None,
        published_at="2021-05-06T00:00Z" if state == "published" else None,
    )


def test_the_grade_that_counts_is_that_of_the_run_last_published():
    park = park_with_tax()
    first = run_of()
    assert published_grade(park) is None
    published(first)
    mark(park, "清廉园区建设", "3")
    second = run_of()
    published(second, state="publicity")
    assert published_grade(park).run == first
    ResultNotice.objects.filter(run=second).delete()
    published(second)
    assert published_grade(park, YEAR).run == second and published_grade(park, YEAR - 1) is None
