"""Asking the process that opens templates: is this one usable, and what does it look like filled in."""

from dataclasses import dataclass
from typing import Any

from admissions.documents.names import sample
from portal.sheets.problems import FileRefused
from portal.sheets.reader import ask

SECONDS = 20  # on the clock, for a machine that is busy; the process limits its own work more closely
TOO_MUCH = "模板过于复杂，生成合同超出了允许的时间或内存，请精简后再上传。"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Rendered:
    """A contract as a Word file, and the names its template uses."""

    content: bytes
    names: tuple[str, ...]


def fill(template: bytes, values: dict[str, Any]) -> Rendered:
    """The template filled in. Raises only :class:`FileRefused`, with a sentence that says why."""
    parts = list(ask("admissions.documents.child", template, "模板.docx", SECONDS, TOO_MUCH, values=values))
    return Rendered(parts[1], tuple(parts[0]))


def inspect(data: bytes, filename: str) -> tuple[str, ...]:
    """The names an uploaded template uses, tried with sample values. Raises :class:`FileRefused`."""
    parts = list(ask("admissions.documents.child", data, filename, SECONDS, TOO_MUCH, values=sample()))
    if not parts[0]:
        raise FileRefused("文件里没有用到任何可用名称，请按“可用名称”列表写入后再上传。")
    return tuple(parts[0])
