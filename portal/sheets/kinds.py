"""Kinds of sheets: what a room says about a sheet it takes in. Reading, staging, writing and undoing are the same for
all of them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from portal.models import Versioned
from portal.registry import Registry
from portal.sheets.layout import Layout, Line
from portal.sheets.problems import Severity


@dataclass(frozen=True)
class Part:
    """Records of one model that the rows of a sheet say something about.

    `fields`: column of the sheet → column of the model; `key`: columns of the model by which a known record is found;
    `links`: column of the model → earlier part whose record it points to; `shared`: several rows may speak of one and
    the same record; `defaults`: what a new record has beyond the sheet; `fixed`: a known record stays as it is.
    """

    code: str
    model: type[models.Model]
    key: tuple[str, ...]
    fields: Mapping[str, str]
    links: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    shared: bool = False
    fixed: bool = False

    def __post_init__(self) -> None:
        if not self.fixed and not issubclass(self.model, Versioned):
            raise TypeError(f"{self.code}: records that change by sheets need a version")

    @cached_property
    def columns(self) -> dict[str, str]:
        """Column of the model → column of the sheet."""
        return {column: name for name, column in self.fields.items()}

    @cached_property
    def empty(self) -> dict[str, Any]:
        """What an empty cell means for each column of the model."""
        return {column: empty_value(self.field(column)) for column in self.columns}

    def told_by(self, given: set[str]) -> "Part":
        """The part with the key a file can give: records are told apart by those of its columns that are there."""
        return replace(self, key=tuple(name for name in self.key if name in given or name in self.links))

    def field(self, column: str) -> models.Field:
        return next(field for field in self.model._meta.concrete_fields if field.attname == column)


def same(*names: str) -> dict[str, str]:
    """Columns that are called alike in the sheet and in the model."""
    return {name: name for name in names}


def empty_value(column: models.Field) -> Any:
    """What stands in the database for nothing: NULL, the default, an empty text; None where a value is a must."""
    if column.null:
        return None
    if column.has_default():
        return column.get_default()
    return "" if column.blank and column.empty_strings_allowed else None


@dataclass(frozen=True)
class Found:
    """What a cell names: the id to store, where it lies (a place's path, "" when that says nothing), and a warning
    where it is found by a word it does not go by any more."""

    id: int
    path: str = ""
    warning: str = ""


class Reference(ABC):
    """A column that names a record of another table: `find` answers all names of a sheet at once.

    The record must be one the actor may do the kind's permission to; whether it exists elsewhere is never told.
    """

    @abstractmethod
    def find(self, names: set[Any], stage: "Stage") -> Mapping[Any, Found | str]:
        """Each name with what it stands for, or with a sentence when that is not clear; left out: not found."""

    unknown: ClassVar[str] = "没有找到，请核对。"


@dataclass
class Entry:
    """One line of the file on its way into the database; see `SheetLine` for the meaning of the rest."""

    number: int
    line: Line
    label: str = ""
    path: str = ""
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    records: dict[str, dict[str, int]] = field(default_factory=dict)

    def warn(self, column: str, message: str) -> None:
        self.line.problem(column, message, severity=Severity.WARNING)

    def refuse(self, column: str, message: str) -> None:
        self.line.problem(column, message)

    def has_problem(self, column: str) -> bool:
        """Is something wrong with the cell already (with the whole row, for a column the file does not have)?"""
        place = self.line.places.get(column)
        header = place.header if place else ""
        return any(problem.column == header for problem in self.line.problems)

    def is_new(self, part: str) -> bool:
        return self.records.get(part, {}).get("version") == 0


@dataclass
class Stage:
    """A file being checked: who brings it, for which place, in which layout, its entries; a kind may add `notes` on
    how it understood the whole of it."""

    actor: Any
    permission: str
    region: Any
    layout: Layout
    entries: list[Entry]
    present: frozenset[str]
    notes: list[str] = field(default_factory=list)

    def allowed(self, model: Any) -> models.QuerySet:
        """The rows of a scoped model the actor may do the kind's permission to, within the region."""
        rows = model.objects.for_user(self.actor, self.permission)
        if self.region is None:
            return rows
        inside = model.scope.filter_for((self.region.path,))
        if model.scope.many:
            return rows.filter(pk__in=model._base_manager.filter(inside).values("pk"))
        return rows.filter(inside)

    def column(self, part: str, name: str) -> Iterable[tuple[Entry, Any]]:
        """Each entry that says something of the part, with its value of a column of the model."""
        for entry in self.entries:
            if name in (values := entry.values.get(part, {})):
                yield entry, values[name]


class SheetKind:
    """One kind of sheet. A room makes a subclass and registers an instance.

    `references`: column of the sheet → what its names stand for; `naming`: the columns that name a row to people;
    `main`: the part that makes a row new or changed (default: the last); `at`: constraint → column of the sheet where
    its message belongs, when that is not the last column the constraint reads. `about` says what a row is;
    `list_route` is the list of what there is already, as arguments of `reverse`.
    """

    code: str
    label: str
    about: str = ""
    list_route: tuple[Any, ...] = ()
    permission: str
    layouts: Sequence[Layout]
    parts: Sequence[Part]
    references: Mapping[str, Reference] = {}
    naming: Sequence[str] = ()
    main: str = ""
    at: Mapping[str, str] = {}

    @property
    def layout(self) -> Layout:
        """The one our own templates are written in."""
        return self.layouts[0]

    @property
    def main_part(self) -> str:
        return self.main or self.parts[-1].code

    def resolve(self, stage: Stage) -> None:
        """From the cells of each line to the values of its parts. What a name stands for is looked up for all lines
        at once."""
        found = {
            name: reference.find(named(stage, name), stage)
            for name, reference in self.references.items()
            if name in stage.present
        }
        for entry in stage.entries:
            entry.label = " · ".join(filter(None, (entry.line.text(name) for name in self.naming)))
            for part in self.parts:
                entry.values[part.code] = self.values_of(part, entry, found)

    def values_of(
        self, part: Part, entry: Entry, found: Mapping[str, Mapping[Any, Found | str]]
    ) -> dict[str, Any]:
        """The model's columns of one part, as far as the line speaks of them."""
        values, given = {}, entry.line.values
        for name, column in part.fields.items():
            if name not in given:
                continue
            value = given[name]
            if value is None or value == "":
                value = part.empty[column]
            elif name in found:
                value = self.referred(name, value, entry, found[name])
            values[column] = value
        return values

    def referred(self, name: str, value: Any, entry: Entry, found: Mapping[Any, Found | str]) -> int | None:
        """The id a name stands for; None, with the problem noted, when it stands for none."""
        answer = found.get(value, self.references[name].unknown)
        if isinstance(answer, str):
            if not any(problem.message == answer for problem in entry.line.problems):
                entry.refuse(name, answer)
            return None
        if answer.warning:
            entry.warn(name, answer.warning)
        entry.path = entry.path or answer.path
        return answer.id

    def check(self, stage: Stage) -> None:
        """Rules beyond the constraints of the database, for all entries at once; the services' own."""

    def options(self, actor: Any, region: Any) -> Mapping[str, Sequence[str]]:
        """Drop-downs of the template that depend on who fills it in: column → labels."""
        return {}

    def example(self) -> Mapping[str, Any]:
        """The example row of the template, by column; the columns' own examples where it is silent."""
        return {}

    def prefill(self, actor: Any, region: Any) -> Iterable[Mapping[str, Any]]:
        """What the template can say already, by column: the records in one's places."""
        return ()

    def rows(self, actor: Any, records: models.QuerySet) -> Iterable[Mapping[str, Any]]:
        """Records of a list, as far as they are the actor's to see, as rows of `layout`; brought in again unchanged,
        they change nothing. None for a kind that no list goes out as (`ListPage.sheet_kind`)."""
        return ()

    def before_write(self, batch: Any, actor: Any) -> None:
        """What has to be looked at once more, and held, before the rows of a batch are written."""

    def after_write(self, batch: Any, actor: Any) -> None:
        """What else follows from the rows of a batch, in the same transaction."""

    def before_undo(self, batch: Any, actor: Any) -> None:
        """What else has to go before the rows of a batch are taken back."""


def named(stage: Stage, name: str) -> set[Any]:
    """The different names in a column."""
    return {value for entry in stage.entries if (value := entry.line.values.get(name))}


sheet_kinds: Registry[SheetKind] = Registry("sheet kinds")

Rule = Callable[[Stage], None]
