"""What a dashboard is made of: figures in rows, rows in one city's progress."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from django.urls import reverse

from parks.rules.units import round_half_up
from planning.areas import PERIOD, Area, City
from planning.indicators import Indicator
from planning.rules.lamps import Lamp, LampThresholds, Period
from planning.rules.plan import Cell


@dataclass(frozen=True)
class Figure:
    """One cell: what was planned, what the records add up to, and the lamp. `area_code` is the city's for a sum.

    `year` None is the whole period; `later` is what was still done after it (it counts for making good, never
    for the rate)."""

    indicator: Indicator
    area_code: str
    year: int | None
    plan: Cell
    actual: Decimal
    lamp: Lamp
    period: Period
    as_of: datetime.date
    later: Decimal = Decimal(0)

    @property
    def gap(self) -> Decimal | None:
        """What is missing to the plan, 0 when it is reached; None without a plan."""
        return None if self.plan.number is None else max(self.plan.number - self.actual, Decimal(0))

    @property
    def url(self) -> str:
        """The list of the records behind the cell."""
        year = f"&year={self.year}" if self.year else ""
        return f"{list_address(self.indicator.code)}?area={self.area_code}{year}&as_of={self.as_of}"


@cache
def list_address(code: str) -> str:
    return reverse("planning:records", args=(code,))


@dataclass(frozen=True)
class Row:
    """One area's figures, or the sum of all areas shown (`area` None)."""

    label: str
    area: Area | None
    figures: dict[tuple[str, int | None], Figure]

    def figure(self, code: str, year: int | None = None) -> Figure:
        return self.figures[code, year]

    @property
    def planned(self) -> bool:
        """Whether the plan hands anything down to this area."""
        return any(figure.plan.has_number for figure in self.figures.values())

    @property
    def yearly(self) -> list[Figure]:
        return [figure for figure in self.figures.values() if figure.year]

    @property
    def wholes(self) -> list[Figure]:
        """The figures of the whole period, one for each indicator."""
        return [figure for figure in self.figures.values() if figure.year is None]


@dataclass(frozen=True)
class Progress:
    """A city's dashboard as `as_of` stood by the days of the events, in one person's scope."""

    as_of: datetime.date
    city: City | None
    cities: list[City]
    rows: list[Row]
    total: Row | None
    printed: dict[tuple[str, int | None], Cell]
    thresholds: LampThresholds

    @property
    def head(self) -> Row | None:
        """The row that stands for everything shown: the sum, or the only row."""
        return self.total or (self.rows[0] if self.rows else None)

    @property
    def all_rows(self) -> list[Row]:
        return [self.total, *self.rows] if self.total else self.rows

    @property
    def areas(self) -> list[Area]:
        return [row.area for row in self.rows if row.area]

    @property
    def elapsed(self) -> Decimal:
        """The share of the plan's days that have passed, in percent with one digit."""
        return round_half_up(PERIOD.elapsed(self.as_of) * 100, 1)

    @property
    def partial(self) -> list[Area]:
        """Areas of which a part lies outside the person's scope."""
        return [area for area in self.areas if area.unseen]

    @cached_property
    def planned(self) -> bool:
        return any(row.planned for row in self.rows)

    @property
    def mismatches(self) -> list[tuple[Figure, Cell]]:
        """Sums of the rows that are not what is printed for the city; empty where all is as printed."""
        if self.total is None:
            return []
        pairs = [(figure, self.printed.get(key)) for key, figure in self.total.figures.items()]
        return [(figure, cell) for figure, cell in pairs if cell and cell.or_zero != figure.plan.or_zero]

    @property
    def red(self) -> list[Figure]:
        """Figures of the areas that are red: of each indicator the whole period where it is, else its red years."""
        figures = (figure for row in self.rows for figure in row.figures.values())
        return [figure for figure in figures if figure.lamp.code == "behind"]
