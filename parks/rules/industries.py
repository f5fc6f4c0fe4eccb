"""Industries by GB/T 4754-2017: the sections, divisions (大类) and groups (中类) that a park may house.

Facts only, read once from the shipped table; an unknown code is a ``KeyError``, never a guess.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

TABLE = Path(__file__).parents[1] / "reference" / "gbt4754_2017.csv"

SECTION, DIVISION, GROUP = "section", "division", "group"
MANUFACTURING, SERVICES, OTHER = "manufacturing", "services", "other"


@dataclass(frozen=True)
class Industry:
    """One line of the standard; ``level`` and ``kind`` are among the constants of this module."""

    code: str
    name: str
    level: str
    parent: str
    kind: str

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


@lru_cache(maxsize=1)
def table() -> Mapping[str, Industry]:
    """Every line of the shipped table by code, in the order of the standard; read-only."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["code"]: Industry(**row) for row in csv.DictReader(file)})


def group(code: str) -> Industry:
    """The group (中类) of a three-digit code; ``KeyError`` for anything else."""
    found = table()[code]
    if found.level != GROUP:
        raise KeyError(code)
    return found


def is_group(code: str) -> bool:
    found = table().get(code)
    return found is not None and found.level == GROUP


def division_of(code: str) -> Industry:
    """The division (大类) that a group belongs to; a division's code gives itself."""
    found = table()[code]
    if found.level == SECTION:
        raise KeyError(code)
    return table()[found.parent] if found.level == GROUP else found


def section_of(code: str) -> Industry:
    """The section (门类) of a group or division."""
    return table()[division_of(code).parent]


def divisions() -> tuple[Industry, ...]:
    """All divisions, in the order of the standard."""
    return tuple(line for line in table().values() if line.level == DIVISION)


def groups() -> tuple[Industry, ...]:
    """All groups, in the order of the standard."""
    return tuple(line for line in table().values() if line.level == GROUP)


def is_manufacturing(code: str) -> bool:
    """Whether a group or division belongs to section C."""
    return table()[code].kind == MANUFACTURING


@lru_cache(maxsize=1)
def choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Groups for a select box, under their divisions: ``((division label, ((code, group label), …)), …)``."""
    return tuple(
        (division.label, tuple((line.code, line.label) for line in groups() if line.parent == division.code))
        for division in divisions()
    )
