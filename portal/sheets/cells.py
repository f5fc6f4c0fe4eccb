"""The cells of a file that has passed the gate. Runs in the child process."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine

from portal.sheets.child import Task, serve
from portal.sheets.gate import Pass, Refused

MAX_CELLS = 3_000_000
MAX_FAULTS = 10_000
HEAD = 4000  # characters that show what stands between the cells of a CSV file
BLOCK = 2000  # rows the other side takes over while the next are packed
Sheet = tuple[str, bool, list[Any]]  # name, hidden, rows

_FAULT = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:(?!</c>).)*?<v>([^<]{1,20})</v>',
    re.DOTALL,
)


def run(data: bytes, passed: Pass) -> Iterator[Any]:
    """Every sheet: its name and whether it is hidden, then its rows, blanks as "", a block at a time."""
    for name, hidden, rows in sheets(data, passed):
        yield name, hidden
        for start in range(0, len(rows), BLOCK):
            yield rows[start : start + BLOCK]


def sheets(data: bytes, passed: Pass) -> list[Sheet]:
    if passed.kind == "csv":
        return [("CSV", False, csv_rows(data))]
    found = workbook_sheets(data)
    if passed.faults:
        show_faults(data, found)
    return found


def workbook_sheets(data: bytes) -> list[Sheet]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise Refused("文件已加密，请先取消打开密码，保存后再上传。") from error
    sheets, room = [], MAX_CELLS
    for about in book.sheets_metadata:
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        room -= sheet.total_height * sheet.total_width
        if room < 0:
            raise Refused("表格超过 300 万个单元格，请删去多余的行列，或拆成几个文件。")
        hidden = about.visible is not calamine.SheetVisibleEnum.Visible
        sheets.append((about.name, hidden, sheet.to_python(skip_empty_area=False)))
    return sheets


def csv_rows(data: bytes) -> list[list[str]]:
    text = decoded(data)
    if "\0" in text:
        raise Refused("扩展名是 .csv，内容却不是文本，请用 Excel 另存为 .xlsx 再上传。")
    csv.field_size_limit(len(text) + 1)
    head = text[:HEAD]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=head.count)))
    if sum(map(len, rows)) > MAX_CELLS:
        raise Refused("表格超过 300 万个单元格，请拆成几个文件。")
    return rows


def decoded(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else GB18030, as Excel and WPS in Chinese write it."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("文件的文字编码无法识别，请用 Excel 另存为 .xlsx，或存为 UTF-8 编码的 .csv。")


def show_faults(data: bytes, sheets: list[Sheet]) -> None:
    """calamine reads a formula that went wrong as blank; put its `#DIV/0!` where it belongs."""
    parts = sheet_parts(archive := zipfile.ZipFile(io.BytesIO(data)))
    for name, _, rows in sheets:
        if name not in parts:
            continue
        for found in list(_FAULT.finditer(archive.read(parts[name])))[:MAX_FAULTS]:
            put(rows, int(found[2]) - 1, column_index(found[1]), found[3].decode())


def put(rows: list[list[Any]], row: int, column: int, text: str) -> None:
    """Set a cell, also outside the rows that hold something."""
    if len(rows) <= row < len(rows) + MAX_FAULTS:
        rows.extend([] for _ in range(row + 1 - len(rows)))
    if row < len(rows):
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = text


def column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → path of its part in the archive."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    paths = {sheet.get("name", ""): targets.get(_link(sheet), "") for sheet in book.findall(".//{*}sheet")}
    full = {name: path.lstrip("/") if path.startswith("/") else f"xl/{path}" for name, path in paths.items()}
    return {name: path for name, path in full.items() if path in archive.namelist()}


def _link(sheet: ElementTree.Element) -> str | None:
    """The id of a sheet's part: its namespace differs between the two flavours of the format."""
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)


TASK = Task(run, memory=8, seconds=1 / 16_000_000)

if __name__ == "__main__":
    serve(TASK)
