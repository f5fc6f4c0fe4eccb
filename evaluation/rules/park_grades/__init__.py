"""绩效评价 (W12, C十三): the park grades A–D of a county's parks, as its scheme has it.

`ParkScheme.load(content)` makes the scheme of the JSON that `EvaluationScheme.content` keeps; numbers are strings there.
A park grade (绩效评价档次) is not an enterprise class, and neither is ever called by the other's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from evaluation.rules.classes import stored
from evaluation.rules.classes.parts import Adjustment, ClassSchemeFaulty
from evaluation.rules.park_grades.parts import Dimension, Item, Settings
from evaluation.rules.park_grades.reading import read


@dataclass(frozen=True, slots=True)
class ParkScheme:
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    adjustments: tuple[Adjustment, ...]
    settings: Settings

    @classmethod
    def load(cls, content: Mapping[str, Any]) -> "ParkScheme":
        """The scheme of its stored content; raises ClassSchemeFaulty with a sentence for everything wrong."""
        scheme, faults = cls.sketch(content)
        if faults:
            raise ClassSchemeFaulty(faults)
        return scheme

    @classmethod
    def sketch(cls, content: Mapping[str, Any]) -> tuple["ParkScheme", list[str]]:
        """The scheme as far as a draft's content goes, and what is missing or wrong with it."""
        parts, faults = read(content)
        return cls(**parts), faults

    def items_of(self, park_type: str) -> tuple[Item, ...]:
        """The items that score a park of one list."""
        return tuple(one for one in self.items if one.applies in ("", park_type))

    def as_content(self) -> dict[str, Any]:
        """The JSON it was loaded from, in its one canonical form."""
        return {field.name: stored(getattr(self, field.name)) for field in fields(self)}
