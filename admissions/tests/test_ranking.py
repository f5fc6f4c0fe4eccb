"""W9, W10: firms are ranked by score and get rooms best first; nothing is drawn by lot."""

import datetime
from decimal import Decimal as D
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.rules.allotment import Demand, Room, Verdict, allot
from admissions.rules.ranking import Candidate, Tie, ranked

DAY = datetime.date(2026, 3, 2)
TAX = Tie("tax_per_mu", "亩均税收")
ENERGY = Tie("energy", "单位能耗", larger_first=False)


def firm(key: int, score: str | None = "80", **values) -> Candidate:
    plain = {"number": f"RY-2026-{key:06d}", "submitted_on": DAY, **values}
    return Candidate(key, score=None if score is None else D(score), **plain)


def ranks(*firms: Candidate, ties=()) -> list[tuple[int, int | None]]:
    return [(standing.candidate.key, standing.rank) for standing in ranked(firms, ties)]


def buys(floor: str, cap: str | None = None, held: str = "0", *wished: int) -> Demand:
    return Demand(D(floor), True, frozenset(wished), None if cap is None else D(cap), D(held))


def rents(floor: str, *wished: int) -> Demand:
    return Demand(D(floor), False, frozenset(wished))


def room(key: int, floor: str, **values) -> Room:
    return Room(key, D(floor), **values)


def lines(demands: list[Demand], rooms: list[Room]):
    """The lines of firms 1, 2, 3 … ranked in this order."""
    firms = [firm(number, str(100 - number)) for number in range(1, len(demands) + 1)]
    return allot(ranked(firms, ()), dict(enumerate(demands, start=1)), rooms)


def keys(line) -> list[int]:
    return [room.key for room in line.rooms]


def test_the_higher_score_comes_first():
    assert ranks(firm(1, "79.99"), firm(2, "80"), firm(3, "80.01")) == [(3, 1), (2, 2), (1, 3)]


def test_equal_scores_follow_the_published_rule_and_say_so():
    low = firm(1, facts={"tax_per_mu": D(20), "energy": D(1)})
    high = firm(2, facts={"tax_per_mu": D(30), "energy": D(9)})
    standings = ranked([low, high], (TAX, ENERGY))
    assert [one.candidate.key for one in standings] == [2, 1]
    assert [one.tie for one in standings] == ["", "与第 1 名同分，按亩均税收排序"]
    assert ranks(low, high, ties=(ENERGY, TAX)) == [(1, 1), (2, 2)]


def test_an_unknown_fact_comes_behind_every_known_one():
    assert ranks(firm(1), firm(2, facts={"tax_per_mu": D(0)}), ties=(TAX,)) == [(2, 1), (1, 2)]


def test_the_last_resort_is_the_earlier_submission_then_the_number():
    early = firm(9, submitted_on=DAY - datetime.timedelta(days=1))
    ten = firm(1, number="RY-2026-1000000")
    nine = firm(2, number="RY-2026-999999")
    standings = ranked([ten, nine, early], ())
    assert [one.candidate.key for one in standings] == [9, 2, 1]
    assert [one.tie for one in standings[1:]] == [
        "与第 1 名同分，按首次提交日期先后排序",
        "与第 2 名同分，按申请编号先后排序",
    ]


def test_whoever_is_vetoed_below_or_without_score_has_no_rank():
    others = [firm(2, "99", vetoes=("列入失信名单",)), firm(3, "50", passed=False), firm(4, None)]
    assert ranks(firm(1, "60"), *others) == [(1, 1), (2, None), (3, None), (4, None)]


def test_they_get_nothing_and_read_why():
    firms = [firm(1, "99", vetoes=("列入失信名单",)), firm(2, "50", passed=False), firm(3, None)]
    demand = dict.fromkeys((1, 2, 3), rents("1000"))
    found = {
        line.standing.candidate.key: line for line in allot(ranked(firms, ()), demand, [room(1, "1000")])
    }
    assert [found[key].verdict for key in (1, 2, 3)] == [Verdict.VETOED, Verdict.BELOW, Verdict.BELOW]
    assert [found[key].reason for key in (1, 2, 3)] == ["一票否决：列入失信名单", "评分低于入围线", "未评分"]


def test_the_best_takes_the_smallest_unit_that_covers_what_it_needs():
    first, second = lines([rents("900"), rents("900")], [room(1, "1500"), room(2, "1000")])
    assert (keys(first), keys(second)) == ([2], [1])
    assert first.reason == "分配 1 个单元，共 1,000 ㎡"


def test_several_units_the_largest_first_until_the_need_is_covered():
    (line,) = lines([rents("2300")], [room(1, "1000"), room(2, "1200"), room(3, "400"), room(4, "100")])
    assert keys(line) == [2, 1, 4] and line.floor_m2 == 2300


def test_a_unit_twice_as_large_as_needed_is_the_most():
    assert lines([rents("500")], [room(1, "1000")])[0].verdict is Verdict.ALLOTTED
    (line,) = lines([rents("499.99")], [room(1, "1000")])
    assert (line.verdict, line.reason) == (Verdict.NO_UNIT, "剩余单元均大于所需面积的两倍")


def test_self_held_units_and_those_not_for_sale_are_only_let():
    rooms = [room(1, "1000", is_self_held=True), room(2, "1000", may_be_sold=False)]
    buyer, tenant = lines([buys("1000"), rents("1000")], rooms)
    assert (buyer.verdict, buyer.reason) == (Verdict.NO_UNIT, "已无可出售的单元")
    assert keys(tenant) == [1]


def test_only_units_wished_for_are_given():
    rooms = [room(1, "1000"), room(2, "1000")]
    first, second = lines([rents("1000", 2), rents("1000", 2)], rooms)
    assert keys(first) == [2]
    assert (second.verdict, second.reason) == (
        Verdict.NO_UNIT,
        "意向单元已分配给名次在前的企业，或不符合入驻方式",
    )


def test_without_units_left_it_says_so():
    assert lines([rents("1000")], [])[0].reason == "已无单元"


@pytest.mark.parametrize(("cap", "taken"), [("1000", [1]), ("999.99", [])])
def test_the_cap_on_what_is_bought_is_inclusive(cap, taken):
    (line,) = lines([buys("1000", cap)], [room(1, "1000")])
    assert keys(line) == taken
    assert line.verdict is (Verdict.ALLOTTED if taken else Verdict.OVER_CAP)


def test_the_cap_lets_a_firm_have_less_than_it_asked_for():
    (line,) = lines([buys("3000", "2000")], [room(key, "1000") for key in (1, 2, 3)])
    assert keys(line) == [1, 2]
    assert line.reason == "分配 2 个单元，共 2,000 ㎡；申请 3,000 ㎡，受可购面积 2,000 ㎡ 限制"


def test_what_the_firm_has_bought_already_counts():
    (line,) = lines([buys("1000", "5000", "4500")], [room(1, "1000")])
    assert line.reason == "剩余单元均超过可购面积 500 ㎡(限购 5,000 ㎡，已购 4,500 ㎡)"


def test_rooms_let_have_no_cap():
    (line,) = lines([Demand(D(9000), False, cap_m2=D(1000))], [room(1, "9000")])
    assert line.verdict is Verdict.ALLOTTED


def test_the_rest_may_lack_a_fitting_unit():
    (line,) = lines([rents("1500")], [room(1, "1000"), room(2, "5000")])
    assert line.reason == "分配 1 个单元，共 1,000 ㎡；申请 1,500 ㎡，其余没有合适的单元"


# Any round ---------------------------------------------------------------------------------------------------

AREAS = st.sampled_from([D(n) for n in (300, 500, 800, 1000, 1200, 2000, 5000)])
FACTS = st.fixed_dictionaries({}, optional={"tax_per_mu": st.sampled_from([D(10), D(20)])})
ROOMS = st.lists(st.tuples(AREAS, st.booleans(), st.booleans()), max_size=7)
FIRMS = st.lists(
    st.tuples(
        st.sampled_from([None, D(50), D(60), D(60), D(70)]),
        st.booleans(),
        st.integers(0, 2),
        FACTS,
        st.tuples(
            AREAS,
            st.booleans(),
            st.frozensets(st.integers(0, 6), max_size=3),
            st.none() | AREAS,
            st.sampled_from([D(0), D(700)]),
        ),
    ),
    max_size=7,
)


def rooms_of(given_rooms) -> list[Room]:
    return [Room(key, *values) for key, values in enumerate(given_rooms)]


def hold(given_firms, given_rooms, shuffle: Random | None = None):
    firms = [
        Candidate(
            key,
            f"RY-2026-{key % 3:06d}",
            DAY + datetime.timedelta(days=days),
            score,
            vetoes=("否决",) if vetoed else (),
            facts=facts,
        )
        for key, (score, vetoed, days, facts, _) in enumerate(given_firms)
    ]
    rooms, demands = rooms_of(given_rooms), {key: Demand(*one[-1]) for key, one in enumerate(given_firms)}
    if shuffle:
        shuffle.shuffle(firms)
        shuffle.shuffle(rooms)
    return allot(ranked(firms, (TAX,)), demands, rooms), demands


@given(FIRMS, ROOMS, st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_never_matters(given_firms, given_rooms, random):
    assert hold(given_firms, given_rooms)[0] == hold(given_firms, given_rooms, random)[0]


@given(FIRMS, ROOMS)
def test_no_unit_goes_twice_and_nobody_gets_what_he_may_not_have(given_firms, given_rooms):
    found, demands = hold(given_firms, given_rooms)
    given_away = [room.key for line in found for room in line.rooms]
    assert len(given_away) == len(set(given_away))
    assert sorted(line.standing.candidate.key for line in found) == list(range(len(given_firms)))
    for line in found:
        demand = demands[line.standing.candidate.key]
        assert bool(line.rooms) == (line.verdict is Verdict.ALLOTTED)
        assert not line.rooms or line.standing.rank is not None
        assert all(not demand.buys or (one.may_be_sold and not one.is_self_held) for one in line.rooms)
        assert all(not demand.wished or one.key in demand.wished for one in line.rooms)
        assert demand.limit_m2 is None or line.floor_m2 <= demand.limit_m2
        assert line.floor_m2 <= 2 * demand.floor_m2


@given(FIRMS, ROOMS)
def test_nobody_wants_what_a_worse_one_got(given_firms, given_rooms):
    """A better firm may have taken less only where the worse one's unit is of no use to it, or over its cap."""
    found, demands = hold(given_firms, given_rooms)
    got = [line for line in found if line.standing.rank is not None]
    for position, line in enumerate(got):
        demand = demands[line.standing.candidate.key]
        need = demand.floor_m2 - line.floor_m2
        for room in (room for worse in got[position + 1 :] for room in worse.rooms):
            useful = need > 0 and room.suits(demand) and room.floor_m2 <= 2 * need
            over = demand.limit_m2 is not None and line.floor_m2 + room.floor_m2 > demand.limit_m2
            assert not useful or over


@given(FIRMS, ROOMS)
def test_ranks_follow_the_scores_without_gaps(given_firms, given_rooms):
    found, _ = hold(given_firms, given_rooms)
    eligible = [line.standing for line in found if line.standing.rank is not None]
    assert [one.rank for one in eligible] == list(range(1, len(eligible) + 1))
    scores = [one.candidate.score for one in eligible]
    assert scores == sorted(scores, reverse=True)
    assert [line.standing for line in found] == [
        *eligible,
        *(line.standing for line in found[len(eligible) :]),
    ]
