"""The two tasks there are: look at one job, and ring for those nobody heard."""

from celery import shared_task

from portal.jobs import bell, runner, services


@shared_task(name=bell.RUN, ignore_result=True)
def run_job(job_id: int) -> bool:
    return runner.run(job_id)


@shared_task(name=bell.SWEEP, ignore_result=True)
def sweep_jobs() -> int:
    return services.sweep()
