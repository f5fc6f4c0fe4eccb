"""The units of a park by building and storey, each with its state in colour, shape and word."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parks.models import Building, Park, Storey, Unit
from parks.selectors.units import holders_of
from portal.numbers import decimal_text
from portal.registry import UnitHolder

ZERO = Decimal(0)


@dataclass(frozen=True)
class State:
    """How a unit is used."""

    code: str
    word: str
    colour: str
    shape: str


VACANT = State("vacant", "空置", "grey", "○")
HELD = State("held", "自用自持", "yellow", "◆")
SOLD = State("sold", "已售", "blue", "■")
LET = State("let", "已租", "green", "●")
STATES = (VACANT, HELD, SOLD, LET)


@dataclass(frozen=True)
class Cell:
    """A unit of the plan."""

    unit: Unit
    holders: tuple[UnitHolder, ...]

    @property
    def state(self) -> State:
        """Whoever is in it decides; without anybody what is said of the unit itself."""
        if any(not holder.owns for holder in self.holders):
            return LET
        if self.holders or self.unit.sold_on:
            return SOLD
        return HELD if self.unit.is_self_held else VACANT

    @property
    def area(self) -> str:
        return decimal_text(self.unit.floor_area_m2)


@dataclass(frozen=True)
class Level:
    """A storey of the plan."""

    storey: Storey
    cells: tuple[Cell, ...]

    @property
    def floor_m2(self) -> Decimal:
        return sum((cell.unit.floor_area_m2 for cell in self.cells), ZERO)

    @property
    def notes(self) -> str:
        """What is known of the storey, in one line."""
        parts = (
            (self.storey.floor_area_m2, "㎡"),
            (self.storey.height_m, "米高"),
            (self.storey.load_kg_m2, "公斤/㎡"),
        )
        return "，".join(f"{decimal_text(value)} {unit}" for value, unit in parts if value is not None)

    @property
    def excess(self) -> str:
        """A sentence when the units have more floor than the storey."""
        area = self.storey.floor_area_m2
        if area is None or self.floor_m2 <= area:
            return ""
        return f"单元合计 {decimal_text(self.floor_m2)} ㎡，大于本层 {decimal_text(area)} ㎡"


@dataclass(frozen=True)
class Plan:
    """A building with its storeys, the highest first."""

    building: Building
    levels: tuple[Level, ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for level in self.levels for cell in level.cells]

    @property
    def counts(self) -> list[tuple[State, int]]:
        found = Counter(cell.state.code for cell in self.cells)
        return [(state, found[state.code]) for state in STATES if found[state.code]]

    @property
    def unit_floor_m2(self) -> Decimal:
        return sum((level.floor_m2 for level in self.levels), ZERO)

    @property
    def storey_floor_m2(self) -> Decimal | None:
        """The storeys together; None while one of them is not known."""
        areas = [level.storey.floor_area_m2 for level in self.levels]
        return None if not areas or None in areas else sum(areas, ZERO)

    @property
    def floor_m2(self) -> Decimal | None:
        """What is said of the building, else its storeys together."""
        said = self.building.floor_area_m2
        return said if said is not None else self.storey_floor_m2


def plans_of(park: Park, buildings: Iterable[Building], on: datetime.date) -> list[Plan]:
    """The buildings as they are used on a day; four queries for any number of them."""
    buildings = list(buildings)
    storeys = Storey.objects.filter(building__in=buildings).order_by("-number")
    units = Unit.objects.filter(storey__building__in=buildings).order_by("name", "pk")
    held, on_storey, in_building = (
        holders_of(park, on),
        group(units, "storey_id"),
        group(storeys, "building_id"),
    )
    return [
        Plan(
            building,
            tuple(
                Level(
                    storey, tuple(Cell(unit, tuple(held.get(unit.pk, ()))) for unit in on_storey[storey.pk])
                )
                for storey in in_building[building.pk]
            ),
        )
        for building in buildings
    ]


def group(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
