"""What a policy is made of: instruments, their clauses, the clauses' dated parameters."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from policies.numbers import show


class Strength(StrEnum):
    """How binding the wording is: 必须/不得/不少于, 原则上/一般/应, 鼓励/提倡/力争."""

    HARD = "hard"
    PRINCIPLE = "principle"
    INFORMATION = "information"

    @property
    def label(self) -> str:
        return _STRENGTH_LABELS[self]


_STRENGTH_LABELS = {Strength.HARD: "硬性", Strength.PRINCIPLE: "原则性", Strength.INFORMATION: "引导性"}


class Kind(StrEnum):
    """What the portal does with a clause."""

    CHECK = "check"
    CALC = "calc"
    RECORD = "record"
    FLOW = "flow"
    TARGET = "target"
    REPORT = "report"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.CHECK: "校验",
    Kind.CALC: "计算",
    Kind.RECORD: "登记",
    Kind.FLOW: "流程",
    Kind.TARGET: "目标",
    Kind.REPORT: "报表",
}


class Pending(StrEnum):
    """The later work that will read a parameter nothing reads yet."""

    ADMISSIONS = "admissions"
    EVALUATION = "evaluation"
    PLANNING = "planning"

    @property
    def label(self) -> str:
        return _PENDING_LABELS[self]


_PENDING_LABELS = {
    Pending.ADMISSIONS: "入园准入与履约",
    Pending.EVALUATION: "评价、星级与奖补",
    Pending.PLANNING: "计划与进度",
}


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value and the days on which it holds; `until` is inclusive, None means open."""

    since: date
    until: date | None
    value: Decimal

    def holds_on(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a clause. `wording` is the passage it stands in, `note` how an open wording is read."""

    id: str
    clause_id: str
    instrument_id: str
    label: str
    unit: str
    strength: Strength
    wording: str
    values: tuple[DatedValue, ...]
    consumers: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()
    note: str = ""

    def at(self, on: date) -> DatedValue | None:
        return next((dated for dated in self.values if dated.holds_on(on)), None)

    def show(self, dated: DatedValue) -> str:
        """The value with its unit, e.g. 10% or 100 亩."""
        return show(dated.value, self.unit)


@dataclass(frozen=True, slots=True)
class Target:
    """A plan figure whose cells are data of the planning room; the clause only names it."""

    id: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One article: our paraphrase, the original wording, who answers for it, its numbers."""

    id: str
    instrument_id: str
    article: str
    title: str
    paraphrase: str
    reference: str
    kinds: tuple[Kind, ...]
    responsible: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    targets: tuple[Target, ...] = ()

    @property
    def reference_rows(self) -> tuple[tuple[str, ...], ...]:
        """The tabular part of the wording (an annex), rows of equal length; empty for running text."""
        rows = [line.split("\t") for line in self.reference.splitlines() if "\t" in line]
        width = max(map(len, rows), default=0)
        return tuple((*row, *[""] * (width - len(row))) for row in rows)

    @property
    def reference_text(self) -> str:
        """The running part of the wording, without table rows."""
        return "\n".join(line for line in self.reference.splitlines() if "\t" not in line)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A policy document: where and when it holds (both days inclusive; None = no end date)."""

    id: str
    title: str
    short_title: str
    document_number: str
    issuer: str
    place_code: str
    place_name: str
    adopted_on: date | None
    in_force_from: date
    in_force_until: date | None
    clauses: tuple[Clause, ...]

    def in_force_on(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)
