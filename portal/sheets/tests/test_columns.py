"""What a cell may hold: harmless dirt is forgiven, the rest is named, and what is shown can be read again."""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.sheets import units
from portal.sheets.columns import (
    CellError,
    Choice,
    Column,
    Day,
    Flag,
    Link,
    Many,
    Number,
    Phone,
    Star,
    Text,
    Uscc,
    Whole,
    Year,
)
from portal.sheets.headers import is_exact

OPTIONS = ((1, "共享仪器设备"), (2, "硕士/副高以上"), (3, "其他"))
TEXT = Text("a", "名称", length=40)
LAND = Number("a", "用地面积", unit="亩")
FLOOR = Number("a", "建筑面积", unit="㎡", places=2)
MONEY = Number("a", "总投资", unit="万元")
FIRMS = Whole("a", "企业数", unit="家")
YEAR = Year("a", "年度")
DAY = Day("a", "开工日期")
KIND = Choice("a", "类型", options=(("m", "生产制造类"), ("s", "生产性服务类")), other_words={"制造": "m"})
MANY = Many("a", "设施", options=OPTIONS, other_words={"其它": 3})
FLAG = Flag("a", "是否改造")
STAR = Star("a", "星级")
USCC = Uscc("a", "代码")
PHONE = Phone("a", "手机")
LINK = Link("a", "企业码", length=60)

D = Decimal
DATE = datetime.date(2020, 3, 5)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (TEXT, "  江南园 ", "江南园"),
        (TEXT, "江南\n园", "江南 园"),
        (TEXT, 330302.0, "330302"),
        (TEXT, True, "TRUE"),
        (TEXT, DATE, "2020-03-05"),
        (TEXT, "𠮷㙍𬸣", "𠮷㙍𬸣"),
        (TEXT, None, ""),
        (LINK, "qym.example.cn/1", "https://qym.example.cn/1"),
        (LINK, " http://qym.example.cn/1 ", "http://qym.example.cn/1"),
        (LINK, "—", ""),
        (LAND, "１３．５", D("13.5")),
        (LAND, " 1,300 ", D(1300)),
        (LAND, "1，300亩", D(1300)),
        (LAND, "6670㎡", D("10.005")),
        (LAND, 0.1 + 0.2, D("0.3")),
        (LAND, 5, D(5)),
        (LAND, "—", None),
        (LAND, "", None),
        (FLOOR, "1.2万平方米", D(12000)),
        (FLOOR, "3亩", D(2000)),
        (MONEY, "1300元", D("0.13")),
        (MONEY, "1.5亿元", D(15000)),
        (FIRMS, "12家", 12),
        (FIRMS, 12.0, 12),
        (FIRMS, "12户", 12),
        (YEAR, "2020年度", 2020),
        (YEAR, 2020.0, 2020),
        (DAY, "2020-3-5", DATE),
        (DAY, "2020/03/05", DATE),
        (DAY, "2020.3.5", DATE),
        (DAY, "２０２０年３月５日", DATE),
        (DAY, "20200305", DATE),
        (DAY, 20200305.0, DATE),
        (DAY, "2020-03-05 00:00:00", DATE),
        (DAY, 43895.0, DATE),
        (DAY, datetime.datetime(2020, 3, 5, 12), DATE),
        (KIND, "生产制造类", "m"),
        (KIND, " 生产 制造类 ", "m"),
        (KIND, "s", "s"),
        (KIND, "制造", "m"),
        (MANY, "其它，共享仪器设备", [1, 3]),
        (MANY, "共享仪器设备;其他；共享仪器设备", [1, 3]),
        (MANY, "共享仪器设备\n硕士/副高以上", [1, 2]),
        (MANY, "共享仪器设备 其他", [1, 3]),
        (MANY, "其他/共享仪器设备、硕士/副高以上", [1, 2, 3]),
        (MANY, "", []),
        (FLAG, "√", True),
        (FLAG, "有", True),
        (FLAG, 1.0, True),
        (FLAG, True, True),
        (FLAG, "无", False),
        (FLAG, "No", False),
        (FLAG, "", None),
        (STAR, 0.0, 0),
        (STAR, "无", 0),
        (STAR, "一星", 1),
        (STAR, "1星级", 1),
        (STAR, "★★", 2),
        (STAR, "两星", 2),
        (STAR, 5, 5),
        (USCC, " 91330302r6838wpg60", "91330302R6838WPG60"),
        (PHONE, "+86 138 0000 0000", "13800000000"),
        (PHONE, 13800000000.0, "13800000000"),
        (PHONE, "138-0000-0000", "13800000000"),
        (PHONE, "（0577）88001234", "0577-88001234"),
        (PHONE, "0577-88001234-8", "0577-88001234-8"),
        (PHONE, "4001234567", "4001234567"),
    ],
)
def test_harmless_dirt_is_forgiven(column, cell, value):
    assert column.parse(cell) == value
    assert type(column.parse(cell)) is type(value)


@pytest.mark.parametrize(
    ("column", "cell", "word"),
    [
        (replace(TEXT, required=True), " ", "必填"),
        (TEXT, "园" * 41, "最多 40 个字"),
        (TEXT, "园\x01区", "无法识别"),
        (TEXT, "\ud800", "无法识别"),
        (TEXT, 1.2345678901234567e17, "丢失末位"),
        (TEXT, "#DIV/0!", "公式出错"),
        (LAND, "十亩", "请填写数字（单位：亩）"),
        (LAND, "1e3", "单位"),
        (LAND, "nan", "请填写数字"),
        (LAND, float("nan"), "丢失"),
        (LAND, float("inf"), "丢失"),
        (LAND, True, "请填写数字"),
        (LAND, DATE, "请填写数字"),
        (LAND, "-1", "不能小于 0"),
        (LAND, -0.5, "不能小于 0"),
        (LAND, 1.00001, "最多保留 4 位小数"),
        (LAND, "1234567890.1234567", "15 位"),
        (LAND, 1e15, "15 位"),
        (LAND, 1e12, "不能大于"),
        (LAND, "12家", "单位“家”与本列不符"),
        (MONEY, "1300.5元", "小数"),
        (FIRMS, 12.5, "整数"),
        (YEAR, "一九年", "请填写数字"),
        (YEAR, 1999, "不能小于 2000"),
        (DAY, "2021-02-30", "年月日"),
        (DAY, "2021年3月", "年月日"),
        (DAY, 2021.0, "年月日"),
        (DAY, "1900-01-01", "1949"),
        (KIND, "生产制造", "是否应为“生产制造类”"),
        (MANY, "共享仪器设备、游泳池", "游泳池"),
        (FLAG, "可能", "是、否"),
        (STAR, "六星", "“六星”不在选项中"),
        (STAR, 2.5, "“2.5”不在选项中"),
        (USCC, 913303026838000000.0, "丢失"),
        (USCC, "91330302R6838WPG6", "17 位"),
        (PHONE, "1380000", "手机号"),
    ],
)
def test_the_rest_is_refused_with_what_to_do(column, cell, word):
    with pytest.raises(CellError) as caught:
        column.parse(cell)
    assert word in caught.value.message
    assert caught.value.message.endswith(("。", "？"))


def decimals(places: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=0, max_value=high, places=places)


plain = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40).map(str.strip)
VALUES = [
    (TEXT, plain.filter(lambda text: not text.startswith("#") and not set(text) & {"\x85", "\u2028"})),
    (LAND, st.none() | decimals(4, 10**10)),
    (FLOOR, st.none() | decimals(2, 10**12)),
    (FIRMS, st.none() | st.integers(0, 10**9 - 1)),
    (YEAR, st.none() | st.integers(2000, 2100)),
    (DAY, st.none() | st.dates(datetime.date(1949, 10, 1), datetime.date(2100, 12, 31))),
    (KIND, st.sampled_from(["", "m", "s"])),
    (MANY, st.lists(st.sampled_from([1, 2, 3]), unique=True).map(sorted)),
    (FLAG, st.sampled_from([None, True, False])),
    (STAR, st.integers(0, 5)),
]


@pytest.mark.parametrize(("column", "strategy"), VALUES, ids=[type(column).__name__ for column, _ in VALUES])
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_shown_is_read_again(column, strategy, data):
    value = data.draw(strategy)
    shown = column.show(value)
    assert column.parse(shown) == value
    if isinstance(shown, int | Decimal):  # what a workbook keeps of it
        assert column.parse(float(shown)) == value


CELLS = st.lists(
    st.one_of(
        st.floats(),
        st.floats(0, 10**7).map(lambda number: round(number, 2)),
        st.integers(0, 3000).map(float),
        st.booleans(),
        st.sampled_from(
            ["", None, " ", "12.5", "是", "生产制造类", "2020-3-5", " 园", "#N/A", "#1 园", "一 园", "x" * 41]
        ),
        st.dates(),
        st.text(max_size=5),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    "column",
    [
        TEXT,
        replace(TEXT, required=True),
        LAND,
        replace(LAND, required=True),
        FIRMS,
        MONEY,
        DAY,
        FLAG,
        KIND,
        STAR,
    ],
    ids=lambda column: type(column).__name__ + "!" * column.required,
)
@settings(max_examples=60)
@given(cells=CELLS)
def test_a_column_reads_all_its_cells_as_it_reads_each(column, cells):
    values, faults = column.parse_all(cells)
    assert len(values) == len(cells)
    for place, cell in enumerate(cells):
        try:
            alone = column.parse(cell)
        except CellError as error:
            assert faults[place] == error.message
        else:
            assert place not in faults
            assert (values[place], type(values[place])) == (alone, type(alone))


@given(st.lists(decimals(4, 10**10), min_size=1, max_size=50))
def test_a_column_of_floats_is_as_exact_as_one_by_one(numbers):
    assert LAND.parse_all([float(number) for number in numbers]) == (numbers, {})


def test_what_equals_in_python_is_not_equal_in_a_sheet():
    """True == 1.0 for a dictionary."""
    values, faults = LAND.parse_all([1.0, True, "x"])
    assert (values[0], set(faults)) == (D(1), {1, 2})


@pytest.mark.parametrize(
    ("given_unit", "wanted", "factor"),
    [
        ("元", "万元", Fraction(1, 10_000)),
        ("亿元", "万元", Fraction(10_000)),
        ("㎡", "亩", Fraction(3, 2000)),
        ("亩", "平方米", Fraction(2000, 3)),
        ("万㎡", "m2", Fraction(10_000)),
        ("公顷", "亩", Fraction(15)),
        ("元/平方米", "元/㎡", Fraction(1)),
        ("万元/亩", "元/㎡", Fraction(15)),
        ("万吨标准煤", "吨标煤", Fraction(10_000)),
        ("家", "个", Fraction(1)),
        ("元", "亩", None),
        ("家", "亩", None),
        ("斤", "亩", None),
    ],
)
def test_units_are_converted_exactly_or_not_at_all(given_unit, wanted, factor):
    assert units.factor(given_unit, wanted) == factor


def test_a_conversion_that_has_no_end_is_known_as_such():
    assert is_exact(units.factor("㎡", "亩"))
    assert not is_exact(units.factor("亩", "㎡"))


def test_there_is_no_column_of_no_kind():
    with pytest.raises(TypeError, match="read"):
        Column("a", "列")
