"""Workbooks to download: templates, the annotated file, lists that can be changed and imported again."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from portal.exports import CHUNK, CONTENT_TYPE
from portal.sheets.kinds import SheetKind
from portal.sheets.template import write_layout

IN_MEMORY = 8 * 1024 * 1024


def template(kind: SheetKind, actor: Any, region: Any, *, filled: bool) -> StreamingHttpResponse:
    """The kind's template, empty or with what is known of one's own places."""
    where = f" · 范围：{region.name}" if region else ""
    note = f"{kind.label}导入模板 · 带 * 的必填 · 示例行不导入{where} · {stamp(actor)}"
    return workbook(
        f"{kind.label}导入模板{'（含现有数据）' if filled else ''}",
        kind,
        rows=kind.prefill(actor, region) if filled else (),
        options=kind.options(actor, region),
        example=kind.example(),
        author=actor.display_name,
        note=note,
    )


def export(kind: SheetKind, records: Any, actor: Any, words: str) -> StreamingHttpResponse:
    """What a list shows, in the layout its kind of sheet is imported in: unchanged, it changes nothing."""
    return workbook(
        f"{kind.label}_可改后导入",
        kind,
        rows=kind.rows(actor, records),
        options=kind.options(actor, None),
        author=actor.display_name,
        note=f"筛选条件：{words or '无'} · 改后可在“数据导入”中上传 · {stamp(actor)}",
    )


def stamp(actor: Any) -> str:
    return f"导出时间：{timezone.localtime():%Y-%m-%d %H:%M} · 导出人：{actor.display_name}"


def workbook(
    name: str, kind: SheetKind, *, rows: Iterable[Mapping[str, Any]], **more: Any
) -> StreamingHttpResponse:
    def write(target: BinaryIO) -> None:
        write_layout(target, kind.layout, rows=rows, **more)

    return download(f"{name}_{timezone.localtime():%Y%m%d_%H%M}.xlsx", spooled(write))


def download(name: str, content: Iterable[bytes]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def spooled(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What `write` writes, sent only when it is whole: a broken download never looks complete."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        write(spool)  # type: ignore[arg-type]  # a spool is a BinaryIO in all but name
        spool.seek(0)
        while chunk := spool.read(CHUNK):
            yield chunk
