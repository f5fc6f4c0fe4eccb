"""The lamp of a plan cell: how far the rate of fulfilment lies behind the share of time elapsed.

Green up to ``green_points`` behind, yellow up to ``yellow_points``, red beyond, both bounds inclusive; a
missed period whose gap was made good later is yellow, 滞后补齐; no plan or no data is grey. The thresholds
are the scheme of a city, the defaults a reference (interpretations: lamps). Comparisons are exact fractions;
only the numbers for display are rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from parks.rules.units import exact, round_half_up
from planning.rules.plan import Cell

DISPLAY_PLACES = 1


@dataclass(frozen=True)
class LampThresholds:
    """Percentage points behind the share of time elapsed; ``label`` says whose scheme it is."""

    green_points: Decimal = Decimal(10)
    yellow_points: Decimal = Decimal(30)
    label: str = "参考"

    def __post_init__(self) -> None:
        if not 0 <= self.green_points <= self.yellow_points:
            raise ValueError("0 ≤ green_points ≤ yellow_points")


REFERENCE = LampThresholds()


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends on or after the day it starts")

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls.of_years(year, year)

    @classmethod
    def of_years(cls, first: int, last: int) -> "Period":
        return cls(date(first, 1, 1), date(last, 12, 31))

    def elapsed(self, as_of: date) -> Fraction:
        """The share of days that have passed, ``as_of`` included: 0 before the period, 1 from its end."""
        days = (self.end - self.start).days + 1
        return Fraction(min(max((as_of - self.start).days + 1, 0), days), days)

    def has_ended(self, as_of: date) -> bool:
        """Whether the last day is over."""
        return as_of > self.end


@dataclass(frozen=True)
class Lamp:
    """What a page draws: colour, shape and word always go together.

    ``rate`` (actual ÷ plan) and ``behind_points`` (negative ahead of time) are percentages with one digit, or
    ``None`` on a grey lamp and on a plan of 0.
    """

    code: str
    shape: str
    word: str
    css: str
    behind_points: Decimal | None = None
    rate: Decimal | None = None


# code: shape, word, colour
_LOOKS = {
    "met": ("●", "达标", "green"),
    "on_time": ("●", "正常", "green"),
    "slightly_behind": ("▽", "正常", "green"),
    "warning": ("▲", "预警", "yellow"),
    "caught_up": ("▲", "滞后补齐", "yellow"),
    "behind": ("■", "滞后", "red"),
    "no_data": ("–", "无数据", "grey"),
    "no_plan": ("–", "无计划", "grey"),
}

CODES = tuple(_LOOKS)


def lamp(
    plan: Cell,
    actual: Decimal | None,
    period: Period,
    as_of: date,
    thresholds: LampThresholds = REFERENCE,
    *,
    caught_up: bool = False,
) -> Lamp:
    """The lamp of a cell.

    ``actual`` is in the plan's unit, ``None`` where nothing is known. ``caught_up`` says that a missed period
    was made good later (:func:`caught_up`); it never makes a lamp worse. A plan of 0 is met by anything.
    """
    if plan.number is None:
        return _lit("no_plan")
    if actual is None:
        return _lit("no_data")
    if plan.number == 0:
        return _lit("met")
    rate = exact(actual) / exact(plan.number) * 100
    behind = period.elapsed(as_of) * 100 - rate
    made_good = caught_up and period.has_ended(as_of)
    return _lit(_code(rate, behind, thresholds, made_good), behind, rate)


def legend(thresholds: LampThresholds = REFERENCE) -> tuple[tuple[Lamp, str], ...]:
    """Every lamp with the sentence that explains it, best first."""
    green, yellow = f"{thresholds.green_points:f}", f"{thresholds.yellow_points:f}"
    sentences = {
        "met": "计划已完成",
        "on_time": "不落后于时间进度",
        "slightly_behind": f"落后时间进度不超过 {green} 个百分点",
        "warning": f"落后时间进度超过 {green}、不超过 {yellow} 个百分点",
        "caught_up": "到期未完成，其后已补齐",
        "behind": f"落后时间进度超过 {yellow} 个百分点",
        "no_data": "没有实际数据",
        "no_plan": "计划未安排任务",
    }
    return tuple((_lit(code), sentences[code]) for code in CODES)


def caught_up(
    cells: Sequence[Cell],
    actuals: Sequence[Decimal | None],
    periods: Sequence[Period],
    index: int,
    as_of: date,
) -> bool:
    """Whether the gap that period ``index`` left was made good later.

    It left one if it has ended below its plan. It was made good if at the end of a later period, or on
    ``as_of`` in the period now running, the cumulative actual reached the cumulative plan (of the running
    period: its share by time). The three sequences run side by side in time; what is not a number counts 0.
    """
    if not periods[index].has_ended(as_of) or _number(actuals[index]) >= exact(cells[index].or_zero):
        return False
    gap = Fraction(0)
    for place, (cell, actual, period) in enumerate(zip(cells, actuals, periods, strict=True)):
        if period.start > as_of:
            return False
        gap += exact(cell.or_zero) * period.elapsed(as_of) - _number(actual)
        if place > index and gap <= 0:
            return True
    return False


def _code(rate: Fraction, behind: Fraction, thresholds: LampThresholds, made_good: bool) -> str:
    if rate >= 100:
        return "met"
    if behind <= 0:
        return "on_time"
    if behind <= exact(thresholds.green_points):
        return "slightly_behind"
    if made_good:
        return "caught_up"
    return "warning" if behind <= exact(thresholds.yellow_points) else "behind"


def _lit(code: str, behind: Fraction | None = None, rate: Fraction | None = None) -> Lamp:
    return Lamp(code, *_LOOKS[code], _shown(behind), _shown(rate))


def _shown(percentage: Fraction | None) -> Decimal | None:
    return None if percentage is None else round_half_up(percentage, DISPLAY_PLACES)


def _number(actual: Decimal | None) -> Fraction:
    return exact(actual or 0)
