"""The plan as printed: tri-state cells, both tables of the appendix, whether they add up (W附件一、二)."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

REFERENCE = Path(__file__).parents[1] / "reference"
WENZHOU_2019 = ("wenzhou-2019-annex1.csv", "wenzhou-2019-annex2.csv")
CITY = "330300"
YEARS = (2019, 2020, 2021)

Column = tuple[str, int | None]  # indicator, year
Key = tuple[str, str, int | None]  # place code, indicator, year

NO_TASK_MARK = "-"
DASH = "—"


class CellState(Enum):
    """What is printed in a cell of the plan."""

    NUMBER = "number"
    NO_TASK = "no_task"
    EMPTY = "empty"


@dataclass(frozen=True)
class Cell:
    """One cell of the plan: a number, "-" (no task) or nothing."""

    state: CellState
    number: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.number is not None) != (self.state is CellState.NUMBER):
            raise ValueError("a number cell has a number, the others have none")

    @classmethod
    def of(cls, number: Decimal | int | str) -> "Cell":
        return cls(CellState.NUMBER, Decimal(number))

    @classmethod
    def parse(cls, text: str) -> "Cell":
        """The cell printed as ``text``; raises ``decimal.InvalidOperation`` for what is no cell."""
        text = text.strip()
        if not text:
            return EMPTY
        return NO_TASK if text == NO_TASK_MARK else cls.of(text)

    @property
    def has_number(self) -> bool:
        return self.number is not None

    @property
    def or_zero(self) -> Decimal:
        """What the cell adds to a sum: its number, else 0."""
        return Decimal(0) if self.number is None else self.number

    @property
    def label(self) -> str:
        """What a page shows: the number as printed, else "—"."""
        return DASH if self.number is None else f"{self.number:f}"


NO_TASK = Cell(CellState.NO_TASK)
EMPTY = Cell(CellState.EMPTY)


def total(cells: Iterable[Cell]) -> Decimal:
    """The sum as a plain number; cells without one count as 0."""
    return sum((cell.or_zero for cell in cells), Decimal(0))


@dataclass(frozen=True)
class Indicator:
    """A column of the plan; ``total_of`` names the yearly indicator that it is the total of, if it is one."""

    id: str
    label: str
    unit: str
    annex: str
    total_of: str


@dataclass(frozen=True)
class Difference:
    """A sum in the plan that does not come out: ``added`` up from the parts, ``printed`` in the total."""

    rule: str
    place_code: str
    indicator: str
    year: int | None
    printed: Decimal
    added: Decimal


AREAS_TO_CITY, YEARS_TO_TOTAL = "areas_to_city", "years_to_total"


@dataclass(frozen=True)
class Plan:
    """Cells by (place code, indicator, year or None); printed names by place code, the city first."""

    cells: Mapping[Key, Cell]
    places: Mapping[str, str]

    @property
    def areas(self) -> tuple[str, ...]:
        """Codes of the areas, without the city."""
        return tuple(code for code in self.places if code != CITY)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every (indicator, year or None), in printed order."""
        return tuple(dict.fromkeys((indicator, year) for _, indicator, year in self.cells))

    def cell(self, place_code: str, indicator: str, year: int | None = None) -> Cell:
        """The printed cell; ``EMPTY`` for a place, indicator or year that the plan does not have."""
        return self.cells.get((place_code, indicator, year), EMPTY)

    def years(self, indicator: str) -> tuple[int, ...]:
        """The years for which an indicator has cells of its own; none for the totals of table two."""
        return tuple(year for column, year in self.columns if column == indicator and year is not None)


@lru_cache(maxsize=1)
def indicators() -> Mapping[str, Indicator]:
    """The columns of the plan by id; read-only."""
    with (REFERENCE / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["id"]: Indicator(**row) for row in csv.DictReader(file)})


@lru_cache(maxsize=1)
def wenzhou_2019() -> Plan:
    """Both tables of the appendix as one plan."""
    return _load(WENZHOU_2019)


def differences(plan: Plan) -> list[Difference]:
    """Every sum of the plan that does not come out: areas against the city, years against the totals."""
    sums = (*_areas_to_city(plan), *_years_to_total(plan))
    return [found for found in sums if found.printed != found.added]


def _load(names: Iterable[str]) -> Plan:
    cells: dict[Key, Cell] = {}
    places: dict[str, str] = {}
    for name in names:
        with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = row.pop("place_code")
                places[code] = row.pop("place_name")
                cells.update({(code, *_column(head)): Cell.parse(text) for head, text in row.items()})
    return Plan(MappingProxyType(cells), MappingProxyType(places))


def _column(head: str) -> Column:
    indicator, _, year = head.partition("@")
    return indicator, int(year) if year else None


def _areas_to_city(plan: Plan) -> Iterator[Difference]:
    for indicator, year in plan.columns:
        added = total(plan.cell(code, indicator, year) for code in plan.areas)
        printed = plan.cell(CITY, indicator, year).or_zero
        yield Difference(AREAS_TO_CITY, CITY, indicator, year, printed, added)


def _years_to_total(plan: Plan) -> Iterator[Difference]:
    for column in indicators().values():
        if column.total_of:
            for code in plan.places:
                added = total(plan.cell(code, column.total_of, year) for year in plan.years(column.total_of))
                printed = plan.cell(code, column.id).or_zero
                yield Difference(YEARS_TO_TOTAL, code, column.id, None, printed, added)
