"""Chinese working days: weekends are off unless the table says otherwise. Pure arithmetic over that table.

The day something is handed in does not count, the day it is decided does.
"""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

DAY = datetime.timedelta(days=1)
SATURDAY = 5
# The law gives at least so many days off a year: a year with fewer in the table is not entered to its end.
DAYS_OFF_A_YEAR = 10


class YearUnknown(LookupError):
    """The table of holidays does not have this year yet, so nobody can say which days are worked."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年的节假日安排尚未录入，无法计算工作日。请联系系统管理员录入。")
        self.year = year


@dataclass(frozen=True)
class Workdays:
    """`exceptions`: day → whether it is worked, for the days on which that is not plain from the weekday."""

    exceptions: Mapping[datetime.date, bool]

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that are in the table as a whole."""
        days_off = Counter(day.year for day, worked in self.exceptions.items() if not worked)
        return frozenset(year for year, count in days_off.items() if count >= DAYS_OFF_A_YEAR)

    def is_workday(self, day: datetime.date) -> bool:
        """Raises YearUnknown."""
        if day.year not in self.years:
            raise YearUnknown(day.year)
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def between(self, after: datetime.date, until: datetime.date) -> int:
        """Working days later than `after`, up to and with `until`. Raises YearUnknown."""
        days = (after + DAY * step for step in range(1, (until - after).days + 1))
        return sum(map(self.is_workday, days))

    def later(self, after: datetime.date, count: int) -> datetime.date:
        """The `count`th working day later than `after`. Raises YearUnknown."""
        day = after
        while count:
            day += DAY
            count -= self.is_workday(day)
        return day
