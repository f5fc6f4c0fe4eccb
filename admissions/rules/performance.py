"""How a promise stands: one reading in words, as a lamp. `admissions/measures/performance.py` has the same in SQL for any
number of promises; the tests hold the two against each other."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Standing(StrEnum):
    MET = "met"
    LATE = "late"
    SHORT = "short"
    MISSED = "missed"
    OVERDUE = "overdue"
    SOON = "soon"
    RUNNING = "running"
    NO_DATA = "no_data"
    BROKEN = "broken"


@dataclass(frozen=True)
class Lamp:
    """What a page draws: colour, shape and word always go together."""

    code: str
    shape: str
    word: str
    css: str
    why: str


LAMPS = {
    lamp.code: lamp
    for lamp in (
        Lamp(Standing.MET, "●", "达标", "green", "按期完成，或达到承诺值"),
        Lamp(Standing.LATE, "▲", "逾期完成", "yellow", "已完成，晚于承诺的期限"),
        Lamp(Standing.SHORT, "▲", "未足额", "yellow", "低于承诺值，不低于合同约定的预警线"),
        Lamp(Standing.SOON, "▲", "即将到期", "yellow", "未完成，期限在合同约定的提醒天数之内"),
        Lamp(Standing.MISSED, "■", "未达标", "red", "低于合同约定的预警线"),
        Lamp(Standing.OVERDUE, "■", "逾期", "red", "期限已过，尚未完成"),
        Lamp(Standing.BROKEN, "■", "已违反", "red", "自持期限内退出用房，或擅自转让、转租尚未办结"),
        Lamp(Standing.RUNNING, "–", "未到期", "grey", "尚未到期限或首个考核年度"),
        Lamp(Standing.NO_DATA, "–", "缺数据", "grey", "当年的年度数据或用地面积还没有填报"),
    )
}
# What asks for something to be done.
PRESSING = (Standing.BROKEN, Standing.OVERDUE, Standing.MISSED, Standing.SOON)
BY_URGENCY = (
    Standing.BROKEN,
    Standing.OVERDUE,
    Standing.MISSED,
    Standing.SOON,
    Standing.SHORT,
    Standing.NO_DATA,
    Standing.RUNNING,
    Standing.LATE,
    Standing.MET,
)


@dataclass(frozen=True)
class Terms:
    """What the contract says of warnings: below `yellow_percent` of the target is red, `reminder_days` before a day yellow."""

    yellow_percent: Decimal
    reminder_days: int


def step_standing(
    due_on: datetime.date, done_on: datetime.date | None, today: datetime.date, terms: Terms
) -> Standing:
    """A step with a day: 投产, 达产 and the like."""
    if done_on is not None:
        return Standing.MET if done_on <= due_on else Standing.LATE
    return waiting(due_on, today, terms)


def waiting(due_on: datetime.date, today: datetime.date, terms: Terms) -> Standing:
    if today > due_on:
        return Standing.OVERDUE
    return Standing.SOON if (due_on - today).days <= terms.reminder_days else Standing.RUNNING


def term_standing(until: datetime.date, is_broken: bool, today: datetime.date) -> Standing:
    """A term to be kept (自持): kept once its last day is over, broken by whoever leaves or passes the rooms on before."""
    if is_broken:
        return Standing.BROKEN
    return Standing.MET if today > until else Standing.RUNNING


def sum_standing(
    target: Decimal, due_on: datetime.date, reached: Decimal | None, today: datetime.date, terms: Terms
) -> Standing:
    """A sum by a day (累计投资): met as soon as it is reached, judged by its share once the day is over."""
    if reached is not None and reached >= target:
        return Standing.MET
    if today <= due_on or reached is None:
        return waiting(due_on, today, terms)
    return share_standing(target, reached, terms)


def year_standing(
    target: Decimal, first_year: int, year: int, actual: Decimal | None, terms: Terms
) -> Standing:
    """A figure of a year: nothing is due before the first year, nothing can be said without the figure."""
    if year < first_year:
        return Standing.RUNNING
    return Standing.NO_DATA if actual is None else share_standing(target, actual, terms)


def share_standing(target: Decimal, actual: Decimal, terms: Terms) -> Standing:
    """Whole share of the target is met, down to the warning line short, below missed; both bounds inclusive."""
    if actual >= target:
        return Standing.MET
    return Standing.SHORT if actual * 100 >= target * terms.yellow_percent else Standing.MISSED
