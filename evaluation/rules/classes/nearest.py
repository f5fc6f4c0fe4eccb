"""为什么不是更好的类别: how far a firm is from the class above, and what alone would take it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from evaluation.rules.classes.parts import Indicator
from policies.numbers import exact

STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Rise:
    """An indicator's value that alone, everything else as it is, would close the gap; `share` is the rise of it."""

    indicator: Indicator
    value: Decimal
    needed: Decimal
    share: Decimal | None


def rises(
    gap: Decimal,
    indicators: Sequence[Indicator],
    bases: Sequence[Decimal],
    values: Sequence[Decimal | None],
    points: Sequence[Decimal],
) -> list[Rise]:
    """Those under whose cap the gap can be closed, the smallest relative rise first; bases as in this run."""
    found = []
    for one, base, value, earned in zip(indicators, bases, values, points, strict=True):
        wanted = earned + gap
        if base and wanted <= one.cap * one.weight:
            needed = least_value(wanted, base, one)
            found.append(Rise(one, value or Decimal(0), needed, share_of(value, needed)))
    return sorted(found, key=lambda rise: (rise.share is None, rise.share or Decimal(0)))


def least_value(points: Decimal, base: Decimal, indicator: Indicator) -> Decimal:
    """A value, to four digits, whose term is not below `points`."""
    with exact():
        return (points * base / indicator.weight).quantize(STEP, rounding=ROUND_CEILING)


def share_of(value: Decimal | None, needed: Decimal) -> Decimal | None:
    """The rise in percent to one digit; None from nothing."""
    if not value:
        return None
    with exact():
        return ((needed - value) / value * 100).quantize(Decimal("0.1"))
