"""Registries: how an upper room adds to a lower one's pages without being imported by it.

Each room registers in `AppConfig.ready()`; the lower room only iterates.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from portal.counting import Countable


class Coded(Protocol):
    @property
    def code(self) -> str: ...


Item = TypeVar("Item", bound=Coded)


class Registry(Generic[Item]):
    """Items by their unique `code`, in the order they were registered."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, Item] = {}

    def register(self, item: Item) -> Item:
        """Add `item`; a second item with the same code is a programming error (ValueError)."""
        if item.code in self._items:
            raise ValueError(f"{self.name}: {item.code!r} is registered already")
        self._items[item.code] = item
        return item

    def get(self, code: str) -> Item:
        """The item of that code; KeyError if nobody registered it."""
        return self._items[code]

    def __contains__(self, code: object) -> bool:
        return code in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())


@dataclass(frozen=True)
class MenuEntry:
    """One line of the left navigation, shown to whoever holds one of `permissions` (none: everybody).

    `words` are the parts of its address.
    """

    code: str
    group: str
    label: str
    url_name: str
    order: int
    permissions: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkRow:
    """One line of the work list: what, where it leads, and its clock in words."""

    title: str
    url: str
    detail: str = ""
    clock: str = ""
    action_label: str = "办理"


@dataclass(frozen=True)
class WorkSource:
    """One group of the work list (待办).

    `rows(user)` answers an iterable of WorkRow, at most `LIMIT`; `waiting(user)` all that waits as a queryset, so that
    the sources of a page are counted in one query (`Kept` where counting is long), or its number where only Python can
    tell. Both start from `for_user`, so the badge, the rows and the scope agree.
    """

    code: str
    label: str
    order: int
    permissions: frozenset[str]
    waiting: Callable[[Any], Countable]
    rows: Callable[[Any], list[WorkRow]]


@dataclass(frozen=True)
class Tab:
    """A tab on a record's page: `url(record)` where it leads; shown to holders of one of `permissions`."""

    code: str
    label: str
    order: int
    url: Callable[[Any], str]
    permissions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hit:
    """One line of what a search found."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Searcher:
    """One kind of record the search of the top bar finds, by the texts its model declares `searchable(code, …)`.

    `hits(rows)` makes the lines of at most a handful of rows, which are in the user's scope already; `more(text)`
    is the address of the whole list, where the room has one.
    """

    code: str
    label: str
    order: int
    permission: str
    model: Any
    hits: Callable[[Any], list[Hit]]
    more: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Identity:
    """A kind of record that can be renamed, given another code, or merged with its double (`portal/identity.py`).

    `place(record, user)` is where the user needs `permission`; `rename(record, name)` does what else a new
    name asks for.
    """

    code: str
    model: Any
    permission: str
    view: str
    url: Callable[[Any], str]
    place: Callable[[Any, Any], Any]
    has_uscc: bool = True
    rename: Callable[..., None] | None = None


@dataclass(frozen=True)
class Merger:
    """What an upper room has to say when a record of the kind `identity` is merged into another: `stays(record)`
    answers sentences on what keeps citing the old record."""

    code: str
    identity: str
    stays: Callable[[Any], list[str]]


@dataclass(frozen=True)
class Handover:
    """Open work that can pass from one person to another.

    `count(user)` says how much there is, `move(giver, taker, actor)` passes it on and answers how many.
    """

    code: str
    label: str
    count: Callable[[Any], int]
    move: Callable[[Any, Any, Any], int]


@dataclass(frozen=True)
class Loader:
    """Data a room brings along: `load()` can be run again and answers how many records there are.

    `order` follows the rooms from the ground up: accounts 10, parks 20, enterprises 30, admissions 40,
    evaluation 50, planning 60.
    """

    code: str
    label: str
    order: int
    load: Callable[[], int]


@dataclass(frozen=True)
class OccasionSource:
    """What a room adds to what is told every morning: `due(today)` answers its occasions, each with `key` (its day in
    it), `title`, `body`, `url` and `people()`."""

    code: str
    due: Callable[[datetime.date], Iterator[Any]]


@dataclass(frozen=True)
class UnitHolder:
    """Who is in a unit of a building, by which right (`owns`: bought, else let), and where that record is."""

    unit_id: int
    name: str
    url: str
    owns: bool


@dataclass(frozen=True)
class UnitHolders:
    """Where the holders of a park's units are known: `find(park, day)` answers those of that day."""

    code: str
    find: Callable[[Any, datetime.date], list[UnitHolder]]


menu_entries: Registry[MenuEntry] = Registry("menu entries")
work_sources: Registry[WorkSource] = Registry("work sources")
park_tabs: Registry[Tab] = Registry("park tabs")
enterprise_tabs: Registry[Tab] = Registry("enterprise tabs")
searchers: Registry[Searcher] = Registry("searchers")
identities: Registry[Identity] = Registry("identities")
mergers: Registry[Merger] = Registry("mergers")
handovers: Registry[Handover] = Registry("handovers")
reference_loaders: Registry[Loader] = Registry("reference loaders")
occasion_sources: Registry[OccasionSource] = Registry("occasion sources")
unit_holders: Registry[UnitHolders] = Registry("unit holders")
demo_loaders: Registry[Loader] = Registry("demo loaders")
