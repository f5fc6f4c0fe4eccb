"""The formula shown gives the number shown: the text is evaluated with its operands, exactly."""

import ast
from datetime import date
from fractions import Fraction

import pytest

from policies.compute import compute
from policies.formulas import FORMULAS
from policies.library import get_library
from policies.numbers import round_half_up

OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
FUNCTIONS = {"max": max, "min": min}


def evaluate(text: str) -> Fraction:
    """The value of an expression of numbers, + − × ÷, max and min."""

    def value(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant(value=str(number)):
                return Fraction(number)
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](value(left), value(right))
            case ast.Call(func=ast.Name(id=name), args=args):
                return FUNCTIONS[name](*map(value, args))
        raise AssertionError(f"unexpected {ast.dump(node)} in {text}")

    return value(ast.parse(text, mode="eval").body)


def with_numbers(explanation) -> str:
    """The formula text in Python's signs, every label replaced by its value as a string."""
    values = {o.label: o.value for o in explanation.operands}
    values |= {p.label: p.value for p in explanation.parameters}
    text = explanation.formula_text.replace(" 0)", " '0')")
    for label in sorted(values, key=len, reverse=True):
        text = text.replace(label, f"'{values[label]}'")
    return text.replace("−", "-").replace("×", "*").replace("÷", "/")


CASES = [(f, {field.name: field.sample for field in f.inputs}) for f in FORMULAS.newest().values()]
CASES += [
    (
        FORMULAS.get("w15.performance_bond"),
        {
            "land_area_mu": "9.831",
            "land_price_wan": "335",
            "starting_tax_per_mu": "9.6",
            "promised_tax_per_mu": "12.6",
        },
    ),
    (FORMULAS.get("w16.operator_reward"), {"contributions_wan": "5,3,9,9.5,1,2,3,4,5,6,7,8"}),
    (FORMULAS.get("c14.digital_subsidy"), {"software_wan": "400", "hardware_wan": "400.5"}),
    (FORMULAS.get("w12.tax_per_mu"), {"tax_wan": "1", "land_mu": "3"}),
]


@pytest.mark.parametrize(("formula", "inputs"), CASES, ids=lambda case: getattr(case, "id", ""))
def test_putting_the_operands_into_the_formula_text_gives_the_result(formula, inputs):
    instrument = get_library().instrument(get_library().clause(formula.clause_id).instrument_id)
    explanation = compute(formula.id, inputs, instrument.place_code, date(2022, 12, 31))
    exact = evaluate(with_numbers(explanation))
    assert abs(exact - Fraction(explanation.result)) <= Fraction(1, 200)
    assert round_half_up(explanation.result) == explanation.result


@pytest.mark.parametrize(("formula", "inputs"), CASES, ids=lambda case: getattr(case, "id", ""))
def test_the_substituted_text_has_no_label_left(formula, inputs):
    instrument = get_library().instrument(get_library().clause(formula.clause_id).instrument_id)
    explanation = compute(formula.id, inputs, instrument.place_code, date(2022, 12, 31))
    assert set(explanation.substituted_text) <= set("0123456789.%+−×÷(), maxin")


def test_an_explanation_is_json_ready_with_decimals_as_strings():
    inputs = {"tax_wan": "386.2", "land_mu": "15.3"}
    explained = compute("w12.tax_per_mu", inputs, "330302", date(2022, 12, 31)).as_dict()
    assert explained["result"] == "25.24"
    assert explained["operands"][0] == {
        "name": "tax_wan",
        "label": "税收合计",
        "value": "386.2",
        "unit": "万元",
        "source_label": "",
        "source_url": "",
    }
    assert explained["parameters"] == [
        {
            "id": "w02.tax_per_mu_min",
            "label": "亩均税收目标",
            "value": "20",
            "unit": "万元/亩",
            "clause": "w02",
            "instrument": "wenzhou-2019",
            "since": "2019-01-01",
            "until": None,
        }
    ]
    assert explained["clause_ids"] == ["w12", "w02"]
    assert (explained["formula_id"], explained["formula_version"]) == ("w12.tax_per_mu", 1)
    assert explained["steps"][1]["value"] == "5.24"
