"""从高、从优、不重复 (C十八): of the rewards for one subject and purpose in a year the best one, never the sum.

Where a higher level has adjusted the policy its rule is carried out, whatever the sum; else the largest sum wins, of
equal ones that of the higher level. What was received of the others already is taken off, so that all of
it together never exceeds the best. The order in which rewards are told makes no difference.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Candidate:
    """A reward that could be enjoyed.

    `level` grows with the authority (county 1, city 2, province 3, state 4); `overrides`: that authority has adjusted
    the policy, so its rule is carried out; `received_wan` is what came in already.
    """

    key: str
    label: str
    subject: str
    purpose: str
    year: int
    amount_wan: Decimal
    level: int = 1
    overrides: bool = False
    received_wan: Decimal = NOTHING
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def group(self) -> tuple[str, str, int]:
        return (self.subject, self.purpose, self.year)

    @property
    def order(self) -> tuple[int, Decimal, int, str]:
        """The best one has the greatest."""
        return (self.level if self.overrides else 0, self.amount_wan, self.level, self.key)

    def holds(self, on: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)


class Standing(Enum):
    APPLIES = "applies"
    COVERED = "covered"
    OUT_OF_FORCE = "out_of_force"

    @property
    def label(self) -> str:
        return {"applies": "适用", "covered": "已被覆盖", "out_of_force": "不在有效期"}[self.value]


@dataclass(frozen=True)
class Ruling:
    """How one reward stands: `due_wan` is still to be paid of it, `reason` says why not all of it."""

    candidate: Candidate
    standing: Standing
    due_wan: Decimal
    reason: str


def resolve(candidates: Iterable[Candidate]) -> dict[str, Ruling]:
    """The ruling of every candidate by its key; a year's rewards are judged as of its last day."""
    groups: dict[tuple[str, str, int], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.group].append(candidate)
    return {one.candidate.key: one for group in groups.values() for one in ruled(group)}


def ruled(group: list[Candidate]) -> list[Ruling]:
    on = date(group[0].year, 12, 31)
    valid = [one for one in group if one.holds(on)]
    best = max(valid, key=lambda one: one.order, default=None)
    return [ruling(one, best, valid, on) for one in group]


def ruling(one: Candidate, best: Candidate | None, valid: list[Candidate], on: date) -> Ruling:
    if best is None or not one.holds(on):
        return Ruling(one, Standing.OUT_OF_FORCE, NOTHING, f"该项政策在 {on} 不在有效期内。")
    if one is not best:
        return Ruling(one, Standing.COVERED, NOTHING, why_covered(one, best))
    others = sum((other.received_wan for other in valid if other is not one), NOTHING)
    due = max(one.amount_wan - others - one.received_wan, NOTHING)
    return Ruling(one, Standing.APPLIES, due, f"同类奖补已享受 {others} 万元，补足差额。" if others else "")


def why_covered(one: Candidate, best: Candidate) -> str:
    if best.overrides and (not one.overrides or one.level < best.level):
        return f"上级政策已作调整，按“{best.label}”执行。"
    if best.amount_wan == one.amount_wan:
        return f"与“{best.label}”金额相同，只享受一项。"
    return f"“{best.label}”{best.amount_wan} 万元更高，从高享受。"


def alone(candidate: Candidate) -> Ruling:
    """Where no rule forbids enjoying several: each stands by itself."""
    due = max(candidate.amount_wan - candidate.received_wan, NOTHING)
    return Ruling(candidate, Standing.APPLIES, due, "")
