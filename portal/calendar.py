"""The table of holidays and of weekends worked in exchange: read, kept, brought along."""

import datetime
from typing import Any

from chinese_calendar.constants import Holiday, holidays, workdays
from django.core.exceptions import ValidationError
from django.db import transaction

from portal import audit
from portal.errors import PortalError
from portal.models import CalendarDay
from portal.workdays import DAYS_OFF_A_YEAR, Workdays

WORDS = {holiday.value: holiday.chinese for holiday in Holiday}


def current() -> Workdays:
    """The working days as the table has them now."""
    return Workdays(dict(CalendarDay.objects.values_list("date", "is_workday")))


@transaction.atomic
def load_reference() -> int:
    """Bring along the days off and worked as the State Council announced them; what was edited stays."""
    known = set(CalendarDay.objects.values_list("date", flat=True))
    announced = [(day, False, name) for day, name in holidays.items()]
    announced += [(day, True, name) for day, name in workdays.items()]
    CalendarDay.objects.bulk_create(
        CalendarDay(date=day, is_workday=worked, name=word(name, worked))
        for day, worked, name in announced
        if day not in known
    )
    return CalendarDay.objects.count()


def word(name: str, is_worked: bool) -> str:
    return f"{WORDS[name]}调休上班" if is_worked else WORDS[name]


class DayRefused(PortalError):
    code = "day_refused"
    status = 422
    field = "date"


@transaction.atomic
def add_day(*, actor: Any, date: datetime.date, is_workday: bool, name: str) -> CalendarDay:
    """Put a day into the table. Raises NotAllowed, DayRefused."""
    actor.require("system.manage")
    day = CalendarDay(date=date, is_workday=is_workday, name=name)
    try:
        day.validate_unique()
    except ValidationError as error:
        raise DayRefused(error.messages[0]) from error
    day.save(force_insert=True)
    audit.record(actor=actor, action="calendar.add", subject=day, after=audit.snapshot(day))
    return day


@transaction.atomic
def remove_day(*, actor: Any, pk: int) -> None:
    """Take a day out of the table; gone already is gone. Raises NotAllowed."""
    actor.require("system.manage")
    day = CalendarDay.objects.select_for_update().filter(pk=pk).first()
    if day is not None:
        audit.record(actor=actor, action="calendar.remove", subject=day, before=audit.snapshot(day))
        day.delete()


# The same count as `Workdays.between`, for rows in the database; {first} and {last} are two dates there. NULL
# when one of the years is not in the table as a whole. Weekdays are counted from a Monday on, then come the
# exceptions between the two dates, so that long spans cost no more than short ones.
WEEKDAYS = "((({0} - DATE '1900-01-01' + 1) / 7) * 5 + LEAST(MOD({0} - DATE '1900-01-01' + 1, 7), 5))"
WORKDAYS_BETWEEN = f"""(
CASE WHEN {{last}} <= {{first}} THEN 0
WHEN (SELECT array_agg(y) FROM (
    SELECT EXTRACT(year FROM c.date)::int AS y FROM "portal_calendarday" c
    WHERE NOT c.is_workday GROUP BY 1 HAVING count(*) >= {DAYS_OFF_A_YEAR}
) AS whole) @> ARRAY(
    SELECT generate_series(EXTRACT(year FROM {{first}} + 1)::int, EXTRACT(year FROM {{last}})::int)
) THEN {WEEKDAYS.format("{last}")} - {WEEKDAYS.format("{first}")} + (
    SELECT COALESCE(sum(c.is_workday::int - (EXTRACT(isodow FROM c.date) < 6)::int), 0)
    FROM "portal_calendarday" c WHERE c.date > {{first}} AND c.date <= {{last}}
) END)"""
