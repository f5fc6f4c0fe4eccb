"""Verdicts: how a measured value stands to a bound of a clause, by the strength of the clause's wording."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from policies.model import Strength
from policies.numbers import difference
from policies.rulebook import ParameterReading


class Verdict(StrEnum):
    """The six answers of a check, each with its word, colour and shape (never colour alone)."""

    MET = "met"
    DEVIATES = "deviates"
    NOT_MET = "not_met"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
    DATA_MISSING = "data_missing"

    @property
    def label(self) -> str:
        return _LOOKS[self][0]

    @property
    def colour(self) -> str:
        """The name of the design token: green, yellow, red or grey."""
        return _LOOKS[self][1]

    @property
    def shape(self) -> str:
        return _LOOKS[self][2]


_LOOKS = {
    Verdict.MET: ("符合", "green", "●"),
    Verdict.DEVIATES: ("偏离", "yellow", "▲"),
    Verdict.NOT_MET: ("不符合", "red", "■"),
    Verdict.WAIVED: ("豁免", "grey", "◇"),
    Verdict.NOT_APPLICABLE: ("不适用", "grey", "–"),
    Verdict.DATA_MISSING: ("缺数据", "grey", "?"),
}
_MISS = {
    Strength.HARD: Verdict.NOT_MET,
    Strength.PRINCIPLE: Verdict.DEVIATES,
    Strength.INFORMATION: Verdict.DEVIATES,
}


NO_GAP = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a value must lie within; both ends belong to it unless `exclusive` (超过, 多于)."""

    lower: Decimal | None = None
    upper: Decimal | None = None
    exclusive: bool = False

    def gap(self, value: Decimal) -> Decimal:
        """How far the value is outside, 0 when it is inside or on an end."""
        below = difference(self.lower, value) if self.lower is not None else NO_GAP
        above = difference(value, self.upper) if self.upper is not None else NO_GAP
        return max(below, above, NO_GAP)

    def contains(self, value: Decimal) -> bool:
        """Whether the value keeps the bounds; comparing decimals is exact in any context."""
        if self.exclusive and value in (self.lower, self.upper):
            return False
        above = self.lower is None or value >= self.lower
        return above and (self.upper is None or value <= self.upper)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's answer. `gap` is what is missing to the bound (None without a comparison); a deviation from
    a principle wants a reason; what is only encouraged is shown but not counted."""

    verdict: Verdict
    gap: Decimal | None = None
    wants_reason: bool = False
    counts: bool = True
    parameters: tuple[ParameterReading, ...] = ()


def compare(
    value: Decimal | None,
    bounds: Bounds,
    strength: Strength,
    *,
    applicable: bool = True,
    waived: bool = False,
    parameters: tuple[ParameterReading, ...] = (),
) -> Finding:
    """The value against the bounds: a miss of 必须/不得 is not met, of 原则上/一般 a deviation.

    Missing data is never a pass. A waiver only speaks where the bound is missed.
    """
    counts = strength is not Strength.INFORMATION
    if not applicable:
        return Finding(Verdict.NOT_APPLICABLE, counts=False, parameters=parameters)
    if value is None:
        return Finding(Verdict.DATA_MISSING, counts=counts, parameters=parameters)
    if bounds.contains(value):
        return Finding(Verdict.MET, NO_GAP, counts=counts, parameters=parameters)
    gap = bounds.gap(value)
    if waived:
        return Finding(Verdict.WAIVED, gap, counts=counts, parameters=parameters)
    return Finding(_MISS[strength], gap, strength is Strength.PRINCIPLE, counts, parameters)
