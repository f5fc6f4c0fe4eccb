"""A run is kept for good: append-only, reproducible, all or nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from enterprises.models import YearlyFigure
from evaluation.explanations import explain
from evaluation.models import Run, RunInput, RunPark, RunResult
from evaluation.rules import rulings
from evaluation.services import evaluate, replay, request_run
from evaluation.tests.scenes import YEAR, firm, full_park, one, owner, run_of
from policies import library
from policies.model import Instrument
from portal.errors import NotAllowed, PortalError
from portal.jobs import runner
from portal.models import AuditEntry, Job
from tests.factories import place, user_with

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def silent(monkeypatch):
    """No worker hears the bell; the test is the worker."""
    monkeypatch.setattr("portal.jobs.bell.send", lambda job_id: None)


def tamper(table: str, change: str, where: str = "true") -> None:
    """What only the keeper of the database could do: change stored rows of a run."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change} WHERE {where}")


def test_the_database_refuses_every_change():
    owner(full_park(), "10", "1")
    run_of()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.allow_truncate = 'off'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in (Run, RunPark, RunInput, RunResult):
            for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
                with pytest.raises(DatabaseError, match=r"append-only|Cannot"), transaction.atomic():
                    cursor.execute(statement.format(model._meta.db_table))
            assert model.objects.exists()


def test_a_figure_corrected_later_changes_the_next_run_and_not_this_one():
    firm = owner(full_park(), "10", "1")
    before = run_of()
    YearlyFigure.objects.filter(enterprise=firm).update(tax_wan=Decimal(20))
    after = run_of()
    assert (replay(before), replay(after)) == ([], [])
    assert [one(run, "firm").tax_per_mu for run in (before, after)] == [10, 20]
    assert before.results_hash != after.results_hash
    assert after.supersedes == before


def test_nothing_changed_gives_the_same_hashes():
    owner(full_park(), "10", "1")
    first, second = run_of(), run_of()
    assert first.inputs_hash == second.inputs_hash
    assert first.results_hash == second.results_hash
    assert first.rulebook_hash == second.rulebook_hash


def test_a_replay_finds_a_single_wrong_digit(capsys):
    owner(full_park(), "10", "1")
    run = run_of()
    call_command("replay", run.pk)
    tamper("evaluation_runresult", "tax_per_mu = tax_per_mu + 0.01", "level = 'firm'")
    with pytest.raises(SystemExit) as ended:
        call_command("replay", run.pk)
    assert ended.value.code == 1
    assert "firm: 1 rows computed differently, 1 stored" in capsys.readouterr().out


def test_a_replay_finds_a_changed_input():
    owner(full_park(), "10", "1")
    run = run_of()
    tamper("evaluation_runinput", "land_mu = land_mu + 0.0001")
    assert any("land of 1 firms" in line for line in replay(run))


@pytest.mark.parametrize("change", ["park_finished_floor_m2 = 0", "land_mu = NULL"])
def test_a_replay_tells_land_from_no_land(change):
    firm(full_park(), "10")
    run = run_of()
    tamper("evaluation_runinput", change)
    assert any("land of 1 firms" in line for line in replay(run))


@pytest.mark.parametrize("county", ["330302", "330303"])
@pytest.mark.parametrize(("field", "value"), [("value", "40"), ("since", "2018-01-01"), ("label", "别的")])
def test_a_replay_finds_a_changed_parameter_in_any_county(county, field, value):
    owner(full_park(), "10", "1")
    run = run_of("330300")
    path = f"{{{county},parameters,0,{field}}}"
    tamper("evaluation_run", f"""instruments = jsonb_set(instruments, '{path}', '"{value}"')""")
    run.refresh_from_db()
    (difference,) = replay(run)
    assert difference.startswith("rulebook_hash is ")


@pytest.fixture
def amended(monkeypatch):
    """Lets the whole portal read another library from now on."""

    def amend(changed: library.Library) -> None:
        monkeypatch.setattr(library, "load_library", lambda root: changed)
        library.get_library.cache_clear()

    yield amend
    library.get_library.cache_clear()


def ended_on(day: date) -> library.Library:
    """The project's library with every instrument running out on a day."""
    instruments = library.get_library().instruments
    return library.Library(tuple(replace(one, in_force_until=day) for one in instruments))


@pytest.mark.parametrize(
    "later", [lambda: with_target(Decimal(40)), lambda: ended_on(date(2020, 6, 30))], ids=["value", "end"]
)
def test_a_policy_changed_later_leaves_an_old_explanation_to_the_letter(client, amended, later):
    owner(full_park(), "30", "1")
    run = run_of("330300")
    results = RunResult.objects.filter(run=run).select_related("county")
    before = [explain(result, run).as_dict() for result in results]
    amended(later())
    assert [explain(result, run).as_dict() for result in results] == before
    assert replay(run) == []
    client.force_login(user_with("manager", place("330300")))
    body = client.get(f"/evaluation/results/{one(run, 'firm').pk}/").content.decode()
    assert "达到亩均税收目标 20 万元/亩，相差 10" in body


def test_a_value_changed_in_the_policy_changes_the_rulebook_hash(monkeypatch):
    owner(full_park(), "10", "1")
    before = run_of()
    monkeypatch.setattr(evaluate, "get_library", lambda: with_target(Decimal(21)))
    after = run_of()
    assert before.rulebook_hash != after.rulebook_hash
    assert before.results_hash == after.results_hash
    values = [run.instruments["330302"]["parameters"][0]["value"] for run in (before, after)]
    assert values == ["20", "21"]


def with_target(value: Decimal) -> library.Library:
    """The project's library with another target of tax per 亩 in article 2 of Wenzhou."""

    def changed(instrument: Instrument) -> Instrument:
        clauses = tuple(
            replace(clause, parameters=tuple(map(parameter, clause.parameters)))
            for clause in instrument.clauses
        )
        return replace(instrument, clauses=clauses)

    def parameter(one):
        if one.id != "w02.tax_per_mu_min":
            return one
        return replace(one, values=tuple(replace(dated, value=value) for dated in one.values))

    return library.Library(tuple(map(changed, library.get_library().instruments)))


def test_a_rule_names_formula_clause_and_what_it_reads():
    found = rulings.ruling(library.get_library(), "330302", YEAR)
    assert (found.formula.id, found.formula.clause_id) == ("w12.tax_per_mu", "w12")
    assert [reading.id for reading in found.readings] == ["w02.tax_per_mu_min"]
    assert rulings.ruling(library.get_library(), "330282", 2023).formula.id == "c13.tax_per_mu"
    assert rulings.ruling(library.get_library(), "330282", 2024) is None


def test_a_job_stopped_in_the_middle_leaves_nothing_and_the_next_try_does_it_all(silent, monkeypatch):
    owner(full_park(), "10", "1")
    job = request_run(actor=officer(), place=place("330302"), year=YEAR)

    def stopped(*args):
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(evaluate, "write_results", stopped)
        assert not runner.run(job.pk)
    assert not any(model.objects.exists() for model in (Run, RunPark, RunInput, RunResult))
    assert runner.run(job.pk)
    job.refresh_from_db()
    run = Run.objects.get()
    assert (job.state, job.result_url, run.job) == ("done", f"/evaluation/runs/{run.pk}/", job)
    assert AuditEntry.objects.filter(action="evaluation.run", object_id=str(run.pk)).count() == 1
    assert not runner.run(job.pk)


def officer():
    return user_with("county_officer", place("330302"))


def test_clicking_twice_asks_once(silent):
    owner(full_park(), "10", "1")
    actor = officer()
    jobs = [request_run(actor=actor, place=place("330302"), year=YEAR) for _ in range(2)]
    assert jobs[0] == jobs[1]
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "home", "asked"),
    [
        ("county_officer", "330302", "330303"),
        ("county_officer", "330302", "330300"),
        ("manager", "330300", "330300"),
        ("operator", None, "330302"),
    ],
)
def test_only_officers_of_the_place_start_a_run(role, home, asked):
    park = full_park()
    owner(park, "10", "1")
    with pytest.raises(NotAllowed):
        request_run(actor=user_with(role, place(home) if home else park.place), place=place(asked), year=YEAR)


def test_the_command_line_evaluates_and_says_what_it_found(capsys):
    owner(full_park(), "10", "1")
    call_command("evaluate", "tax-per-mu", region="330302", year=YEAR)
    run = Run.objects.get()
    answer = capsys.readouterr().out
    assert f'"run": {run.pk}' in answer and run.results_hash in answer and run.rulebook_hash in answer
    assert run.created_by is None


def test_the_command_line_acts_as_somebody_with_their_rights():
    owner(full_park(), "10", "1")
    stranger = user_with("county_officer", place("330303"))
    with pytest.raises(CommandError):
        call_command("evaluate", "tax-per-mu", region="330302", year=YEAR, user=stranger.username)
    with pytest.raises(CommandError, match="用户不存在"):
        call_command("evaluate", "tax-per-mu", region="330302", year=YEAR, user="nobody-here")


@pytest.mark.parametrize(
    ("region", "year", "words"),
    [
        ("330302", 99999, "2000 至 2100"),
        ("330302", -1, "2000 至 2100"),
        ("330302", 10**30, "2000 至 2100"),
        ("999999", YEAR, "地域不存在：999999"),
    ],
)
def test_the_command_line_refuses_in_one_sentence(region, year, words):
    owner(full_park(), "10", "1")
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("evaluate", "tax-per-mu", region=region, year=year)
    assert refusal.value.returncode == 1
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_out_of_range_is_refused_when_it_is_asked_for(year):
    with pytest.raises(PortalError) as refusal:
        request_run(actor=officer(), place=place("330302"), year=year)
    assert refusal.value.code == "year_out_of_range"
