"""A county's five-degree scheme (W9, W10): what it asks of a firm and how the answers count.

`Scheme.load(content)` makes the scheme of the JSON that `AdmissionScheme.content` keeps; numbers are strings there.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from admissions.rules.scheme.parts import (
    ASKED,
    DEPARTMENTS,
    DIMENSIONS,
    LEVELS,
    LIMITS,
    NO,
    YES,
    YES_NO,
    Band,
    Department,
    Dimension,
    Indicator,
    Kind,
    Op,
    Option,
    Question,
    Settings,
    Veto,
)
from admissions.rules.scheme.reading import read
from policies.local import LocalScheme, stored
from policies.numbers import plain

WHOLE = Decimal(100)

__all__ = [
    "ASKED",
    "DEPARTMENTS",
    "DIMENSIONS",
    "LEVELS",
    "LIMITS",
    "NO",
    "YES",
    "YES_NO",
    "Band",
    "Department",
    "Dimension",
    "Indicator",
    "Kind",
    "Op",
    "Option",
    "Question",
    "Scheme",
    "Settings",
    "Veto",
]


@dataclass(frozen=True, slots=True)
class Scheme(LocalScheme):
    dimensions: tuple[Dimension, ...]
    vetoes: tuple[Veto, ...]
    threshold: Decimal
    tie_break: tuple[str, ...]
    settings: Settings

    parts = staticmethod(read)

    @property
    def full(self) -> Decimal:
        """The points there are to be had in all."""
        return sum((dimension.max for dimension in self.dimensions), Decimal(0))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(one for dimension in self.dimensions for one in dimension.indicators)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What a firm has to answer for this scheme, in its order; the vetoes' questions come last."""
        scored = (question_of(one) for one in self.indicators if one.source == ASKED)
        vetoes = (
            Question(veto.code, veto.label, "", "", YES_NO) for veto in self.vetoes if veto.source == ASKED
        )
        return (*scored, *vetoes)

    def as_content(self) -> dict[str, Any]:
        """The JSON it was loaded from, in its one canonical form."""
        return {
            "dimensions": [{"code": one.code, "max": plain(one.max)} for one in self.dimensions],
            "indicators": [indicator_content(one) for one in self.indicators],
            "vetoes": [stored(one) for one in self.vetoes],
            "threshold": plain(self.threshold),
            "tie_break": list(self.tie_break),
            "settings": stored(self.settings),
        }


def question_of(indicator: Indicator) -> Question:
    options = tuple((option.code, option.label) for option in indicator.options)
    return Question(
        indicator.code,
        indicator.label,
        indicator.unit,
        indicator.help,
        options,
        indicator.dimension,
        most_of(indicator),
    )


def most_of(indicator: Indicator) -> Decimal | None:
    """100 of what is counted in per cent, unless points are given for more (growth, say)."""
    counted = (*(band.since for band in indicator.bands), indicator.zero_at, indicator.full_at)
    return WHOLE if indicator.unit == "%" and max(counted) <= WHOLE else None


def indicator_content(indicator: Indicator) -> dict[str, Any]:
    """Only what its kind has."""
    kept = stored(indicator)
    parts = {Kind.BANDS: ("bands",), Kind.OPTIONS: ("options",), Kind.LINEAR: ("zero_at", "full_at")}
    foreign = {name for names in parts.values() for name in names} - set(parts[indicator.kind])
    return {name: value for name, value in kept.items() if name not in foreign}
