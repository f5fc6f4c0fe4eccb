"""The working days of a review: counted from the day after submission, not while it is suspended. Pure."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from portal.workdays import Workdays, YearUnknown


class Stop(Protocol):
    """Days on which the clock does not run: after `begun_on`, up to `ended_on` (still stopped while None)."""

    begun_on: datetime.date
    ended_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """`total` is None where no scheme says how long a review may take."""

    used: int
    total: int | None
    is_stopped: bool = False

    @property
    def is_late(self) -> bool:
        return self.total is not None and self.used > self.total

    @property
    def words(self) -> str:
        days = f"{self.used}" if self.total is None else f"{self.used}/{self.total}"
        late = f"，超期 {self.used - self.total} 个工作日" if self.total is not None and self.is_late else ""
        return f"已用 {days} 个工作日{late}{'，中止中' if self.is_stopped else ''}"


def read(
    workdays: Workdays,
    submitted_on: datetime.date,
    until: datetime.date,
    stops: Iterable[Stop],
    total: int | None,
) -> Clock:
    """The clock as it stands at the end of `until`. Raises YearUnknown."""
    stops = [stop for stop in stops if stop.ended_on is None or stop.ended_on > submitted_on]
    stopped = sum(
        workdays.between(max(stop.begun_on, submitted_on), min(stop.ended_on or until, until))
        for stop in stops
    )
    used = workdays.between(submitted_on, until) - stopped
    return Clock(used, total, any(stop.ended_on is None for stop in stops))


def words(*given: Any) -> str:
    """The clock in words; where the holidays of a year are not known, that."""
    try:
        return read(*given).words
    except YearUnknown as unknown:
        return str(unknown)


def days_left(workdays: Workdays, today: datetime.date, due_on: datetime.date) -> str:
    """How long somebody has still, in words; the last day belongs to it whole."""
    if today > due_on:
        return f"已过期（{due_on} 到期）"
    if today == due_on:
        return "今天到期"
    try:
        return f"还有 {workdays.between(today, due_on)} 个工作日（{due_on} 到期）"
    except YearUnknown:
        return f"{due_on} 到期"
