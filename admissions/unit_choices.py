"""The units of a park to choose from: by building and storey, each free, held, or offered in a round."""

import datetime
from dataclasses import dataclass

from parks.models import Park
from parks.unit_plan import HELD, VACANT, Cell, Level, Plan, plans_of


@dataclass(frozen=True)
class Choice:
    """A unit as it can be picked: `tone` and `mark` go with `word`, so that colour says nothing alone."""

    code: str
    name: str
    area: str
    use: str
    word: str
    tone: str
    mark: str
    is_taken: bool
    is_chosen: bool

    @property
    def is_locked(self) -> bool:
        """Somebody is in it; only whoever has picked it before may take it off the list."""
        return self.is_taken and not self.is_chosen


@dataclass(frozen=True)
class Storey:
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Building:
    name: str
    storeys: tuple[Storey, ...]

    @property
    def is_open(self) -> bool:
        """Is there anything to see at once?"""
        return any(choice.is_chosen for storey in self.storeys for choice in storey.choices)

    @property
    def free(self) -> int:
        return sum(not choice.is_taken for storey in self.storeys for choice in storey.choices)


def units_of(park: Park, chosen: set[str], on: datetime.date) -> list[Building]:
    """The park's buildings with their units as they are used on a day."""
    offered: set[int] = set()
    plans = plans_of(park, park.buildings.order_by("name", "pk"), on)
    return [building(plan, chosen, offered) for plan in plans if plan.cells]


def building(plan: Plan, chosen: set[str], offered: set[int]) -> Building:
    storeys = (storey(level, chosen, offered) for level in plan.levels if level.cells)
    return Building(plan.building.name, tuple(storeys))


def storey(level: Level, chosen: set[str], offered: set[int]) -> Storey:
    return Storey(str(level.storey), tuple(choice(cell, chosen, offered) for cell in level.cells))


def choice(cell: Cell, chosen: set[str], offered: set[int]) -> Choice:
    unit, code = cell.unit, str(cell.unit.pk)
    word, tone, mark = standing(cell, unit.pk in offered)
    return Choice(
        code=code,
        name=unit.name,
        area=cell.area,
        use=unit.get_use_display(),
        word=word,
        tone=tone,
        mark=mark,
        is_taken=cell.state not in (VACANT, HELD),
        is_chosen=code in chosen,
    )


def standing(cell: Cell, is_offered: bool) -> tuple[str, str, str]:
    """How a unit stands for whoever looks for rooms, in word, colour and shape."""
    if cell.state not in (VACANT, HELD):
        return cell.state.word, cell.state.colour, cell.state.shape
    if is_offered:
        return "本批次推出", "green", "★"
    return ("自持，只租", "yellow", HELD.shape) if cell.state is HELD else ("空置", "grey", VACANT.shape)


def codes_of(buildings: list[Building]) -> list[tuple[str, str]]:
    """What the form accepts: the units there are to pick."""
    return [
        (choice.code, f"{one.name} {choice.name}")
        for one in buildings
        for storey in one.storeys
        for choice in storey.choices
        if not choice.is_locked
    ]
