"""Steps on the growth ladder (W11): a list is entered, then left, then perhaps entered again; works are only done."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

# What happens once each time and is no list that one could leave.
WORKS = frozenset({"tech_upgrade", "connected"})


@dataclass(frozen=True)
class Step:
    """A step by one firm of one kind; `new` names what is being recorded now, None for what is known."""

    on: datetime.date
    entered: bool
    new: Any = None

    @property
    def order(self) -> tuple[datetime.date, bool]:
        """On one day whoever is on the list leaves it before entering again."""
        return (self.on, self.entered)


def faults(steps: Iterable[Step], kind: str, label: str) -> Iterator[tuple[Step, str]]:
    """The new steps to blame when entering and leaving do not take turns, each with a sentence.

    Nothing is counted twice: who is on a list does not enter it, who is not does not leave it.
    """
    rows, inside, latest = sorted(steps, key=lambda step: step.order), False, None
    for step in rows:
        latest = step if step.new is not None else latest
        if sentence := objection(step, inside, kind, label):
            if latest is not None:
                yield latest, sentence
            continue
        inside = step.entered


def objection(step: Step, inside: bool, kind: str, label: str) -> str:
    if kind in WORKS:
        return "" if step.entered else f"“{label}”只登记发生，不登记退出。"
    if step.entered and inside:
        return f"该企业在 {step.on} 前已进入“{label}”且没有退出，同一名单只计一次；请先登记退出，或核对日期。"
    if not step.entered and not inside:
        return f"该企业在 {step.on} 前没有登记过“{label}”的进入，请先登记进入，或核对类别和日期。"
    return ""
