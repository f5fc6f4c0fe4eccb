"""The same day of another year."""

import calendar
import datetime


def years_later(day: datetime.date, years: int) -> datetime.date:
    """The day so many years later (before, when negative); 29 February becomes the 28th where there is none."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))
