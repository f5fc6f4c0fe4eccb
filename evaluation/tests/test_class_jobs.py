"""A run as jobs, one for each county: whatever their order and however often they are delivered, one result (W12)."""

import datetime
from itertools import permutations

import pytest
from django.utils import timezone

from evaluation.models import EnterpriseResult, Run, RunPart
from evaluation.services import Asked, evaluate_now, replay, request_by_scheme, run_jobs
from evaluation.services.reference import load_reference
from evaluation.tests.scenes import YEAR, full_park
from evaluation.tests.test_class_run import firm, scheme
from portal.errors import PortalError
from portal.jobs import runner, services
from portal.models import Job
from tests.factories import place, user_with

CITY, COUNTIES = "330300", ("330302", "330303", "330304")


@pytest.fixture
def officer(places):
    """Three counties with firms, and whoever may evaluate the city."""
    load_reference()
    for number, code in enumerate(COUNTIES):
        park = full_park(under=place(code))
        for tax in range(3):
            firm(park, tax=str(10 * number + tax))
    return user_with("city_officer", place(CITY))


@pytest.fixture
def bells(monkeypatch) -> list[int]:
    """The jobs that were rung for, instead of a broker."""
    rung = []
    monkeypatch.setattr(services.bell, "send", rung.append)
    return rung


def asked_for(officer) -> Job:
    return request_by_scheme(actor=officer, asked=Asked(place(CITY), YEAR))


def counties_of(job: Job) -> list[Job]:
    return list(
        Job.objects.filter(kind=run_jobs.county_job_of("enterprises"), params__job=job.pk).order_by("pk")
    )


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def finished(order, times: int = 1) -> Run:
    """Deliver a run's jobs in this order, each so many times, and the run's own between them."""
    job = Job.objects.filter(kind=run_jobs.job_of("enterprises")).latest("pk")
    assert not runner.run(job.pk)
    counties = counties_of(job)
    for at in order:
        for _ in range(times):
            runner.run(counties[at].pk)
            runner.run(job.pk)
    assert state(job) == "done"
    return Run.objects.get(pk=job.params["run"])


def test_every_order_of_the_counties_gives_the_same_run(officer):
    straight = evaluate_now(actor=officer, asked=Asked(place(CITY), YEAR))
    for order in permutations(range(len(COUNTIES))):
        asked_for(officer)
        run = finished(order)
        assert (run.results_hash, run.inputs_hash, run.counts) == (
            straight.results_hash,
            straight.inputs_hash,
            straight.counts,
        )
    assert replay(run) == []


def test_what_is_delivered_three_times_is_done_once(officer):
    job = asked_for(officer)
    run = finished(range(len(COUNTIES)), times=3)
    assert RunPart.objects.filter(run=run).count() == len(COUNTIES)
    assert EnterpriseResult.objects.filter(run=run).count() == run.counts["firms"] == 9
    assert [one.attempt for one in counties_of(job)] == [1, 1, 1]
    assert Run.objects.filter(job=job).count() == 1


def test_the_run_waits_without_using_up_its_attempts_and_shows_how_far_it_is(officer):
    job = asked_for(officer)
    for _ in range(Job.MAX_ATTEMPTS + 2):
        runner.run(job.pk)
    runner.run(counties_of(job)[1].pk)
    runner.run(job.pk)
    assert state(job) == "running"
    assert (job.done, job.total, job.message) == (1, 3, "已评价 1 个县(市、区)，共 3 个")
    assert len(counties_of(job)) == 3
    assert not Run.objects.exists()


def test_a_county_that_is_done_rings_for_the_run(officer, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = asked_for(officer)
        runner.run(job.pk)
        runner.run(counties_of(job)[0].pk)
    assert bells == [job.pk, *(one.pk for one in counties_of(job)), job.pk]


def test_the_sweeper_rings_for_a_run_whose_counties_told_nobody(officer, bells):
    job = asked_for(officer)
    runner.run(job.pk)
    Job.objects.update(rung_at=timezone.now() - datetime.timedelta(minutes=1))
    services.sweep()
    assert job.pk in bells


def test_a_county_that_fails_fails_the_run_and_is_made_up_for_when_asked_again(officer, monkeypatch):
    job = asked_for(officer)
    runner.run(job.pk)
    first, *others = counties_of(job)

    def refuse(**given):
        raise PortalError("数据被锁定，请稍后重试。")

    with monkeypatch.context() as broken:
        broken.setattr(run_jobs, "evaluate_county", refuse)
        runner.run(first.pk)
    for one in others:
        runner.run(one.pk)
    runner.run(job.pk)
    assert (state(job), "数据被锁定" in job.error, Run.objects.exists()) == ("failed", True, False)
    services.retry(job=job, actor=officer)
    runner.run(job.pk)
    again = counties_of(job)[len(COUNTIES) :]
    assert [one.place_id for one in again] == [first.place_id]
    runner.run(again[0].pk)
    assert runner.run(job.pk)


def test_the_scheme_of_the_day_it_was_asked_for_counts(officer):
    """A county's scheme published while the run is under way belongs to the next run."""
    asked_for(officer)
    scheme()
    run = finished(range(len(COUNTIES)))
    assert run.instruments["330302"]["scheme"]["is_reference"]


def test_an_unfinished_run_is_seen_nowhere(officer, client):
    job = asked_for(officer)
    runner.run(job.pk)
    runner.run(counties_of(job)[0].pk)
    assert EnterpriseResult.objects.filter(run=job.params["run"]).exists()
    client.force_login(officer)
    assert client.get("/api/v1/class-results/").json()["count"] == 0
    assert client.get(f"/evaluation/classes/{job.params['run']}/").status_code == 404
    row = EnterpriseResult.objects.filter(run=job.params["run"]).first()
    assert client.get(f"/evaluation/class-results/{row.pk}/").status_code == 404
