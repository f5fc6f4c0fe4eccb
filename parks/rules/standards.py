"""What a check is: a measure of a park, held against a clause's number, for those parks it applies to.

The tables are in `wenzhou.py` and `cixi.py`; the numbers themselves are the policies' own.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from parks.rules.conditions import Condition
from policies.model import Strength

YES, NONE = Decimal(1), Decimal(0)
OPEN, RISES = "__open", "__rises"


class Subject(StrEnum):
    """What a check is about; where a park has several of it, the worst of them counts."""

    PARK = "park"
    PARCEL = "parcel"
    PHASE = "phase"
    UNIT = "unit"
    CONVERSION = "conversion"

    @property
    def label(self) -> str:
        return _SUBJECTS[self]


_SUBJECTS = {
    Subject.PARK: "园区",
    Subject.PARCEL: "地块",
    Subject.PHASE: "分期",
    Subject.UNIT: "单元",
    Subject.CONVERSION: "改造项目",
}


@dataclass(frozen=True)
class Bound:
    """A measure between two parameters, or fixed ends where the clause asks for all (1) or none (0)."""

    measure: str
    lower: str = ""
    upper: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @property
    def parameter_ids(self) -> tuple[str, ...]:
        return tuple(name for name in (self.lower, self.upper) if name)

    @cached_property
    def doubts(self) -> tuple[str, str]:
        """The names under which rows that have not said are counted: those that can worsen, those that can only raise."""
        return f"{self.measure}{OPEN}", f"{self.measure}{RISES}"


@dataclass(frozen=True)
class Standard:
    """A check. Of several bounds one is enough (100 亩 or 100 000 ㎡); all conditions must hold.

    `clause` and `strength` are those of its first parameter unless said here.
    """

    code: str
    label: str
    bounds: tuple[Bound, ...]
    when: tuple[Condition, ...] = ()
    subject: Subject = Subject.PARK
    clause: str = ""
    strength: Strength | None = None

    @property
    def reader_id(self) -> str:
        return f"parks.{self.code}"

    @cached_property
    def measures(self) -> frozenset[str]:
        """Every measure the check or one of its conditions looks at."""
        needed = (name for condition in self.when for name in condition.measures)
        return frozenset((*(bound.measure for bound in self.bounds), *needed))

    @property
    def parameter_ids(self) -> tuple[str, ...]:
        """Every parameter the check reads, those of its bounds first."""
        own = (name for bound in self.bounds for name in bound.parameter_ids)
        needed = (name for condition in self.when for name in condition.parameters)
        return tuple(dict.fromkeys((*own, *needed)))
