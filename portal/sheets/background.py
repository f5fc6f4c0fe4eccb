"""Large files are read, and batches written, in the background."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from portal.errors import IllegalState, NotAllowed, PortalError
from portal.jobs import services as jobs
from portal.jobs.registry import JobKind, Progress, job_kinds
from portal.models import Job, SheetBatch
from portal.sheets import services
from portal.sheets.problems import FileRefused

State = SheetBatch.State
STAGING, COMMITTING = "sheets.stage", "sheets.commit"
# A file this small is read while its sender waits.
AT_ONCE = 1024 * 1024


@transaction.atomic
def upload(*, actor: Any, kind: str, data: bytes, filename: str, region: Any = None) -> SheetBatch:
    """As `services.stage`; a large file is read by a job, and its batch is `received` until then."""
    if len(data) <= AT_ONCE:
        return services.stage(actor=actor, kind=kind, data=data, filename=filename, region=region)
    found = services.kind_for(actor, kind, region)
    batch = services.receive(actor, found, data, filename, region)
    batch.job = ask_for(STAGING, f"读取 {batch.file_name}", batch)
    batch.save()
    return batch


@transaction.atomic
def request_commit(*, actor: Any, batch: SheetBatch, accept: str) -> SheetBatch:
    """Have the batch written by a job. Raises NotAllowed, SheetRefused, IllegalState."""
    batch = services.held(actor, batch)
    job_gave_up = batch.job is not None and batch.job.state == Job.State.FAILED
    if batch.state != State.STAGED and not (batch.state == State.QUEUED and job_gave_up):
        raise IllegalState("这份表已经在写入或已写入，请刷新页面查看。")
    services.require_acceptable(batch, accept)
    batch.accept, batch.state, batch.error = accept, State.QUEUED, ""
    batch.job = ask_for(COMMITTING, f"导入 {batch.file_name}", batch)
    batch.save()
    return batch


def ask_for(kind: str, title: str, batch: SheetBatch) -> Job:
    return jobs.enqueue(
        kind=kind,
        title=title[:200],
        params={"batch": batch.pk},
        actor=batch.requested_by,
        place=batch.place,
        key=f"sheet:{batch.pk}",
    )


def batch_of(job: Job) -> SheetBatch:
    return SheetBatch.objects.select_related("requested_by", "place", "file").get(pk=job.params["batch"])


def stage_job(job: Job, progress: Progress) -> dict[str, Any]:
    """Read a large file; one that cannot be read is `refused`, with the sentence."""
    batch = batch_of(job)
    progress.report(0, 1, "正在读取")
    if batch.state == State.RECEIVED:
        try:
            with transaction.atomic():
                services.check(batch)
        except FileRefused as refusal:
            batch.state, batch.error = State.REFUSED, refusal.message
            batch.save()
    progress.report(1, 1)
    return {"batch": batch.pk, "counts": batch.counts}


def commit_job(job: Job, progress: Progress) -> dict[str, Any]:
    """Write a batch; one that is refused is `staged` again, with the sentence."""
    batch = batch_of(job)
    progress.report(0, 1, "正在写入")
    try:
        with transaction.atomic():
            batch = services.commit(actor=batch.requested_by, batch=batch, accept=batch.accept)
    except (PortalError, NotAllowed) as refusal:
        batch.state, batch.error = State.STAGED, refusal.message
        batch.save()
    progress.report(1, 1)
    return {"batch": batch.pk, "counts": batch.counts}


def page_of(result: dict[str, Any]) -> str:
    return reverse("portal:sheet_batch", args=(result["batch"],))


job_kinds.register(JobKind(STAGING, "读取表格", stage_job, page_of))
job_kinds.register(JobKind(COMMITTING, "写入表格", commit_job, page_of))
