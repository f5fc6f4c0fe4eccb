"""`manage.py score_application`: the score of a file with its trace, and one sentence for everything that is wrong."""

import json

import pytest
from django.core.management import CommandError, call_command

from admissions.services.reference import load_reference

FIRM = {
    "requested_floor_m2": 3000,
    "investment_wan": "450",
    "expected_tax_wan": 67.5,
    "expected_sales_wan": "２,４００",
    "park_land_mu": 90,
    "park_floor_m2": 120000,
    "answers": {
        "tech_title": "provincial",
        "rd_share": "3",
        "patents": 1,
        "equipment_share": "49.99",
        "systems": 3,
        "numeric_control": "45",
        "college_share": 30,
        "skilled_share": "20",
        "distrusted": False,
        "outdated": "否",
        "without_four": "no",
    },
}


@pytest.fixture
def run(places, tmp_path, capsys):
    load_reference()

    def call(stated, place="330302", on="2026-06-30"):
        path = tmp_path / "application.json"
        path.write_text(stated if isinstance(stated, str) else json.dumps(stated), encoding="utf-8")
        call_command("score_application", str(path), place=place, on=on)
        return json.loads(capsys.readouterr().out)

    return call


@pytest.mark.django_db
def test_score_and_trace_of_a_file(run):
    """2.25 亩: 200 and 30 万元/亩. 15 + 8 + 18 + 11.5 + 9 = 61.5."""
    found = run(FIRM)
    assert (found["total"], found["passed"], found["gap"], found["missing"]) == ("61.50", True, "0.00", [])
    assert [one["points"] for one in found["dimensions"]] == ["15.00", "8.00", "18.00", "11.50", "9.00"]
    assert found["facts"]["land_mu"] == "2.2500" and found["facts"]["tax_per_mu"] == "30.00"
    assert found["scheme"]["is_reference"] and found["scheme"]["policy"] == "wenzhou-2019"
    assert found["explanation"]["result"] == "61.50" and len(found["explanation"]["children"]) == 5
    assert "投资强度每提高 20 万元/亩 +1 分" in found["hints"]
    assert run(FIRM, place="330302006")["total"] == "61.50"


@pytest.mark.django_db
def test_a_veto_and_what_is_missing_are_named(run):
    answers = {**FIRM["answers"], "without_four": "是", "patents": None}
    found = run({**FIRM, "answers": answers})
    assert not found["passed"] and found["missing"] == ["有效发明专利"]
    assert [one["sentence"] for one in found["vetoes"]] == ["一票否决：存在“四无”情形。"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stated", "given", "sentence"),
    [
        ("{", {}, "不是有效的 JSON"),
        ("[]", {}, "文件应是一个 JSON 对象"),
        ({"tax": 1}, {}, "不认识的数据项 tax"),
        ({"expected_tax_wan": "很多"}, {}, "数据项 expected_tax_wan（预计年纳税）不是数字：很多"),
        ({"expected_tax_wan": True}, {}, "不是数字"),
        ('{"expected_tax_wan": 1e400}', {}, "数值过大"),
        ('{"expected_tax_wan": NaN}', {}, "不是数字"),
        ({"answers": {"tech_title": "很高"}}, {}, "数据项 tech_title（科技资质）应为："),
        ({}, {"place": "330282", "on": "2024-05-01"}, "慈溪市 在 2024-05-01 无有效规定"),
        ({}, {"place": "990000"}, "没有代码为 990000 的地域"),
        ({}, {"place": "温州"}, "地区代码须为"),
        ({}, {"on": "昨天"}, "日期须写成"),
    ],
)
def test_everything_wrong_is_one_sentence(run, stated, given, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(stated, **given)
