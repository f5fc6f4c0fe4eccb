"""Reading a workbook by a layout: which sheet, which header, and every cell by its column."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.sheets import units
from portal.sheets.columns import Column, Number
from portal.sheets.columns.base import shown
from portal.sheets.garbage import uncollected
from portal.sheets.headers import Header, find, is_exact, stated_units
from portal.sheets.layout import Book, Layout, Line, Match, Place, RawSheet
from portal.sheets.marks import FAULT_COLUMN, SUMMARY_TITLE, VERSION_SHEET
from portal.sheets.problems import FileRefused, Problem, Severity
from portal.sheets.rows import data_rows

_FEW = 8


@uncollected()
def match(book: Book, layouts: Sequence[Layout]) -> Match:
    """The layout the book is written in, and its lines. Raises :class:`FileRefused` when no sheet has its header."""
    sheets = [sheet for sheet in book.sheets if _is_filled_in(sheet)]
    if not sheets:
        raise FileRefused("文件里没有数据，请检查后重新上传。")
    layout, headers = max(((layout, _headers(sheets, layout)) for layout in layouts), key=_fit)
    if not any(_is_whole(header, layout) for header in headers):
        raise FileRefused(_advice(layout, headers))
    readings = [
        _Reading(sheet, header, layout)
        for sheet, header in zip(sheets, headers, strict=True)
        if header and _is_whole(header, layout)
    ]
    read = {reading.sheet.name for reading in readings}
    left = [f"工作表“{sheet.name}”没有所需的表头，未读取。" for sheet in sheets if sheet.name not in read]
    return Match(
        layout,
        lines=[line for reading in readings for line in reading.lines()],
        places=tuple(place for reading in readings for place, _ in reading.columns),
        problems=[problem for reading in readings for problem in reading.problems],
        notes=[
            *_version_notes(book, layout),
            *(note for reading in readings for note in reading.notes),
            *left,
        ],
    )


def _is_filled_in(sheet: RawSheet) -> bool:
    """Whether somebody may have written into a sheet: not hidden, not empty, not our own summary."""
    return not sheet.hidden and any(map(any, sheet.rows)) and SUMMARY_TITLE not in sheet.rows[0]


def _headers(sheets: Sequence[RawSheet], layout: Layout) -> list[Header | None]:
    return [find(sheet.rows, layout) for sheet in sheets]


def _fit(candidate: tuple[Layout, list[Header | None]]) -> int:
    return sum(header.score for header in candidate[1] if header)


def _is_whole(header: Header | None, layout: Layout) -> bool:
    """Whether a header is one of this layout: with its keys, and more than a chance word."""
    if header is None or header.score < min(2, len(layout.columns)):
        return False
    return {name for name, _ in header.found.values()} >= set(layout.keys)


def _advice(layout: Layout, headers: Sequence[Header | None]) -> str:
    """What to do about a file without the header of any layout."""
    best = max((header for header in headers if header), key=lambda header: header.score, default=None)
    if best is None or best.score < 2:
        return f"没有找到“{layout.label}”的表头，请下载模板，按模板的表头填写后再上传。"
    found = {name for name, _ in best.found.values()}
    missing = [layout.by_name[name].label for name in layout.keys if name not in found]
    return f"缺少{_quoted(missing)}列，无法确定每一行是谁的数据，请补上后再上传。"


def _version_notes(book: Book, layout: Layout) -> list[str]:
    """A template says in its hidden sheet which version it is."""
    rows = next((sheet.rows for sheet in book.sheets if sheet.hidden and sheet.name == VERSION_SHEET), [])
    code, version = (shown(cell) for cell in [*(rows[0] if rows else []), "", ""][:2])
    if code != layout.code or version in ("", str(layout.version)):
        return []
    return [f"所用模板是第 {version} 版，现为第 {layout.version} 版，建议下载新模板；本次仍按表头读取。"]


class _Reading:
    """One sheet read by its header."""

    def __init__(self, sheet: RawSheet, header: Header, layout: Layout) -> None:
        self.sheet, self.header, self.layout = sheet, header, layout
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.columns = self.placed()
        self.note_extra_columns()

    def placed(self) -> list[tuple[Place, Column]]:
        """Where each column of the layout stands; two headers for one column and foreign units are problems."""
        texts = {heading.index: shown(heading.text) for heading in self.header.headings}
        stated = stated_units(self.sheet.rows[: self.header.first])
        places: dict[str, tuple[Place, Column]] = {}
        for index, (name, unit) in sorted(self.header.found.items()):
            place = Place(self.sheet.name, self.header.data, texts[index], index, name)
            if name in places:
                first = places[name][0].header
                self.refuse(
                    place, f"“{first}”和“{place.header}”都是“{self.layout.by_name[name].label}”，请只留一列。"
                )
            elif column := self.in_unit(self.layout.by_name[name], place, unit, stated):
                places[name] = place, column
        return list(places.values())

    def in_unit(self, column: Column, place: Place, unit: str, stated: list[str]) -> Column | None:
        """The column as this sheet writes it; None when its unit cannot be turned into the column's own."""
        if not isinstance(column, Number) or not column.unit:
            return column
        if not unit:
            unit = next((one for one in stated if units.factor(one, column.unit)), "")
            if not unit and units.is_size(column.unit):
                self.notes.append(f"“{place.header}”没有写单位，按{column.unit}读取。")
        factor = units.factor(unit, column.unit) if unit else None
        if not unit or factor == 1:
            return column
        if factor is None or not is_exact(factor):
            self.refuse(
                place,
                f"“{place.header}”按{unit}填写，应为{column.unit}且不能准确换算，请换算后改表头的单位。",
            )
            return None
        self.notes.append(f"“{place.header}”按{unit}填写，已换算为{column.unit}。")
        return replace(column, factor=factor)

    def refuse(self, place: Place, message: str) -> None:
        self.problems.append(Problem(self.sheet.name, place.row, place.header, "", message))

    def note_extra_columns(self) -> None:
        extra = [
            shown(heading.text)
            for heading in self.header.headings
            if heading.index not in self.header.found and heading.text != FAULT_COLUMN
        ]
        if extra:
            self.notes.append(
                f"工作表“{self.sheet.name}”中{_quoted(extra)}不是所需的列，未导入。{self.guess(extra)}"
            )

    def guess(self, extra: list[str]) -> str:
        """A column that may only be misspelt."""
        found = {name for name, _ in self.header.found.values()}
        absent = [column.label for column in self.layout.columns if column.name not in found]
        pairs = ((text, difflib.get_close_matches(text, absent, 1, 0.75)) for text in extra[:_FEW])
        return "".join(f"“{text}”是否应为“{close[0]}”？" for text, close in pairs if close)

    def lines(self) -> list[Line]:
        faults = next((one.index for one in self.header.headings if one.text == FAULT_COLUMN), None)
        keys = [place.index for place, _ in self.columns if place.name in self.layout.keys]
        kept, aside = data_rows(
            self.sheet.rows, self.header.data, (keys or [self.columns[0][0].index])[0], faults
        )
        self.notes += [f"工作表“{self.sheet.name}”{note}" for note in aside]
        return self.parsed(kept)

    def parsed(self, kept: dict[int, Sequence[Any]]) -> list[Line]:
        """The lines of the kept rows (number in the sheet → cells), read a column at a time."""
        places = {place.name: place for place, _ in self.columns}
        width = 1 + max(place.index for place in places.values())
        rows = [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in kept.values()]
        cells = list(zip(*rows, strict=False)) or [()] * width
        read = [_read(column, cells[place.index]) for place, column in self.columns]
        names = tuple(places)
        lines = [
            Line(self.sheet.name, number, dict(zip(names, values, strict=True)), row, places)
            for number, row, values in zip(
                kept, rows, zip(*(one.values for one in read), strict=True), strict=True
            )
        ]
        for (place, column), one in zip(self.columns, read, strict=True):
            self.doubt_shares(place, column, cells[place.index])
            severity = Severity.WARNING if column.lenient else Severity.ERROR
            for index, message in one.faults.items():
                del lines[index].values[place.name]
                lines[index].problem(place.name, message, severity=severity)
        return lines

    def doubt_shares(self, place: Place, column: Column, cells: Sequence[Any]) -> None:
        """A cell formatted as per cent holds 0.2 where one sees 20%, and nothing tells it from two thousandths."""
        numbers = [cell for cell in cells if cell.__class__ is float and cell] if column.unit == "%" else []
        if numbers and max(numbers) <= 1:
            message = f"“{place.header}”的数都不大于 1：如果单元格是百分比格式，请改为常规格式，20% 填 20。"
            self.problems.append(Problem(place.sheet, place.row, place.header, "", message, Severity.WARNING))


@dataclass(frozen=True)
class _Read:
    values: list[Any]
    faults: dict[int, str]


def _read(column: Column, cells: Sequence[Any]) -> _Read:
    return _Read(*column.parse_all(cells))


def _quoted(labels: Sequence[str]) -> str:
    more = f"等 {len(labels)} 个" if len(labels) > _FEW else ""
    return "、".join(f"“{label}”" for label in labels[:_FEW]) + more
