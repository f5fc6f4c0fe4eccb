"""W18: start-of-work approval within 100 calendar days, acceptance within 30 working days; W14: works within two years."""

import datetime

import pytest

from parks.clocks import ACCEPTANCE, APPROVAL, clock, clocks
from parks.models import Parcel
from parks.rules.dates import years_later
from parks.selectors import land
from portal import calendar
from portal.workdays import DAY, Workdays
from tests.factories import ParcelFactory, ParkFactory, give, place, user_with

pytestmark = pytest.mark.django_db
START = datetime.date(2021, 1, 25)
WORKDAYS = Workdays(dict.fromkeys(calendar.holidays, False) | dict.fromkeys(calendar.workdays, True))


def approval(days, decided=True, code="330302"):
    end = START + DAY * days
    return clock(APPROVAL, START, end if decided else None, place(code), WORKDAYS, end)


@pytest.mark.parametrize(
    ("days", "verdict"), [(0, "按时"), (99, "按时"), (100, "按时"), (101, "超时 1 天"), (160, "超时 60 天")]
)
def test_approval_may_take_a_hundred_days(places, days, verdict):
    assert approval(days).verdict == verdict


def test_an_open_clock_says_what_is_used_and_what_is_left(places):
    assert (approval(62, decided=False).words, approval(62, decided=False).verdict) == (
        "开工审批 已用 62/100 天",
        "剩 38 天",
    )
    assert [approval(days, decided=False).colour for days in (79, 80, 100, 101)] == [
        "green",
        "yellow",
        "yellow",
        "red",
    ]


@pytest.mark.parametrize(("last", "is_late"), [("2021-03-11", False), ("2021-03-12", True)])
def test_acceptance_may_take_thirty_working_days(places, last, is_late):
    end = datetime.date.fromisoformat(last)
    assert clock(ACCEPTANCE, START, end, place("330302"), WORKDAYS, end).is_late is is_late


def test_where_no_policy_sets_a_limit_the_days_are_counted_and_not_judged(places):
    cixi = approval(160, code="330282")
    assert (cixi.words, cixi.verdict, cixi.is_late) == ("开工审批 用时 160 天", "当地未规定时限", False)


def test_a_year_without_holidays_is_said_and_not_guessed(places):
    start = datetime.date(2031, 3, 3)
    unknown = clock(ACCEPTANCE, start, None, place("330302"), WORKDAYS, start + DAY)
    assert unknown.used is None
    assert "2031 年的节假日安排尚未录入" in unknown.words


def test_late_clocks_are_work_for_whoever_keeps_the_parcel(as_user, officer, neighbour, manager, park):
    calendar.load_reference()
    today = datetime.date.today()
    parcel = park.parcels.get()
    parcel.change(1, approval_applied_on=today - DAY * 101, acceptance_applied_on=today - DAY)
    ParcelFactory(park=park, approval_applied_on=today - DAY * 100)
    ParcelFactory(park=ParkFactory(under=place("330304")), approval_applied_on=today - DAY * 200)
    assert land.with_late_clocks(officer).get() == parcel
    (row,) = land.late_clock_rows(officer)
    assert (row.detail, row.clock) == ("超时 1 天", "开工审批 已用 101/100 天")
    assert land.with_late_clocks(neighbour).count() == 1
    assert land.with_late_clocks(manager).count() == 0
    assert "已用 101/100 天" in as_user(officer).get("/").content.decode()
    html = as_user(officer).get(f"/parks/{park.pk}/land/").content.decode()
    for words in ("开工审批 已用 101/100 天", "超时 1 天", "土地出让公告", "未核对"):
        assert words in html, words


def test_the_database_finds_the_very_clocks_that_a_parcel_shows(places):
    """Counties with the limit, with another policy, with none; before and after the policy; unknown years."""
    calendar.load_reference()
    today = datetime.date.today()
    handed_in = [today - DAY * days for days in (*range(38, 52), 99, 100, 101, -1)]
    handed_in += [datetime.date(2018, 12, 31), datetime.date(2019, 1, 1), datetime.date(2031, 3, 3)]
    workdays, expected = calendar.current(), set()
    for code in ("330302", "330282"):
        park = ParkFactory(under=place(code))
        for on in handed_in:
            for values in ({"approval_applied_on": on}, {"acceptance_applied_on": on}):
                parcel = ParcelFactory(park=park, **values)
                if any(one.is_late for one in clocks(parcel, park.place, workdays, today)):
                    expected.add(parcel.pk)
    city = user_with("county_officer", place("330302"))
    give(city, "county_officer", place("330282"))
    found = land.with_late_clocks(city)
    assert {parcel.pk for parcel in found} == expected and 0 < len(expected) < 2 * len(handed_in)


def test_construction_longer_than_two_years(park):
    today = datetime.date(2022, 6, 2)
    parcel = park.parcels.get()

    def overdue(**values):
        parcel.change(parcel.version, **values)
        return land.overdue_construction(Parcel.objects.all(), today, 2).exists()

    assert not overdue(started_on=datetime.date(2020, 6, 2))
    assert overdue(started_on=datetime.date(2020, 6, 1))
    assert not overdue(completed_on=datetime.date(2022, 6, 1))
    assert overdue(started_on=datetime.date(2019, 6, 1))


def test_supplied_but_unused_land(park):
    today = datetime.date(2022, 6, 2)
    parcel = park.parcels.get()

    def unused(**values):
        parcel.change(parcel.version, **values)
        return land.supplied_but_unused(Parcel.objects.all(), today).exists()

    assert not unused(started_on=None)
    assert not unused(contracted_on=datetime.date(2021, 6, 2))
    assert unused(contracted_on=datetime.date(2021, 6, 1))
    assert not unused(start_due_on=today)
    assert unused(start_due_on=today - DAY)
    assert not unused(started_on=today)


def test_the_same_day_of_another_year():
    leap = datetime.date(2020, 2, 29)
    assert (years_later(leap, 1), years_later(leap, 4)) == (
        datetime.date(2021, 2, 28),
        datetime.date(2024, 2, 29),
    )
