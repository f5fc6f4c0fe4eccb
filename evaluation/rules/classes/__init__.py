"""亩均论英雄 (W12): the enterprise classes A–D of a county's firms, as its scheme has it.

`ClassScheme.load(content)` makes the scheme of the JSON that `EvaluationScheme.content` keeps; numbers are strings there.
"""

from dataclasses import dataclass

from evaluation.rules.classes.parts import Adjustment, Group, Settings
from evaluation.rules.classes.reading import read
from policies.local import LocalScheme


@dataclass(frozen=True, slots=True)
class ClassScheme(LocalScheme):
    """`groups` in the order in which a firm is tried against them: the first that fits is its own."""

    groups: tuple[Group, ...]
    adjustments: tuple[Adjustment, ...]
    settings: Settings

    parts = staticmethod(read)

    def group(self, code: str) -> Group | None:
        return next((one for one in self.groups if one.code == code), None)
