"""The reader of explanations follows a formula that gives its number, and finds out one that does not."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from policies.explanation import Explanation, Operand, Step
from tests.formulas import explanations_on

RIGHT = [
    (
        "2.25",
        "亩",
        "在用土地 × 用房 ÷ 总建筑面积",
        {"在用土地": "90", "用房": "3000", "总建筑面积": "120000"},
    ),
    ("80", "万元", "min(软性 × 20% + 硬件 × 10%, 上限)", {"软性": "300", "硬件": "200", "上限": "100"}),
    ("0.667", "比例", "甲 ÷ 乙", {"甲": "2", "乙": "3"}),
    ("66.7", "%", "甲 ÷ 乙", {"甲": "2", "乙": "3"}),
    ("3", "年", "各地块（竣工 − 开工）中的最大值", {"1号 工期": "2", "2号 工期": "3"}),
    (
        "0.5",
        "倍",
        "各分期面积之和 ÷（各地块用地之和 × 2）",
        {"1期 面积": "4", "2期 面积": "6", "1号 用地": "10"},
    ),
]


def shown(result: str, unit: str, formula: str, numbers: dict[str, str], *steps: Step):
    operands = tuple(Operand(label, Decimal(number), "") for label, number in numbers.items())
    one = Explanation("数", Decimal(result), unit, formula, operands, steps=steps)
    (found,) = explanations_on(render_to_string("parts/explanation.html", {"explanation": one}))
    return found


@pytest.mark.parametrize(("result", "unit", "formula", "numbers"), RIGHT)
def test_a_formula_that_gives_its_number_is_followed(result, unit, formula, numbers):
    found = shown(result, unit, formula, numbers)
    assert found.sentences == 1 and list(found.faults()) == []


@pytest.mark.parametrize(("result", "unit", "formula", "numbers"), RIGHT)
def test_a_number_off_by_its_last_digit_is_found_out(result, unit, formula, numbers):
    last = Decimal(1).scaleb(Decimal(result).as_tuple().exponent)
    found = shown(str(Decimal(result) + last), unit, formula, numbers)
    assert len(list(found.faults())) == 1


def test_words_that_no_number_stands_for_are_found_out():
    assert len(list(shown("5", "亩", "甲 + 丙", {"甲": "5"}).faults())) == 1


def test_steps_are_worked_out_too():
    right, wrong = (Step("第一步", "100 天 ÷ 200 天", Decimal(value), "%") for value in ("50.0", "51.0"))
    assert list(shown("1", "亩", "甲", {"甲": "1"}, right).faults()) == []
    assert len(list(shown("1", "亩", "甲", {"甲": "1"}, wrong).faults())) == 1
