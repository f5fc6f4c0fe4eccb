"""What is measured of a record: one definition for the card, the list, the API, the export and the explanation.

A room declares a measure where it has all its operands and registers it for the model it measures.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression

from policies.explanation import Operand
from portal.registry import Registry

OPEN, RISES = "__open", "__rises"


@dataclass(frozen=True)
class Measure:
    """`expression(on)` is the unrounded value as of a day, an annotation of the record's queryset.

    `unit`, `formula` and `operands(subject)` explain it, `places` are the decimals it is shown with.
    `rows_open(on)`, where the value comes from several rows, counts those that have not said theirs: what they
    say can make the value worse, or only better where it `only_rises`.
    """

    code: str
    label: str
    unit: str
    formula: str
    places: int
    expression: Callable[[datetime.date], Expression]
    operands: Callable[[Any], list[Operand]]
    note: str = ""
    rows_open: Callable[[datetime.date], Expression] | None = None
    only_rises: bool = False

    @property
    def open_name(self) -> str:
        """The name under which the number of open rows stands beside the value."""
        return f"{self.code}{RISES if self.only_rises else OPEN}"


park_measures: Registry[Measure] = Registry("measures of parks")
