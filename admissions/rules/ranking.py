"""Who comes before whom in a round (W9, W10): by score, equal scores by the published rule, never by lot."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

Fact = Decimal | bool | str | None


@dataclass(frozen=True)
class Tie:
    """One step of the scheme's rule for equal scores: the larger value of a fact comes first, or the smaller."""

    fact: str
    label: str
    larger_first: bool = True

    def key(self, value: Fact) -> tuple[bool, Decimal]:
        """Sorts best first; whoever has no value comes last."""
        number = as_number(value)
        if number is None:
            return True, Decimal(0)
        return False, -number if self.larger_first else number


@dataclass(frozen=True)
class Candidate:
    """An application as the ranking reads it; `vetoes` are the sentences of those it met."""

    key: int
    number: str
    submitted_on: datetime.date
    score: Decimal | None
    passed: bool = True
    vetoes: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def is_eligible(self) -> bool:
        """Only these get a rank: scored, over the threshold, nothing vetoed."""
        return self.score is not None and self.passed and not self.vetoes

    @cached_property
    def turn(self) -> tuple[Any, ...]:
        """The order of first submission: day, then number as a number, then the record itself."""
        return self.submitted_on, *map(int, re.findall(r"\d+", self.number)), self.key


@dataclass(frozen=True)
class Standing:
    """A candidate with its rank (None: not eligible) and, among equals, what put it behind the one before."""

    candidate: Candidate
    rank: int | None
    tie: str = ""


def as_number(value: Fact) -> Decimal | None:
    """Yes is one, no is nothing; words order nobody."""
    if value is None or isinstance(value, str):
        return None
    return Decimal(value)


def ranked(candidates: Iterable[Candidate], ties: Sequence[Tie]) -> list[Standing]:
    """All candidates, the eligible ones first with the ranks 1, 2, 3 …; the order they come in never matters."""
    rows = sorted(candidates, key=lambda one: order(one, ties))
    eligible = [row for row in rows if row.is_eligible]
    first = [Standing(row, 1) for row in eligible[:1]]
    rest = [
        Standing(after, rank, tie_words(before, after, rank - 1, ties))
        for rank, (before, after) in enumerate(pairwise(eligible), start=2)
    ]
    return [*first, *rest, *(Standing(row, None) for row in rows if not row.is_eligible)]


def order(candidate: Candidate, ties: Sequence[Tie]) -> tuple[Any, ...]:
    """Best first."""
    scored = candidate.score is None, -(candidate.score or Decimal(0))
    return scored, *(tie.key(candidate.facts.get(tie.fact)) for tie in ties), candidate.turn


def tie_words(before: Candidate, after: Candidate, rank: int, ties: Sequence[Tie]) -> str:
    """Why `after` stands behind `before`, who has `rank` and the same score; "" when the scores differ."""
    if before.score != after.score:
        return ""
    return f"与第 {rank} 名同分，按{decisive(before, after, ties)}排序"


def decisive(before: Candidate, after: Candidate, ties: Sequence[Tie]) -> str:
    """The first step of the rule that tells the two apart."""
    for tie in ties:
        if tie.key(before.facts.get(tie.fact)) != tie.key(after.facts.get(tie.fact)):
            return tie.label
    return "首次提交日期先后" if before.submitted_on != after.submitted_on else "申请编号先后"
