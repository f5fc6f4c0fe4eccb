"""A slip in a policy file stops the loading and names the file and the spot."""

import pytest

from policies.errors import BadRuleData
from policies.library import load_library

W15 = "wenzhou-2019/clauses/w15.yaml"
INSTRUMENT = "wenzhou-2019/instrument.yaml"


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (W15, 'value: "0.10"', "value: 0.10", "数字须加引号写成字符串：0.10"),
        (W15, 'value: "2"', "value: 2", "value 须加引号"),
        (W15, 'value: "0.10"', 'value: "NaN"', "value 不是数字"),
        (W15, 'value: "0.10"', 'value: "1e400"', "value 数值过大"),
        (W15, "title: 创新竞价方式", "name: 创新竞价方式", "不认识的键：name"),
        (W15, "title: 创新竞价方式", "title: 创新竞价方式\ntitle: 再一次", "重复的键：title"),
        (W15, "title: 创新竞价方式", "title:", "缺少文字“title”"),
        (W15, "kinds: [record, calc]", "kinds: [record, dance]", "不认识的取值：dance"),
        (W15, "kinds: [record, calc]", "kinds: record", "“kinds”须为列表"),
        (W15, "title: 创新竞价方式", "title: [", "无法读取"),
        (INSTRUMENT, "in_force_from: 2019-01-01", "in_force_from: soon", "“in_force_from”须为日期"),
        (INSTRUMENT, "w14, w15,", "w14,", "未列入 clauses 的条款文件：w15"),
        (INSTRUMENT, "w14, w15,", "w14, w15, w99,", "w99.yaml：无法读取"),
    ],
)
def test_a_slip_is_refused(edited, path, old, new, words):
    with pytest.raises(BadRuleData) as refusal:
        edited(path, old, new)
    assert words in refusal.value.message
    assert ".yaml" in refusal.value.message


def test_floats_are_refused_wherever_they_stand(tree):
    (tree / INSTRUMENT).write_text("id: 1.5\n")
    with pytest.raises(BadRuleData, match=r"instrument\.yaml：数字须加引号"):
        load_library(tree)


def test_a_file_without_a_mapping_is_refused(tree):
    (tree / W15).write_text("- a\n- b\n")
    with pytest.raises(BadRuleData, match="须为键值文件"):
        load_library(tree)
