"""The park grades by the rules alone: shares, thresholds, vetoes, exemption, transition, items (W12, C十三)."""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.rules.park_grades import ParkScheme
from evaluation.rules.park_grades.evaluating import Outcome, Park, evaluate
from evaluation.rules.park_grades.parts import LISTS, MEASURES
from evaluation.rules.park_grades.scoring import value_of
from evaluation.tests.class_scenes import half_up
from policies.local import SchemeFaulty

FOLDER = Path(__file__).parents[1] / "reference"
YEAR = 2020
BUILT = {"finished_floor_m2": Decimal(100), "tax_wan": Decimal(1)}


def content(policy: str = "wenzhou-2019", **settings):
    found = yaml.safe_load((FOLDER / f"parks-{policy}.yaml").read_text())["content"]
    return {**found, "settings": {**found["settings"], **settings}}


def item(code: str, weight: str, **values):
    return {"code": code, "dimension": "all", "label": code, "way": "assessed", "weight": weight, **values}


def scheme(*items, **settings) -> ParkScheme:
    """A scheme of these items alone; without any, of one mark of 100 points."""
    rows = list(items) or [item("mark", "100")]
    dimensions = [{"code": "all", "label": "全部"}]
    return ParkScheme.load({**content(**settings), "dimensions": dimensions, "items": rows})


def park(key, mark="50", *matters, facts=None, park_type="manufacturing", **values) -> Park:
    marks = {} if mark is None else {"mark": Decimal(mark)}
    return Park(key, park_type, {**BUILT, **(facts or {})}, marks, frozenset(matters), **values)


def grades(scheme, parks) -> dict[str, str]:
    return {key: one.park_grade for key, one in evaluate(scheme, YEAR, parks).standings.items()}


def test_fifteen_parks_one_exempt():
    """15 parks at 20/40/35/5, 1 exempt: A 2 + 1, B 5, C 6, D 1."""
    parks = [park(f"p{number}", str(10 + number)) for number in range(14)] + [park("star", "0", star=4)]
    found = evaluate(scheme(), YEAR, parks)
    letters = [one.park_grade for one in found.standings.values()]
    assert {letter: letters.count(letter) for letter in "ABCD"} == {"A": 3, "B": 5, "C": 6, "D": 1}
    star = found.standings["star"]
    assert (star.outcome, star.park_grade, star.rank, star.score) == (Outcome.EXEMPT, "A", None, None)
    assert "四星级" in star.reason


@pytest.mark.parametrize(
    ("switch", "stars", "exempt"), [(True, 4, True), (True, 5, True), (True, 3, False), (False, 5, False)]
)
def test_four_and_five_stars_take_a_outside_the_quota_where_the_switch_is_on(switch, stars, exempt):
    standing = evaluate(scheme(star_exempt=switch), YEAR, [park("one", star=stars)]).standings["one"]
    assert (standing.outcome is Outcome.EXEMPT) is exempt


def test_a_list_below_the_minimum_is_graded_by_thresholds_and_each_list_by_itself():
    """Nine parks are fewer than ten: by thresholds 80, 65, 50; the ten others by shares."""
    few = [park(f"f{score}", str(score), park_type="services") for score in (80, 79, 65, 50, 49)]
    many = [park(f"m{number}", str(number)) for number in range(10)]
    found = evaluate(scheme(), YEAR, few + many)
    assert [found.standings[one.key].park_grade for one in few] == ["A", "B", "B", "C", "D"]
    assert found.lists["services"].positions is None
    assert found.standings["m9"].park_grade == "A" and found.standings["m0"].park_grade == "D"


def test_equals_share_the_better_grade_even_above_the_quota():
    parks = [park(f"p{number}", "90" if number < 4 else "60") for number in range(10)]
    assert list(grades(scheme(), parks).values()) == ["A"] * 4 + ["D"] * 0 + ["B"] * 6


def test_a_veto_makes_d_and_moves_nobody():
    parks = [park(f"p{number}", str(number)) for number in range(10)]
    before = grades(scheme(), parks)
    after = grades(scheme(), [*parks[:9], replace(parks[9], matters=frozenset({"veto"}))])
    assert after["p9"] == "D" and {**after, "p9": ""} == {**before, "p9": ""}


@pytest.mark.parametrize(
    ("veto", "facts"),
    [
        ("fire", {"fire_score": Decimal(1)}),
        ("major_danger", {"major_overdue": Decimal(2)}),
        ("no_drill", {"drills": Decimal(0)}),
        ("standards", {"failed_checks": Decimal(1)}),
    ],
)
def test_rows_lead_to_d_where_the_scheme_says_so(veto, facts):
    one = [park("one", "99", facts=facts)]
    assert grades(scheme(vetoes=[veto]), one) == {"one": "D"}
    assert grades(scheme(vetoes=[]), one) == {"one": "A"}


def test_an_exempt_park_with_a_veto_is_d():
    assert grades(scheme(), [park("one", "0", "exempt", "veto")]) == {"one": "D"}


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"recognised_on": datetime.date(2020, 1, 1)}, Outcome.TRANSITION),
        ({"recognised_on": datetime.date(2019, 12, 31)}, Outcome.RANKED),
        ({"transition_until": datetime.date(2020, 12, 31)}, Outcome.TRANSITION),
        ({"transition_until": datetime.date(2020, 12, 30)}, Outcome.RANKED),
        ({"facts": {"finished_floor_m2": Decimal(0)}}, Outcome.BUILDING),
        ({"facts": {"tax_wan": None}}, Outcome.NOT_REPORTED),
    ],
)
def test_not_evaluated_with_the_reason(values, outcome):
    standing = evaluate(scheme(transition_years=1), YEAR, [park("one", **values)]).standings["one"]
    assert standing.outcome is outcome
    assert bool(standing.park_grade) is (outcome is Outcome.RANKED)
    assert standing.reason or outcome is Outcome.RANKED


@pytest.mark.parametrize(
    ("years", "outcome"), [(2, Outcome.TRANSITION), (1, Outcome.RANKED), (0, Outcome.RANKED)]
)
def test_years_of_transition_after_the_first_year_of_operation(years, outcome):
    one = park("one", operating_since=2019)
    found = evaluate(scheme(transition_years=years, transition_since="operation"), YEAR, [one])
    assert found.standings["one"].outcome is outcome


def test_all_recognised_parks_and_no_others_where_the_scheme_says_so():
    """C(十三): 经省级审核认定的小微企业园全部纳入绩效评价范围."""
    strict = scheme(recognised_only=True, transition_years=0)
    known = park("known", recognised_on=datetime.date(2020, 12, 31))
    later = park("later", recognised_on=datetime.date(2021, 1, 1))
    found = evaluate(strict, YEAR, [known, later, park("never")]).standings
    assert [one.outcome for one in found.values()] == [
        Outcome.RANKED,
        Outcome.NOT_RECOGNISED,
        Outcome.NOT_RECOGNISED,
    ]


def test_what_is_missing_counts_nothing_or_sets_aside():
    blank = park("blank", None)
    found = evaluate(scheme(lacking="zero"), YEAR, [blank]).standings["blank"]
    assert (found.outcome, found.score, found.gaps) == (Outcome.RANKED, 0, ("mark未打分",))
    assert evaluate(scheme(lacking="set_aside"), YEAR, [blank]).standings["blank"].outcome is Outcome.LACKING


def ratio(measure: str, base: str | None, weight: str = "100", cap: str = "1"):
    return item("one", weight, way="ratio", measure=measure, base=base, cap=cap)


def points(made: ParkScheme, *facts) -> list[Decimal]:
    parks = [park(str(number), facts=one) for number, one in enumerate(facts)]
    return [one.score for one in evaluate(made, YEAR, parks).standings.values()]


def test_value_by_base_by_weight_between_nothing_and_the_cap():
    floor = {"production_floor_m2": Decimal(10000)}
    facts = [{**floor, "leading_floor_m2": Decimal(one)} for one in (8000, 3500, 0)]
    assert points(scheme(ratio("leading_share", "70")), *facts) == [100, 50, 0]
    assert points(scheme(ratio("leading_share", "70", cap="1.5")), facts[0]) == [Decimal("114.2857")]


def test_without_a_base_of_its_own_the_list_gives_sum_by_sum():
    """10 on 1 亩 and 10 on 9 亩: the base is 2.00, not 5.56."""
    facts = [{"tax_wan": Decimal(10), "firms_land_mu": Decimal(one)} for one in (1, 9)]
    parks = [park(str(number), facts=one) for number, one in enumerate(facts)]
    found = evaluate(scheme(ratio("tax_per_mu", None, cap="9")), YEAR, parks)
    assert found.lists["manufacturing"].bases == (2,)
    assert [one.score for one in found.standings.values()] == [500, Decimal("55.555")]


def test_bands_and_what_was_never_due():
    bands = [{"least": "3", "points": "100"}, {"least": "1", "points": "40"}]
    made = scheme(item("one", "100", way="bands", measure="stepped_up", bands=bands))
    assert points(made, *({"stepped_up": Decimal(one)} for one in (4, 3, 1, 0, -1))) == [100, 100, 40, 0, 0]
    assert value_of(MEASURES["danger_rate"], {"dangers": Decimal(0), "closed_dangers": Decimal(0)}) == 100


def test_bonuses_and_deductions_are_held_to_their_caps():
    one = evaluate(scheme(), YEAR, [park("one", "50", "+national", "+provincial", "+accident")])
    found = one.standings["one"]
    assert (found.bonus, found.deduction, found.score) == (5, 10, 45)


@pytest.mark.parametrize("policy", ["wenzhou-2019", "cixi-2021"])
def test_the_reference_schemes_are_whole_and_cover_the_nine_dimensions(policy):
    made = ParkScheme.load(content(policy))
    labels = [one.label for one in made.dimensions]
    assert labels == [
        "亩均效益",
        "产业特色",
        "运营管理",
        "配套服务",
        "企业培育",
        "数字赋能",
        "要素集聚",
        "安全生产",
        "清廉建设",
    ]
    for code in LISTS:
        assert {one.dimension for one in made.items_of(code)} == {one.code for one in made.dimensions}
    assert ParkScheme.load(made.as_content()) == made


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"items": [item("one", "99")]}, "生产制造类园区的满分之和为 99，应为 100。"),
        ({"items": [item("one", "100", way="ratio", measure="nothing", cap="1")]}, "“one”没有选定数据。"),
        ({"items": [item("one", "100", dimension="none")]}, "“one”没有选定评价维度。"),
        (
            {"items": [item("one", "100", way="bands", measure="drills")]},
            "“one”的档次应至少一档，下限和得分都由高到低。",
        ),
        ({"settings": {"share_a": "70"}}, "A、B、D 档比例之和不能超过 100%。"),
        ({"settings": {"transition_years": 11}}, "过渡期年数应为 0 至 10 的整数。"),
        ({"settings": {"vetoes": ["mood"]}}, "直接定为 D 档的情形有不明的一项。"),
    ],
)
def test_a_faulty_scheme_says_what_is_wrong(change, sentence):
    given_content = content()
    if "settings" in change:
        change = {"settings": {**given_content["settings"], **change["settings"]}}
    else:
        change["dimensions"] = [{"code": "all", "label": "全部"}]
    with pytest.raises(SchemeFaulty) as fault:
        ParkScheme.load({**given_content, **change})
    assert sentence in fault.value.sentences


CENTS, SOME = st.integers(0, 10**6), st.integers(1, 10**4)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.tuples(CENTS, SOME, CENTS), min_size=1, max_size=12))
def test_scores_against_fractions(rows):
    """A ratio against the list's Σ ÷ Σ and one against a base of its own, in fractions."""
    rows = [tuple(Decimal(cents) / 100 for cents in row) for row in rows]
    made = scheme(
        ratio("tax_per_mu", None, "60", "1.5"),
        item("two", "40", way="ratio", measure="talents", base="7", cap="1.25"),
    )
    facts = [dict(zip(("tax_wan", "firms_land_mu", "talents"), row, strict=True)) for row in rows]
    base = half_up(sum(Fraction(r[0]) for r in rows) / sum(Fraction(r[1]) for r in rows))
    for (tax, land, talents), score in zip(rows, points(made, *facts), strict=True):
        first = half_up(half_up(Fraction(tax) / Fraction(land)) * 60 / base) if base else Fraction(0)
        second = half_up(Fraction(talents) * 40 / 7)
        assert score == min(first, Fraction(90)) + min(second, Fraction(50))
