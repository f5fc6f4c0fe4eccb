"""Marks what is wrong in a workbook that has passed the gate. Runs in a child process, with openpyxl."""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from portal.sheets.cells import sheets
from portal.sheets.child import Task, serve
from portal.sheets.gate import Pass
from portal.sheets.marks import EXAMPLE, FAULT_COLUMN, SUMMARY, SUMMARY_TITLE

AUTHOR = "小微企业园管理系统"
SUMMARY_HEADER = ("工作表", "行", "列", "原值", "问题", "级别")
RED, YELLOW = PatternFill("solid", fgColor="FFFFC7CE"), PatternFill("solid", fgColor="FFFFEB9C")
MOST_COLUMNS = 16_384
OURS = {RED.fgColor.rgb, YELLOW.fgColor.rgb}


class Mark(NamedTuple):
    sheet: str
    row: int
    place: int | None
    column: str
    value: str
    message: str
    is_error: bool


def run(
    data: bytes, passed: Pass, marks: Sequence[tuple[Any, ...]], headers: Mapping[str, int]
) -> Iterator[bytes]:
    book = opened(data, passed)
    found = [Mark(*mark) for mark in marks]
    for name, group in groupby(found, lambda mark: mark.sheet):
        if name in book.sheetnames and name in headers:
            mark_sheet(book[name], list(group), headers[name])
    summarise(book, found)
    target = io.BytesIO()
    book.save(target)
    yield target.getvalue()


def opened(data: bytes, passed: Pass) -> Workbook:
    """The workbook with the results of its formulas; a fresh one where openpyxl cannot take the old."""
    if passed.kind == "xlsx":
        try:
            return load_workbook(io.BytesIO(data), data_only=True)
        except MemoryError:
            raise
        except Exception:  # nine kinds for files that Excel and calamine read without a word
            return fresh(data, passed)
    return fresh(data, passed)


def fresh(data: bytes, passed: Pass) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for name, hidden, rows in sheets(data, passed):
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if hidden else "visible"
        for line, row in enumerate(rows, 1):
            for index, value in enumerate(row, 1):
                put(sheet, line, index, value)
    return book


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Write a cell; nothing typed by anybody becomes a formula."""
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def mark_sheet(sheet: Worksheet, marks: Sequence[Mark], header: int) -> None:
    is_ours = sheet.cell(header, 1).value == FAULT_COLUMN
    if is_ours:
        unmark(sheet, header)
    else:
        shift_right(sheet)
    sheet.cell(header, 1, FAULT_COLUMN).font = Font(bold=True, color="FFC00000")
    sheet.column_dimensions["A"].width = 40
    for row, group in groupby((mark for mark in marks if mark.row), lambda mark: mark.row):
        mark_row(sheet, row, list(group), first=1 if is_ours else 2, explained=row > header)


def mark_row(sheet: Worksheet, row: int, marks: Sequence[Mark], *, first: int, explained: bool) -> None:
    """Colour the cells of a row; `first` is where the file's own first column now stands."""
    if explained:
        put(sheet, row, 1, "\n".join(mark.message for mark in marks))
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    by_cell: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.place is not None:
            by_cell.setdefault(mark.place, []).append(mark)
    for index, own in by_cell.items():
        cell = sheet.cell(row, first + index)
        cell.fill = RED if any(mark.is_error for mark in own) else YELLOW
        cell.comment = Comment("\n".join(mark.message for mark in own), AUTHOR)


def unmark(sheet: Worksheet, header: int) -> None:
    """Take away what an earlier round has marked; the example keeps its mark."""
    for row in sheet.iter_rows(min_row=header):
        if row[0].row > header and not str(row[0].value or "").startswith(EXAMPLE):
            row[0].value = None
        for cell in row:
            if cell.has_style and cell.fill.fill_type and cell.fill.fgColor.rgb in OURS:
                cell.fill = PatternFill()
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None


def shift_right(sheet: Worksheet) -> None:
    """Make room for a first column, with all that openpyxl leaves where it was."""
    widths = {
        index: (one.width, one.hidden)
        for one in list(sheet.column_dimensions.values())
        for index in range(one.min or 0, min(one.max or 0, MOST_COLUMNS) + 1)
        if one.width
    }
    sheet.column_dimensions.clear()
    sheet.insert_cols(1)
    for index, (width, hidden) in widths.items():
        dimension = sheet.column_dimensions[get_column_letter(index + 1)]
        dimension.width, dimension.hidden = width, hidden
    for merged in sheet.merged_cells.ranges:
        shifted(merged)
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = MultiCellRange([shifted(one) for one in rule.sqref.ranges])
    for link in sheet._hyperlinks:
        link.ref = shifted(CellRange(link.ref)).coord
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    for name in list(sheet.tables):
        del sheet.tables[name]
    sheet.auto_filter.ref = None
    sheet.print_area = None


def shifted(cells: CellRange) -> CellRange:
    if cells.max_col < MOST_COLUMNS:
        cells.shift(col_shift=1)
    return cells


def summarise(book: Workbook, marks: Sequence[Mark]) -> None:
    """A sheet that lists everything, in place of that of an earlier round."""
    for old in [sheet for sheet in book.worksheets if sheet.cell(1, 1).value == SUMMARY_TITLE]:
        book.remove(old)
    sheet = book.create_sheet(SUMMARY)
    errors = sum(mark.is_error for mark in marks)
    put(sheet, 1, 1, SUMMARY_TITLE)
    put(sheet, 2, 1, f"错误 {errors} 处，提醒 {len(marks) - errors} 处。")
    for index, heading in enumerate(SUMMARY_HEADER, 1):
        sheet.cell(4, index, heading).font = Font(bold=True)
    for line, mark in enumerate(marks, 5):
        cells = (
            mark.sheet,
            mark.row or "",
            mark.column,
            mark.value,
            mark.message,
            "错误" if mark.is_error else "提醒",
        )
        for index, value in enumerate(cells, 1):
            put(sheet, line, index, value)
    for letter, width in zip("ABCDEF", (16, 8, 20, 24, 60, 8), strict=True):
        sheet.column_dimensions[letter].width = width


TASK = Task(run, memory=80, seconds=1 / 500_000)

if __name__ == "__main__":
    serve(TASK)
