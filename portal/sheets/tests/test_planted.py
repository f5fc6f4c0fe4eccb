"""200 planted errors of 20 kinds: all found where they are, nothing else; corrected in the returned workbook they go in."""

import io
import random

import openpyxl
import pytest

from portal.sheets.annotate import annotate
from portal.sheets.tests.workbooks import HEADINGS, LAYOUT, NAMES, good_rows, grid, matched, values, xlsx

ROWS, OF_EACH_KIND = 100, 10
# column, and what is written into it
KINDS = [
    ("name", ""),
    ("name", "园" * 31),
    ("uscc", "91330302R6838WPG61"),
    ("uscc", "91330302R6838WPG6"),
    ("uscc", 913303026838000000.0),
    ("land", "约二十亩"),
    ("land", -1),
    ("land", 12.34567),
    ("land", 99999),
    ("floor", "12家"),
    ("money", "1234567890.1234567"),
    ("firms", 12.5),
    ("year", "去年"),
    ("started", "2021-02-30"),
    ("started", "2021年3月"),
    ("kind", "制造"),
    ("facilities", "公共实验室、游泳池"),
    ("upgraded", "可能"),
    ("star", "六星"),
    ("head_phone", "1380000"),
]
HEADER_ROW = 3


@pytest.fixture(scope="module")
def planted():
    """The file, and the cells in it that are wrong."""
    draw = random.Random(20201122)
    rows = good_rows(ROWS)
    places = {}
    for column, value in KINDS:
        for _ in range(OF_EACH_KIND):
            row = draw.choice([number for number in range(ROWS) if (number, column) not in places])
            rows[row][column] = value
            places[row, column] = value
    title = [["小微企业园情况表"], []]
    data = xlsx(title + grid(rows))
    return data, {(row + HEADER_ROW + 1, HEADINGS[column]) for row, column in places}


def test_every_planted_error_is_found_at_its_cell_and_nothing_else(planted):
    data, places = planted
    found = matched(data)
    assert len(places) == 200
    named = [(problem.row, problem.column) for line in found.lines for problem in line.problems]
    assert sorted(named) == sorted(places)
    assert not found.problems
    assert all(problem.message.endswith(("。", "？")) for line in found.lines for problem in line.problems)


def test_corrected_in_the_returned_workbook_everything_goes_in(planted):
    data, places = planted
    found = matched(data)
    problems = [problem for line in found.lines for problem in line.problems]
    book = openpyxl.load_workbook(io.BytesIO(annotate(data, "园区.xlsx", problems, [LAYOUT])))
    sheet = book.worksheets[0]
    red = [cell for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"]
    assert {(cell.row, sheet.cell(HEADER_ROW, cell.column).value) for cell in red} == places
    assert all(cell.comment for cell in red)
    wrong_rows = {row for row, _ in places}
    assert {row for row in range(4, ROWS + 4) if sheet.cell(row, 1).value} == wrong_rows
    good = good_rows(ROWS)
    for cell in red:
        cell.value = good[cell.row - HEADER_ROW - 1][NAMES[cell.column - 2]]
    corrected = io.BytesIO()
    book.save(corrected)
    again = matched(corrected.getvalue())
    assert not [problem for line in again.lines for problem in line.problems]
    assert values(again) == values(matched(xlsx(grid(good))))
