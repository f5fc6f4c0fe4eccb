"""The units of a park to choose from: by building and storey, each free, held, or offered in a round."""

import datetime
from dataclasses import dataclass

from admissions.models import AdmissionRound, RoundUnit
from parks.models import Park
from parks.unit_plan import HELD, VACANT, Cell, Level, Plan, plans_of


@dataclass(frozen=True)
class Choice:
    """A unit as it can be picked: `tone` and `mark` go with `word`, so that colour says nothing alone.

    `is_taken` is not to be had: somebody is in it, or it is for another round than the application's.
    """

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
        """Not to be had; only whoever has picked it before may take it off the list."""
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


@dataclass(frozen=True)
class Offer:
    """What an application may hope for: in a round its units, outside of rounds those that no round offers."""

    in_round: bool = False
    ours: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()

    def has(self, unit: int) -> bool:
        return unit in self.ours if self.in_round else unit not in self.others


def offer_of(park: Park, round_: AdmissionRound | None) -> Offer:
    live = RoundUnit.objects.filter(round__park=park, is_live=True).order_by().values_list("round", "unit")
    rows = list(live)
    if round_ is None:
        return Offer(others=frozenset(unit for _, unit in rows))
    return Offer(True, frozenset(unit for one, unit in rows if one == round_.pk))


def units_of(
    park: Park, chosen: set[str], on: datetime.date, round_: AdmissionRound | None = None
) -> list[Building]:
    """The park's buildings with their units as they are used on a day, for an application in `round_` or outside."""
    offer = offer_of(park, round_)
    plans = plans_of(park, park.buildings.order_by("name", "pk"), on)
    return [building(plan, chosen, offer) for plan in plans if plan.cells]


def building(plan: Plan, chosen: set[str], offer: Offer) -> Building:
    storeys = (storey(level, chosen, offer) for level in plan.levels if level.cells)
    return Building(plan.building.name, tuple(storeys))


def storey(level: Level, chosen: set[str], offer: Offer) -> Storey:
    return Storey(str(level.storey), tuple(choice(cell, chosen, offer) for cell in level.cells))


def choice(cell: Cell, chosen: set[str], offer: Offer) -> Choice:
    unit, code = cell.unit, str(cell.unit.pk)
    word, tone, mark = standing(cell, offer)
    return Choice(
        code=code,
        name=unit.name,
        area=cell.area,
        use=unit.get_use_display(),
        word=word,
        tone=tone,
        mark=mark,
        is_taken=cell.state not in (VACANT, HELD) or not offer.has(unit.pk),
        is_chosen=code in chosen,
    )


def standing(cell: Cell, offer: Offer) -> tuple[str, str, str]:
    """How a unit stands for whoever looks for rooms, in word, colour and shape."""
    if cell.state not in (VACANT, HELD):
        return cell.state.word, cell.state.colour, cell.state.shape
    if not offer.has(cell.unit.pk):
        return "不在本批次" if offer.in_round else "已列入批次", "grey", "–"
    if offer.in_round:
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
