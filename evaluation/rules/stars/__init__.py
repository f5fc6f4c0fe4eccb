"""Star ratings of parks by a county's scheme: pure, no Django, no clock.

    scheme = StarScheme.load(content)
    standing = score(scheme, points, vetoes)

Points are those an assessor gave, item by item; nothing is rounded, so a sum is what its lines add up to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from evaluation.rules.classes.parts import ClassSchemeFaulty
from evaluation.rules.stars.parts import Dimension, Item, Level, Settings, Veto
from evaluation.rules.stars.reading import read
from policies.numbers import plain

__all__ = ["ClassSchemeFaulty", "StarScheme"]


@dataclass(frozen=True, slots=True)
class StarScheme:
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    vetoes: tuple[Veto, ...]
    levels: tuple[Level, ...]
    settings: Settings

    @classmethod
    def load(cls, content: Mapping[str, Any]) -> "StarScheme":
        """The scheme of its stored content; raises ClassSchemeFaulty with a sentence for everything wrong."""
        scheme, faults = cls.sketch(content)
        if faults:
            raise ClassSchemeFaulty(faults)
        return scheme

    @classmethod
    def sketch(cls, content: Mapping[str, Any]) -> tuple["StarScheme", list[str]]:
        """The scheme as far as a draft's content goes, and what is missing or wrong with it."""
        parts, faults = read(content)
        return cls(**parts), faults

    def items_of(self, dimension: Dimension) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.dimension == dimension.code)

    def full_of(self, dimension: Dimension) -> Decimal:
        return sum((one.points for one in self.items_of(dimension)), Decimal(0))

    @property
    def full(self) -> Decimal:
        return sum((one.points for one in self.items), Decimal(0))

    def level(self, star: int) -> Level:
        return next(one for one in self.levels if one.star == star)

    def as_content(self) -> dict[str, Any]:
        """The JSON it was loaded from, in its one canonical form."""
        return {field.name: stored(getattr(self, field.name)) for field in fields(self)}


def stored(part: Any) -> Any:
    """A part of a scheme as JSON: decimals as strings, tuples as lists."""
    if isinstance(part, Decimal):
        return plain(part)
    if isinstance(part, tuple):
        return [stored(one) for one in part]
    if part is None or isinstance(part, (str, int)):
        return str(part) if isinstance(part, str) else part
    return {field.name: stored(getattr(part, field.name)) for field in fields(part)}
