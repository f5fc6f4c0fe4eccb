"""How long between two dates, in the database: days, years, Chinese working days."""

import datetime
import re
from typing import Any

from django.db.models import DateField, DecimalField, Expression, F, Func, Value
from django.db.models.functions import Coalesce

from parks.measures.facts import COUNT
from portal.calendar import WORKDAYS_BETWEEN

YEARS = DecimalField(max_digits=60, decimal_places=30)
MARKS = re.compile(r"\{(first|last)\}")


class Days(Func):
    """The days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = COUNT


class Years(Func):
    """The years from the second date to the first, exact on anniversaries and growing every day between."""

    template = (
        "(SELECT EXTRACT(year FROM t) + EXTRACT(month FROM t) / 12 + EXTRACT(day FROM t) / 372"
        " FROM (SELECT age(%(expressions)s) AS t) AS spans)"
    )
    output_field = YEARS


class WorkingDays(Func):
    """The working days later than the first date, up to and with the second; NULL when a year is not in the table."""

    template = WORKDAYS_BETWEEN
    output_field = COUNT

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        first, last = map(compiler.compile, self.source_expressions)
        params = [
            one for mark in MARKS.findall(self.template) for one in (first if mark == "first" else last)[1]
        ]
        return self.template.format(first=first[0], last=last[0]), params


def until(name: str, on: datetime.date) -> Expression:
    """The date of a row, or the day it is looked at while that is still open."""
    return Coalesce(F(name), Value(on, output_field=DateField()))
