"""GB/T 4754-2017 as shipped: complete for manufacturing, sound for the rest."""

from collections import Counter

import pytest

from parks.rules import industries

# Number of groups (中类) in each manufacturing division of the standard.
GROUPS_BY_DIVISION = {
    "13": 8, "14": 7, "15": 3, "16": 3, "17": 8, "18": 3, "19": 5, "20": 4, "21": 5, "22": 3, "23": 3,
    "24": 6, "25": 4, "26": 8, "27": 8, "28": 3, "29": 2, "30": 9, "31": 4, "32": 5, "33": 9, "34": 9,
    "35": 9, "36": 7, "37": 9, "38": 8, "39": 9, "40": 6, "41": 3, "42": 2, "43": 7,
}  # fmt: skip


def manufacturing(lines):
    return [line for line in lines if line.kind == industries.MANUFACTURING]


def test_manufacturing_has_31_divisions_and_179_groups():
    assert [line.code for line in manufacturing(industries.divisions())] == [str(n) for n in range(13, 44)]
    assert len(manufacturing(industries.groups())) == 179


def test_groups_of_each_manufacturing_division():
    assert Counter(line.parent for line in manufacturing(industries.groups())) == GROUPS_BY_DIVISION


@pytest.mark.parametrize(
    ("code", "name", "division"),
    [
        ("195", "制鞋业", "皮革、毛皮、羽毛及其制品和制鞋业"),
        ("181", "机织服装制造", "纺织服装、服饰业"),
        ("346", "烘炉、风机、包装等设备制造", "通用设备制造业"),
        ("344", "泵、阀门、压缩机及类似机械制造", "通用设备制造业"),
        ("382", "输配电及控制设备制造", "电气机械和器材制造业"),
        ("367", "汽车零部件及配件制造", "汽车制造业"),
        ("396", "智能消费设备制造", "计算机、通信和其他电子设备制造业"),
        ("405", "衡器制造", "仪器仪表制造业"),
        ("643", "互联网平台", "互联网和相关服务"),
        ("754", "创业空间服务", "科技推广和应用服务业"),
    ],
)
def test_names_as_in_the_standard_of_2017(code, name, division):
    assert industries.group(code).name == name
    assert industries.division_of(code).name == division


def test_every_line_stands_below_its_parent():
    above = {"section": None, "division": "section", "group": "division"}
    lines = industries.table()
    for line in lines.values():
        parent = lines.get(line.parent)
        assert (parent and parent.level) == above[line.level], line
        assert parent is None or parent.kind == line.kind


def test_group_codes_begin_with_their_division_and_names_repeat_nowhere_below_one_division():
    assert all(line.code[:2] == line.parent and len(line.code) == 3 for line in industries.groups())
    assert len({(line.parent, line.name) for line in industries.groups()}) == len(industries.groups())


def test_services_are_not_manufacturing():
    assert industries.is_manufacturing("131")
    assert not industries.is_manufacturing("651")
    assert industries.section_of("651").name == "信息传输、软件和信息技术服务业"


@pytest.mark.parametrize("code", ["C", "13", "138", "", "1311"])
def test_only_a_group_is_a_group(code):
    with pytest.raises(KeyError):
        industries.group(code)


def test_choices_offer_every_group_once_under_its_division():
    offered = [code for _, options in industries.choices() for code, _ in options]
    assert offered == [line.code for line in industries.groups()]
    assert industries.choices()[0][0] == "13 农副食品加工业"
    assert industries.choices()[0][1][0] == ("131", "131 谷物磨制")
