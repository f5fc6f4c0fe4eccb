"""From scores to ranks and classes (interpretations: class shares).

A class is given by the position among the ranked: A to ⌊n·a⌋, B to ⌊n·a⌋ + ⌊n·b⌋, D after n − ⌈n·d⌉, C between. Equals
have the best of their positions, so they share the better class even above its quota. A group below the scheme's
smallest is classed by thresholds. A vetoed firm is D and a protected one not below the floor; neither moves others.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from evaluation.rules.classes.parts import CLASSES, HUNDRED, Grading, Mode, Settings
from policies.numbers import exact

Key = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """The last position of A and of B, and the last before D."""

    a: int
    b: int
    c: int

    def of(self, rank: int) -> str:
        ends = ((self.a, "A"), (self.b, "B"), (self.c, "C"))
        return next((letter for last, letter in ends if rank <= last), "D")


def positions(ranked: int, settings: Grading) -> Positions:
    with exact():
        a = part(ranked, settings.share_a, ROUND_FLOOR)
        b = part(ranked, settings.share_b, ROUND_FLOOR)
        d = part(ranked, settings.share_d, ROUND_CEILING)
    return Positions(a, a + b, ranked - d)


def part(ranked: int, share: Decimal, rounding: str) -> int:
    return int((share * ranked / HUNDRED).to_integral_value(rounding))


def by_shares(ranked: int, settings: Grading) -> bool:
    """Whether a group of so many is classed by shares."""
    return settings.mode is Mode.SHARE and ranked >= settings.smallest_group


def by_threshold(score: Decimal, settings: Grading) -> str:
    return next((letter for letter, least in settings.thresholds if score >= least), "D")


def ranks(keys: Mapping[str, Key]) -> dict[str, int]:
    """1, 2, 2, 4: by score and then the scheme's ties, the larger first; equals share the better rank."""
    ordered = sorted(keys.values(), reverse=True)
    first: dict[Key, int] = {}
    for place, key in enumerate(ordered, 1):
        first.setdefault(key, place)
    return {firm: first[key] for firm, key in keys.items()}


def ranked_class(rank: int, score: Decimal, ranked: int, settings: Grading) -> str:
    """The class that rank or score gives, before veto and protection."""
    if by_shares(ranked, settings):
        return positions(ranked, settings).of(rank)
    return by_threshold(score, settings)


def final_class(given: str, marks: Collection[str], settings: Settings) -> str:
    """The class with a veto (D, whatever else) or a protection (not below the floor)."""
    if "veto" in marks:
        return CLASSES[-1]
    if "protected" in marks:
        return min(given, settings.protected_floor)
    return given
