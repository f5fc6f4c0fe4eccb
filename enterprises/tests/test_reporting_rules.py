"""Reports by the rules: periods, likely slips of the unit, what cannot be, what asks for a word."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.rules.reporting import FORMS, Period, differs, doubts, due_on, faults, jump, last_over, share

YEARLY, QUARTERLY, PARK = FORMS["firm_year"], FORMS["firm_quarter"], FORMS["park_year"]
TAX = YEARLY.item("tax_wan")


@pytest.mark.parametrize(
    ("period", "first", "last", "before"),
    [
        (Period(2024), "2024-01-01", "2024-12-31", Period(2023)),
        (Period(2024, 1), "2024-01-01", "2024-03-31", Period(2023, 4)),
        (Period(2024, 4), "2024-10-01", "2024-12-31", Period(2024, 3)),
    ],
)
def test_a_period_knows_its_days_and_the_one_before(period, first, last, before):
    assert (period.first.isoformat(), period.last.isoformat(), period.previous) == (first, last, before)
    assert before.next == period


@pytest.mark.parametrize(
    ("today", "year", "quarter"),
    [("2025-01-01", Period(2024), Period(2024, 4)), ("2025-11-23", Period(2024), Period(2025, 3))],
)
def test_what_is_over(today, year, quarter):
    day = datetime.date.fromisoformat(today)
    assert (last_over(day, False), last_over(day, True)) == (year, quarter)


def test_a_figure_is_due_so_many_days_after_the_last_of_its_period():
    assert due_on(Period(2024), 90) == datetime.date(2025, 3, 31)


@pytest.mark.parametrize(
    ("last", "now", "meant"),
    [
        ("12.5", "125000", "12.5"),
        ("12.5", "13021", "13.02"),
        ("12.5", "130214.5", "13.02"),
        ("386.2", "0.04", "400"),
        ("12.5", "1300", "13"),
        ("12.5", "500", "5"),
        ("12.5", "400000", None),
        ("12.5", "999", "9.99"),
    ],
)
def test_a_slip_of_the_unit_is_asked_about_with_what_was_meant(last, now, meant):
    doubt = jump(TAX, Decimal(last), Decimal(now))
    assert doubt is not None and doubt.likely == (meant and Decimal(meant))


@pytest.mark.parametrize(("last", "now"), [("12.5", "125"), ("12.5", "1.25"), ("0", "9000"), ("9", "0")])
def test_within_ten_times_nothing_is_asked(last, now):
    assert jump(TAX, Decimal(last), Decimal(now)) is None


@given(st.decimals("1", "100000", places=2), st.integers(1, 4), st.booleans())
def test_what_was_meant_is_found_again_whichever_way_the_point_slipped(last, places, up):
    now = last * 10**places if up else last / 10**places
    doubt = jump(TAX, last, now)
    assert (doubt is None) == (places == 1)
    if doubt and up:
        assert doubt.likely == last


def test_values_that_do_not_go_together_ask_for_a_word():
    given_values = {"tax_wan": Decimal(9), "sales_wan": Decimal(5), "energy_tce": Decimal(0), "employees": 0}
    assert [one.field for one in doubts(YEARLY, given_values, {})] == ["tax_wan", "energy_tce", "employees"]


def test_what_cannot_be_is_a_fault():
    assert [field for field, _ in faults(YEARLY, {"tax_wan": Decimal(-1)})] == ["tax_wan", "sales_wan"]
    park = {"service_income_wan": Decimal(1), "vacant_floor_m2": Decimal("100.01")}
    assert [field for field, _ in faults(PARK, park, Decimal(100))] == ["vacant_floor_m2"]
    assert not list(faults(PARK, {**park, "vacant_floor_m2": Decimal(100)}, Decimal(100)))


@pytest.mark.parametrize(
    ("firm", "answer"), [("105", False), ("105.01", True), ("95", False), ("94.99", True)]
)
def test_figures_differ_beyond_the_tolerance_of_the_departments(firm, answer):
    assert differs(Decimal(firm), Decimal(100), Decimal(5)) is answer


def test_shares_have_one_decimal_and_nothing_of_nothing():
    assert share(2, 3) == Decimal("66.7") and share(0, 0) is None
