"""The life of a job row: asked for, rung, claimed, kept alive, finished, failed, asked for again."""

import datetime
import logging
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from portal import audit
from portal.errors import IllegalState, NotAllowed
from portal.jobs import bell
from portal.jobs.registry import Waiting, job_kinds
from portal.models import Job, JobPulse
from portal.scope import sees_whole_tree

log = logging.getLogger(__name__)

LEASE = datetime.timedelta(seconds=15)
RING_AGAIN_AFTER = datetime.timedelta(seconds=10)
GAVE_UP = "任务多次中断，已停止自动重试。请检查输入后点“重试”，仍失败请联系系统管理员。"


def ring(job_id: int) -> None:
    """Tell a worker there is work. Nothing is lost if nobody hears: the sweeper rings again."""
    Job.objects.filter(pk=job_id).update(rung_at=timezone.now())
    try:
        bell.send(job_id)
    except Exception as error:  # broker away: the row is the truth, the sweeper will ring
        log.warning("job %s: the bell did not ring (%s)", job_id, error)


@transaction.atomic
def enqueue(
    *, kind: str, title: str, params: dict[str, Any], actor: Any, place: Any = None, key: str = ""
) -> Job:
    """Ask for a job; while one with the same kind and key is open, answer that one instead."""
    job_kinds.get(kind)
    row = Job(kind=kind, title=title, params=params, requested_by=actor, place=place, key=key)
    job = written(row) or open_twin(kind, key) or written(row)  # the twin may end between the questions
    if job is None:
        raise IllegalState("同一任务正在进行，请稍后再试。")
    if job is not row:
        return job
    audit.record(actor=actor, action="job.enqueue", subject=job, place=place, after=params)
    transaction.on_commit(partial(ring, job.pk))
    return job


def written(row: Job) -> Job | None:
    """The row as a new job; None when one with the same kind and key is open."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            return row
    except IntegrityError:
        return None


def open_twin(kind: str, key: str) -> Job | None:
    return Job.objects.filter(kind=kind, key=key, state__in=Job.OPEN).first()


def due() -> Q:
    """Jobs that wait for a worker: queued, or running under a lease that has run out."""
    return Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=timezone.now())


@transaction.atomic
def claim(job_id: int, worker: str) -> Job | None:
    """Take the job if it is due; None if it is done, or another worker holds it."""
    job = Job.objects.select_for_update(skip_locked=True).filter(due(), pk=job_id).first()
    if job is None:
        return None
    if job.is_spent:
        end(job, Job.State.FAILED, error=job.error or GAVE_UP)
        return None
    now = timezone.now()
    job.state, job.attempt, job.worker = Job.State.RUNNING, job.attempt + 1, worker
    job.started_at, job.lease_until = job.started_at or now, now + LEASE
    job.done = job.total = 0
    job.save()
    return job


def keep_alive(job: Job, done: int, total: int, message: str) -> bool:
    """Renew the lease and write the progress; False when the job is no longer this attempt's."""
    rows = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)
    return bool(
        rows.update(lease_until=timezone.now() + LEASE, done=done, total=total, message=message[:200])
    )


def end(job: Job, state: str, **values: Any) -> bool:
    """Close this attempt; False when it is no longer the one that counts."""
    rows = Job.objects.filter(pk=job.pk, attempt=job.attempt, state__in=Job.OPEN)
    return bool(rows.update(state=state, finished_at=timezone.now(), lease_until=None, **values))


def wait(job: Job, waiting: Waiting) -> bool:
    """Let go of a job whose parts are still at work; False when this attempt is no longer the one that counts.

    An attempt that ended in waiting is none of those a job may fail.
    """
    rows = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)
    kept = {name: getattr(waiting, name) for name in ("done", "total", "message", "result")}
    return bool(rows.update(waits=F("waits") + 1, lease_until=timezone.now(), **kept))


def give_back(job: Job, error: str) -> None:
    """After an unexpected error: queue the job again, or fail it when it has had its attempts."""
    if job.is_spent:
        end(job, Job.State.FAILED, error=error)
        return
    rows = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)
    rows.update(state=Job.State.QUEUED, lease_until=None, rung_at=timezone.now(), error=error)


def may_retry(actor: Any, job: Job) -> bool:
    """Whoever asked for it, and whoever watches jobs at its place (of the whole tree, when it has none)."""
    if job.requested_by_id == actor.pk:
        return True
    if job.place is None:
        return sees_whole_tree(actor, "job.view")
    return bool(actor.can("job.view", job.place))


@transaction.atomic
def retry(*, job: Job, actor: Any) -> Job:
    """Ask for a failed job again. Raises NotAllowed, IllegalState (also while the same one is open)."""
    if not may_retry(actor, job):
        raise NotAllowed()
    row = Job.objects.select_for_update().get(pk=job.pk)
    if row.state != Job.State.FAILED:
        raise IllegalState("只有失败的任务可以重试，请刷新页面查看最新状态。")
    row.state, row.attempt, row.waits, row.error = Job.State.QUEUED, 0, 0, ""
    row.result, row.finished_at = {}, None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise IllegalState("同一任务正在进行，请等它结束后再重试。") from error
    audit.record(actor=actor, action="job.retry", subject=row, place=row.place)
    transaction.on_commit(partial(ring, row.pk))
    return row


def sweep() -> int:
    """Ring for every due job whose bell was not heard lately; answers how many. Leaves a pulse."""
    JobPulse.objects.update_or_create(pk=1, defaults={"swept_at": timezone.now()})
    quiet = Q(rung_at__isnull=True) | Q(rung_at__lt=timezone.now() - RING_AGAIN_AFTER)
    jobs = list(Job.objects.filter(due(), quiet).order_by("pk").values_list("pk", flat=True)[:500])
    for job_id in jobs:
        ring(job_id)
    return len(jobs)
