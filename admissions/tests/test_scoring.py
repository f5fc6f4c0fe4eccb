"""五度评分: worked examples, bands at their edges, and an oracle in fractions written apart from the rules."""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.rules.facts import firm_land_mu, per_mu, with_derived
from admissions.rules.scheme import Scheme
from admissions.rules.scheme.words import differences
from admissions.rules.scoring import score
from admissions.services.reference import shipped_schemes
from policies.local import SchemeFaulty

D = Decimal
CODES = ("cixi-2021", "wenzhou-2019")


@cache
def shipped(instrument: str = "wenzhou-2019") -> Scheme:
    return Scheme.load(content(instrument))


def content(instrument: str = "wenzhou-2019"):
    return next(one["content"] for one in shipped_schemes() if one["instrument"] == instrument)


def points(code: str, value, instrument: str = "wenzhou-2019") -> Decimal:
    """What one value of one indicator brings."""
    scheme = shipped(instrument)
    fact = next(one.fact for one in scheme.indicators if one.code == code)
    found = score(scheme, {fact: value})
    return next(one.points for part in found.dimensions for one in part.lines if one.code == code)


@pytest.mark.parametrize("instrument", CODES)
def test_the_reference_schemes_have_two_indicators_in_each_of_the_five_dimensions(instrument):
    scheme = shipped(instrument)
    labels = [one.label for one in scheme.dimensions]
    assert labels == ["科技高度", "投资强度", "税收贡献度", "两化融合度", "员工文化程度"]
    assert all(len(one.indicators) >= 2 for one in scheme.dimensions)
    assert scheme.full == 100 and Scheme.load(scheme.as_content()) == scheme


@pytest.mark.parametrize(
    ("value", "worth"),
    [("0", 0), ("0.99", 0), ("1", 3), ("2.99", 3), ("3", 6), ("4.9999", 6), ("5", 10), ("80", 10)],
)
def test_a_band_counts_from_its_lower_bound_on(value, worth):
    assert points("rd_share", value) == worth == points("rd_share", D(value))


@pytest.mark.parametrize(
    ("value", "worth"),
    [
        ("0", "0"),
        ("100", "0"),
        ("100.1", "0.01"),
        ("220", "6"),
        ("339.9", "12.00"),
        ("340", "12"),
        ("900", "12"),
    ],
)
def test_linear_points_are_rounded_once_half_up_within_their_ends(value, worth):
    assert points("investment_intensity", D(value)) == D(worth)


@pytest.mark.parametrize(
    ("value", "worth"),
    [("national", 10), ("provincial", 7), ("none", 0), ("unheard_of", 0), (None, 0), ("", 0)],
)
def test_an_option_counts_by_its_code(value, worth):
    assert points("tech_title", value) == worth


def test_land_and_amounts_per_mu_as_in_the_interpretations():
    """90 亩 park, 120 000 ㎡, firm 3000 ㎡ → 2.25 亩."""
    land = firm_land_mu(D(90), D(120000), D(3000))
    assert land == D("2.2500") and per_mu(D("67.5"), land) == D("30.00")
    assert firm_land_mu(D(90), D(0), D(3000)) is None and per_mu(D(5), None) is None


@pytest.mark.parametrize(
    ("heavy", "storey", "upstairs"),
    [
        (True, D(2), True),
        (True, D(1), False),
        (True, D(-1), False),
        (True, None, None),
        (False, None, False),
        (None, None, None),
    ],
)
def test_heavy_machines_are_upstairs_on_any_storey_but_the_first(heavy, storey, upstairs):
    assert with_derived({"heavy_equipment": heavy, "heavy_storey": storey})["heavy_upstairs"] is upstairs


def test_a_dimension_is_capped_and_the_total_is_the_sum_of_the_capped():
    tight = {
        **content(),
        "dimensions": [{**one, "max": "4"} for one in content()["dimensions"]],
        "threshold": "4",
    }
    found = score(Scheme.load(tight), {"tech_title": "national", "rd_share": "5"})
    assert [one.points for one in found.dimensions] == [4, 0, 0, 0, 0]
    assert found.total == 4 and found.passed and found.gap == 0


def test_what_is_not_answered_counts_nothing_and_is_named_once():
    found = score(shipped(), {})
    assert found.total == 0 and found.gap == 60 and not found.passed
    assert found.missing == tuple(dict.fromkeys(found.missing)) and "科技资质" in found.missing
    assert "属于国家淘汰类产能" in found.missing
    assert all(line.hint for part in found.dimensions for line in part.lines)


def test_a_veto_fails_whoever_has_the_points():
    best = {
        "tech_title": "national",
        "rd_share": "9",
        "patents": "9",
        "systems": "9",
        "numeric_control": "99",
    }
    best |= {"tax_per_mu": D(60), "investment_per_mu": D(900), "expected_tax_wan": D(900)}
    assert score(shipped(), best).passed
    found = score(shipped(), {**best, "without_four": "yes"})
    assert not found.passed and found.gap == 0
    assert [hit.sentence for hit in found.vetoes] == ["一票否决：存在“四无”情形。"]
    upstairs = score(shipped("cixi-2021"), {"heavy_upstairs": True})
    assert [hit.clause for hit in upstairs.vetoes] == ["c09"]


def test_a_veto_on_a_number_says_the_number():
    low = {
        "code": "low",
        "label": "亩均税收过低",
        "clause": "",
        "source": "tax_per_mu",
        "op": "below",
        "value": "8",
    }
    scheme = Scheme.load({**content(), "vetoes": [low]})
    assert not score(scheme, {"tax_per_mu": D("8.00")}).vetoes
    found = score(scheme, {"tax_per_mu": D("7.99")}).vetoes[0]
    assert found.sentence == "一票否决：亩均税收过低（亩均税收 7.99 万元/亩，低于 8 万元/亩）。"


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("rd_share", "2", "研发费用占营业收入比重达到 3% +3 分"),
        ("investment_per_mu", D("150"), "投资强度每提高 20 万元/亩 +1 分"),
        ("investment_per_mu", D("50"), "投资强度从 100 起，每提高 20 万元/亩 +1 分"),
        ("tech_title", "city", "科技资质为“省级专精特新或科技型中小企业” +3 分"),
    ],
)
def test_hints_say_where_the_next_points_are(code, value, words):
    assert words in score(shipped(), {code: value}).hints


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"threshold": "101"}, "入围分数线 101 高于总分 100。"),
        ({"threshold": ""}, "入围分数线未填写。"),
        ({"threshold": "60.005"}, "入围分数线最多保留两位小数。"),
        ({"dimensions": []}, "评分维度应为第九条的五项，按原文顺序。"),
        ({"tie_break": ["leading_industry"]}, "同分排序的依据重复或不可用。"),
        ({"settings": {}}, "没有选定由哪一级决定。"),
        ({"vetoes": [{"code": "v", "label": ""}]}, "一票否决事项未填写。"),
        ({"vetoes": [{"code": "v", "label": "甲", "op": "below"}]}, "一票否决“甲”的条件与数据不符。"),
    ],
)
def test_an_incomplete_scheme_says_what_is_missing(change, sentence):
    with pytest.raises(SchemeFaulty) as fault:
        Scheme.load({**content(), **change})
    assert sentence in fault.value.sentences


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": ""}, "指标名称未填写。"),
        ({"bands": []}, "指标“甲”至少要有 1 个分档。"),
        ({"max": "9"}, "指标“甲”最高得分应等于其满分。"),
        (
            {"bands": [{"since": "3", "points": "1"}, {"since": "2", "points": "5"}]},
            "指标“甲”的分档应从低到高，起点不能重复。",
        ),
        ({"code": "tax_per_mu"}, "编号“tax_per_mu”重复或不可用。"),
        ({"dimension": "sixth"}, "“甲”不属于五个维度中的任何一个。"),
        ({"source": "secret"}, "指标“甲”的数据来源不明。"),
        ({"source": "leading_industry"}, "指标“甲”的计分方式与数据不符。"),
        ({"kind": "linear", "zero_at": "5", "full_at": "5"}, "指标“甲”得 0 分和得满分的数值不能相同。"),
        ({"kind": "guess"}, "指标“甲”没有选定计分方式。"),
    ],
)
def test_an_indicator_that_cannot_count_is_named(change, sentence):
    row = {"code": "a", "dimension": "tax", "label": "甲", "kind": "bands", "max": "5", "source": "asked"}
    row |= {"bands": [{"since": "1", "points": "5"}], **change}
    with pytest.raises(SchemeFaulty) as fault:
        Scheme.load({**content(), "indicators": [*content()["indicators"], row]})
    assert sentence in fault.value.sentences


@pytest.mark.parametrize(
    "junk",
    [None, [], "x", {"indicators": [[], 5, {"kind": []}], "settings": {"departments": [{"code": {}}]}}],
)
def test_whatever_stands_in_the_table_is_read_without_a_crash(junk):
    found, faults = Scheme.sketch(junk)
    assert faults and score(found, {}).total == 0


def test_differences_are_told_row_by_row():
    old = shipped()
    changed = {**content(), "threshold": "65"}
    changed["indicators"] = [
        {**one, "label": "发明专利"} if one["code"] == "patents" else one for one in changed["indicators"]
    ]
    found = [str(one) for one in differences(old, Scheme.load(changed))]
    assert found[0].startswith("指标·发明专利（原“有效发明专利”）：")
    assert found[1:] == ["入围·入围分数线：60 分 → 65 分"] and differences(old, old) == []


@settings(max_examples=150, deadline=None)
@given(st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2), st.sampled_from(CODES))
def test_more_never_scores_less(one, other, instrument):
    """All the reference schemes' tables rise with the value."""
    low, high = sorted((one, other))
    for indicator in shipped(instrument).indicators:
        if not indicator.options:
            assert points(indicator.code, low, instrument) <= points(indicator.code, high, instrument)


# The oracle: exact fractions, the stored JSON itself, nothing of the rules.


exact = cache(Fraction)


def oracle(scheme: dict, facts: dict) -> tuple[Fraction, list[Fraction], bool]:
    """Total, points of the dimensions, and whether it passes."""
    parts = []
    for dimension in scheme["dimensions"]:
        rows = [row for row in scheme["indicators"] if row["dimension"] == dimension["code"]]
        earned = sum(
            (
                worth(row, facts.get(row["code"] if row["source"] == "asked" else row["source"]))
                for row in rows
            ),
            Fraction(0),
        )
        parts.append(min(earned, exact(dimension["max"])))
    vetoed = any(facts.get(row["code"]) == "yes" for row in scheme["vetoes"] if row["source"] == "asked")
    vetoed |= any(facts.get(row["source"]) is True for row in scheme["vetoes"])
    return sum(parts), parts, sum(parts) >= exact(scheme["threshold"]) and not vetoed


def worth(row: dict, value) -> Fraction:
    if value is None:
        return Fraction(0)
    if row["kind"] == "options":
        return next((exact(one["points"]) for one in row["options"] if one["code"] == value), Fraction(0))
    number = Fraction(value)
    if row["kind"] == "bands":
        return max(
            (exact(one["points"]) for one in row["bands"] if number >= exact(one["since"])),
            default=Fraction(0),
        )
    zero, full, most = (exact(row[name]) for name in ("zero_at", "full_at", "max"))
    cents = (number - zero) / (full - zero) * most * 100
    return min(max(Fraction(int(cents + Fraction(1, 2)) if cents > 0 else 0, 100), Fraction(0)), most)


def applicant(chance: Random, scheme: Scheme) -> dict:
    """Random facts and answers, some of them missing, many of them at an edge."""
    facts: dict = {}
    for one in scheme.indicators:
        if chance.random() < 0.1:
            continue
        edges = [band.since for band in one.bands] + [one.zero_at, one.full_at]
        if one.options:
            facts[one.fact] = chance.choice(one.options).code
        else:
            near = chance.choice(edges) + chance.choice((D(0), D("0.01"), D("-0.01")))
            number = near if chance.random() < 0.3 else D(chance.randrange(0, 60_000)) / 100
            facts[one.fact] = number if one.source != "asked" else f"{max(number, D(0))}"
    for veto in scheme.vetoes:
        hit = chance.random() < 0.05
        facts[veto.fact] = hit if veto.source != "asked" else ("yes" if hit else "no")
    return facts


def test_ten_thousand_applications_score_as_the_oracle_says():
    chance, wrong = Random(2019), 0
    for index in range(10_000):
        instrument = CODES[index % 2]
        scheme, stored = shipped(instrument), content_once(instrument)
        facts = applicant(chance, scheme)
        found = score(scheme, facts)
        parts = [Fraction(one.points) for one in found.dimensions]
        wrong += (Fraction(found.total), parts, found.passed) != oracle(stored, facts)
    assert wrong == 0


@cache
def content_once(instrument: str):
    return content(instrument)


def test_the_explanation_adds_up_to_the_score():
    found = score(shipped(), {"tech_title": "city", "rd_share": "5", "tax_per_mu": D("12.5")})
    told = found.explanation()
    assert told.result == found.total == sum(child.result for child in told.children)
    for child in told.children:
        assert child.result == min(sum(one.value for one in child.operands[:-1]), child.operands[-1].value)
        assert [step.value for step in child.steps] == [one.value for one in child.operands[:-1]]
    assert set(told.substituted_text) <= set("0123456789.+ ")
