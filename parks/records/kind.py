"""What there is to say about a kind of record: the pages, the services and the lists read it from here."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db.models import Case, CharField, Model, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from parks.models import Park
from portal import personal
from portal.registry import Registry, Tab, WorkRow, WorkSource, park_tabs, work_sources
from portal.workflow import Flow

SOON = datetime.timedelta(days=7)
SHOWN = 10


@dataclass(frozen=True)
class Clock:
    """Open rows run against a day: `done` is the column that closes a row, `due` the day it is to be closed by."""

    done: str
    due: str
    work: str  # what the group of the work list is called
    done_word: str

    @property
    def open(self) -> Q:
        return Q(**{f"{self.done}__isnull": True})

    def pressing(self, today: datetime.date) -> Q:
        """Overdue, or due within a week."""
        return self.open & Q(**{f"{self.due}__lte": today + SOON})

    def state(self, today: datetime.date) -> Case:
        """How a row stands today, as a code of `states()`."""
        return Case(
            When(~self.open, then=Value("done")),
            When(**{f"{self.due}__lt": today}, then=Value("overdue")),
            When(**{f"{self.due}__lte": today + SOON}, then=Value("soon")),
            default=Value("open"),
            output_field=CharField(),
        )

    def states(self) -> dict[str, str]:
        return {"overdue": "已逾期", "soon": "7 天内到期", "open": "办理中", "done": self.done_word}


@dataclass(frozen=True)
class Bulk:
    """What may be said of many rows at once: a form of some of their columns. `related` are the links their names need."""

    label: str
    form: type[Any]
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """What stands above a list or below a record beside the values: a template and what it draws."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class RecordKind:
    """A kind of record. `code` is its word in addresses, `group` the tab it stands in.

    `owner` is the path from a row to its park or place; `fields` are the columns of its form, `columns` those of
    its list (the first is never empty: it leads to the record); `edit` the permission to write at the owner's
    place. `sealed` says why a row is not to be changed any more. `choices` narrows links: column → (owner, user)
    → rows; `offers` are the texts that a column may say: column → owner → texts.
    `personal` columns are masked until a holder of `contact.view` opens them. A kind whose rows are not
    made of their columns alone brings its own
    `new_form` and `add(actor, owner, form)`; `after_remove(row)` clears up behind a row. `sheet` is the kind of
    sheet the rows go out and come back in; `check(row)` raises Unsound for what no constraint can say. Rows that go
    their way by a `flow` have a page for each step; `step_forms` are the forms of steps that ask for more than an
    opinion. `bulk` is what the list offers for the rows picked. `row_panel(row)` is the same for everybody,
    `viewer_panel(row, user)` is not.
    """

    code: str
    model: type[Model]
    group: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    edit: str = "park.run"
    owner: str = "park"
    sort: str = ""
    clauses: tuple[str, ...] = ()
    note: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Callable[[Any, Any], QuerySet]] = field(default_factory=dict)
    offers: Mapping[str, Callable[[Any], Iterable[str]]] = field(default_factory=dict)
    clock: Clock | None = None
    personal: tuple[str, ...] = ()
    sheet: str = ""
    new_form: Any = None
    add: Callable[..., Any] | None = None
    after_remove: Callable[[Any], None] | None = None
    sealed: Callable[[Any], str] = lambda row: ""
    check: Callable[[Any], None] = lambda row: None
    owner_panel: Callable[[Any, Any], Panel | None] | None = None
    row_panel: Callable[[Any], Panel | None] | None = None
    viewer_panel: Callable[[Any, Any], Panel | None] | None = None
    flow: Flow | None = None
    step_forms: Mapping[str, type[Any]] = field(default_factory=dict)
    bulk: Bulk | None = None

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def view(self) -> str:
        return self.model.scope.view  # type: ignore[attr-defined]  # scoped, as every kind's model

    @property
    def of_park(self) -> bool:
        """Does a row belong to a park (else to a county or city)?"""
        return self.owner != "place"

    def rows(self, user: Any, owner: Any = None) -> QuerySet:
        """The rows this user sees, of one owner or of all."""
        rows = self.model.objects.for_user(user)  # type: ignore[attr-defined]  # scoped, as every kind's model
        return rows if owner is None else rows.filter(**{self.owner: owner})

    def related(self) -> tuple[str, ...]:
        """The links to fetch along with a row: those to its owner's place, and its own."""
        own = [one.name for one in self.model._meta.concrete_fields if one.is_relation]
        place = f"{self.owner}__place" if self.of_park else "place"
        return tuple(dict.fromkeys((f"{place}__parent", *own)))

    def panel_of(self, row: Any, user: Any) -> Panel | None:
        """What stands below the row's values."""
        if self.viewer_panel:
            return self.viewer_panel(row, user)
        return self.row_panel(row) if self.row_panel else None

    def owner_of(self, row: Any) -> Any:
        return reduce(getattr, self.owner.split("__"), row)

    def new(self, owner: Any) -> Any:
        """An unsaved row of the owner; a row further away (a reading of a meter) finds it by its own link."""
        return self.model(**({} if "__" in self.owner else {self.owner: owner}))

    def list_url(self, owner: Any = None) -> str:
        if owner is None:
            return reverse("parks:records", args=(self.code,))
        return reverse(
            "parks:park_records" if self.of_park else "parks:place_records", args=(owner.pk, self.code)
        )

    def new_url(self, owner: Any) -> str:
        name = "parks:park_record_new" if self.of_park else "parks:place_record_new"
        return reverse(name, args=(owner.pk, self.code))

    def url(self, row_pk: int, verb: str = "") -> str:
        return reverse(f"parks:record{verb and '_'}{verb}", args=(self.code, row_pk))


@dataclass(frozen=True)
class RecordGroup:
    """Kinds that stand in one tab (of a park) or on one page (of a place)."""

    code: str
    label: str
    order: int = 0


record_kinds: Registry[RecordKind] = Registry("record kinds")
record_groups: Registry[RecordGroup] = Registry("record groups")


def place_of(owner: Any) -> Any:
    """The place of a park; a place is its own."""
    return owner.place if isinstance(owner, Park) else owner


def kinds_of(group: str) -> list[RecordKind]:
    return [kind for kind in record_kinds if kind.group == group]


def register_group(group: RecordGroup, *kinds: RecordKind) -> None:
    """A tab of the park's page with its kinds."""
    record_groups.register(group)
    park_tabs.register(
        Tab(group.code, group.label, group.order, lambda park: kinds_of(group.code)[0].list_url(park))
    )
    for kind in kinds:
        register_kind(kind)


def register_kind(kind: RecordKind) -> None:
    """Make a kind known, with its work if it has a clock and its secrets if it has any."""
    record_kinds.register(kind)
    personal.declare(kind.model, *kind.personal)
    if kind.clock:
        work_sources.register(work_source(kind, kind.clock))


def work_source(kind: RecordKind, clock: Clock) -> WorkSource:
    """Rows that are overdue or nearly so, for those who may write them."""

    def waiting(user: Any) -> QuerySet:
        rows = kind.model.objects.for_user(user, kind.edit)  # type: ignore[attr-defined]  # scoped, as every kind's model
        return rows.filter(clock.pressing(timezone.localdate()))

    def rows(user: Any) -> list[WorkRow]:
        found = waiting(user).select_related(kind.owner).order_by(clock.due, "pk")[:SHOWN]
        return [work_row(kind, clock, row) for row in found]

    return WorkSource(
        f"records.{kind.code}",
        clock.work,
        20,
        frozenset({kind.edit}),
        waiting,
        rows,
    )


def work_row(kind: RecordKind, clock: Clock, row: Any) -> WorkRow:
    left = (getattr(row, clock.due) - timezone.localdate()).days
    words = f"已逾期 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天到期"
    return WorkRow(str(row), kind.url(row.pk), detail=str(kind.owner_of(row)), clock=words)
