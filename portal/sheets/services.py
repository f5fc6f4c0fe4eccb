"""What happens to a file of rows: read and checked, written, taken back."""

import datetime
import hashlib
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from portal import audit
from portal.errors import IllegalState, NotAllowed, PortalError
from portal.models import SheetBatch, SheetFile, SheetLine
from portal.sheets import staging, writing
from portal.sheets.kinds import SheetKind, sheet_kinds
from portal.sheets.matching import match
from portal.sheets.problems import Problem
from portal.sheets.reader import read

State, Accept, Status = SheetBatch.State, SheetBatch.Accept, SheetLine.Status
UNDO_WITHIN = datetime.timedelta(hours=24)
SHOWN = 10
MOVED = "预检之后，此记录已被他人修改、删除或登记，本行没有写入；请重新上传核对。"


class SheetRefused(PortalError):
    """The batch cannot be written or taken back as asked; the sentence says why."""

    code = "sheet_refused"
    status = 409


def kind_for(actor: Any, code: str, region: Any = None) -> SheetKind:
    """The kind of sheet, if the actor may bring it in (for `region`). Raises PortalError, NotAllowed."""
    if code not in sheet_kinds:
        raise PortalError("没有这一类表，请从列表中选择要导入的类型。", code="unknown_kind")
    kind = sheet_kinds.get(code)
    actor.require(kind.permission, region)
    return kind


@transaction.atomic
def stage(*, actor: Any, kind: str, data: bytes, filename: str, region: Any = None) -> SheetBatch:
    """Read the file now and keep what its rows mean; nothing is written yet.

    Raises NotAllowed, FileRefused (the file cannot be read), PortalError (no such kind).
    """
    batch = receive(actor, kind_for(actor, kind, region), data, filename, region)
    check(batch)
    return batch


def receive(actor: Any, kind: SheetKind, data: bytes, filename: str, region: Any) -> SheetBatch:
    batch = SheetBatch.objects.create(
        kind=kind.code,
        place=region,
        requested_by=actor,
        file_name=staging.safe(filename.replace("\\", "/").rpartition("/")[2])[:200] or "未命名",
        sha256=hashlib.sha256(data).hexdigest(),
    )
    SheetFile.objects.create(batch=batch, content=data)
    return batch


def check(batch: SheetBatch) -> None:
    """Read the batch's file and keep its lines. Raises FileRefused."""
    kind = sheet_kinds.get(batch.kind)
    found = match(read(bytes(batch.file.content), batch.file_name), kind.layouts)
    stage = staging.staged(kind, found, batch.requested_by, batch.place)
    batch.counts = staging.save(batch, kind, stage)
    batch.layout, batch.state = found.layout.code, State.STAGED
    batch.problems = [staging.as_dict(problem) for problem in found.problems]
    batch.notes = [staging.safe(note) for note in (*found.notes, *stage.notes)]
    batch.save()
    record(batch, "sheet.upload")


def commit(*, actor: Any, batch: SheetBatch, accept: str) -> SheetBatch:
    """Write the rows of the batch in one transaction; done already, it does nothing.

    `accept` "all" takes every row or none, "good" leaves the wrong ones. Rows whose records were changed by others
    since they were checked become wrong: with "all" the batch is then `staged` again and says so in `error`.
    Raises NotAllowed, SheetRefused.
    """
    try:
        with transaction.atomic(), history_of(actor, batch):
            return write(actor, batch, accept)
    except IntegrityError as error:
        raise SheetRefused("写入时与刚刚变动的数据冲突，没有写入任何一行；请重新上传核对。") from error


def write(actor: Any, batch: SheetBatch, accept: str) -> SheetBatch:
    batch, kind = held(actor, batch), sheet_kinds.get(batch.kind)
    if batch.state == State.COMMITTED:
        return batch
    if batch.state not in (State.STAGED, State.QUEUED):
        raise IllegalState("这份表不在待确认状态，请刷新页面查看。")
    require_acceptable(batch, accept)
    batch.accept = accept
    leave_moved(batch, kind)
    if accept == Accept.ALL and batch.counts[Status.WRONG]:
        batch.state, batch.error = (
            State.STAGED,
            "有的行在预检之后被他人改动，没有写入任何一行；请核对标出的行。",
        )
    else:
        kind.before_write(batch, actor)
        for part in kind.parts:
            writing.write(batch, part)
        kind.after_write(batch, actor)
        batch.state, batch.error, batch.committed_at = State.COMMITTED, "", timezone.now()
        record(batch, "sheet.import")
    batch.save()
    return batch


def held(actor: Any, batch: SheetBatch) -> SheetBatch:
    """The batch, this transaction's alone. Raises NotAllowed unless it is the actor's and its rows are still theirs."""
    found = SheetBatch.objects.select_for_update(of=("self",)).select_related("place", "job").get(pk=batch.pk)
    if found.requested_by_id != actor.pk:
        raise NotAllowed()
    require_places(actor, found)
    return found


def require_places(actor: Any, batch: SheetBatch) -> None:
    """Raise NotAllowed when a role has ended since the file was checked."""
    permission = sheet_kinds.get(batch.kind).permission
    actor.require(permission, batch.place)
    inside = Q(path="")
    for path in actor.places_granting(permission):
        inside |= Q(path__startswith=path)
    if batch.lines.filter(status__in=(Status.NEW, Status.CHANGED)).exclude(inside).exists():
        raise NotAllowed("部分行所在的地域已不在您的权限范围内，请重新上传。")


def require_acceptable(batch: SheetBatch, accept: str) -> None:
    if accept not in Accept.values:
        raise SheetRefused("请选择写入全部行，还是只写入正确的行。")
    wrong, good = batch.counts[Status.WRONG], batch.counts[Status.NEW] + batch.counts[Status.CHANGED]
    if accept == Accept.ALL and (wrong or any(problem["severity"] == "error" for problem in batch.problems)):
        raise SheetRefused(f"有 {wrong} 行有错误，不能全部写入；请更正后重新上传，或选择只写入正确的行。")
    if accept == Accept.GOOD and not good and wrong:
        raise SheetRefused("没有可以写入的行，请更正后重新上传。")


def leave_moved(batch: SheetBatch, kind: SheetKind) -> None:
    """Rows whose records others have changed, removed or entered meanwhile are wrong now."""
    numbers = {
        number
        for part in kind.parts
        for number in (*writing.moved(batch, part), *writing.appeared(batch, part))
    }
    lines = list(batch.lines.filter(number__in=numbers))
    for line in lines:
        problem = Problem(line.sheet, line.row, "", line.label, MOVED)
        line.status, line.problems = Status.WRONG, [*line.problems, staging.as_dict(problem)]
    SheetLine.objects.bulk_update(lines, ("status", "problems"), batch_size=500)
    if lines:
        batch.counts = counted(batch)


def counted(batch: SheetBatch) -> dict[str, int]:
    statuses = list(batch.lines.values_list("status", flat=True))
    return {status: statuses.count(status) for status in Status.values}


@transaction.atomic
def undo(*, actor: Any, batch: SheetBatch) -> SheetBatch:
    """Take back what the batch wrote, all of it. Raises NotAllowed, IllegalState, SheetRefused (after 24 hours, or
    because rows were changed or used since: it says which)."""
    batch, kind = held(actor, batch), sheet_kinds.get(batch.kind)
    if batch.state != State.COMMITTED:
        raise IllegalState("只有已写入的表可以撤销，请刷新页面查看。")
    if timezone.now() > batch.committed_at + UNDO_WITHIN:
        raise SheetRefused("写入已超过 24 小时，不能整批撤销；请在页面上逐条修改。")
    with history_of(actor, batch):
        for part in kind.parts:
            refuse_if(batch, writing.touched(batch, part), "写入后又被修改")
        kind.before_undo(batch, actor)
        for part in reversed(kind.parts):
            refuse_if(batch, writing.used(batch, part), "写入后已被其他资料引用")
            writing.take_back(batch, part)
    batch.state, batch.undone_at = State.UNDONE, timezone.now()
    batch.save()
    record(batch, "sheet.undo")
    return batch


def refuse_if(batch: SheetBatch, numbers: list[int], why: str) -> None:
    if not numbers:
        return
    rows = batch.lines.filter(number__in=numbers[:SHOWN]).values_list("row", "label")
    named = "；".join(f"第 {row} 行 {label}" for row, label in rows)
    more = f" 等 {len(numbers)} 行" if len(numbers) > SHOWN else ""
    raise SheetRefused(f"不能撤销：{named}{more}{why}。请在页面上逐条处理。")


def history_of(actor: Any, batch: SheetBatch) -> Any:
    """Until it ends, what changes carries the person and the file in its history."""
    return pghistory.context(user=actor.pk, note=f"导入 {batch.file_name}")


def record(batch: SheetBatch, action: str) -> None:
    after = {"kind": sheet_kinds.get(batch.kind).label, "rows": batch.counts, "sha256": batch.sha256}
    audit.record(actor=batch.requested_by, action=action, subject=batch, place=batch.place, after=after)
