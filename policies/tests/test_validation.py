"""The start-up check: clean for the shipped policies, and each kind of fault is found."""

import pytest

from policies.formulas import FORMULAS
from policies.library import get_library, load_library
from policies.validation import problems

TARGETS = [target.id for clause in get_library().clauses() for target in clause.targets]
# What upper rooms register as readers; `manage.py check` holds the real registrations against the files.
ELSEWHERE = tuple(
    consumer
    for clause in get_library().clauses()
    for parameter in clause.parameters
    for consumer in parameter.consumers
    if consumer.startswith(("parks.", "admissions.", "evaluation."))
)
W15 = "wenzhou-2019/clauses/w15.yaml"
W12 = "wenzhou-2019/clauses/w12.yaml"
ANNEX = "wenzhou-2019/clauses/w-annex2.yaml"


def found(library, checks=ELSEWHERE, formulas=None, targets=TARGETS):
    return problems(library, checks, FORMULAS.newest() if formulas is None else formulas, targets)


def test_the_shipped_policies_have_no_problem(library):
    assert found(library) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (W15, "consumers: [w15.performance_bond]", "consumers: [w15.nothing]", "使用者 w15.nothing 不存在"),
        (W15, "    consumers: [w15.performance_bond]\n", "", "参数 w15.bond_min_share 没有使用者"),
        (
            W15,
            "consumers: [w15.performance_bond]",
            "pending: [evaluation]",
            "公式 w15.performance_bond 读取了参数 w15.bond_min_share，但",
        ),
        (
            W15,
            "consumers: [w15.performance_bond]",
            "consumers: [w15.performance_bond, w15.tax_shortfall]",
            "写明由公式 w15.tax_shortfall 读取，但该公式没有读取",
        ),
        (W15, "unit: 年\n", 'unit: ""\n', "参数 w15.shortfall_after_years 没有单位"),
        (W15, "id: w15.bond_min_share", "id: w15.shortfall_after_years", "w15.shortfall_after_years 重复"),
        (W15, "id: w15.bond_min_share", "id: w14.bond_min_share", "编号须以条款 w15 开头"),
        (W15, "wording: 总额不少于", "wording: 总额不低于", "不在条款原文中"),
        (W15, "- {from: 2019-01-01, value: \"0.10", "- {from: 2018-01-01, value: \"0.10", "数值早于文件施行"),
        (
            W15,
            '{from: 2019-01-01, value: "0.10"}',
            '{from: 2019-01-01, until: 2018-01-01, value: "0.10"}',
            "结束早于开始",
        ),
        (
            W15,
            '- {from: 2019-01-01, value: "0.10"}',
            '- {from: 2019-01-01, until: 2022-12-31, value: "0"}\n      - {from: 2020-01-01, value: "1"}',
            "与前一个重叠",
        ),
        (W12, "id: w12\n", "id: w13\n", "条款编号 w13 重复"),
        (ANNEX, "id: annex2.specialised", "id: annex2.nothing", "目标 annex2.nothing 无人登记实绩"),
        (
            "wenzhou-2019/instrument.yaml",
            "in_force_from: 2019-01-01",
            "in_force_from: 2019-01-01\nin_force_until: 2018-01-01",
            "失效日期早于施行日期",
        ),
        (
            "cixi-2021/instrument.yaml",
            'place_code: "330282"',
            'place_code: "330300"',
            "wenzhou-2019 与 cixi-2021 在同一地区的有效期重叠",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_found(edited, path, old, new, words):
    assert any(words in problem for problem in found(edited(path, old, new)))


def test_a_clause_without_a_reference_is_found(tree, library):
    file = tree / W12
    lines = file.read_text(encoding="utf-8").splitlines()
    at = lines.index("reference: |-")
    from_library = library.clause("w12").reference
    file.write_text(
        "\n".join(lines[:at] + lines[at + 1 + len(from_library.splitlines()) :]), encoding="utf-8"
    )
    assert "条款 w12 没有原文出处。" in found(load_library(tree))


def test_what_the_house_does_not_know_is_found(library):
    assert any("parks.w05.far 不存在" in problem for problem in found(library, checks=()))
    assert any("w15.tax_shortfall 不存在" in problem for problem in found(library, formulas={}))
    assert any("annex1.land_started 无人登记实绩" in problem for problem in found(library, targets=()))
