"""Who gets which rooms of a round (W10): the best first, within what is offered and what a firm may buy.

The rule is published with the result. In the order of the ranks each firm takes, of the units still free that it
may have and wishes for, the smallest that covers what it still needs; where none does, the largest, and so on. A
unit of which a firm needs less than half is left to others. What is bought stays within the cap on area, less
what the firm has bought in the park already; only units for sale that nobody keeps are sold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from admissions.rules.ranking import Standing

ZERO = Decimal(0)


class Verdict(StrEnum):
    ALLOTTED = "allotted"
    OVER_CAP = "over_cap"
    NO_UNIT = "no_unit"
    BELOW = "below"
    VETOED = "vetoed"


@dataclass(frozen=True)
class Room:
    """A unit offered. `order` is where it stands in the park, the same for everybody."""

    key: int
    floor_m2: Decimal
    may_be_sold: bool = True
    is_self_held: bool = False
    order: tuple[Any, ...] = ()

    @property
    def place(self) -> tuple[Any, ...]:
        return *self.order, self.key

    def suits(self, demand: "Demand") -> bool:
        """May the firm have it at all, and does it wish to?"""
        to_let_only = self.is_self_held or not self.may_be_sold
        if demand.buys and to_let_only:
            return False
        return not demand.wished or self.key in demand.wished


@dataclass(frozen=True)
class Demand:
    """What a firm asks for. `cap_m2` is the most it may buy (None: no limit), `held_m2` what it has bought already."""

    floor_m2: Decimal
    buys: bool
    wished: frozenset[int] = frozenset()
    cap_m2: Decimal | None = None
    held_m2: Decimal = ZERO

    @property
    def limit_m2(self) -> Decimal | None:
        """The cap is on what is bought (购置厂房限制面积); what is let has none."""
        if not self.buys or self.cap_m2 is None:
            return None
        return max(self.cap_m2 - self.held_m2, ZERO)


@dataclass(frozen=True)
class Line:
    """What came of one application, with the reason that is published."""

    standing: Standing
    verdict: Verdict
    reason: str
    rooms: tuple[Room, ...] = field(default=())

    @property
    def floor_m2(self) -> Decimal:
        return floor_of(self.rooms)


def floor_of(rooms: Iterable[Room]) -> Decimal:
    return sum((room.floor_m2 for room in rooms), ZERO)


def allot(standings: Sequence[Standing], demands: dict[int, Demand], rooms: Iterable[Room]) -> list[Line]:
    """One line for each standing, in its order; `demands` by the candidates' keys. Every room goes once at most."""
    free = {room.key: room for room in sorted(rooms, key=lambda room: room.place)}
    lines = []
    for standing in standings:
        line = line_of(standing, demands[standing.candidate.key], list(free.values()))
        for room in line.rooms:
            del free[room.key]
        lines.append(line)
    return lines


def line_of(standing: Standing, demand: Demand, free: list[Room]) -> Line:
    candidate = standing.candidate
    if candidate.vetoes:
        return Line(standing, Verdict.VETOED, "一票否决：" + "；".join(candidate.vetoes))
    if not candidate.is_eligible:
        return Line(standing, Verdict.BELOW, "未评分" if candidate.score is None else "评分低于入围线")
    suiting = [room for room in free if room.suits(demand)]
    taken = taken_of(suiting, demand)
    return judged(standing, demand, suiting, taken)


def taken_of(rooms: list[Room], demand: Demand) -> tuple[Room, ...]:
    """The rooms the firm takes of those that suit it."""
    left, limit = list(rooms), demand.limit_m2
    taken: list[Room] = []
    while room := next_room(left, demand.floor_m2 - floor_of(taken), rest_of(limit, taken)):
        taken.append(room)
        left.remove(room)
    return tuple(taken)


def rest_of(limit: Decimal | None, taken: Iterable[Room]) -> Decimal | None:
    return None if limit is None else limit - floor_of(taken)


def next_room(rooms: Iterable[Room], need: Decimal, rest: Decimal | None) -> Room | None:
    """The smallest that covers the need, else the largest; None when none fits or nothing more is needed."""
    if need <= 0:
        return None
    fitting = [room for room in rooms if fits(room, need, rest)]
    covering = [room for room in fitting if room.floor_m2 >= need]
    if covering:
        return min(covering, key=lambda room: (room.floor_m2, room.place))
    return min(fitting, key=lambda room: (-room.floor_m2, room.place), default=None)


def fits(room: Room, need: Decimal, rest: Decimal | None) -> bool:
    """At least half of it is needed, and the cap still has place for it."""
    return room.floor_m2 <= 2 * need and (rest is None or room.floor_m2 <= rest)


def judged(standing: Standing, demand: Demand, suiting: list[Room], taken: tuple[Room, ...]) -> Line:
    """Why the firm has what it has: enough, less because of the cap, less because nothing suits any more."""
    need = demand.floor_m2 - floor_of(taken)
    left = [room for room in suiting if room not in taken]
    is_capped = next_room(left, need, None) is not None
    if not taken and is_capped:
        return Line(standing, Verdict.OVER_CAP, f"剩余单元均超过可购面积{limit_words(demand)}")
    if not taken:
        return Line(standing, Verdict.NO_UNIT, nothing_words(demand, suiting))
    return Line(standing, Verdict.ALLOTTED, allotted_words(demand, taken, need, is_capped), taken)


def limit_words(demand: Demand) -> str:
    return f" {area(demand.limit_m2 or ZERO)} ㎡{held_words(demand)}"


def held_words(demand: Demand) -> str:
    return (
        f"(限购 {area(demand.cap_m2 or ZERO)} ㎡，已购 {area(demand.held_m2)} ㎡)" if demand.held_m2 else ""
    )


def nothing_words(demand: Demand, suiting: list[Room]) -> str:
    if suiting:
        return "剩余单元均大于所需面积的两倍"
    if demand.wished:
        return "意向单元已分配给名次在前的企业，或不符合入驻方式"
    return "已无可出售的单元" if demand.buys else "已无单元"


def allotted_words(demand: Demand, taken: tuple[Room, ...], need: Decimal, is_capped: bool) -> str:
    words = f"分配 {len(taken)} 个单元，共 {area(floor_of(taken))} ㎡"
    if need <= 0:
        return words
    why = f"受可购面积{limit_words(demand)} 限制" if is_capped else "其余没有合适的单元"
    return f"{words}；申请 {area(demand.floor_m2)} ㎡，{why}"


def area(value: Decimal) -> str:
    """12,345.5: as people write an area."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
