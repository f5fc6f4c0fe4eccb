"""Star ratings purely: sums, levels, gaps, the gate (W12, C十三)."""

from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.scoring import gaps, passes, ranks, score, sentence, suggested
from evaluation.rules.stars.words import differences, lines
from policies.local import SchemeFaulty

FOLDER = Path(__file__).parents[1] / "reference"
CIXI = yaml.safe_load((FOLDER / "stars-cixi-2021.yaml").read_text())["content"]
SCHEME = StarScheme.load(CIXI)
NAMES = (
    "亩均效益",
    "产业特色",
    "运营管理",
    "配套服务",
    "企业培育",
    "数字赋能",
    "要素集聚",
    "安全生产",
    "清廉建设",
)


def full(**changed):
    """All points, but for what is changed."""
    return {one.code: one.points for one in SCHEME.items} | {
        code: Decimal(value) for code, value in changed.items()
    }


@pytest.mark.parametrize("path", sorted(FOLDER.glob("stars-*.yaml")), ids=lambda path: path.stem)
def test_the_reference_schemes_are_whole_and_have_the_nine_dimensions(path):
    content = yaml.safe_load(path.read_text())["content"]
    scheme = StarScheme.load(content)
    assert tuple(one.label for one in scheme.dimensions) == NAMES
    assert scheme.full == 100 and scheme.settings.gate == "C"
    assert scheme.as_content() == content == StarScheme.load(scheme.as_content()).as_content()


def test_all_points_are_five_stars_and_a_veto_takes_every_star():
    assert score(SCHEME, full()).star == 5
    struck = score(SCHEME, full(), {"fraud"})
    assert (struck.total, struck.star, [one.code for one in struck.vetoes]) == (100, 0, ["fraud"])


@pytest.mark.parametrize(
    ("lost", "star"), [("10", 5), ("10.01", 4), ("15", 4), ("15.01", 3), ("20", 3), ("20.01", 2)]
)
def test_the_least_points_of_a_star_are_inclusive(lost, star):
    """The loss is spread over the dimensions, so that only the sum decides."""
    share = (100 - Decimal(lost)) / 100
    points = {one.code: one.points * share for one in SCHEME.items}
    assert score(SCHEME, points).total == 100 - Decimal(lost)
    assert score(SCHEME, points).star == star


def test_a_weak_dimension_keeps_a_park_from_four_stars():
    """安全生产 4 of 9 points: 95 in all, but four stars ask 60% (5.4), three ask 50% (4.5)."""
    points = full(fire_item="2", safety_item="2")
    standing = score(SCHEME, points)
    assert (standing.total, standing.star) == (95, 2)
    (gap,) = gaps(SCHEME, points, 4)
    assert (gap.dimension.label, gap.points, gap.least, gap.lacking) == (
        "安全生产",
        4,
        Decimal("5.4"),
        Decimal("1.4"),
    )
    assert sentence(gap) == (
        "“安全生产”4 分，至少要 5.4 分，还差 1.4 分；仅“消防安全年度评价”一项还可得 3 分，补足即可。"
    )


def test_the_nearest_gap_of_the_sum_names_the_item_with_most_points_left():
    points = full(tax_item="0", brand_item="0", team_item="0")
    (gap, _) = gaps(SCHEME, points, 4)
    assert (gap.dimension, gap.lacking) == (None, Decimal(8))
    assert [item.code for item, _ in gap.items] == ["tax_item", "team_item", "brand_item"]
    assert [item.code for item, _ in gap.alone] == ["tax_item"]


def test_what_nobody_has_scored_counts_nothing_and_is_named():
    points = full()
    del points["tax_item"]
    standing = score(SCHEME, points)
    assert (standing.total, [one.code for one in standing.unscored]) == (88, ["tax_item"])


@pytest.mark.parametrize(
    ("value", "points"), [("10", "6.00"), ("20", "12.00"), ("40", "12.00"), ("0", "0.00"), ("13.333", "8.00")]
)
def test_a_measured_value_suggests_its_share_of_the_points(value, points):
    item = next(one for one in SCHEME.items if one.code == "tax_item")
    assert suggested(item, Decimal(value)) == Decimal(points)
    assert suggested(item, None) is None


@pytest.mark.parametrize(
    ("grade", "gate", "passed"), [("C", "C", True), ("A", "C", True), ("D", "C", False), ("", "D", False)]
)
def test_the_gate_is_a_grade_or_better(grade, gate, passed):
    assert passes(grade, gate) is passed


def test_equal_scores_share_the_better_place():
    assert ranks({1: Decimal(90), 2: Decimal(80), 3: Decimal("80.0"), 4: Decimal(70)}) == {
        1: 1,
        2: 2,
        3: 2,
        4: 4,
    }


points_of_all = st.fixed_dictionaries(
    {one.code: st.decimals(0, one.points, places=2) for one in SCHEME.items}
)


@given(points_of_all)
def test_a_star_is_reached_exactly_when_nothing_keeps_from_it(points):
    standing = score(SCHEME, points)
    reached = [star for star in range(1, 6) if not gaps(SCHEME, points, star)]
    assert standing.star == max(reached, default=0)
    assert standing.total == sum(points.values()) == sum(part.points for part in standing.parts)


@given(points_of_all)
def test_closing_a_gap_by_one_item_alone_closes_it(points):
    for gap in gaps(SCHEME, points, 3):
        for item, left in gap.alone:
            risen = points | {item.code: points[item.code] + left}
            assert gap.dimension not in [one.dimension for one in gaps(SCHEME, risen, 3)]


FAULTS = {
    "dimensions": ([], "至少要有一个评定维度。"),
    "levels": ([], "星级标准应为一至五星级，由低到高。"),
    "settings": ({}, "没有选定申报所需的绩效评价档次。"),
}


@pytest.mark.parametrize(("part", "value", "said"), [(part, *known) for part, known in FAULTS.items()])
def test_what_is_missing_is_said_and_never_raised_by_a_sketch(part, value, said):
    with pytest.raises(SchemeFaulty) as fault:
        StarScheme.load({**CIXI, part: value})
    assert said in fault.value.sentences


@pytest.mark.parametrize(
    ("star", "change", "said"),
    [
        (5, {"least": "100.5"}, "五星级最低分 100.5 高于总分 100。"),
        (4, {"least": "80"}, "四星级的最低分应高于三星级。"),
        (3, {"share": "80"}, "四星级的各维度最低得分率不能低于三星级。"),
        (2, {"authority": "province"}, "三星级的评定机关不能低于二星级。"),
    ],
)
def test_more_stars_never_ask_less(star, change, said):
    content = deepcopy(CIXI)
    content["levels"][star - 1] |= change
    assert said in StarScheme.sketch(content)[1]


def test_an_item_is_read_with_all_that_is_wrong_with_it():
    content = deepcopy(CIXI)
    content["items"][0] |= {"points": "0", "dimension": "elsewhere", "full": None}
    faults = StarScheme.sketch(content)[1]
    assert "评分项“入园企业亩均税收”分值应大于 0。" in faults
    assert "评分项“入园企业亩均税收”不属于任何维度。" in faults
    assert "评分项“入园企业亩均税收”得满分的指标值未填写。" in faults


def test_a_scheme_says_all_of_itself_and_what_changed():
    assert len(lines(SCHEME)) == 9 + 20 + 4 + 5 + 4
    content = deepcopy(CIXI)
    content["settings"]["gate"] = "B"
    (change,) = differences(SCHEME, StarScheme.load(content))
    assert str(change) == "申报规则·申报门槛：绩效评价 C 档及以上 → 绩效评价 B 档及以上"
