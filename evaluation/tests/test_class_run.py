"""Runs of enterprise classes in the database, held against the pure reading (W12)."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import Error
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprises.models import YearlyFigure
from evaluation.class_query import ClassQuery
from evaluation.models import (
    EnterpriseResult,
    EvaluationMatter,
    EvaluationScheme,
    Run,
    RunInput,
    RunMatter,
    RunPart,
)
from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.evaluating import Firm, evaluate
from evaluation.services import Asked, evaluate_now, replay
from evaluation.services.pipeline import bases, evaluate_county, finish
from evaluation.services.reference import load_reference
from evaluation.tests.class_scenes import FACT_NAMES, content
from evaluation.tests.scenes import YEAR, full_park
from portal.bulk import next_id
from portal.errors import PortalError
from tests.factories import OccupancyFactory, YearlyFigureFactory, place, user_with

pytestmark = pytest.mark.usefixtures("places")
COUNTY = "330302"


@pytest.fixture(autouse=True)
def reference(places):
    load_reference()


def firm(park, tax="10", sales="100", energy="20", employees=5, own_mu="1", **matters):
    """A firm on a parcel of its own with figures of the year; `veto="reason"` and the like are its matters."""
    found = OccupancyFactory(park=park, own_parcel_mu=Decimal(own_mu), floor_area_m2=Decimal(0)).enterprise
    figures(found, park, tax, sales, energy, employees)
    for kind, reason in matters.items():
        matter(found, kind, reason)
    return found


def figures(firm, park, tax, sales="100", energy="20", employees=5):
    return YearlyFigureFactory(
        enterprise=firm,
        park=park,
        year=YEAR,
        tax_wan=Decimal(tax),
        sales_wan=Decimal(sales),
        energy_tce=None if energy is None else Decimal(energy),
        employees=employees,
    )


def matter(firm, kind, reason="有文件", item="", code=COUNTY):
    return EvaluationMatter.objects.create(
        place=place(code), enterprise=firm, year=YEAR, kind=kind, reason=reason, item=item
    )


def scheme(code=COUNTY, **values):
    """A published scheme of the county, as if two people had been there."""
    people = {
        "drafted_by": user_with("county_officer", place(code)),
        "published_by": user_with("county_officer", place(code)),
    }
    people["submitted_by"] = people["drafted_by"]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.allow_any_start = 'on'")
    return EvaluationScheme.objects.create(
        place=place(code),
        title="本县方案",
        state="published",
        policy="wenzhou-2019",
        **{
            "valid_from": "2020-01-01",
            "published_at": "2020-01-01T00:00Z",
            "content": content(),
            **people,
            **values,
        },
    )


def run_of(code=COUNTY, **asked) -> Run:
    return evaluate_now(actor=None, asked=Asked(place(code), YEAR, **asked))


def result(run, enterprise) -> EnterpriseResult:
    return EnterpriseResult.objects.get(run=run, enterprise=enterprise)


def classes_of(run) -> list[str]:
    return list(
        EnterpriseResult.objects.filter(run=run).order_by("rank").values_list("enterprise_class", flat=True)
    )


def test_a_firm_in_two_parks_is_one_subject_with_its_sums():
    first, second = full_park(name="甲园"), full_park(name="乙园")
    both = firm(first, tax="10")
    OccupancyFactory(park=second, enterprise=both, own_parcel_mu=Decimal(3), floor_area_m2=Decimal(0))
    figures(both, second, "30")
    row = result(run_of(), both)
    assert (row.parks, row.tax_wan, row.land_mu, row.values[0]) == (2, 40, 4, 10)


def test_a_figure_missing_in_one_park_is_missing_in_the_sum():
    first, second = full_park(name="甲园"), full_park(name="乙园")
    both = firm(first, energy="20")
    OccupancyFactory(park=second, enterprise=both)
    figures(both, second, "30", energy=None)
    row = result(run_of(), both)
    assert (row.outcome, row.reason, row.enterprise_class) == ("lacking", "缺综合能耗", "")


def test_who_was_there_and_reported_nothing_is_named_with_that_reason():
    park = full_park()
    firm(park)
    silent = OccupancyFactory(park=park).enterprise
    row = result(run_of(), silent)
    assert (row.outcome, row.reason) == ("not_reported", "未报送：有入驻记录，没有报送本年度数据")


def test_matters_exempt_set_aside_veto_protect_and_adjust():
    park = full_park()
    rows = [firm(park, tax=str(20 - n)) for n in range(12)]
    matter(rows[0], "veto", "重大事故")
    matter(rows[1], "exempt", "公共服务平台")
    matter(rows[2], "set_aside", "停产")
    matter(rows[11], "protected", "新办企业")
    matter(rows[3], "adjustment", item="当年认定专精特新")
    matter(rows[4], "adjustment", item="方案里没有的事项")
    run = run_of()
    found = {n: result(run, rows[n]) for n in range(12)}
    assert (found[0].enterprise_class, found[0].rank, found[0].ranked_class) == ("D", 1, "A")
    assert (found[1].outcome, found[2].outcome, found[1].rank) == ("exempt", "set_aside", None)
    assert (found[11].ranked_class, found[11].enterprise_class) == ("D", "C")
    assert (found[3].bonus, found[4].bonus) == (5, 0)
    assert "一票否决：重大事故" in found[0].reason


def test_the_countys_own_scheme_of_the_day_goes_before_the_reference():
    firm(full_park())
    assert run_of().instruments[COUNTY]["scheme"]["is_reference"]
    own = scheme()
    assert run_of().instruments[COUNTY]["scheme"]["id"] == own.pk


def test_a_county_without_a_rule_is_left_out_and_one_alone_is_refused():
    with pytest.raises(PortalError, match="无有效规定"):
        evaluate_now(actor=None, asked=Asked(place("330282"), 2024))


def test_a_run_without_figures_is_refused():
    with pytest.raises(PortalError, match="年度数据"):
        run_of()


def test_a_city_is_all_its_counties_each_with_its_own_firms():
    for code in ("330302", "330303"):
        park = full_park(under=place(code))
        for tax in ("20", "10"):
            firm(park, tax=tax)
    run = run_of("330300")
    assert run.counts["firms"] == 4
    assert sorted(EnterpriseResult.objects.filter(run=run).values_list("rank", flat=True)) == [1, 1, 2, 2]
    assert RunPart.objects.filter(run=run).count() == 2
    assert replay(run) == []


def test_correcting_one_firm_makes_a_new_run_that_supersedes_the_last():
    park = full_park()
    rows = [firm(park, tax=str(tax)) for tax in range(1, 11)]
    before = run_of()
    YearlyFigure.objects.filter(enterprise=rows[0]).update(tax_wan=100)
    after = run_of()
    assert (after.supersedes, before.results_hash != after.results_hash) == (before, True)
    assert result(before, rows[0]).rank == 10 and result(after, rows[0]).rank == 1


def test_the_same_figures_give_the_same_hashes():
    park = full_park()
    for tax in range(5):
        firm(park, tax=str(tax))
    one, two = run_of(), run_of()
    assert [one.rulebook_hash, one.inputs_hash, one.results_hash] == [
        two.rulebook_hash,
        two.inputs_hash,
        two.results_hash,
    ]


def test_counties_done_twice_and_in_any_order_make_one_run():
    for code in ("330302", "330303", "330304"):
        firm(full_park(under=place(code)))
    asked = Asked(place("330300"), YEAR)
    straight, run_id = run_of("330300"), next_id(Run)
    last, *others = found = bases(asked)
    given = {"run_id": run_id, "actor": None, "asked": asked, "counties": {one.county.pk for one in found}}
    for basis in [*reversed(others), *others]:
        evaluate_county(run_id=run_id, basis=basis, asked=asked)
        assert finish(**given) is None
    assert not Run.objects.filter(pk=run_id).exists()
    evaluate_county(run_id=run_id, basis=last, asked=asked)
    run = finish(**given)
    assert finish(**given) == run
    assert (run.results_hash, run.counts) == (straight.results_hash, straight.counts)


def test_what_if_runs_say_so_and_supersede_nothing():
    firm(full_park())
    real, draft = run_of(), scheme(content=content(mode="threshold"), valid_from="2030-01-01")
    supposed = run_of(scheme=draft)
    assert (supposed.hypothetical, supposed.assumption) == (True, "改用方案“本县方案”")
    assert supposed.supersedes is None and run_of().supersedes == real


def test_an_incomplete_scheme_is_refused_with_its_faults():
    firm(full_park())
    draft = scheme(content={}, valid_from="2030-01-01")
    with pytest.raises(PortalError, match="至少要有一个分组"):
        run_of(scheme=draft)


def test_replay_finds_a_changed_input_and_a_changed_result():
    park = full_park()
    one = firm(park)
    run = run_of()
    assert replay(run) == []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE evaluation_runinput DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE evaluation_runinput SET tax_wan = tax_wan + 1 WHERE enterprise_id = %s", [one.pk]
        )
        cursor.execute("ALTER TABLE evaluation_runinput ENABLE TRIGGER USER")
    found = replay(run)
    assert any("computed differently" in line for line in found) and any(
        "inputs_hash" in line for line in found
    )


@pytest.mark.parametrize("table", ["runmatter", "runpart", "enterpriseresult"])
def test_what_a_run_wrote_cannot_be_changed(table):
    firm(full_park(), veto="事故")
    run_of()
    with (
        pytest.raises(Error, match=r"append_only|Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM evaluation_{table}")


def test_the_command_prints_the_run_and_replays_it():
    park = full_park()
    for tax in range(10, 22):
        firm(park, tax=str(tax))
    answer = json.loads(said("evaluate", "enterprises", "--region", COUNTY, "--year", str(YEAR)))
    assert answer["counts"] == {"firms": 12, "A": 2, "B": 4, "C": 5, "D": 1}
    assert len(answer["rulebook_hash"]) == len(answer["results_hash"]) == 64
    assert json.loads(said("replay", str(answer["run"])))["equal"] is True


def test_the_command_refuses_with_a_sentence():
    with pytest.raises(CommandError, match="年度数据"):
        said("evaluate", "enterprises", "--region", COUNTY, "--year", str(YEAR))


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


# The database and the pure reading agree, whatever the figures, matters and settings.

AMOUNT = st.decimals("0", "5000", places=2)
MARKS = ("exempt", "set_aside", "protected", "veto", "+specialised", "+tech_sme", "+accident", "+environment")
ROW = st.tuples(
    AMOUNT,
    AMOUNT,
    st.none() | AMOUNT,
    st.none() | st.integers(0, 50),
    st.none() | AMOUNT,
    st.sets(st.sampled_from(MARKS), max_size=2),
)
SETTINGS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(("share", "threshold")),
        "lacking": st.sampled_from(("set_aside", "zero")),
        "smallest_group": st.sampled_from((0, 4)),
        "tie_break": st.sampled_from(([], ["tax_per_employee"])),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=15), SETTINGS)
def test_the_database_agrees_with_the_pure_reading(rows, given_settings):
    """Frozen rows are written directly, so that land and figures can be anything, and scored by the run's own query."""
    rules = ClassScheme.load(content(**given_settings))
    run_id, county = next_id(Run), place(COUNTY)
    firms = [frozen(run_id, county, at, row) for at, row in enumerate(rows)]
    expected = evaluate(rules, firms)
    query = ClassQuery(rules, run_id, county.pk)
    figures_found = query.figures()
    query.insert(figures_found)
    assert figures_found == expected.groups
    for row in EnterpriseResult.objects.filter(run=run_id):
        standing = expected.standings[row.uscc]
        assert row.outcome == standing.outcome and row.group == standing.group
        assert (row.score, row.rank) == (standing.score, standing.rank)
        assert (row.ranked_class, row.enterprise_class) == (standing.ranked_class, standing.enterprise_class)
        assert tuple(row.points) == standing.points
        assert standing.outcome != "ranked" or tuple(row.values) == standing.values
        assert all(gap in row.reason for gap in standing.gaps)
    assert query.differences(figures_found) == (0, 0)


def frozen(run_id, county, at, row) -> Firm:
    *numbers, marks = row
    facts = dict(zip(FACT_NAMES, (None if one is None else Decimal(one) for one in numbers), strict=True))
    key = f"firm{at}"
    RunInput.objects.create(
        run_id=run_id,
        county=county,
        place=county,
        park_id=1,
        enterprise_id=at + 1,
        figure_id=at,
        figure_version=1,
        enterprise_name=key,
        uscc=key,
        park_name="园",
        own_months_mu=0,
        floor_months_m2=0,
        park_land_in_use_mu=0,
        park_finished_floor_m2=0,
        **facts,
    )
    RunMatter.objects.bulk_create(
        RunMatter(
            run_id=run_id,
            county=county,
            enterprise_id=at + 1,
            enterprise_name=key,
            uscc=key,
            mark=mark,
            label="事项",
            reason="理由",
        )
        for mark in marks
    )
    return Firm(key, facts, frozenset(marks))
