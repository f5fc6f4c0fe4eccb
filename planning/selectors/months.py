"""The running total of one indicator month by month, for its chart."""

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from parks.rules.units import exact, round_half_up
from planning.areas import PERIOD
from planning.indicators import Indicator
from planning.rules.lamps import Period
from planning.rules.plan import YEARS
from planning.selectors.shapes import Row


@dataclass(frozen=True)
class Month:
    """The end of one month: what had been planned by then (None where the plan has no years) and done by then."""

    end: datetime.date
    planned: Decimal | None
    actual: Decimal


def months(rows: QuerySet, row: Row, indicator: Indicator, as_of: datetime.date) -> list[Month]:
    """The running total month by month to `as_of` or the plan's end. `rows` are the indicator's records of `row`.

    Inside a year the plan counts by days (it names no months); a plan with a total only has no running plan.
    """
    sums = (
        rows.annotate(month=TruncMonth("event_on")).order_by().values("month").annotate(total=Sum("amount"))
    )
    by_month = {(found["month"].year, found["month"].month): Decimal(found["total"]) for found in sums}
    done, line = Decimal(0), []
    for end in month_ends(as_of):
        done += by_month.get((end.year, end.month), Decimal(0))
        line.append(Month(end, planned_by(row, indicator, end), done))
    return line


def month_ends(as_of: datetime.date) -> list[datetime.date]:
    """The last days of the plan's months up to the one of `as_of`, which ends on `as_of` itself."""
    last = min(as_of, PERIOD.end)
    ends = []
    for year in YEARS:
        for month in range(1, 13):
            if (year, month) <= (last.year, last.month):
                end = datetime.date(year, month, calendar.monthrange(year, month)[1])
                ends.append(min(end, last))
    return ends


def planned_by(row: Row, indicator: Indicator, day: datetime.date) -> Decimal | None:
    """What the plan of `row` asks for up to `day`, in the indicator's unit, two digits."""
    if not indicator.years:
        return None
    parts = (
        exact(row.figure(indicator.code, year).plan.or_zero) * Period.of_year(year).elapsed(day)
        for year in indicator.years
    )
    return round_half_up(sum(parts), 2)
