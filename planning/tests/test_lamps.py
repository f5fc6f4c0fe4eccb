"""Lamps of the plan: exact at the thresholds, never worse for more work done."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.rules import lamps
from planning.rules.lamps import LampThresholds, Period, lamp
from planning.rules.plan import EMPTY, NO_TASK, Cell

YEAR = Period.of_year(2019)
LAST_DAY = date(2019, 12, 31)
LATER = date(2020, 6, 30)
YEARS = tuple(map(Period.of_year, (2019, 2020, 2021)))
HUNDRED = Cell.of(100)

# Worst first; lamps of one rank are equally bad.
RANK = {"behind": 0, "warning": 1, "caught_up": 1, "slightly_behind": 2, "on_time": 3, "met": 4}


def code(actual, plan=HUNDRED, as_of=LAST_DAY, **options):
    return lamp(plan, Decimal(actual), YEAR, as_of, **options).code


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("100", "met"),
        ("100.01", "met"),
        ("99.99", "slightly_behind"),
        ("90", "slightly_behind"),
        ("90.0000000000000000000000000001", "slightly_behind"),
        ("89.9999999999999999999999999999", "warning"),
        ("70", "warning"),
        ("70.0000000000000000000000000001", "warning"),
        ("69.9999999999999999999999999999", "behind"),
        ("0", "behind"),
    ],
)
def test_at_the_end_of_a_period(actual, expected):
    assert code(actual) == expected


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("73", "on_time"),
        ("72.99", "slightly_behind"),
        ("36.5", "slightly_behind"),
        ("36.49", "warning"),
        ("-36.5", "warning"),
        ("-36.51", "behind"),
        ("365", "met"),
    ],
)
def test_on_14_march_a_fifth_of_the_year_has_passed(actual, expected):
    assert YEAR.elapsed(date(2019, 3, 14)) * 5 == 1
    assert code(actual, plan=Cell.of(365), as_of=date(2019, 3, 14)) == expected


def test_elapsed_counts_the_first_and_the_last_day():
    assert YEAR.elapsed(date(2018, 12, 31)) == 0
    assert YEAR.elapsed(date(2019, 1, 1)) * 365 == 1
    assert YEAR.elapsed(date(2019, 12, 30)) * 365 == 364
    assert YEAR.elapsed(LAST_DAY) == 1 == YEAR.elapsed(LATER)
    assert Period.of_year(2020).elapsed(date(2020, 2, 29)) * 366 == 60


def test_a_period_has_ended_when_its_last_day_is_over():
    assert not YEAR.has_ended(LAST_DAY)
    assert YEAR.has_ended(date(2020, 1, 1))


def test_thirds_are_not_rounded_before_they_are_judged():
    three_days = Period(date(2019, 1, 1), date(2019, 1, 3))
    plan, actual = Cell.of(3), Decimal(1)
    assert lamp(plan, actual, three_days, date(2019, 1, 1)).code == "on_time"
    assert lamp(plan, actual, three_days, date(2019, 1, 1)).rate == Decimal("33.3")


def test_shape_word_and_colour():
    seen = {(seen.shape, seen.word, seen.css) for seen, _ in lamps.legend()}
    assert ("●", "达标", "green") in seen
    assert ("▽", "正常", "green") in seen
    assert ("▲", "预警", "yellow") in seen
    assert ("▲", "滞后补齐", "yellow") in seen
    assert ("■", "滞后", "red") in seen
    assert ("–", "无数据", "grey") in seen
    assert len({(shape, word) for shape, word, _ in seen}) == len(lamps.CODES)


def test_rate_and_points_behind_have_one_digit():
    found = lamp(Cell.of(150), Decimal(130), YEAR, LAST_DAY)
    assert (str(found.rate), str(found.behind_points)) == ("86.7", "13.3")
    ahead = lamp(Cell.of(150), Decimal(75), YEAR, date(2019, 3, 14))
    assert str(ahead.behind_points) == "-30.0"


@pytest.mark.parametrize("cell", [NO_TASK, EMPTY])
def test_no_plan_is_grey_whatever_was_done(cell):
    found = lamp(cell, Decimal(5), YEAR, LAST_DAY)
    assert (found.code, found.shape, found.css, found.rate) == ("no_plan", "–", "grey", None)


def test_no_data_is_grey_and_zero_is_not():
    assert lamp(HUNDRED, None, YEAR, LAST_DAY).code == "no_data"
    assert code("0") == "behind"


def test_a_plan_of_zero_is_met():
    assert lamp(Cell.of(0), Decimal(0), YEAR, LAST_DAY).code == "met"


def test_a_city_may_set_its_own_thresholds():
    strict = LampThresholds(Decimal("2.5"), Decimal(5), label="温州市")
    assert [code(actual, thresholds=strict) for actual in ("97.5", "97.4", "95", "94.9")] == [
        "slightly_behind",
        "warning",
        "warning",
        "behind",
    ]
    assert "2.5 个百分点" in {seen.code: text for seen, text in lamps.legend(strict)}["slightly_behind"]
    assert lamps.REFERENCE.label == "参考"


def test_thresholds_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError):
        LampThresholds(Decimal(30), Decimal(10))


def test_a_missed_period_made_good_later_is_yellow():
    assert code("50", as_of=LATER) == "behind"
    assert code("50", as_of=LATER, caught_up=True) == "caught_up"


def test_making_good_does_not_worsen_a_green_lamp_and_counts_only_after_the_end():
    assert code("95", as_of=LATER, caught_up=True) == "slightly_behind"
    assert code("50", as_of=LAST_DAY, caught_up=True) == "behind"


def made_good(actuals, as_of, index=0, cells=(HUNDRED, HUNDRED, HUNDRED)):
    numbers = [None if actual is None else Decimal(actual) for actual in actuals]
    return lamps.caught_up(cells, numbers, YEARS, index, as_of)


def test_a_gap_is_made_good_by_a_later_surplus():
    assert made_good(["60", "140", None], date(2021, 1, 1))
    assert not made_good(["60", "139.99", None], date(2021, 1, 1))


def test_a_gap_is_made_good_by_the_surplus_of_a_still_later_period():
    assert made_good(["60", "100", "140"], date(2022, 1, 1))
    assert made_good(["60", "90", "150"], date(2022, 1, 1), index=1)


def test_in_the_running_period_its_plan_counts_by_time():
    fifth = date(2021, 3, 14)
    assert made_good(["100", "60", "60"], fifth, index=1)
    assert not made_good(["100", "60", "59.99"], fifth, index=1)


def test_work_dated_after_the_day_of_the_page_does_not_count():
    assert not made_good(["60", "100", "140"], date(2020, 12, 31))


def test_once_made_good_a_later_gap_does_not_undo_it():
    assert made_good(["60", "140", "0"], date(2022, 1, 1))


def test_an_earlier_surplus_alone_does_not_make_good():
    assert not made_good(["140", "60", "0"], date(2021, 1, 1), index=1)


def test_nothing_to_make_good_before_the_end_or_where_the_plan_was_met():
    assert not made_good(["60", None, None], LAST_DAY)
    assert not made_good(["100", "200", None], date(2021, 1, 1))
    assert not made_good(["0", "100", None], date(2021, 1, 1), cells=(NO_TASK, HUNDRED, HUNDRED))


amounts = st.decimals(min_value=0, max_value=300, places=2)
days = st.dates(date(2018, 12, 1), date(2020, 2, 1))


@settings(deadline=None)
@given(amounts, amounts, st.integers(1, 200), days, st.booleans())
def test_more_actual_never_gives_a_worse_lamp(actual, more, planned, as_of, caught_up):
    before = code(actual, plan=Cell.of(planned), as_of=as_of, caught_up=caught_up)
    after = code(actual + more, plan=Cell.of(planned), as_of=as_of, caught_up=caught_up)
    assert RANK[after] >= RANK[before]


@settings(deadline=None)
@given(amounts, st.integers(1, 200), days)
def test_making_good_never_gives_a_worse_lamp(actual, planned, as_of):
    plan = Cell.of(planned)
    assert (
        RANK[code(actual, plan=plan, as_of=as_of, caught_up=True)]
        >= RANK[code(actual, plan=plan, as_of=as_of)]
    )


@settings(deadline=None)
@given(amounts, st.integers(1, 200), days, st.integers(0, 400))
def test_the_same_actual_never_looks_better_later(actual, planned, as_of, more_days):
    later = date.fromordinal(as_of.toordinal() + more_days)
    plan = Cell.of(planned)
    assert RANK[code(actual, plan=plan, as_of=later)] <= RANK[code(actual, plan=plan, as_of=as_of)]


@settings(deadline=None)
@given(st.tuples(amounts, amounts, amounts), amounts, st.sampled_from([1, 2]), st.integers(0, 1))
def test_more_work_later_never_undoes_making_good(actuals, more, place, index):
    richer = [actual + more * (n == place and n > index) for n, actual in enumerate(actuals)]
    as_of = date(2022, 1, 1)
    assert made_good(richer, as_of, index) >= made_good(actuals, as_of, index)
