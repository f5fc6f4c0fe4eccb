"""What a park's points add up to, which star they reach, and what a higher one would still take."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.parts import GRADES, Dimension, Item, Level, Veto
from policies.numbers import exact, plain, round_half_up

HUNDRED = Decimal(100)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A dimension's points, and the most it can give."""

    dimension: Dimension
    points: Decimal
    full: Decimal

    @property
    def share(self) -> Decimal:
        """Percent of its points, to one digit."""
        with exact():
            return round_half_up(self.points * HUNDRED / self.full, Decimal("0.1")) if self.full else NOTHING

    def least(self, share: Decimal) -> Decimal:
        """The points at which it has `share` percent."""
        with exact():
            return self.full * share / HUNDRED


@dataclass(frozen=True, slots=True)
class Standing:
    """What the points say. `unscored` are items nobody has scored yet: they count 0. `star` 0 is none."""

    total: Decimal
    full: Decimal
    parts: tuple[Part, ...]
    unscored: tuple[Item, ...]
    vetoes: tuple[Veto, ...]
    star: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing to a star: in all (`dimension` None) or in one dimension; `items` are those that could still give
    points there, the one that gives most first, and `alone` those of them that close the gap by themselves."""

    dimension: Dimension | None
    points: Decimal
    least: Decimal
    items: tuple[tuple[Item, Decimal], ...]

    @property
    def lacking(self) -> Decimal:
        with exact():
            return self.least - self.points

    @property
    def alone(self) -> tuple[tuple[Item, Decimal], ...]:
        return tuple((item, left) for item, left in self.items if left >= self.lacking)


def score(scheme: StarScheme, points: Mapping[str, Decimal], vetoes: Collection[str] = ()) -> Standing:
    """The standing of a park with `points` by item code and `vetoes` by their codes."""
    with exact():
        parts = tuple(
            Part(one, total(points, scheme.items_of(one)), scheme.full_of(one)) for one in scheme.dimensions
        )
        whole = total(points, scheme.items)
    struck = tuple(one for one in scheme.vetoes if one.code in vetoes)
    reached = [one.star for one in scheme.levels if reaches(one, whole, parts)]
    return Standing(
        total=whole,
        full=scheme.full,
        parts=parts,
        unscored=tuple(one for one in scheme.items if one.code not in points),
        vetoes=struck,
        star=0 if struck or not reached else max(reached),
    )


def total(points: Mapping[str, Decimal], items: Collection[Item]) -> Decimal:
    return sum((points.get(one.code, NOTHING) for one in items), NOTHING)


def reaches(level: Level, whole: Decimal, parts: Collection[Part]) -> bool:
    """Both limits are inclusive."""
    return whole >= level.least and all(one.points >= one.least(level.share) for one in parts)


def gaps(scheme: StarScheme, points: Mapping[str, Decimal], star: int) -> list[Gap]:
    """What keeps these points from a star, besides vetoes: the sum first, then the dimensions."""
    standing, level = score(scheme, points), scheme.level(star)
    found = []
    if standing.total < level.least:
        found.append(Gap(None, standing.total, level.least, open_items(scheme.items, points)))
    for part in standing.parts:
        least = part.least(level.share)
        if part.points < least:
            items = open_items(scheme.items_of(part.dimension), points)
            found.append(Gap(part.dimension, part.points, least, items))
    return found


def open_items(items: Collection[Item], points: Mapping[str, Decimal]) -> tuple[tuple[Item, Decimal], ...]:
    """Items with points still to be had, the one with most first."""
    with exact():
        left = [(one, one.points - points.get(one.code, NOTHING)) for one in items]
    return tuple(sorted(((one, rest) for one, rest in left if rest > 0), key=lambda pair: -pair[1]))


def suggested(item: Item, value: Decimal | None) -> Decimal | None:
    """The points a measured value would give: its share of `full`, at most all, to the cent; None without a value."""
    if item.full is None or value is None:
        return None
    with exact():
        share = min(max(value / item.full, NOTHING), Decimal(1))
        return round_half_up(item.points * share)


def passes(grade: str, gate: str) -> bool:
    """Is the park grade the gate's or better (C十三)?"""
    return grade in GRADES and GRADES.index(grade) <= GRADES.index(gate)


def ranks(scores: Mapping[int, Decimal]) -> dict[int, int]:
    """Places by score, equals sharing the better one: 1, 2, 2, 4."""
    return {key: 1 + sum(other > mine for other in scores.values()) for key, mine in scores.items()}


def sentence(gap: Gap) -> str:
    """The gap in words, with the nearest way to close it."""
    where = f"“{gap.dimension.label}”" if gap.dimension else "总分"
    words = f"{where}{tidy(gap.points)} 分，至少要 {tidy(gap.least)} 分，还差 {tidy(gap.lacking)} 分"
    if gap.alone:
        item, left = gap.alone[0]
        return f"{words}；仅“{item.label}”一项还可得 {tidy(left)} 分，补足即可。"
    return f"{words}；没有单独一项能补足。"


def tidy(value: Decimal) -> str:
    """The digits without the zeros a sum pads them with."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
