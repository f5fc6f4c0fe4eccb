"""Workbooks as people make them: what is understood, what is left aside and said, what is refused by name."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.sheets.columns import Number, Text
from portal.sheets.layout import Book, Layout, RawSheet
from portal.sheets.matching import match
from portal.sheets.problems import FileRefused, Severity
from portal.sheets.tests.workbooks import HEADINGS, LAYOUT, NAMES, good_row, good_rows, grid

ROWS = good_rows(4)
SMALL = Layout(
    "small",
    "地块",
    1,
    (
        Text("name", "名称", required=True, aliases=("地块名称",)),
        Number("land", "面积", unit="亩"),
        Number("price", "总价", unit="万元"),
        Number("floor", "建筑面积", unit="㎡", places=2),
        Text("head", "负责人", aliases=("负责人/姓名",)),
        Text("head_phone", "负责人手机"),
        Text("contact_phone", "联系人手机"),
    ),
    keys=("name",),
)


def reading(*rows, layout=SMALL, more=()):
    return match(Book((RawSheet("表一", [list(row) for row in rows]), *more)), [layout])


def columns(found):
    return {place.name: (place.header, place.index) for place in found.places}


def test_every_column_is_read():
    found = match(Book((RawSheet("Sheet1", grid(ROWS)),)), [LAYOUT])
    assert [set(line.values) for line in found.lines] == [set(NAMES)] * 4
    assert [line.row for line in found.lines] == [2, 3, 4, 5]
    assert not found.problems
    assert not found.notes
    assert found.lines[0].values["star"] == 3
    assert found.lines[0].raw["star"] == "三星"


def test_columns_in_any_order_and_extra_ones():
    names = [*reversed(NAMES)]
    table = grid(ROWS, {"no": "序号", **{name: HEADINGS[name] for name in names}, "x": "园区名城"})
    found = match(Book((RawSheet("Sheet1", table),)), [LAYOUT])
    assert len(found.lines) == 4
    assert found.lines[0].values["name"] == good_row(1)["name"]
    assert found.notes == ["工作表“Sheet1”中“序号”、“园区名城”不是所需的列，未导入。"]


def test_a_misspelt_column_is_guessed_and_absent_ones_are_not_in_the_values():
    found = reading(["名称", "总价", "负责人手机号"], ["甲", "", "1"])
    assert "“负责人手机号”是否应为“负责人手机”？" in found.notes[1]
    assert found.lines[0].values == {"name": "甲", "price": None}
    assert found.present == {"name", "price"}


def test_titles_and_blank_rows_above_the_header():
    found = reading(
        ["地块情况表"], [], ["填报单位：鹿城区", "", "2020年"], ["名称", "面积（亩）"], [], ["甲", 1.0]
    )
    assert [(line.row, line.values) for line in found.lines] == [(6, {"name": "甲", "land": Decimal(1)})]


def test_a_header_over_two_rows_with_merged_cells():
    found = reading(
        ["地块情况表"],
        ["名称", "面积(亩)", "负责人", "", "联系人", ""],
        ["", "", "姓名", "手机", "姓名", "手机"],
        ["甲", 2.0, "王", "1", "李", "2"],
    )
    assert found.lines[0].values == {
        "name": "甲",
        "land": Decimal(2),
        "head": "王",
        "head_phone": "1",
        "contact_phone": "2",
    }
    assert columns(found)["contact_phone"] == ("联系人/手机", 5)
    assert found.lines[0].row == 4


@pytest.mark.parametrize(
    "header", ["*名称", "名 称", "“名称”", "名称：", "名称（必填）", "名称*", "地块名称", "名称\n(必填)"]
)
def test_headers_with_ornaments(header):
    assert reading([header, "面积"], ["甲", 1.0]).lines[0].values["name"] == "甲"


@pytest.mark.parametrize("total", ["合计", "总 计", "小计：", "合  计"])
def test_totals_blanks_remarks_and_repeated_headers_are_left_aside_and_said(total):
    found = reading(
        ["名称", "面积（亩）"],
        ["甲", 1.0],
        [" ", None],
        ["名称", "面积（亩）"],
        ["乙", 0.0],
        [total, 1.0],
        ["", ""],
        ["注：面积为土地证面积"],
    )
    assert [line.row for line in found.lines] == [2, 5]
    assert found.notes == [
        "工作表“表一”第 4 行是重复的表头，未读取。",
        "工作表“表一”第 6 行是合计，未读取。",
        "工作表“表一”第 8 行是备注，未读取。",
    ]


def test_a_total_in_a_column_of_its_own():
    assert not reading(["序号", "名称", "面积(亩)"], ["合计", "", 1.0]).lines


def test_a_row_of_which_only_a_zero_is_filled_in_is_a_row():
    found = reading(["名称", "面积(亩)"], ["", 0.0])
    assert [problem.message for problem in found.lines[0].problems] == ["“名称”必填，请补上。"]


@pytest.mark.parametrize(
    ("header", "cell", "value", "note"),
    [
        ("面积（㎡）", 6670.0, "10.005", "“面积（㎡）”按㎡填写，已换算为亩。"),
        ("面积(平方米)", "6,670", "10.005", "“面积(平方米)”按平方米填写，已换算为亩。"),
        ("面积（单位：公顷）", 2.0, "30", "“面积（单位：公顷）”按公顷填写，已换算为亩。"),
        ("面积/㎡", 6670.0, "10.005", "“面积/㎡”按㎡填写，已换算为亩。"),
        ("面积（亩）", 2.0, "2", ""),
        ("面积", 2.0, "2", "“面积”没有写单位，按亩读取。"),
    ],
)
def test_other_units_in_the_header_are_converted_and_said(header, cell, value, note):
    found = reading(["名称", header], ["甲", cell])
    assert found.lines[0].values["land"] == Decimal(value)
    assert found.notes == ([note] if note else [])


def test_a_unit_above_the_table_holds_for_what_states_none():
    found = reading(["", "单位：元、㎡"], ["名称", "总价", "面积（亩）"], ["甲", 25000.0, 3.0])
    assert found.lines[0].values == {"name": "甲", "price": Decimal("2.5"), "land": Decimal(3)}
    assert found.notes == ["“总价”按元填写，已换算为万元。"]


@pytest.mark.parametrize(("header", "column"), [("建筑面积（亩）", "floor"), ("总价（亩）", "price")])
def test_a_unit_that_cannot_be_converted_is_refused_by_name(header, column):
    found = reading(["名称", header], ["甲", 1.0])
    assert [(problem.row, problem.column) for problem in found.problems] == [(1, header)]
    assert header in found.problems[0].message
    assert column not in found.lines[0].values


def test_two_headers_for_one_column_are_a_problem():
    found = reading(["名称", "面积（亩）", "面积（㎡）"], ["甲", 1.0, 667.0])
    assert "都是“面积”" in found.problems[0].message
    assert found.lines[0].values["land"] == Decimal(1)


def test_an_area_in_two_units_can_be_two_columns():
    layout = Layout(
        "two",
        "两种",
        1,
        (Text("name", "名称"), Number("mu", "面积", unit="亩"), Number("m2", "面积", unit="㎡")),
    )
    found = reading(["名称", "面积（平方米）", "面积（亩）"], ["甲", 667.0, 1.0], layout=layout)
    assert found.lines[0].values == {"name": "甲", "m2": Decimal(667), "mu": Decimal(1)}


def test_the_layout_with_most_of_its_headers_in_the_file_is_taken():
    other = Layout("other", "另一种", 1, (Text("name", "名称"), Text("tax", "税收")), keys=("name",))
    book = Book((RawSheet("表一", [["名称", "税收"], ["甲", "1"]]),))
    assert match(book, [SMALL, other]).layout is other


def test_every_sheet_with_the_header_is_read_and_the_others_are_named():
    more = (
        RawSheet("表二", [["名称", "面积(亩)"], ["乙", 2.0]]),
        RawSheet("填表说明", [["请按要求填写"]]),
        RawSheet("空", []),
        RawSheet("隐藏", [["名称", "面积(亩)"], ["丙", 2.0]], hidden=True),
    )
    found = reading(["名称", "面积(亩)"], ["甲", 1.0], more=more)
    assert [(line.sheet, line.values["name"]) for line in found.lines] == [("表一", "甲"), ("表二", "乙")]
    assert found.notes == ["工作表“填表说明”没有所需的表头，未读取。"]


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([], "没有数据"),
        ([["随便", "什么"], [1.0, 2.0]], "没有找到“地块”的表头"),
        ([["面积（亩）", "总价（万元）"], [1.0, 2.0]], "缺少“名称”列"),
    ],
)
def test_a_file_without_the_header_is_refused(rows, word):
    with pytest.raises(FileRefused, match=word):
        reading(*rows)


def test_short_rows_are_filled_up_with_blanks():
    found = reading(["名称", "面积(亩)", "总价(万元)"], ["甲"], ["乙", 1.0, 2.0, "多余"])
    assert found.lines[0].values == {"name": "甲", "land": None, "price": None}


def test_a_bad_cell_of_a_lenient_column_is_a_warning_and_counts_as_not_given():
    layout = replace(SMALL, columns=(SMALL.columns[0], replace(SMALL.columns[1], lenient=True)))
    (line,) = reading(["名称", "面积(亩)"], ["甲", "两亩"], layout=layout).lines
    assert line.values == {"name": "甲"}
    assert [problem.severity for problem in line.problems] == [Severity.WARNING]
    assert not line.is_wrong


def test_a_problem_shows_the_cell_short_and_readable():
    (line,) = reading(["名称", "面积(亩)"], ["甲", "x\x00" + "y" * 10_000]).lines
    assert line.problems[0].value == "x□" + "y" * 198 + "…"


@pytest.mark.parametrize(
    ("cells", "doubts"), [((0.2, 1.0, 0.0), 1), ((0.2, 20.0), 0), (("20%", "0.5"), 0), ((0.0,), 0)]
)
def test_a_column_of_shares_that_may_be_formatted_as_per_cent_is_doubted(cells, doubts):
    layout = replace(SMALL, columns=(SMALL.columns[0], Number("share", "绿地率", unit="%")))
    found = reading(["名称", "绿地率（%）"], *(["甲", cell] for cell in cells), layout=layout)
    assert [problem.severity for problem in found.problems] == [Severity.WARNING] * doubts


def test_an_old_template_is_recognised():
    hidden = RawSheet("_模板", [["small", 0.0]], hidden=True)
    assert "第 0 版，现为第 1 版" in reading(["名称", "面积(亩)"], ["甲", 1.0], more=(hidden,)).notes[0]
    same = RawSheet("_模板", [["small", 1.0]], hidden=True)
    assert not reading(["名称", "面积(亩)"], ["甲", 1.0], more=(same,)).notes


def test_an_example_row_is_left_aside_and_old_explanations_do_not_matter():
    found = reading(
        ["错误说明", "名称", "面积(亩)"], ["示例（不导入）", "示例园", 1.0], ["面积过大", "甲", 1.0]
    )
    assert [line.row for line in found.lines] == [3]
    assert found.notes == ["工作表“表一”第 2 行是示例，未读取。"]
