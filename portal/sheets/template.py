"""Layouts as workbooks: empty templates, prefilled ones, exports that can be read back."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from portal.sheets.columns import Choice, Column, Day, Many, Number
from portal.sheets.layout import Layout
from portal.sheets.marks import EXAMPLE, FAULT_COLUMN, VERSION_SHEET

EXAMPLE_MARK = f"{EXAMPLE}（不导入）"
_LAST_CHECKED_ROW = 20_000  # drop-downs reach so far down
_LONGEST_TEXT = 32_767  # what a cell holds


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
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, settings)
    book.set_properties(
        {"title": layout.label, "author": author, "comments": f"{layout.code} {layout.version}"}
    )
    _Page(book, layout, has_example=example is not None).write(
        rows, example, note, _choices(layout, options or {})
    )
    book.close()


def _choices(layout: Layout, options: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The drop-downs: of columns with options of their own, and of those the reader brings."""
    own = {
        column.name: [label for _, label in column.options]
        for column in layout.columns
        if isinstance(column, Choice) and not isinstance(column, Many)
    }
    brought = {name: list(labels) for name, labels in options.items() if name in layout.by_name}
    return {name: labels for name, labels in (own | brought).items() if labels}


class _Page:
    """The sheet people fill in, and the hidden one it takes its drop-downs from."""

    def __init__(self, book: xlsxwriter.Workbook, layout: Layout, *, has_example: bool) -> None:
        self.book, self.layout = book, layout
        self.sheet = book.add_worksheet(_sheet_name(layout.label))
        self.left = 1 if has_example else 0  # the column that marks the example comes first
        self.formats = {column.name: self.cell_format(column) for column in layout.columns}
        self.examples = {column.name: self.cell_format(column, grey=True) for column in layout.columns}

    def cell_format(self, column: Column, *, grey: bool = False) -> Any:
        look = {"num_format": _number_format(column)}
        return self.book.add_format(look | ({"font_color": "#808080", "italic": True} if grey else {}))

    def write(
        self,
        rows: Iterable[Mapping[str, Any]],
        example: Mapping[str, Any] | None,
        note: str,
        choices: Mapping[str, Sequence[str]],
    ) -> None:
        self.set_widths()
        top = 1 if note else 0
        if note:
            self.sheet.write_string(0, 0, note, self.book.add_format({"font_color": "#595959"}))
        self.write_header(top)
        first = last = top + 1
        if example is not None:
            self.sheet.write_string(first, 0, EXAMPLE_MARK, self.book.add_format({"font_color": "#808080"}))
            self.write_row(first, example, self.examples)
        for last, row in enumerate(rows, first + self.left):
            self.write_row(last, row, self.formats)
        self.write_choices(choices, first, max(last, _LAST_CHECKED_ROW))

    def set_widths(self) -> None:
        if self.left:
            self.sheet.set_column(0, 0, 16)
        for index, column in enumerate(self.layout.columns, self.left):
            width = min(max(2 * len(column.heading) + 2, 12), 36)
            self.sheet.set_column(index, index, width, self.formats[column.name])

    def write_header(self, row: int) -> None:
        look = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7", "border": 1}
        plain, needed = self.book.add_format(look), self.book.add_format({**look, "font_color": "#C00000"})
        if self.left:
            self.sheet.write_string(row, 0, FAULT_COLUMN, plain)
        for index, column in enumerate(self.layout.columns, self.left):
            mark = "*" if column.required else ""
            self.sheet.write_string(row, index, f"{column.heading}{mark}", needed if mark else plain)
            if help_text := _help(column):
                self.sheet.write_comment(row, index, help_text)
        self.sheet.freeze_panes(row + 1, self.left + 1)

    def write_row(self, line: int, row: Mapping[str, Any], formats: Mapping[str, Any]) -> None:
        for index, column in enumerate(self.layout.columns, self.left):
            value = column.show(row.get(column.name))
            if value is not None:
                _write(self.sheet, line, index, value, formats[column.name])

    def write_choices(self, choices: Mapping[str, Sequence[str]], first: int, last: int) -> None:
        hidden = self.book.add_worksheet(VERSION_SHEET)
        hidden.hide()
        hidden.write_row(0, 0, [self.layout.code, self.layout.version])
        for line, row in enumerate(zip_longest(*choices.values(), fillvalue=""), 1):
            hidden.write_row(line, 0, row)
        places = {column.name: index for index, column in enumerate(self.layout.columns, self.left)}
        for index, (name, labels) in enumerate(choices.items()):
            letter = xl_col_to_name(index)
            self.book.define_name(
                f"options_{name}", f"='{VERSION_SHEET}'!${letter}$2:${letter}${len(labels) + 1}"
            )
            self.sheet.data_validation(first, places[name], last, places[name], _drop_down(name))


def _drop_down(name: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"=options_{name}",
        "error_title": "不在选项中",
        "error_message": "请从下拉列表中选择。",
    }


def _help(column: Column) -> str:
    """What a person who fills in the column wants to know."""
    lines = [column.hint, f"例如：{column.example}" if column.example else ""]
    if isinstance(column, Many):
        lines.append("可填多项，用“、”隔开：" + "、".join(label for _, label in column.options))
    return "\n".join(filter(None, lines))


def _number_format(column: Column) -> str:
    """Text stays text, so that no code loses its zeros or its last digits."""
    if isinstance(column, Day):
        return "yyyy-mm-dd"
    return "General" if isinstance(column, Number) else "@"


def _write(sheet: Any, line: int, index: int, value: Any, look: Any) -> None:
    if isinstance(value, datetime.date):
        sheet.write_datetime(line, index, datetime.datetime.combine(value, datetime.time()), look)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, index, value, look)
    elif len(value) > _LONGEST_TEXT:
        raise ValueError(f"{len(value)} characters do not fit into a cell")
    else:
        sheet.write_string(line, index, value, look)


def _sheet_name(label: str) -> str:
    return "".join("_" if mark in "[]:*?/\\'" else mark for mark in label)[:31]
