"""绩效评价 (W12, C十三): the park grades A–D of a county's parks, as its scheme has it.

`ParkScheme.load(content)` makes the scheme of the JSON that `EvaluationScheme.content` keeps; numbers are strings there.
A park grade (绩效评价档次) is not an enterprise class, and neither is ever called by the other's name.
"""

from dataclasses import dataclass

from evaluation.rules.classes.parts import Adjustment
from evaluation.rules.park_grades.parts import Dimension, Item, Settings
from evaluation.rules.park_grades.reading import read
from policies.local import LocalScheme


@dataclass(frozen=True, slots=True)
class ParkScheme(LocalScheme):
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    adjustments: tuple[Adjustment, ...]
    settings: Settings

    parts = staticmethod(read)

    def items_of(self, park_type: str) -> tuple[Item, ...]:
        """The items that score a park of one list."""
        return tuple(one for one in self.items if one.applies in ("", park_type))
