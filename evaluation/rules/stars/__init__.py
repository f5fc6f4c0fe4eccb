"""Star ratings of parks by a county's scheme: pure, no Django, no clock.

    scheme = StarScheme.load(content)
    standing = score(scheme, points, vetoes)

Points are those an assessor gave, item by item; nothing is rounded, so a sum is what its lines add up to.
"""

from dataclasses import dataclass
from decimal import Decimal

from evaluation.rules.stars.parts import Dimension, Item, Level, Settings, Veto
from evaluation.rules.stars.reading import read
from policies.local import LocalScheme


@dataclass(frozen=True, slots=True)
class StarScheme(LocalScheme):
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    vetoes: tuple[Veto, ...]
    levels: tuple[Level, ...]
    settings: Settings

    parts = staticmethod(read)

    def items_of(self, dimension: Dimension) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.dimension == dimension.code)

    def full_of(self, dimension: Dimension) -> Decimal:
        return sum((one.points for one in self.items_of(dimension)), Decimal(0))

    @property
    def full(self) -> Decimal:
        return sum((one.points for one in self.items), Decimal(0))

    def level(self, star: int) -> Level:
        return next(one for one in self.levels if one.star == star)
