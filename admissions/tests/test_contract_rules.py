"""Totals, caps and filed prices of contracts; the lamps of promises (W9, W10)."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions.rules.contract import against_cap, against_filed, later, months_between, total
from admissions.rules.performance import (
    LAMPS,
    Standing,
    Terms,
    step_standing,
    sum_standing,
    year_standing,
)

DAY = datetime.date
TERMS = Terms(Decimal(80), 30)
TODAY = DAY(2026, 11, 23)
MONEY = st.decimals(0, 10**7, places=2)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (DAY(2026, 1, 15), DAY(2026, 3, 14), Fraction(2)),
        (DAY(2026, 1, 15), DAY(2026, 3, 17), 2 + Fraction(3, 31)),
        (DAY(2026, 1, 1), DAY(2028, 12, 31), Fraction(36)),
        (DAY(2026, 1, 31), DAY(2026, 2, 27), Fraction(1)),
        (DAY(2026, 1, 1), DAY(2026, 1, 1), Fraction(1, 31)),
        (DAY(2024, 2, 29), DAY(2025, 2, 27), Fraction(12)),
    ],
)
def test_months_of_a_lease(first, last, months):
    assert months_between(first, last) == months


@given(st.dates(DAY(2019, 1, 1), DAY(2040, 1, 1)), st.integers(1, 240))
def test_whole_months_are_whole(first, months):
    assert months_between(first, later(first, months) - datetime.timedelta(days=1)) == months


def test_a_purchase_costs_price_times_floor():
    assert total("purchased", Decimal("3800"), Decimal("1500")).result == Decimal("570.00")


def test_a_lease_costs_its_months_too():
    explained = total("leased", Decimal("18"), Decimal("1000"), DAY(2026, 1, 1), DAY(2028, 12, 31))
    assert explained.result == Decimal("64.80")
    assert explained.substituted_text == "18 × 1000 × 36 ÷ 10000"


def test_a_lease_without_its_end_has_no_total():
    assert total("leased", Decimal("18"), Decimal("1000"), DAY(2026, 1, 1)).result is None


@given(MONEY, MONEY)
def test_totals_are_exact_and_rounded_once(price, floor):
    share = Fraction(price) * Fraction(floor) / 10_000
    assert abs(Fraction(total("purchased", price, floor).result) - share) <= Fraction(1, 200)


def test_a_price_above_the_cap_says_by_how_much():
    assert against_cap("purchased", Decimal("4200"), Decimal("4000")).result == 200
    assert against_cap("purchased", Decimal("4000"), Decimal("4000")).result == 0
    assert "没有规定限价" in against_cap("purchased", Decimal("4200"), None).note


def test_another_filed_price_is_a_double_contract():
    assert "阴阳合同" in against_filed(Decimal("4200"), Decimal("3600")).note
    assert "一致" in against_filed(Decimal("4200"), Decimal("4200")).note


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        (DAY(2026, 11, 1), DAY(2026, 11, 1), Standing.MET),
        (DAY(2026, 11, 1), DAY(2026, 11, 2), Standing.LATE),
        (DAY(2026, 11, 22), None, Standing.OVERDUE),
        (DAY(2026, 11, 23), None, Standing.SOON),
        (DAY(2026, 12, 23), None, Standing.SOON),
        (DAY(2026, 12, 24), None, Standing.RUNNING),
    ],
)
def test_steps(due, done, expected):
    assert step_standing(due, done, TODAY, TERMS) is expected


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("100", Standing.MET),
        ("99.99", Standing.SHORT),
        ("80", Standing.SHORT),
        ("79.99", Standing.MISSED),
        (None, Standing.NO_DATA),
    ],
)
def test_yearly_figures(actual, expected):
    value = None if actual is None else Decimal(actual)
    assert year_standing(Decimal(100), 2025, 2025, value, TERMS) is expected
    assert year_standing(Decimal(100), 2026, 2025, value, TERMS) is Standing.RUNNING


def test_a_sum_is_judged_once_its_day_is_over():
    soon, over = DAY(2026, 12, 1), DAY(2026, 11, 1)
    assert sum_standing(Decimal(100), soon, Decimal(10), TODAY, TERMS) is Standing.SOON
    assert sum_standing(Decimal(100), over, Decimal(85), TODAY, TERMS) is Standing.SHORT
    assert sum_standing(Decimal(100), over, Decimal(10), TODAY, TERMS) is Standing.MISSED
    assert sum_standing(Decimal(100), over, None, TODAY, TERMS) is Standing.OVERDUE
    assert sum_standing(Decimal(100), over, Decimal(100), TODAY, TERMS) is Standing.MET


def test_lamps_differ_by_shape_within_a_word_and_every_standing_has_one():
    assert set(LAMPS) == set(Standing)
    assert len({lamp.word for lamp in LAMPS.values()}) == len(LAMPS)
