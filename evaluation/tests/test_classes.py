"""亩均论英雄 by the rules alone: the examples of the interpretations, the oracle in fractions, what must always hold (W12)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.evaluating import Outcome, evaluate
from evaluation.rules.classes.parts import MEASURES
from evaluation.rules.classes.ranking import positions
from evaluation.rules.classes.scoring import base_of, value_of
from evaluation.tests.class_scenes import content, firm, one_group, oracle_classes, oracle_scores
from policies.local import SchemeFaulty

W12 = (("tax_per_mu", "40", None), ("sales_per_mu", "30", None), ("sales_per_tce", "30", None))


def scores(scheme, firms):
    return {key: one.score for key, one in evaluate(scheme, firms).standings.items()}


def classes(scheme, firms):
    return {key: one.enterprise_class for key, one in evaluate(scheme, firms).standings.items()}


def taxed(*taxes, **marks):
    """Firms on one 亩 each with so much tax."""
    return [firm(f"f{i}", tax, 0, None, None, 1, marks=marks.get(f"f{i}", ())) for i, tax in enumerate(taxes)]


BY_TAX = one_group(("tax_per_mu", "100", "10"), cap="10")


def test_a_value_equal_to_its_base_everywhere_gives_100():
    firms = [firm("one", 20, 200, 50, 10, 2), firm("two", 40, 400, 100, 20, 4)]
    assert scores(one_group(*W12), firms) == {"one": 100, "two": 100}


def test_the_bases_of_huangyan_2022_give_100_too():
    bases = one_group(("tax_per_mu", "60", "24.097"), ("sales_per_tce", "40", "2.694"))
    assert scores(bases, [firm("f", "24.097", "2.694", 1, None, 1)]) == {"f": 100}


def test_the_base_is_sum_by_sum_and_never_the_mean_of_ratios():
    facts = [firm("a", 10, 0, None, None, 1).facts, firm("b", 10, 0, None, None, 9).facts]
    assert str(base_of(MEASURES["tax_per_mu"], facts)) == "2.0000"


def test_a_term_counts_at_most_its_cap():
    scheme = one_group(("tax_per_mu", "40", "10"), ("sales_per_mu", "60", "10"))
    found = evaluate(scheme, [firm("f", 1000, 10, None, None, 1)]).standings["f"]
    assert found.points == (60, 60)


def test_bonuses_and_deductions_are_each_held_to_their_cap_and_no_score_is_below_zero():
    scheme = one_group(("tax_per_mu", "100", "10"), bonus_cap="6", deduction_cap="12")
    marks = ("+specialised", "+tech_sme", "+accident", "+environment")
    found = evaluate(scheme, [firm("f", 1, 0, None, None, 1, marks=marks), firm("g", 0, 0, None, None, 1)])
    one = found.standings["f"]
    assert (one.bonus, one.deduction, one.score) == (6, 12, 4)
    assert scores(scheme, [firm("h", 0, 0, None, None, 1, marks=("+accident",))]) == {"h": 0}


def test_15_at_20_40_35_5_with_one_exempt_are_2_5_6_1():
    firms = taxed(*range(100, 115), f3=("exempt",))
    scheme = one_group(("tax_per_mu", "100", "10"), cap="100")
    found = evaluate(scheme, firms)
    given = [one.enterprise_class for one in found.standings.values()]
    assert [given.count(letter) for letter in ("A", "B", "C", "D", "")] == [2, 5, 6, 1, 1]
    assert found.standings["f3"].outcome is Outcome.EXEMPT


def test_equals_share_the_better_class_even_above_its_quota():
    firms = taxed(20, 20, 20, *range(1, 10))  # 12 ranked: A to 2
    found = classes(BY_TAX, firms)
    assert [found[f"f{i}"] for i in range(3)] == ["A", "A", "A"]
    assert list(found.values()).count("B") == 3, "who takes too much A takes it from B"


def test_equals_on_the_edge_of_d_are_c():
    firms = taxed(*range(10, 20), 1, 1)
    assert classes(BY_TAX, firms)["f11"] == "C"


def test_a_tie_is_told_apart_where_the_scheme_says_so():
    scheme = one_group(("tax_per_mu", "100", "10"), tie_break=["sales_per_mu"])
    firms = [
        firm("rich", 10, 90, 1, None, 1),
        firm("poor", 10, 80, 1, None, 1),
        firm("silent", 10, None, 1, None, 1),
    ]
    found = evaluate(scheme, firms).standings
    assert [found[key].rank for key in ("rich", "poor", "silent")] == [1, 2, 3]


def test_a_group_below_the_smallest_is_classed_by_thresholds():
    firms = taxed("9", "7", "5", "4.99")
    assert list(classes(BY_TAX, firms).values()) == ["A", "B", "C", "D"]


def test_the_smallest_group_is_classed_by_shares():
    assert list(classes(BY_TAX, taxed(*range(20, 10, -1))).values()) == list("AABBBBCCCD")


def test_thresholds_count_from_their_own_value_on():
    scheme = one_group(("tax_per_mu", "100", "10"), mode="threshold", smallest_group=0)
    assert list(classes(scheme, taxed("9", "8.9999", "7", "5")).values()) == ["A", "B", "B", "C"]


def test_a_veto_is_d_and_a_protected_firm_not_below_the_floor_and_neither_moves_others():
    plain = classes(BY_TAX, taxed(*range(20, 10, -1)))
    marked = classes(BY_TAX, taxed(*range(20, 10, -1), f0=("veto",), f9=("protected",)))
    assert (marked["f0"], marked["f9"]) == ("D", "C")
    assert {key: plain[key] for key in plain if key not in ("f0", "f9")}.items() <= marked.items()


def test_a_protected_firm_with_a_veto_is_d():
    assert classes(BY_TAX, taxed(20, f0=("veto", "protected"))) == {"f0": "D"}


def test_a_firm_goes_into_the_first_group_it_fits():
    scheme = ClassScheme.load(content())
    found = evaluate(scheme, [firm("up", 1, 2000, 1, 1, 1), firm("down", 1, "1999.99", 1, 1, 1)]).standings
    assert (found["up"].group, found["down"].group) == ("above_scale", "below_scale")


def test_who_fits_no_group_is_left_out_with_that_reason():
    only = {**content(), "groups": content()["groups"][:1]}
    found = evaluate(ClassScheme.load(only), [firm("f", 1, 1, 1, 1, 1)]).standings["f"]
    assert (found.outcome, found.score) == (Outcome.NO_GROUP, None)


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        ((1, 1, None, 1, 1), ("缺综合能耗",)),
        ((1, 1, 0, 1, 1), ("综合能耗为零",)),
        ((1, 1, 1, 1, 0), ("用地为零",)),
        ((1, 1, 1, 1, None), ("缺用地",)),
    ],
)
def test_missing_and_zero_values_set_a_firm_aside_and_say_which(facts, gaps):
    found = evaluate(one_group(*W12), [firm("f", *facts)]).standings["f"]
    assert (found.outcome, found.gaps) == (Outcome.LACKING, gaps)


def test_or_they_count_nothing_where_the_scheme_says_so():
    found = evaluate(one_group(*W12, lacking="zero"), [firm("f", 1, 1, None, 1, 1)]).standings["f"]
    assert (found.outcome, found.score, found.points[2]) == (Outcome.RANKED, 70, 0)


def test_a_group_that_paid_nothing_has_no_base_and_no_points():
    assert scores(one_group(("tax_per_mu", "100", None)), taxed(0, 0)) == {"f0": 0, "f1": 0}


AMOUNT = st.decimals("0.01", "99999", places=2)
FIRMS = st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT), min_size=1, max_size=25).map(
    lambda rows: [firm(f"f{i}", *map(str, row[:3]), 1, str(row[3])) for i, row in enumerate(rows)]
)


@given(FIRMS)
def test_scores_and_classes_equal_those_of_the_oracle_in_fractions(firms):
    scheme = one_group(*W12, smallest_group=0)
    expected = oracle_scores(scheme, firms)
    assert scores(scheme, firms) == expected
    assert classes(scheme, firms) == oracle_classes(expected, 20, 40, 5)


@given(FIRMS, st.randoms(use_true_random=False))
def test_the_order_of_firms_never_matters(firms, random):
    scheme = one_group(*W12, smallest_group=5, tie_break=["tax_per_employee"])
    mixed = random.sample(firms, len(firms))
    assert evaluate(scheme, mixed).standings == evaluate(scheme, firms).standings


@given(FIRMS, st.integers(0, 24), AMOUNT, st.sampled_from(("tax_wan", "sales_wan")))
def test_more_tax_or_sales_never_costs_points_rank_or_class(firms, which, more, fact):
    """With bases of the scheme: a group's own base rises with the firm."""
    scheme = one_group(("tax_per_mu", "50", "20"), ("sales_per_tce", "50", "3"), smallest_group=0)
    which %= len(firms)
    before = firms[which]
    richer = replace(before, facts={**before.facts, fact: before.facts[fact] + more})
    old = evaluate(scheme, firms).standings[before.key]
    new = evaluate(scheme, [*firms[:which], richer, *firms[which + 1 :]]).standings[before.key]
    assert new.score >= old.score and new.rank <= old.rank and new.enterprise_class <= old.enterprise_class


@given(st.integers(0, 2000), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_the_positions_are_in_order_and_add_up(ranked, a, b, d):
    if a + b + d > 100:
        return
    scheme = one_group(("tax_per_mu", "100", "1"), share_a=str(a), share_b=str(b), share_d=str(d))
    found = positions(ranked, scheme.settings)
    assert 0 <= found.a <= found.b <= found.c <= ranked
    assert found.a * 100 <= a * ranked and (ranked - found.c) * 100 >= d * ranked


def test_a_measure_is_rounded_once_half_up():
    assert str(value_of(MEASURES["tax_per_mu"], firm("f", "1", 0, 0, 0, "20000").facts)) == "0.0001"
    assert str(value_of(MEASURES["tax_per_mu"], firm("f", "0.99999", 0, 0, 0, "20000").facts)) == "0.0000"


def test_a_scheme_is_what_it_was_loaded_from():
    scheme = ClassScheme.load(content())
    assert ClassScheme.load(scheme.as_content()) == scheme
    assert scheme.settings.share_c == 35


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"share_a": "70"}, "A、B、D 类比例之和不能超过 100%。"),
        ({"threshold_b": "95"}, "A、B、C 类的分数线应由高到低。"),
        ({"mode": "lottery"}, "没有选定分类方式。"),
        ({"lacking": ""}, "没有选定缺数据的处理办法。"),
        ({"protected_floor": "E"}, "没有选定保护期企业的最低类别。"),
        ({"smallest_group": -1}, "按比例分类的最少户数应为 0 至 1000 的整数。"),
        ({"tie_break": ["beauty"]}, "同分排序的依据重复或不可用。"),
        ({"bonus_cap": ""}, "加分上限未填写。"),
    ],
)
def test_faulty_settings_are_said(change, sentence):
    with pytest.raises(SchemeFaulty) as caught:
        ClassScheme.load(content(**change))
    assert sentence in caught.value.sentences


def test_weights_that_do_not_make_100_are_said():
    groups = content()["groups"]
    groups[1]["indicators"] = groups[1]["indicators"][:2]
    _, faults = ClassScheme.sketch({**content(), "groups": groups})
    assert faults == ["分组“规下企业”的指标权重之和为 70，应为 100。"]


@pytest.mark.parametrize(
    "junk", [None, [], {}, {"groups": "x", "settings": 3}, {"groups": [{"indicators": [3]}]}]
)
def test_no_content_however_broken_raises(junk):
    _, faults = ClassScheme.sketch(junk)
    assert faults


def test_values_of_sub_decimals_stay_decimals():
    assert all(isinstance(one, Decimal) for one in scores(BY_TAX, taxed(1, 2)).values())
