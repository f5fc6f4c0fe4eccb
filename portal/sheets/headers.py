"""Finding a layout's headers in a sheet: below titles, over one to three rows, merged, in any order, in other units."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from portal.sheets import units
from portal.sheets.columns import Column
from portal.sheets.columns.base import cell_text
from portal.sheets.layout import Layout

SEARCHED_ROWS, SEARCHED_COLUMNS, DEEPEST = 30, 500, 3
_ORNAMENTS = re.compile(r"[\s\"'“”‘’*★☆:：、]")
_BEHIND = re.compile(r"^(.+?)[(\[【]([^()\[\]【】]*)[)\]】]$")
_UNIT_WORDS = re.compile(r"^(?:计量)?单位")
_UNIT_LINE = re.compile(r"单位[:：]\s*([^\s()（）]+)")


@dataclass(frozen=True)
class Words:
    """A header taken apart: all of it, without what stands in brackets behind it, and the unit among that."""

    whole: str
    base: str
    unit: str


@lru_cache(maxsize=4096)
def words(header: str) -> Words:
    text = _ORNAMENTS.sub("", unicodedata.normalize("NFKC", header).replace("（", "(").replace("）", ")"))
    base, unit = text, ""
    while found := _BEHIND.match(base):
        base, inner = found[1], _UNIT_WORDS.sub("", found[2])
        unit = inner if units.known(inner) else unit
    head, slash, tail = base.rpartition("/")
    if slash and not unit and units.known(tail) and not units.known(base):
        base, unit = head, tail
    whole, base = (part.replace("/", "").casefold() for part in (text, base))
    return Words(whole, base, unit.replace("m2", "㎡"))


@dataclass(frozen=True)
class Heading:
    """One column of a sheet: its header as it stands there, and the wordings to look for, the surest first."""

    index: int
    text: str
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Header:
    """Where a header stands (rows `first` to before `data`, from 0) and what its columns are in the layout."""

    first: int
    data: int
    headings: tuple[Heading, ...]
    found: dict[int, tuple[str, str]]  # index in the sheet → name in the layout, unit as written

    @property
    def score(self) -> int:
        """How many different columns of the layout are named."""
        return len({name for name, _ in self.found.values()})


class Dictionary:
    """Which header means which column of a layout."""

    def __init__(self, layout: Layout) -> None:
        self.whole: dict[str, Column] = {}
        self.base: dict[str, list[Column]] = {}
        for column in layout.columns:
            for wording in (column.heading, column.label, *column.aliases):
                taken = words(wording)
                self.whole.setdefault(taken.whole, column)
                alike = self.base.setdefault(taken.base, [])
                alike.extend([column] if column not in alike else [])

    def name(self, wording: str) -> tuple[str, str] | None:
        """The column a header stands for and the unit it states. Where two columns differ in nothing but their unit,
        the unit decides."""
        taken = words(wording)
        if column := self.whole.get(taken.whole):
            return column.name, taken.unit
        alike = self.base.get(taken.base, [])
        if len(alike) > 1:
            alike = [column for column in alike if units.factor(taken.unit, column.unit) == 1]
        return (alike[0].name, taken.unit) if len(alike) == 1 else None


def find(rows: Sequence[Sequence[Any]], layout: Layout) -> Header | None:
    """The header that names most columns of the layout; the flattest and highest of equals."""
    dictionary, best = Dictionary(layout), None
    for depth in range(1, DEEPEST + 1):
        for first in range(min(len(rows) + 1 - depth, SEARCHED_ROWS)):
            header = _header(rows, first, depth, dictionary)
            if header.score > (best.score if best else 0):
                best = header
            if header.score == len(layout.columns):
                return header
    return best


def _header(rows: Sequence[Sequence[Any]], first: int, depth: int, dictionary: Dictionary) -> Header:
    headings = tuple(_headings(rows[first : first + depth]))
    found = {}
    for heading in headings:
        meaning = next(filter(None, map(dictionary.name, heading.wordings)), None)
        if meaning:
            found[heading.index] = meaning
    return Header(first, first + depth, headings, found)


def _headings(block: Sequence[Sequence[Any]]) -> Iterator[Heading]:
    """The columns under a block of header rows. A blank beside a header belongs to it when something stands below."""
    above = [""] * len(block)
    for index in range(min(max(map(len, block)), SEARCHED_COLUMNS)):
        own = [cell_text(row[index]) if index < len(row) else "" for row in block]
        for level, text in enumerate(own):
            if text:
                above[level:] = [text, *[""] * (len(block) - level - 1)]
        if any(own):
            lowest = max(level for level, text in enumerate(own) if text)
            parts = [text for text in above[: lowest + 1] if text]
            yield Heading(index, "/".join(parts), _wordings(parts))


def _wordings(parts: list[str]) -> tuple[str, ...]:
    """机构负责人 over 手机: both together, then the lowest alone."""
    return tuple(dict.fromkeys(("".join(parts), "".join(parts[-2:]), parts[-1])))


def stated_units(rows: Sequence[Sequence[Any]]) -> list[str]:
    """What the lines above a header say after 单位："""
    lines = (cell_text(cell) for row in rows for cell in row if isinstance(cell, str))
    stated = (found[1] for found in map(_UNIT_LINE.search, map(_half_width, lines)) if found)
    return [unit for line in stated for unit in re.split("[,、;]", line) if units.known(unit)]


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def is_exact(factor: Fraction) -> bool:
    """Whether numbers times `factor` always have an end: nothing but twos and fives below."""
    rest = factor.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
