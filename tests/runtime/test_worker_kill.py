"""A worker killed in the middle of a job: another finishes it within a minute, and nothing is done twice."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from config import celery
from config.runtime.postgres import wait_until
from portal.jobs import services
from portal.models import Job
from tests.plugin.servers import Processes
from tests.runtime import slow_jobs

APP = "tests.runtime.slow_jobs"


@pytest.fixture
def traces(transactional_db: None) -> Iterator[Callable[[], Counter[int]]]:
    """A table the job writes into, and how often each step is in it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE traces (job bigint, step int)")

    def counted() -> Counter[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT step FROM traces")
            return Counter(step for (step,) in cursor.fetchall())

    yield counted
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE traces")


@pytest.fixture(params=["redis", "filesystem"])
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    """Ring the bell on this broker; answers what the worker's environment has to say."""
    address = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    before = {name: celery.app.conf[name] for name in ("broker_url", "broker_transport_options")}
    move_bell(celery.broker(address, Path(settings.DATA_DIR) / "queue"))
    yield address
    move_bell(before)


def move_bell(options: dict[str, Any]) -> None:
    """Send this process's messages to another broker from now on."""
    celery.app.conf.update(options)
    # What a forked child does to forget its parent's connections.
    celery.app._after_fork()


def is_in_the_middle(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == Job.State.RUNNING and job.done >= 3


def is_over(job: Job) -> bool:
    job.refresh_from_db()
    return not job.is_open


def test_a_job_survives_its_worker(
    broker: str, traces: Callable[[], Counter[int]], processes: Callable[..., Processes]
) -> None:
    running = processes(redis_url=broker)
    running.beat()
    first = running.worker(app=APP)
    job = services.enqueue(kind=slow_jobs.KIND, title="留痕", params={}, actor=None)

    assert wait_until(lambda: is_in_the_middle(job), 40), running.log.read_text()
    # Only the parent: its pool process must not outlive it and go on with the job.
    os.kill(first.pid, signal.SIGKILL)
    killed = time.monotonic()
    # What it did so far stood in a transaction and is gone with it.
    assert traces() == Counter()
    running.worker(app=APP)

    assert wait_until(lambda: is_over(job), 60), running.log.read_text()
    assert time.monotonic() - killed <= 60
    assert (job.state, job.attempt, job.result) == (Job.State.DONE, 2, {"steps": slow_jobs.STEPS})
    assert traces() == Counter(range(1, slow_jobs.STEPS + 1))


def test_a_message_delivered_three_times_does_the_job_once(
    traces: Callable[[], Counter[int]], processes: Callable[..., Processes]
) -> None:
    running = processes()
    for _ in range(2):
        running.worker(app=APP)
    job = services.enqueue(kind=slow_jobs.KIND, title="留痕", params={}, actor=None)
    services.ring(job.pk)
    services.ring(job.pk)

    assert wait_until(lambda: is_over(job), 60), running.log.read_text()
    assert job.attempt == 1
    assert traces() == Counter(range(1, slow_jobs.STEPS + 1))
