"""W18: acceptance within 30 working days, by the Chinese calendar of holidays and weekends worked in exchange."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import calendar
from portal.errors import NotAllowed
from portal.models import AuditEntry, CalendarDay
from portal.workdays import DAY, Workdays, YearUnknown
from tests.factories import UserFactory, place, user_with


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def shipped() -> Workdays:
    """The table as it is brought along, without a database."""
    return Workdays(dict.fromkeys(calendar.holidays, False) | dict.fromkeys(calendar.workdays, True))


@pytest.mark.parametrize(
    ("text", "is_worked"),
    [
        ("2021-02-10", True),  # a Wednesday before the Spring Festival
        ("2021-02-11", False),  # 除夕, a Thursday
        ("2021-02-17", False),
        ("2021-02-20", True),  # a Saturday worked in exchange
        ("2021-02-07", True),  # a Sunday worked in exchange
        ("2021-02-21", False),  # a plain Sunday
        ("2019-05-02", False),  # lengthened after the year had begun
        ("2019-05-05", True),
        ("2020-01-31", False),  # the Spring Festival of 2020 was prolonged
        ("2026-10-01", False),
    ],
)
def test_holidays_and_days_worked_in_exchange(text, is_worked):
    assert shipped().is_workday(day(text)) is is_worked


def test_thirty_working_days_over_the_spring_festival():
    days = shipped()
    # 2021-01-26 to 2021-03-11 are 45 days: 12 weekend days, 5 weekdays off, 2 weekend days worked.
    assert days.between(day("2021-01-25"), day("2021-03-11")) == 30
    assert days.later(day("2021-01-25"), 30) == day("2021-03-11")
    assert days.between(day("2021-01-25"), day("2021-03-12")) == 31


def test_the_first_day_does_not_count_and_the_last_does():
    days = shipped()
    assert days.between(day("2021-03-01"), day("2021-03-01")) == 0
    assert days.between(day("2021-03-01"), day("2021-03-02")) == 1


def test_a_year_that_is_not_in_the_table_is_said_plainly():
    with pytest.raises(YearUnknown, match="2031 年的节假日安排尚未录入"):
        shipped().is_workday(day("2031-03-03"))
    # One day of a year does not make the year known.
    with pytest.raises(YearUnknown):
        Workdays({day("2031-01-01"): False}).between(day("2031-01-01"), day("2031-01-09"))


@given(st.dates(day("2017-01-01"), day("2025-06-30")), st.integers(1, 120))
def test_counting_and_finding_the_day_are_one_another_s_inverse(start, count):
    days = shipped()
    end = days.later(start, count)
    assert days.is_workday(end)
    assert days.between(start, end) == count
    assert days.between(start, end - DAY) == count - 1


@pytest.fixture
def admin(places):
    return user_with("system_administrator", place("330300"))


@pytest.mark.django_db
def test_the_reference_is_brought_along_once_and_edits_stay(places):
    count = calendar.load_reference()
    changed = CalendarDay.objects.get(date="2021-02-11")
    changed.change(changed.version, name="除夕")
    assert calendar.load_reference() == count
    assert CalendarDay.objects.get(date="2021-02-11").name == "除夕"
    assert calendar.current().between(day("2021-01-25"), day("2021-03-11")) == 30


@pytest.mark.django_db
def test_the_administrator_keeps_the_table(admin, client):
    client.force_login(admin)
    typed = {"date": "2031-10-1", "kind": "off", "name": "国庆节"}
    assert client.post("/calendar/", typed)["Location"] == "/calendar/?year=2031"
    page = client.get("/calendar/?year=2031")
    assert "国庆节" in page.content.decode()
    assert "尚未录全" in page.content.decode()
    again = client.post("/calendar/", typed)
    assert again.status_code == 422
    assert "这一天已在表中" in str(again.context["form"].errors["date"])
    assert (
        client.post(
            "/calendar/?year=2031", {"remove": CalendarDay.objects.get(date="2031-10-01").pk}
        ).status_code
        == 302
    )
    assert not CalendarDay.objects.filter(date="2031-10-01").exists()
    assert (
        list(AuditEntry.objects.filter(action__startswith="calendar").values_list("action", flat=True)) != []
    )


@pytest.mark.django_db
def test_nobody_else_does(places):
    with pytest.raises(NotAllowed):
        calendar.add_day(actor=UserFactory(), date=day("2031-10-01"), is_workday=False, name="x")
    with pytest.raises(NotAllowed):
        calendar.remove_day(actor=UserFactory(), pk=1)
