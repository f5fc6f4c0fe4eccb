"""What a file should look like, and what of it was found in a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.sheets.columns import Column
from portal.sheets.columns.base import shown
from portal.sheets.problems import Problem


@dataclass(frozen=True)
class Layout:
    """The columns a kind of sheet has. `keys` are the columns without which no row can be told from another: a sheet
    without them is not taken. `version` stands in the template, so an old one is recognised."""

    code: str
    label: str
    version: int
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


@dataclass(frozen=True)
class RawSheet:
    """One sheet as read: row `index` of `rows` is row `index + 1` of the file; numbers are floats, blanks None or ""."""

    name: str
    rows: list[Sequence[Any]]
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A file as read."""

    sheets: tuple[RawSheet, ...]


@dataclass(frozen=True)
class Place:
    """Where in a sheet a column of the layout stands: its header as written there, the last row of the header (from 1)
    and its index (from 0)."""

    sheet: str
    row: int
    header: str
    index: int
    name: str


@dataclass(slots=True)
class Line:
    """One row of data. `values` has the columns that are in the file and could be read; `raw` the cells as a person
    sees them."""

    sheet: str
    row: int
    values: dict[str, Any]
    cells: Sequence[Any]
    places: dict[str, Place]
    problems: list[Problem] = field(default_factory=list)

    @property
    def raw(self) -> dict[str, str]:
        return {name: self.text(name) for name in self.places}

    def text(self, name: str) -> str:
        """The cell of a column as it stands in the file."""
        place = self.places.get(name)
        return shown(self.cells[place.index]) if place and place.index < len(self.cells) else ""

    def problem(self, name: str, message: str, **more: Any) -> None:
        """Note what is wrong with the cell of a column; with an empty name with the whole row."""
        header = self.places[name].header if name in self.places else ""
        self.problems.append(Problem(self.sheet, self.row, header, self.text(name), message, **more))

    @property
    def is_wrong(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True)
class Match:
    """A workbook read by a layout: its lines, what is wrong with whole sheets, and in `notes` what was understood or
    left aside, in sentences."""

    layout: Layout
    lines: list[Line]
    places: tuple[Place, ...]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @cached_property
    def present(self) -> frozenset[str]:
        """The columns of the layout that are in the file."""
        return frozenset(place.name for place in self.places)
