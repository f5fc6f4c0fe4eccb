"""R23: of every flow there is: nobody ever leaves its diagram, its log folds to the state, the database refuses the rest."""

from dataclasses import replace
from random import Random
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from portal import calendar
from portal.errors import NotAllowed, PortalError
from portal.flow_guard import arrows
from portal.models import FlowEntry
from portal.workflow import always, flows, history, nothing_missing, perform
from tests.access.cast import assemble
from tests.access.subjects import waiver
from tests.factories import ParkFactory
from tests.walkers import GIVEN, STARTS

FLOWS = {flow.code: flow for flow in flows}
WALKS, STEPS = 2000, 50
DATABASE_WALKS, DATABASE_STEPS = 50, 12
every_flow = pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)


class Paper:
    """A subject in memory; who may what is the walker's."""

    scope = SimpleNamespace(place_of=lambda row: None)

    def __init__(self, state):
        self.state, self.log = state, []


def bare(flow):
    """The flow's arrows and permissions, without what its steps ask of a stored record."""
    steps = (
        replace(step, refusal=None, missing=nothing_missing, applies=always) for step in flow.transitions
    )
    return replace(flow, transitions=tuple(steps))


@every_flow
def test_walks_by_anybody_stay_on_the_diagram_and_the_log_folds_to_the_state(flow):
    chance, table = Random(flow.code), bare(flow)
    permissions = sorted({step.permission for step in table.transitions})
    reached = set()
    for _ in range(WALKS):
        paper = Paper(table.initial)
        for _ in range(STEPS):
            held = {chance.choice(permissions), chance.choice(permissions)}
            actor = SimpleNamespace(can=lambda permission, place, held=held: permission in held)
            step = chance.choice(table.transitions)
            if table.objection(step, paper, actor) is None:
                assert paper.state in step.sources and step.permission in held
                paper.log.append((paper.state, step.target))
                paper.state = step.target
            else:
                assert paper.state not in step.sources or step.permission not in held
        reached.add(paper.state)
        assert folded(table, paper.log) == paper.state
    ends = set(table.codes(final=True)) or set(table.by_state)
    assert reached <= set(table.by_state) and reached & ends


def folded(flow, log):
    state = flow.initial
    for source, target in log:
        assert source == state
        state = target
    return state


class Undone(Exception):
    """Takes a walk back."""


@pytest.mark.django_db
@every_flow
def test_walks_on_the_database_by_every_role(flow, cast):
    """50 walks: whoever tries whatever, a step is taken exactly when nothing stands against it, and is in the log."""
    chance = Random(flow.code)
    people = [person for person in cast.people.values() if person]
    for _ in range(DATABASE_WALKS):
        with pytest.raises(Undone), transaction.atomic():
            row = STARTS[flow.code](cast.park("own"))
            for _ in range(DATABASE_STEPS):
                row = attempt(flow, row, people, chance)
                assert row.state in flow.by_state and logged_state(flow, row) == row.state
            run("SET CONSTRAINTS ALL IMMEDIATE")
            raise Undone


def attempt(flow, row, people, chance):
    """Try a step out of the present state, now and then any step at all; answers the record as it is then."""
    leading = [step for step in flow.transitions if row.state in step.sources]
    step = chance.choice(leading if leading and chance.random() < 0.9 else flow.transitions)
    # Mostly by somebody whose step it is: a walk of strangers gets nowhere.
    place = type(row).scope.place_of(row)
    holders = [person for person in people if person.can(step.permission, place)]
    actor = chance.choice(holders if holders and chance.random() < 0.7 else people)
    objection = flow.objection(step, row, actor)
    try:
        with transaction.atomic():
            moved = perform(
                flow=flow, subject=row, transition=step.code, actor=actor, comment="意见", given=GIVEN
            )
        assert objection is None and moved.state == step.target
        return moved
    except (PortalError, NotAllowed) as refusal:
        assert objection is None or refusal.code == objection.code
        return type(row)._base_manager.get(pk=row.pk)


def logged_state(flow, row):
    state = flow.initial
    for entry in history(flow, row):
        step = flow.by_transition[entry.transition]
        assert (entry.source, entry.target) == (state, step.target) and state in step.sources
        state = entry.target
    return state


@pytest.fixture
def cast(places):
    calendar.load_reference()
    return assemble()


def test_every_flow_is_walked():
    assert set(FLOWS) == set(STARTS)


def test_every_flow_is_guarded():
    assert [code for code, flow in FLOWS.items() if flow.model is None] == []


@pytest.mark.django_db
@every_flow
def test_the_database_has_the_diagram(flow):
    """The triggers that are in the database name this flow's first state and its arrows, no more and no fewer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = %s::regclass AND t.tgname LIKE 'pgtrigger_flow_%%' AND t.tgenabled <> 'D' ORDER BY t.tgname",
            [flow.model._meta.db_table],
        )
        logged, moves, starts = (text for (text,) in cursor.fetchall())
    assert f"a record begins as {flow.initial}," in starts
    assert moves.count("('") == len(arrows(flow))
    assert all(f"('{source}', '{target}')" in moves for source, target in arrows(flow))
    assert "without its log" in logged


@pytest.mark.django_db
def test_raw_sql_is_refused(house_waiver):
    """By way of example on a waiver: a wrong start, a missing arrow, an arrow without its entry."""
    table, pk = "parks_waiver", house_waiver.pk
    with pytest.raises(DatabaseError, match="no way from draft to granted"), transaction.atomic():
        run(f"UPDATE {table} SET state = 'granted' WHERE id = {pk}")
    with pytest.raises(DatabaseError, match="without its log"), transaction.atomic():
        run(f"UPDATE {table} SET state = 'withdrawn' WHERE id = {pk}; SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="begins as draft"), transaction.atomic():
        run("SET LOCAL portal.allow_any_start = 'off'")
        house_waiver.pk, house_waiver.state = None, "granted"
        house_waiver.save(force_insert=True)
    assert not FlowEntry.objects.exists()


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def house_waiver(places):
    return waiver(ParkFactory())
