"""A file that is wrong comes back as it was, with what is wrong marked in it."""

import io

import openpyxl
import pytest

from portal.sheets.annotate import annotate
from portal.sheets.marks import FAULT_COLUMN, SUMMARY
from portal.sheets.problems import Problem, Severity
from portal.sheets.reader import read
from portal.sheets.tests.workbooks import (
    LAYOUT,
    csv_file,
    good_rows,
    grid,
    matched,
    values,
    with_parts,
    xls,
    xlsx,
)

TABLE = grid(good_rows(6))

PROBLEMS = [
    Problem("表一", 0, "", "", "整张表有误。"),
    Problem("表一", 2, "园区名称", "", "标题列有误。"),
    Problem("表一", 3, "用地面积（亩）", "20.125", "面积太小。"),
    Problem("表一", 3, "园区星级", "三星", "星级待核。", Severity.WARNING),
    Problem("表一", 4, "", "", "整行重复。"),
]


def decorated():
    """A workbook with what people put into theirs."""

    def draw(book, sheet):
        sheet.merge_range("A1:D1", "情况表", book.add_format({"bold": True}))
        sheet.set_column(1, 3, 33)
        sheet.data_validation("D3:D9", {"validate": "list", "source": ["生产制造类", "生产性服务类"]})
        sheet.write_comment("B3", "原有批注")
        sheet.write_formula("E4", "=10+11", None, 21)
        book.add_worksheet("别的").write(0, 0, "不动")

    return xlsx([[], *TABLE], names=["表一"], draw=draw)


def test_the_same_workbook_comes_back_with_what_is_wrong_marked():
    book = openpyxl.load_workbook(io.BytesIO(annotate(decorated(), "a.xlsx", PROBLEMS, [LAYOUT])))
    sheet = book["表一"]
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == [
        FAULT_COLUMN,
        "面积太小。\n星级待核。",
        "整行重复。",
        None,
    ]
    assert sheet["B2"].value == "园区名称"
    assert (sheet["F3"].fill.fgColor.rgb, sheet["F3"].comment.text) == ("FFFFC7CE", "面积太小。")
    assert sheet["P3"].fill.fgColor.rgb == "FFFFEB9C"
    assert sheet["B2"].comment.text == "标题列有误。"
    assert sheet["C3"].comment.text == "原有批注"
    assert sheet["F4"].value == 21
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["B1:E1"]
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["E3:E9"]
    assert sheet.column_dimensions["C"].width == pytest.approx(33, abs=1)
    assert book["别的"]["A1"].value == "不动"
    listed = [tuple(cell.value for cell in row) for row in book[SUMMARY].iter_rows(min_row=5)]
    assert len(listed) == len(PROBLEMS)
    assert ("表一", 3, "用地面积（亩）", "20.125", "面积太小。", "错误") in listed


def test_marked_twice_it_looks_as_if_marked_once():
    once = annotate(decorated(), "a.xlsx", PROBLEMS, [LAYOUT])
    twice = annotate(once, "a.xlsx", PROBLEMS[-1:], [LAYOUT])
    sheet = openpyxl.load_workbook(io.BytesIO(twice))["表一"]
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == [FAULT_COLUMN, None, "整行重复。", None]
    assert not sheet["F3"].fill.fill_type
    assert sheet["F3"].comment is None
    assert sheet["C3"].comment.text == "原有批注"
    assert values(matched(twice)) == values(matched(decorated()))
    assert openpyxl.load_workbook(io.BytesIO(twice)).sheetnames.count(SUMMARY) == 1


@pytest.mark.parametrize(("filename", "data"), [("a.xls", xls(TABLE)), ("a.csv", csv_file(TABLE, "gb18030"))])
def test_other_kinds_of_file_come_back_as_a_fresh_workbook(filename, data):
    name = read(data, filename).sheets[0].name
    back = annotate(data, filename, [Problem(name, 3, "用地面积（亩）", "", "面积太小。")], [LAYOUT])
    assert values(matched(back)) == values(matched(xlsx(TABLE)))
    assert openpyxl.load_workbook(io.BytesIO(back))[name]["F3"].comment.text == "面积太小。"


def test_a_workbook_openpyxl_cannot_take_still_comes_back():
    """Some programs number their font families beyond what the standard knows."""

    def change(name, content):
        return content.replace(b'family val="2"', b'family val="99"') if name == "xl/styles.xml" else content

    odd = with_parts(xlsx(TABLE), change)
    with pytest.raises(ValueError):
        openpyxl.load_workbook(io.BytesIO(odd))
    back = annotate(odd, "a.xlsx", [Problem("Sheet1", 3, "园区名称", "", "重名。")], [LAYOUT])
    assert values(matched(back)) == values(matched(odd))
