"""Running one job: claim, work beside a heartbeat, finish in the same transaction as the work."""

import logging
import os
import socket
import threading
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from portal.errors import PortalError
from portal.jobs import services
from portal.jobs.registry import JobKind, LeaseLost, Progress, Waiting, job_kinds
from portal.models import Job

log = logging.getLogger(__name__)

UNEXPECTED = "处理时出现意外错误，已记录。请稍后重试，仍失败请联系系统管理员。"


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def run(job_id: int) -> bool:
    """Do the job if it is due; True when this call finished it. Safe to call any number of times."""
    job = services.claim(job_id, worker_name())
    if job is None:
        return False
    kind, progress = job_kinds.get(job.kind), Progress()
    with heartbeat(job, progress):
        try:
            return work(job, kind, progress)
        except LeaseLost:
            log.warning("job %s: another worker has taken over from attempt %s", job.pk, job.attempt)
            return False
        except PortalError as refusal:
            services.end(job, Job.State.FAILED, error=refusal.message)
            return False
        except Exception:
            log.exception("job %s failed", job.pk)
            services.give_back(job, UNEXPECTED)
            return False


@transaction.atomic
def work(job: Job, kind: JobKind, progress: Progress) -> bool:
    """The work and its end, all or nothing; False while it waits for its parts.

    Raises LeaseLost when the attempt does not count any more.
    """
    result = kind.work(job, progress)
    is_waiting = isinstance(result, Waiting)
    counts = services.wait(job, result) if is_waiting else finish(job, kind, progress, result)
    if not counts:
        raise LeaseLost
    return not is_waiting


def finish(job: Job, kind: JobKind, progress: Progress, result: dict[str, Any]) -> bool:
    return services.end(
        job,
        Job.State.DONE,
        done=progress.total,
        total=progress.total,
        message="",
        result=result,
        result_url=kind.result_url(result),
    )


@contextmanager
def heartbeat(job: Job, progress: Progress):
    """Renew the lease and show the progress from a thread with its own connection.

    The work holds one long transaction, so what it wrote itself would stay unseen until its end.
    """
    seconds = settings.JOB_HEARTBEAT_SECONDS
    if not seconds:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=beat, args=(job, progress, stop, seconds), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def beat(job: Job, progress: Progress, stop: threading.Event, seconds: float) -> None:
    try:
        while not stop.wait(seconds):
            if not services.keep_alive(job, progress.done, progress.total, progress.message):
                progress.lost.set()
                return
    except Exception:  # the database is away: the lease runs out and the work fails by itself
        log.exception("job %s: heartbeat stopped", job.pk)
    finally:
        connection.close()
