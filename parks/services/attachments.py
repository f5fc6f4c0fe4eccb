"""Files of a park: kept under random names outside the web root, gone when their row is."""

import secrets
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from parks.models import Attachment, Park
from parks.rules import files
from parks.services import writing
from parks.services.soundness import Unsound

PERMISSION = "park.run"


@transaction.atomic
def attach(
    *,
    actor: Any,
    park: Park,
    name: str,
    file: IO[bytes],
    size: int,
    note: str = "",
    about: str = "",
    about_label: str = "",
) -> Attachment:
    """Keep a file of the park. Raises NotAllowed, Unsound (too large, empty, of no kind taken, not what its name
    says)."""
    actor.require(PERMISSION, park.place)
    kind = taken_kind(name, file, size)
    park = writing.locked(park)
    stored = secrets.token_hex(16)
    row = Attachment(
        park=park,
        name=files.clean_name(name),
        kind=kind,
        size_bytes=size,
        stored=stored,
        note=note,
        about=about,
        about_label=about_label[:200],
        uploaded_by=actor,
    )
    writing.add(actor=actor, action="attachment.add", row=row, place=park.place)
    keep(file, path_of(stored))
    return row


def taken_kind(name: str, file: IO[bytes], size: int) -> str:
    """The file's kind, when it is one we take and its name says so. Raises Unsound."""
    if not size:
        raise Unsound("文件是空的，请重新选择。", "file")
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
        raise Unsound(f"文件不能超过 {limit} MB，请压缩或拆分后再上传。", "file")
    kind, said = files.kind_of(file), files.ending_of(name)
    if not kind or not said:
        raise Unsound("只能上传 PDF、PNG、JPG、Word（docx）和 Excel（xlsx）文件，不含宏和密码。", "file")
    if kind != said:
        raise Unsound("文件内容与扩展名不一致，请用原来的程序另存后再上传。", "file")
    return kind


def path_of(stored: str) -> Path:
    return Path(settings.ATTACHMENT_DIR, stored[:2], stored)


def keep(file: IO[bytes], path: Path) -> None:
    """Write the file; what a failed transaction leaves behind is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file.seek(0)
    try:
        with path.open("xb") as target:
            while chunk := file.read(1024 * 1024):
                target.write(chunk)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def discard(row: Attachment) -> None:
    """Remove the file once the row is gone for good."""
    transaction.on_commit(partial(path_of(row.stored).unlink, missing_ok=True))
