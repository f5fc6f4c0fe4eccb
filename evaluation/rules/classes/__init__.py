"""亩均论英雄 (W12): the enterprise classes A–D of a county's firms, as its scheme has it.

`ClassScheme.load(content)` makes the scheme of the JSON that `EvaluationScheme.content` keeps; numbers are strings there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from evaluation.rules.classes.parts import Adjustment, ClassSchemeFaulty, Group, Settings
from evaluation.rules.classes.reading import read
from policies.numbers import plain


@dataclass(frozen=True, slots=True)
class ClassScheme:
    """`groups` in the order in which a firm is tried against them: the first that fits is its own."""

    groups: tuple[Group, ...]
    adjustments: tuple[Adjustment, ...]
    settings: Settings

    @classmethod
    def load(cls, content: Mapping[str, Any]) -> "ClassScheme":
        """The scheme of its stored content; raises ClassSchemeFaulty with a sentence for everything wrong."""
        scheme, faults = cls.sketch(content)
        if faults:
            raise ClassSchemeFaulty(faults)
        return scheme

    @classmethod
    def sketch(cls, content: Mapping[str, Any]) -> tuple["ClassScheme", list[str]]:
        """The scheme as far as a draft's content goes, and what is missing or wrong with it."""
        parts, faults = read(content)
        return cls(**parts), faults

    def group(self, code: str) -> Group | None:
        return next((one for one in self.groups if one.code == code), None)

    def as_content(self) -> dict[str, Any]:
        """The JSON it was loaded from, in its one canonical form."""
        return {field.name: stored(getattr(self, field.name)) for field in fields(self)}


def stored(part: Any) -> Any:
    """A part of a scheme as JSON: decimals as strings, tuples as lists."""
    if isinstance(part, Decimal):
        return plain(part)
    if isinstance(part, tuple):
        return [stored(one) for one in part]
    if isinstance(part, (str, int)) or part is None:
        return str(part) if isinstance(part, StrEnum) else part
    return {field.name: stored(getattr(part, field.name)) for field in fields(part)}
