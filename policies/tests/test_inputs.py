"""What people may type into a formula, and what is refused with the name of the input."""

from datetime import date
from decimal import Decimal

import pytest

from policies.accessor import Rules
from policies.compute import compute
from policies.errors import BadInput, UnknownRule
from policies.formulas import FORMULAS, Input, Source
from policies.formulas.registry import Registry
from policies.library import get_library
from policies.numbers import parse_decimal, show

IN_2022 = date(2022, 6, 30)
GOOD = {"software_wan": "300", "hardware_wan": "200"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        (" 12.50 ", "12.50"),
        ("１２．５", "12.5"),
        ("1,234,567.8", "1234567.8"),
        ("１，２３４", "1234"),
        ("1e3", "1E+3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0", "0"),
        ("0e999", "0"),
        ("999999999999999", "999999999999999"),
        ("0.0000000001", "1E-10"),
    ],
)
def test_harmless_ways_of_writing_a_number(typed, number):
    assert parse_decimal(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "NaN",
        "sNaN",
        "inf",
        "Infinity",
        "1e400",
        "1e99999",
        "1e-400",
        "1_000",
        "1,23",
        "1.2.3",
        "٣",
        "1234567890123456",
        "0.12345678901",
        "1e15",
        "12 亩",
        "\x00",
        "9" * 1_000_000,
        "0x10",
        "①",
    ],
    ids=lambda typed: typed[:20].encode("unicode_escape").decode(),
)
def test_anything_else_is_no_number(typed):
    with pytest.raises(ValueError, match=r"不是数字|有效数字|数值过大|小数超过"):
        parse_decimal(typed)


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ({"software_wan": "NaN"}, "software_wan", "不是数字"),
        ({"software_wan": "-1"}, "software_wan", "不能为负数"),
        ({"hardware_wan": "1e400"}, "hardware_wan", "数值过大"),
        ({"hardware_wan": "1234567890123456"}, "hardware_wan", "超过 15 位有效数字"),
        ({"hardware_wan": " "}, "hardware_wan", "缺少输入项"),
        ({"other": "1"}, "other", "没有输入项"),
    ],
)
def test_a_bad_input_is_refused_by_name(change, name, words):
    with pytest.raises(BadInput) as refusal:
        compute("c14.digital_subsidy", {**GOOD, **change}, "330282", IN_2022)
    assert refusal.value.name == name
    assert name in refusal.value.message
    assert words in refusal.value.message


def test_a_missing_input_is_refused_by_name_and_label():
    with pytest.raises(BadInput, match=r"hardware_wan（支撑硬件投入，单位 万元）"):
        compute("c14.digital_subsidy", {"software_wan": "1"}, "330282", IN_2022)


@pytest.mark.parametrize("series", ["100", "1,,2", "1,x", "1,-2", ",".join(["1"] * 31)])
def test_a_series_needs_a_base_year_and_only_numbers(series):
    with pytest.raises(BadInput, match="contributions_wan（第N年地方综合贡献）"):
        compute("w16.operator_reward", {"contributions_wan": series}, "330300", IN_2022)


def test_tax_per_mu_needs_land():
    with pytest.raises(BadInput, match=r"land_mu（用地合计）必须大于 0"):
        compute("w12.tax_per_mu", {"tax_wan": "1", "land_mu": "0"}, "330300", IN_2022)


def test_an_unknown_formula_is_named_with_those_there_are():
    with pytest.raises(UnknownRule, match=r"没有公式 w99\.nothing；现有：.*w15\.performance_bond"):
        compute("w99.nothing", {}, "330300", IN_2022)
    with pytest.raises(UnknownRule, match=r"w15\.tax_shortfall 第 9 版"):
        FORMULAS.get("w15.tax_shortfall", 9)


def test_a_version_is_declared_once():
    registry = Registry()
    registry.add(FORMULAS.get("w12.tax_per_mu"))
    with pytest.raises(ValueError, match="declared twice"):
        registry.add(FORMULAS.get("w12.tax_per_mu"))


def test_operands_can_name_the_records_they_come_from():
    rules = Rules(get_library(), "330300", IN_2022)
    values = {"tax_wan": Decimal("10"), "land_mu": Decimal("4")}
    sources = {"land_mu": Source("鹿城园区用地", "/parks/1/")}
    tax, land = FORMULAS.get("w12.tax_per_mu")(rules, values, sources).operands
    assert (tax.source_label, tax.source_url) == ("", "")
    assert (land.source_label, land.source_url, land.shown) == ("鹿城园区用地", "/parks/1/", "4 亩")


def test_a_series_has_one_operand_per_year():
    field = Input("x", "第{}年", "万元", many=True)
    assert [o.label for o in field.operands((Decimal(1), Decimal(2)), Source(""))] == ["第0年", "第1年"]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("0.10", "比例", "10%"),
        ("1.00", "比例", "100%"),
        ("2.5", "万元/亩", "2.5 万元/亩"),
        ("120000.00", "㎡", "120,000.00 ㎡"),
        ("2023", "年份", "2023年"),
    ],
)
def test_numbers_are_shown_with_their_units(value, unit, shown):
    assert show(Decimal(value), unit) == shown
