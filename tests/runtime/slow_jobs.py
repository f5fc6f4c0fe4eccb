"""A worker with one more kind of job: slow enough to be killed in the middle, and it leaves countable traces."""

import time
from typing import Any

import django

# What follows needs the rooms loaded.
django.setup()

from django.db import connection  # noqa: E402

from config.celery import app  # noqa: E402
from portal.jobs.registry import JobKind, Progress, job_kinds  # noqa: E402
from portal.models import Job  # noqa: E402

__all__ = ["app"]

KIND = "tests.slow"
STEPS = 30


def leave_traces(job: Job, progress: Progress) -> dict[str, Any]:
    """Write one row per step, a step every fifth of a second."""
    for step in range(1, STEPS + 1):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO traces (job, step) VALUES (%s, %s)", [job.pk, step])
        progress.report(step, STEPS)
        time.sleep(0.2)
    return {"steps": STEPS}


if KIND not in {kind.code for kind in job_kinds}:
    job_kinds.register(JobKind(KIND, "留痕", leave_traces))
