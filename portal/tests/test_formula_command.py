"""`manage.py formula`: JSON on success, one sentence and exit 1 otherwise; never a database."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

BOND = (
    "w15.performance_bond",
    "land_area_mu=9.831",
    "land_price_wan=335",
    "starting_tax_per_mu=9.6",
    "promised_tax_per_mu=12.6",
)


def run(*arguments: str) -> dict:
    out = StringIO()
    call_command("formula", *arguments, stdout=out)
    return json.loads(out.getvalue())


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command("formula", *arguments)
    assert refusal.value.returncode == 1
    return str(refusal.value)


def test_it_prints_value_unit_clause_parameters_steps_and_hash():
    answer = run(*BOND, "--place", "330302", "--on", "2020-06-30")
    assert (answer["value"], answer["unit"], answer["clause"]) == ("33.50", "万元", "w15")
    assert (answer["formula"], answer["version"]) == ("w15.performance_bond", 1)
    assert [(p["id"], p["value"], p["clause"]) for p in answer["parameters"]] == [
        ("w15.bond_min_share", "0.10", "w15")
    ]
    assert [step["value"] for step in answer["steps"]] == ["29.4930", "33.50"]
    assert len(answer["rulebook_hash"]) == 64


@pytest.mark.parametrize(
    ("arguments", "place", "value"),
    [
        (
            ("w15.tax_shortfall", "land_area_mu=9.831", "promised_tax_per_mu=13.6", "actual_tax_per_mu=8.0"),
            "330302",
            "55.05",
        ),
        (("w16.operator_reward", "contributions_wan=0,100,150,140,200,200,260,300,280"), "330300", "218.00"),
        (("c14.digital_subsidy", "software_wan=300", "hardware_wan=200"), "330282", "80.00"),
        (("c11.maintenance_fund", "floor_area_m2=1000"), "330282", "12000.00"),
    ],
)
def test_the_formulas_of_the_clauses(arguments, place, value):
    assert run(*arguments, "--place", place, "--on", "2022-12-31")["value"] == value


@pytest.mark.parametrize(
    ("place", "on"), [("330282", "2024-05-01"), ("330302", "2022-05-01"), ("110000", "2022-05-01")]
)
def test_no_rule_in_force_is_a_sentence_and_exit_1(place, on):
    said = refused("c14.digital_subsidy", "software_wan=1", "hardware_wan=1", "--place", place, "--on", on)
    assert "no rule in force" in said
    assert "无有效规定" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("w99.nothing",), "没有公式 w99.nothing"),
        (("c14.digital_subsidy", "software_wan=1"), "缺少输入项 hardware_wan"),
        (("c14.digital_subsidy", "software_wan=x", "hardware_wan=1"), "software_wan"),
        (("c14.digital_subsidy", "software_wan"), "名称=数值：software_wan"),
        (("c14.digital_subsidy", "software_wan=1", "software_wan=2"), "software_wan 写了两次"),
    ],
)
def test_a_slip_is_one_clear_sentence(arguments, words):
    said = refused(*arguments, "--place", "330282", "--on", "2022-05-01")
    assert words in said
    assert "\n" not in said


@pytest.mark.parametrize("on", ["2022-13-01", "2022-W10-1", "20220501", "2022-5-1", "", "2022-05-01\n--x"])
def test_a_bad_date_is_one_clear_sentence(on):
    said = refused("c11.maintenance_fund", "floor_area_m2=1", "--place", "330282", "--on", on)
    assert "日期须写成" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "code",
    ["", " ", "3302", "330282; drop", "33028", "3302821", "3302821234", "330Z82", "慈溪市", "-", "3302；2"],
)
def test_a_bad_place_code_is_one_clear_sentence(code):
    said = refused("c11.maintenance_fund", "floor_area_m2=1", f"--place={code}", "--on", "2022-05-01")
    assert "地区代码须为 6 位" in said
    assert "\n" not in said


@pytest.mark.parametrize("code", ["３３０２８２", " 330282 ", "330282100", "330282100001"])
def test_full_width_digits_and_townships_are_understood(code):
    answer = run("c11.maintenance_fund", "floor_area_m2=1", f"--place={code}", "--on", "２０２２-05-01")
    assert (answer["value"], answer["instrument"]["id"]) == ("12.00", "cixi-2021")


@pytest.mark.parametrize("code", ["3303Z1", "3303z1", "330399"])
def test_the_answer_says_whose_rule_it_is(code):
    answer = run(*BOND, f"--place={code}", "--on", "2020-06-30")
    assert answer["instrument"]["id"] == "wenzhou-2019"
    assert "温州" in answer["instrument"]["title"] or "小微" in answer["instrument"]["title"]
