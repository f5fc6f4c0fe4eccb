"""Layouts as workbooks: empty templates, prefilled ones, exports that can be read back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from portal.sheets.layout import Layout


def write_layout(
    target: BinaryIO,
    layout: Layout,
    *,
    rows: Iterable[Mapping[str, Any]] = (),
    options: Mapping[str, Sequence[str]] | None = None,
    example: Mapping[str, Any] | None = None,
    author: str = "",
    note: str = "",
) -> None:
    """Write `rows` (name → value) under the layout's headers into `target`.

    `options` adds drop-downs for columns whose choices depend on the reader (name → labels); `example` is a row the
    reader skips; `note` stands above the headers. Rows are streamed: memory does not grow with them.
    """
    raise NotImplementedError
