"""The doorbell: one Celery message naming a job."""

from celery import current_app

RUN = "portal.jobs.run"
SWEEP = "portal.jobs.sweep"


def send(job_id: int) -> None:
    """Ask any worker to look at the job; raises what the broker raises when it is away."""
    current_app.send_task(RUN, args=[job_id], retry=False)
