"""Any table of steps runs alike: never outside the diagram, one step at a time, each with its entry."""

import threading
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import CommentRequired, IllegalState, Incomplete, NotAllowed
from portal.models import AuditEntry, FlowEntry, Job
from portal.scope import Scope
from portal.workflow import Flow, State, Transition, flows, history, perform
from tests.factories import place, user_with


def lease(job, actor, given_values):
    return {"lease_until": timezone.now(), "worker": given_values.get("worker", "")}


def end(job, actor, given_values):
    return {"finished_at": timezone.now(), "error": "坏了"}


def not_the_requester(job, actor):
    return "发起人不能终止自己的任务。" if job.requested_by_id == actor.pk else ""


def unnamed(job):
    return [] if job.title else ["名称未填写"]


# A small flow over the one model of this room that has a state and a place.
FLOW = Flow(
    code="test",
    label="测试流程",
    initial="queued",
    states=(
        State("queued", "排队中", owner="经办人"),
        State("running", "进行中", "blue", "办理中", owner="经办人"),
        State("failed", "失败", final=True),
    ),
    transitions=(
        Transition(
            "start", "开始", ("queued",), "running", "job.view", "县级经办人", missing=unnamed, effect=lease
        ),
        Transition("pause", "暂停", ("running",), "queued", "job.view", comment_required=True),
        Transition(
            "end", "终止", ("queued", "running"), "failed", "job.view", refusal=not_the_requester, effect=end
        ),
    ),
)


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


@pytest.fixture
def job(places):
    return Job.objects.create(kind="test", title="测试任务", place=place("330302"))


def take(job, transition, actor, **values):
    return perform(flow=FLOW, subject=job, transition=transition, actor=actor, **values)


def test_a_step_writes_state_stamps_log_and_audit(job, officer):
    row = take(job, "start", officer, given={"worker": "甲"})
    assert (row.state, row.worker, row.lease_until is not None) == ("running", "甲", True)
    entry = history(FLOW, job).get()
    assert (entry.source, entry.target, entry.transition, entry.actor) == (
        "queued",
        "running",
        "start",
        officer,
    )
    audit = AuditEntry.objects.get(action="test.start")
    assert (audit.before, audit.after, audit.place) == (
        {"state": "queued"},
        {"state": "running"},
        place("330302"),
    )


@pytest.mark.parametrize("comment", ["", "  \n", "\u3000"])
def test_a_step_that_needs_a_comment_is_refused_without(job, officer, comment):
    take(job, "start", officer)
    with pytest.raises(CommentRequired, match="暂停须填写意见"):
        take(job, "pause", officer, comment=comment)
    assert take(job, "pause", officer, comment=" 等材料 ").state == "queued"
    assert history(FLOW, job).last().comment == "等材料"


def test_what_stands_against_a_step_is_named_in_order(job, officer):
    stranger = user_with("county_officer", place("330303"))
    with pytest.raises(IllegalState, match="当前状态为“排队中”，不能办理“暂停”"):
        take(job, "pause", stranger, comment="好")
    with pytest.raises(NotAllowed, match="您的角色不能办理“开始”，由县级经办人办理"):
        take(job, "start", stranger)
    Job.objects.filter(pk=job.pk).update(title="", requested_by=officer)
    with pytest.raises(NotAllowed, match="发起人不能终止"):
        take(job, "end", officer)
    with pytest.raises(Incomplete) as caught:
        take(job, "start", officer)
    assert caught.value.missing == ["名称未填写"]
    assert not FlowEntry.objects.exists()


def test_offers_say_what_one_may_and_why_not(job, officer):
    assert [(o.transition.code, o.enabled) for o in FLOW.offers(job, officer)] == [
        ("start", True),
        ("end", True),
    ]
    manager = user_with("manager", place("330302"))
    assert [o.reason for o in FLOW.offers(job, manager)] == [
        "您的角色不能办理“开始”，由县级经办人办理。",
        "您的角色不能办理“终止”。",
    ]


def test_nothing_is_written_when_the_effect_fails(job, officer):
    def break_down(*args):
        raise RuntimeError("out of luck")

    steps = (replace(FLOW.by_transition["start"], effect=break_down), *FLOW.transitions[1:])
    with pytest.raises(RuntimeError):
        perform(flow=replace(FLOW, transitions=steps), subject=job, transition="start", actor=officer)
    job.refresh_from_db()
    assert job.state == "queued" and not FlowEntry.objects.exists()


def test_the_database_wants_the_comment_too(job, officer):
    with pytest.raises(DatabaseError, match="flow_comment_where_required"), transaction.atomic():
        FlowEntry.objects.create(
            flow="test",
            subject_id=job.pk,
            transition="pause",
            source="running",
            target="queued",
            actor=officer,
            comment_required=True,
        )


def test_the_log_cannot_be_changed(job, officer):
    take(job, "start", officer)
    for change in (lambda rows: rows.update(comment="改"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="portal_flowentry"), transaction.atomic():
            change(FlowEntry.objects.all())


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_acts_and_the_other_reads_that_it_has_moved_on(officer, job):
    other = user_with("county_officer", place("330302"))
    barrier, outcomes = threading.Barrier(2), []

    def act(person, step):
        barrier.wait()
        try:
            outcomes.append(take(job, step, person).state)
        except IllegalState as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in ((officer, "start"), (other, "start"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["illegal_state", "running"]
    assert history(FLOW, job).count() == 1


@dataclass
class Paper:
    """A subject in memory: `perform` without its database."""

    state: str
    author: str
    scope = Scope(place="", view="")


@dataclass
class Person:
    pk: str
    permissions: frozenset

    def can(self, permission, at=None):
        return permission in self.permissions


PAPER_FLOW = Flow(
    "paper",
    "文件",
    "draft",
    (State("draft", "草稿"), State("sent", "已送"), State("back", "退回"), State("done", "办结", final=True)),
    (
        Transition("send", "送审", ("draft", "back"), "sent", "write"),
        Transition("return", "退回", ("sent",), "back", "judge"),
        Transition(
            "agree",
            "同意",
            ("sent",),
            "done",
            "judge",
            refusal=lambda paper, person: "不能审核自己的。" if person.pk == paper.author else "",
        ),
    ),
)
PEOPLE = [
    Person("甲", frozenset({"write"})),
    Person("乙", frozenset({"judge"})),
    Person("丙", frozenset({"write", "judge"})),
    Person("丁", frozenset()),
]
ATTEMPTS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PAPER_FLOW.transitions)), max_size=50)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PEOPLE), ATTEMPTS)
def test_random_walks_never_leave_the_diagram(author, attempts):
    paper = Paper("draft", author.pk)
    for person, step in attempts:
        offered = {o.transition.code for o in PAPER_FLOW.offers(paper, person) if o.enabled}
        allowed = PAPER_FLOW.objection(step, paper, person) is None
        assert allowed == (step.code in offered)
        if allowed:
            assert paper.state in step.sources and step.permission in person.permissions
            assert not (step.code == "agree" and person.pk == author.pk)
            paper.state = step.target
        assert paper.state in PAPER_FLOW.by_state
        assert bool(PAPER_FLOW.by_state[paper.state].final) == (not PAPER_FLOW.offers(paper, person))


def some(code, sources, target):
    return Transition(code, code, sources, target, "write")


@pytest.mark.parametrize(
    ("states", "steps", "fault"),
    [
        ([State("a", "甲", final=True)], [some("s", ("b",), "a")], "unknown state b"),
        (
            [State("a", "甲"), State("b", "乙", final=True)],
            [some("s", ("a",), "a")],
            "state b is never reached",
        ),
        ([State("a", "甲", final=True)], [some("s", ("a",), "a")], "final state a has a way out"),
        ([State("a", "甲"), State("b", "乙")], [some("s", ("a",), "b")], "state b is a dead end"),
        (
            [State("a", "甲"), State("b", "乙", final=True)],
            [some("s", ("a",), "b"), some("s", ("a",), "a")],
            "a code is used twice",
        ),
    ],
)
def test_a_table_with_a_fault_is_no_flow(states, steps, fault):
    with pytest.raises(ValueError, match=fault):
        Flow("broken", "坏", "a", tuple(states), tuple(steps))


def test_each_side_reads_its_own_words():
    assert FLOW.by_state["running"].label_for(applicant=True) == "办理中"
    assert FLOW.by_state["queued"].label_for(applicant=True) == "排队中"
    assert dict(FLOW.choices(applicant=True))["running"] == "办理中"


def test_the_committed_diagrams_are_those_of_the_code():
    call_command("flow_diagrams", "--check")


def test_a_diagram_that_differs_is_noticed(tmp_path):
    call_command("flow_diagrams", "--folder", str(tmp_path), stdout=SimpleNamespace(write=lambda text: None))
    call_command("flow_diagrams", "--check", "--folder", str(tmp_path))
    first = next(iter(flows))
    page = tmp_path / f"{first.code}.md"
    assert all(f"`{step.code}`" in page.read_text() for step in first.transitions)
    page.write_text(page.read_text().replace(first.label, "别的"))
    with pytest.raises(CommandError, match=f"{first.code}.md"):
        call_command("flow_diagrams", "--check", "--folder", str(tmp_path))
