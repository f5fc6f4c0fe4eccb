"""A layout with every kind of column, and files in it made on the spot."""

import csv
import datetime
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
import xlwt

from portal.sheets.columns import Choice, Day, Flag, Many, Number, Phone, Star, Text, Uscc, Whole, Year
from portal.sheets.layout import Layout, Match
from portal.sheets.matching import match
from portal.sheets.reader import read
from portal.uscc import uscc_from

FACILITIES = (("lab", "公共实验室"), ("dorm", "宿舍公寓"), ("canteen", "食堂餐饮"), ("other", "其他"))
LAYOUT = Layout(
    "test_parks",
    "园区",
    3,
    (
        Text("name", "园区名称", required=True, length=30, aliases=("小微园名称",), example="江南智造小微园"),
        Uscc("uscc", "统一社会信用代码", required=True),
        Text("code", "代码"),
        Choice("kind", "园区类型", options=(("making", "生产制造类"), ("serving", "生产性服务类"))),
        Number("land", "用地面积", unit="亩", aliases=("实际用地面积",), high=Decimal(10000)),
        Number("floor", "建筑面积", unit="㎡", places=2),
        Number("money", "总投资", unit="万元"),
        Number("price", "土地单价", unit="万元/亩"),
        Number("share", "非生产用房占比", unit="%", high=Decimal(100), places=2),
        Whole("firms", "入驻企业总数", unit="家"),
        Year("year", "年度"),
        Day("started", "开工日期"),
        Many("facilities", "公共配套设施", options=FACILITIES),
        Flag("upgraded", "是否改造提升"),
        Star("star", "园区星级"),
        Phone("head_phone", "机构负责人手机"),
        Phone("contact_phone", "机构联系人手机"),
        Text("note", "备注", length=50),
    ),
    keys=("name",),
)
HEADINGS = {column.name: column.heading for column in LAYOUT.columns}
NAMES = tuple(HEADINGS)


def good_row(number: int) -> dict[str, Any]:
    """A row as somebody types it; no two alike."""
    return {
        "name": f"小微园{number}号",
        "uscc": uscc_from(number),
        "code": f"0{number:05}",
        "kind": ("生产制造类", "生产性服务类")[number % 2],
        "land": 20 + number / 8,
        "floor": 30000.25 + number,
        "money": 1234.5 + number,
        "price": 35,
        "share": 20.5,
        "firms": number % 90,
        "year": 2020,
        "started": datetime.date(2019, 1, 1) + datetime.timedelta(days=number),
        "facilities": "公共实验室、食堂餐饮",
        "upgraded": "是" if number % 3 else "否",
        "star": ("无", "三星", "5星级")[number % 3],
        "head_phone": f"138{number:08}",
        "contact_phone": "0577-88001234",
        "note": "",
    }


def good_rows(count: int) -> list[dict[str, Any]]:
    return [good_row(number) for number in range(1, count + 1)]


def grid(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str] = HEADINGS) -> list[list[Any]]:
    return [list(headings.values()), *([row.get(name, "") for name in headings] for row in rows)]


def xlsx(
    *grids: Sequence[Sequence[Any]], names: Sequence[str] = (), draw: Callable[..., None] | None = None
) -> bytes:
    """A workbook with one sheet for each grid; `draw(book, sheet)` does the rest to the first."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    date_format = book.add_format({"num_format": "yyyy-mm-dd"})
    for index, cells in enumerate(grids):
        sheet = book.add_worksheet(names[index] if names else None)
        for line, row in enumerate(cells):
            for column, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(
                        line, column, datetime.datetime.combine(value, datetime.time()), date_format
                    )
                else:
                    sheet.write(line, column, value)
        if draw and not index:
            draw(book, sheet)
    book.close()
    return target.getvalue()


def xls(cells: Sequence[Sequence[Any]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    date_style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for line, row in enumerate(cells):
        for column, value in enumerate(row):
            sheet.write(line, column, value, *([date_style] if isinstance(value, datetime.date) else []))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv_file(cells: Sequence[Sequence[Any]], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(cells)
    return text.getvalue().encode(encoding)


def with_parts(data: bytes, change: Callable[[str, bytes], bytes | None], **added: bytes) -> bytes:
    """The archive with every part put through `change` (None leaves it out), and further parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in added.items():
            new.writestr(name, content)
    return target.getvalue()


def matched(data: bytes, filename: str = "园区.xlsx") -> Match:
    return match(read(data, filename), [LAYOUT])


def values(found: Match) -> list[dict[str, Any]]:
    return [line.values for line in found.lines]


def complaints(found: Match) -> list[tuple[int, str]]:
    """Row and column of everything that is wrong."""
    return [(problem.row, problem.column) for line in found.lines for problem in line.problems]
