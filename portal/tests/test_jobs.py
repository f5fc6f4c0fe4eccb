"""The job row is the truth: asked for once, done once, whoever rings and however often."""

import datetime

import pytest
from django.utils import timezone

from portal.errors import IllegalState, NotAllowed, PortalError
from portal.jobs import runner, services
from portal.jobs.registry import JobKind, LeaseLost, Progress, job_kinds
from portal.models import AuditEntry, Job
from tests.factories import UserFactory, place, user_with

pytestmark = pytest.mark.django_db


def note(job: Job, progress: Progress) -> dict:
    progress.report(1, 2, "一半")
    AuditEntry.objects.create(actor_name="job", action=f"note.{job.params['word']}")
    return {"word": job.params["word"]}


def refuse(job: Job, progress: Progress) -> dict:
    raise PortalError("没有可计算的数据，请先填报。")


def crash(job: Job, progress: Progress) -> dict:
    AuditEntry.objects.create(actor_name="job", action="note.crash")
    raise RuntimeError("out of luck")


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Three kinds of work of the tests' own, and a bell that only counts."""
    rung = []
    monkeypatch.setattr(services.bell, "send", rung.append)
    monkeypatch.setattr(job_kinds, "_items", dict(job_kinds._items))
    job_kinds.register(JobKind("test.note", "记录", note, lambda result: f"/notes/{result['word']}/"))
    job_kinds.register(JobKind("test.refuse", "拒绝", refuse))
    job_kinds.register(JobKind("test.crash", "崩溃", crash))
    return rung


def ask(kind: str, **values) -> Job:
    values = {"params": {"word": "a"}, "actor": UserFactory(), **values}
    return services.enqueue(kind=kind, title="测试任务", **values)


def notes() -> int:
    return AuditEntry.objects.filter(action__startswith="note.").count()


def test_a_job_is_rung_after_commit_and_done_once(kinds, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask("test.note")
        assert kinds == []
    assert kinds == [job.pk]
    assert [runner.run(job.pk) for _ in range(3)] == [True, False, False]
    job.refresh_from_db()
    assert (job.state, job.result, job.result_url, job.percent) == ("done", {"word": "a"}, "/notes/a/", 100)
    assert notes() == 1


def test_the_same_key_is_one_job_while_it_is_open():
    user = UserFactory()
    first = ask("test.note", key="2020", actor=user)
    assert ask("test.note", key="2020", actor=user) == first
    runner.run(first.pk)
    assert ask("test.note", key="2020", actor=user) != first


def test_a_refusal_fails_the_job_with_its_sentence():
    job = ask("test.refuse")
    assert not runner.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "没有可计算的数据，请先填报。")


def test_an_unexpected_error_is_tried_three_times_and_leaves_nothing():
    job = ask("test.crash")
    for attempt in (1, 2, 3):
        runner.run(job.pk)
        job.refresh_from_db()
        assert (job.attempt, job.state) == (attempt, "failed" if attempt == 3 else "queued")
    assert not runner.run(job.pk)
    assert notes() == 0
    services.retry(job=job, actor=job.requested_by)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("queued", 0)


def test_a_lease_that_runs_out_is_rung_again_and_taken_over(kinds):
    job = ask("test.note")
    abandoned = services.claim(job.pk, "worker that dies")
    assert services.sweep() == 0
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    assert services.sweep() == 1
    assert kinds == [job.pk]
    assert runner.run(job.pk)
    assert not services.keep_alive(abandoned, 1, 2, "")
    assert notes() == 1


def test_who_lost_the_lease_leaves_nothing():
    job = ask("test.note")
    slow = services.claim(job.pk, "slow worker")
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    assert runner.run(job.pk)
    with pytest.raises(LeaseLost):
        runner.work(slow, job_kinds.get("test.note"), Progress())
    assert notes() == 1


def test_a_broker_that_is_away_loses_nothing(monkeypatch, django_capture_on_commit_callbacks):
    def away(job_id):
        raise ConnectionError

    monkeypatch.setattr(services.bell, "send", away)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask("test.note")
    job.refresh_from_db()
    assert job.state == "queued"


def test_progress_is_never_a_hundred_before_the_end():
    assert Job(done=10, total=10, state="running").percent == 99
    assert Job(state="queued").percent == 0


def failed(**values) -> Job:
    """A job that was refused once and waits for somebody to ask again."""
    job = ask("test.refuse", **values)
    runner.run(job.pk)
    job.refresh_from_db()
    return job


def test_retrying_while_the_same_job_is_open_is_refused_with_a_sentence(client):
    user = UserFactory()
    old = failed(key="2020", actor=user)
    ask("test.refuse", key="2020", actor=user)
    with pytest.raises(IllegalState, match="同一任务正在进行"):
        services.retry(job=old, actor=user)
    client.force_login(user)
    answer = client.post(f"/jobs/{old.pk}/", follow=True)
    assert answer.status_code == 200
    assert "同一任务正在进行，请等它结束后再重试。" in answer.content.decode()
    old.refresh_from_db()
    assert old.state == "failed"


def test_a_twin_that_ends_between_the_two_questions_is_no_error(monkeypatch):
    user = UserFactory()
    first = ask("test.note", key="2020", actor=user)
    looked_for = services.open_twin

    def ended_meanwhile(kind, key):
        runner.run(first.pk)
        return looked_for(kind, key)

    monkeypatch.setattr(services, "open_twin", ended_meanwhile)
    second = ask("test.note", key="2020", actor=user)
    assert (second.pk != first.pk, second.state) == (True, "queued")


def test_only_who_asked_or_who_watches_the_place_may_ask_again(places):
    job, unplaced = failed(place=place("330302")), failed()
    watchers = {code: user_with("county_officer", place(code)) for code in ("330302", "330304")}
    for stranger, refused in (
        (UserFactory(), job),
        (watchers["330304"], job),
        (watchers["330302"], unplaced),
        (UserFactory(), unplaced),
    ):
        with pytest.raises(NotAllowed):
            services.retry(job=refused, actor=stranger)
    assert services.retry(job=job, actor=watchers["330302"]).state == "queued"
    keeper = user_with("system_administrator", place("330000"))
    assert services.retry(job=unplaced, actor=keeper).state == "queued"
