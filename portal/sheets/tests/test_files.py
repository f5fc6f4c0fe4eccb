"""Files of every kind are read to the same lines; what we write ourselves can be read back."""

import datetime
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from portal.sheets.annotate import annotate
from portal.sheets.marks import FAULT_COLUMN
from portal.sheets.problems import Problem
from portal.sheets.template import write_layout
from portal.sheets.tests.workbooks import (
    LAYOUT,
    NAMES,
    complaints,
    csv_file,
    good_row,
    good_rows,
    grid,
    matched,
    values,
    with_parts,
    xls,
    xlsx,
)

TABLE = grid(good_rows(6))
SHEET = "xl/worksheets/sheet1.xml"
# R16: what a spreadsheet would take for a formula.
PAYLOADS = [
    *(
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://x","y")',
        "=1+1;DROP",
        "'=1+1",
    ),
    *('"=1+1', "==1", "=@A1", "+A1", "-A1", "@A1", "=A1&B1", "= 1", "=1", "－1+1", "＝1+1", '="a"', "{=1+1}"),
    *(
        "=IMPORTXML(1)",
        "=WEBSERVICE(1)",
        "=DDE(1)",
        "%0A=1",
        "|calc",
        "=1/0",
        "=A1:A9",
        "=+1",
        "http://x.example",
    ),
]


FILES = [
    ("园区.xlsx", xlsx(TABLE)),
    ("园区.XLSX", xlsx(TABLE)),
    ("园区.xls", xls(TABLE)),
    *(
        (f"{encoding}.csv", csv_file(TABLE, encoding))
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
    ),
    ("tabs.csv", csv_file(TABLE, "utf-8").replace(b",", b"\t")),
]


@pytest.mark.parametrize(
    ("filename", "data"), FILES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_kind_of_file_is_read_to_the_same_lines(filename, data):
    found = matched(data, filename)
    assert values(found) == values(matched(xlsx(TABLE)))
    assert not complaints(found)
    assert [line.row for line in found.lines] == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "stated", [b'<dimension ref="%s"/>' % ref for ref in (b"A1", b"A1:XFD1048576", b"B2:C3")] + [b""]
)
def test_a_wrong_stated_dimension_does_not_matter(stated):
    """WPS writes what it likes."""

    def change(name, content):
        return re.sub(rb"<dimension [^>]*>", stated, content) if name == SHEET else content

    assert values(matched(with_parts(xlsx(TABLE), change))) == values(matched(xlsx(TABLE)))


POISON = [
    *(
        "\u202e园",
        "a\u0301",
        "𠮷㙍𬸣",
        "1e400",
        "NaN",
        "-0",
        "１２",
        "9999-12-31",
        "0001-01-01",
        "<script>",
        "'; DROP TABLE x",
        "%s%n",
    ),
    *(
        "\x01\x1f\x7f",
        "园" * 9000,
        "[" * 5000,
        "true",
        "null",
        "None",
        "\\",
        "\ufeff园",
        "\u2028",
        "0x10",
        "1_000",
        "٣",
        "½",
        "②",
        "∞",
    ),
    *(
        float("9" * 15),
        1e300,
        -1e300,
        1e-300,
        True,
        2958465.0,
        "",
        " ",
        "　",
        "—",
        "#REF!",
        "=1+1",
        "1,2,3",
        "1.2.3",
        "--1",
        "+",
        ".",
    ),
]


def test_poison_in_every_column_is_a_problem_or_a_clean_value():
    rows = [dict.fromkeys(NAMES, poison) for poison in POISON]
    for filename, data in (("a.xlsx", xlsx(grid(rows))), ("a.csv", csv_file(grid(rows), "utf-8"))):
        found = matched(data, filename)
        assert len(POISON) - 4 <= len(found.lines) <= len(POISON)
        for line in found.lines:
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", "".join(map(str, line.values.values())))
            assert all(len(problem.value) <= 201 for problem in line.problems)


def test_formatted_rows_without_anything_in_them_are_no_rows():
    def draw(book, sheet):
        grey = book.add_format({"bg_color": "#CCCCCC"})
        for row in range(7, 3000):
            sheet.write_blank(row, 0, None, grey)
        sheet.set_row(50_000, 20, grey)

    assert len(matched(xlsx(TABLE, draw=draw)).lines) == 6


def test_a_formula_that_went_wrong_is_named_where_it_stands():
    """calamine alone reads it as blank."""

    def draw(book, sheet):
        sheet.write_formula(2, 4, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 5, "=X!A1", None, "#REF!")
        sheet.write_formula(3, 4, "=2*3", None, 6)

    found = matched(xlsx(TABLE, draw=draw, names=["表&一"]))
    assert complaints(found) == [(3, "用地面积（亩）"), (5, "建筑面积（㎡）")]
    assert found.lines[0].problems == []
    assert found.lines[1].problems[0].value == "#DIV/0!"
    assert found.lines[2].values["land"] == 6


def test_sheets_that_are_hidden_or_hold_a_chart_are_not_data():
    def draw(book, sheet):
        book.add_chartsheet("图")
        book.add_worksheet("旧").hide()

    assert len(matched(xlsx(TABLE, draw=draw)).lines) == 6


def template(**more):
    target = io.BytesIO()
    write_layout(target, LAYOUT, **more)
    return target.getvalue()


def test_an_empty_template_has_no_rows_and_says_all_it_should():
    data = template(
        example={"name": "江南园", "land": Decimal("12.5")}, note="红色为必填项", options={"code": ["1", "2"]}
    )
    found = matched(data)
    assert not found.lines
    assert found.notes == ["工作表“园区”第 3 行是示例，未读取。"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["园区"]
    assert [cell.value for cell in sheet[2]][:3] == [FAULT_COLUMN, "园区名称*", "统一社会信用代码*"]
    assert sheet["F2"].value == "用地面积（亩）"
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["E3"] == "options_kind"
    assert rules["D3"] == "options_code"
    assert book["_模板"].sheet_state == "hidden"
    assert [cell.value for cell in book["_模板"][1]][:2] == ["test_parks", 3]
    assert book.defined_names["options_kind"].attr_text == "'_模板'!$A$2:$A$3"
    assert {sheet.cell(2, 5).comment is None, "隔开" in sheet["N2"].comment.text} == {True}


def test_a_filled_in_template_is_read():
    book = openpyxl.load_workbook(io.BytesIO(template(example={"name": "江南园"})))
    for index, name in enumerate(NAMES, 2):
        book["园区"].cell(3, index, good_row(1)[name])
    target = io.BytesIO()
    book.save(target)
    assert values(matched(target.getvalue())) == values(matched(xlsx(grid(good_rows(1)))))


def test_what_is_exported_can_be_read_back_without_change():
    rows = values(matched(xlsx(grid(good_rows(40)))))
    rows.append(
        {name: LAYOUT.by_name[name].empty for name in NAMES} | {"name": "只有名称", "uscc": rows[0]["uscc"]}
    )
    found = matched(template(rows=iter(rows), note="筛选条件：无 · 导出时间：2020-11-22 · 导出人：甲"))
    assert values(found) == rows
    assert not found.problems


def test_nothing_anybody_typed_becomes_a_formula():
    data = template(rows=[{"name": text, "uscc": good_row(1)["uscc"], "note": text} for text in PAYLOADS])
    assert [line.values["name"] for line in matched(data).lines] == PAYLOADS
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(SHEET)
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    wrong = [Problem("园区", row, "园区名称*", text, text) for row, text in enumerate(PAYLOADS, 2)]
    marked = openpyxl.load_workbook(io.BytesIO(annotate(data, "a.xlsx", wrong, [LAYOUT])))
    assert not [
        cell for sheet in marked for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def test_a_text_too_long_for_a_cell_is_not_cut_in_silence():
    with pytest.raises(ValueError, match="32768 characters"):
        template(rows=[{"name": "x" * 32_768}])


def test_dates_survive_in_every_form():
    rows = [
        good_row(1) | {"started": text} for text in ("2020-3-5", datetime.date(2020, 3, 5), 43895, "20200305")
    ]
    assert {line.values["started"] for line in matched(xlsx(grid(rows))).lines} == {datetime.date(2020, 3, 5)}
