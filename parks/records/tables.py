"""The list of a kind of record: its columns, its filter."""

import datetime
from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, DecimalField, IntegerField, Q, QuerySet, TextField
from django.utils.safestring import SafeString, mark_safe

from parks.filters import below, counties_of
from parks.forms.fields import label_of
from parks.records.kind import RecordKind
from portal import personal
from portal.escaping import escaped
from portal.numbers import DASH
from portal.tables import Column, Row, Table

LAMPS = {"overdue": ("red", "■"), "soon": ("yellow", "▲"), "open": ("grey", "○"), "done": ("green", "●")}
STATE = "clock_state"


def state_cell(kind: RecordKind) -> Callable[[Row], SafeString]:
    states = kind.clock.states() if kind.clock else {}

    def show(row: Row) -> SafeString:
        colour, shape = LAMPS[row[STATE]]
        word = escaped(states[row[STATE]])
        return mark_safe(  # a literal and an escaped word
            f'<span class="lamp lamp-{colour}"><span aria-hidden="true">{shape}</span>{word}</span>'
        )

    return show


def masked_cell(name: str) -> Callable[[Row], str]:
    return lambda row: personal.masked(row[name]) or DASH


def list_column(kind: RecordKind, name: str, **extra: Any) -> Column:
    """The column of `kind`'s list that shows `name`; a link shows the linked record's name."""
    column = kind.model._meta.get_field(name)
    label, unit = label_of(column)
    if column.is_relation:
        return Column(f"{name}__{shown_by(column.related_model)}", label, **extra)
    if column.choices:
        return Column(name, label, choices=dict(column.flatchoices), **extra)
    if name.endswith("year"):
        extra.setdefault("show", lambda row: str(row[name]))
    numeric = isinstance(column, DecimalField | IntegerField) and not name.endswith("year")
    return Column(name, label, unit=unit, numeric=numeric, **extra)


def shown_by(model: Any) -> str:
    """The column by which a linked record is known in lists; a model of pairs says so itself."""
    if known := getattr(model, "known_by", ""):
        return known
    names = {column.name for column in model._meta.concrete_fields}
    return next(name for name in ("name", "number", "title", "display_name") if name in names)


def columns(kind: RecordKind, owned: bool) -> tuple[Column, ...]:
    """The list's columns; `owned`: of one owner, who is not named again in each line."""
    extras: dict[str, dict[str, Any]] = {
        name: {"show": masked_cell(name), "sortable": False} for name in kind.personal
    }
    extras.setdefault(kind.columns[0], {})["link"] = lambda row: kind.url(row["pk"])
    made = [list_column(kind, name, **extras.get(name, {})) for name in kind.columns]
    if not owned:
        made.insert(1, Column(f"{kind.owner}__name", "园区" if kind.of_park else "地域"))
    if kind.clock:
        states = kind.clock.states()
        made.append(Column(STATE, "状态", choices=states, show=state_cell(kind)))
    return tuple(made)


def table_class(kind: RecordKind, owned: bool) -> type[Table]:
    made = columns(kind, owned)
    sort = kind.sort or made[0].source
    return type(
        f"{kind.model.__name__}Table",
        (Table,),
        {
            "caption": kind.label,
            "empty_text": f"没有符合条件的{kind.label}记录。",
            "default_sort": sort,
            "columns": made,
        },
    )


def with_state(kind: RecordKind, rows: QuerySet, today: datetime.date) -> QuerySet:
    return rows.annotate(**{STATE: kind.clock.state(today)}) if kind.clock else rows


class KindFilter(django_filters.FilterSet):
    """Words in any text of the row, and the county where the list is of more than one."""

    record_kind: RecordKind
    text = django_filters.CharFilter(label="关键词", method="search", max_length=100)

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        texts = [
            column.name
            for column in self.record_kind.model._meta.concrete_fields
            if isinstance(column, CharField | TextField)
            and not column.choices
            and column.name not in self.record_kind.personal
        ]
        found = Q()
        for column in texts:
            found |= Q(**{f"{column}__icontains": text.strip()})
        return rows.filter(found)

    def in_county(self, rows: QuerySet, name: str, county: Any) -> QuerySet:
        return below(rows, self.record_kind.model.scope.place, county)


def filter_class(kind: RecordKind, owned: bool) -> type[KindFilter]:
    """What the list of a kind can be narrowed by: words, county, choices, state."""
    made: dict[str, Any] = {
        "record_kind": kind,
        "Meta": type("Meta", (), {"model": kind.model, "fields": ()}),
    }
    if not owned:
        made["county"] = django_filters.ModelChoiceFilter(
            label="县区", queryset=counties_of, empty_label="全部", method="in_county"
        )
    if kind.clock:
        states = list(kind.clock.states().items())
        made["state"] = django_filters.ChoiceFilter(
            label="状态", field_name=STATE, choices=states, empty_label="全部"
        )
    for name in kind.columns:
        column = kind.model._meta.get_field(name)
        if name in kind.choices:
            # Followed from the linked record's page; nobody types a number.
            made[name] = django_filters.NumberFilter(
                field_name=f"{name}_id", widget=forms.HiddenInput, decimal_places=0
            )
        if column.choices:
            made[name] = django_filters.ChoiceFilter(
                label=str(column.verbose_name), choices=column.choices, empty_label="全部"
            )
    return type(f"{kind.model.__name__}Filter", (KindFilter,), made)
