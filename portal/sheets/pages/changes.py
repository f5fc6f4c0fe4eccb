"""What a row changes, in words: field, old, new."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from portal.numbers import decimal_text
from portal.personal import is_personal, masked
from portal.sheets.columns import Choice, Column, Number, Year
from portal.sheets.kinds import Part, SheetKind
from portal.tables import Row

EMPTY = "（空）"


class Changes:
    """The changes of the rows of one page; records they point to are looked up once for all of them."""

    def __init__(self, kind: SheetKind, rows: list[Row]) -> None:
        self.kind = kind
        self.columns: dict[str, Column] = {
            name: column for layout in reversed(kind.layouts) for name, column in layout.by_name.items()
        }
        self.named = self.looked_up(rows)

    def looked_up(self, rows: list[Row]) -> dict[tuple[type[models.Model], int], str]:
        wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        for row in rows:
            for part, column in self.changed(row):
                if model := pointed_to(part, column):
                    sides = (row["before"][part.code][column], row["values"][part.code][column])
                    wanted[model].update(key for key in sides if key)
        return {
            (model, record.pk): str(record)
            for model, keys in wanted.items()
            for record in model._base_manager.filter(pk__in=keys)
        }

    def changed(self, row: Row) -> Iterator[tuple[Part, str]]:
        for part in self.kind.parts:
            for column in row["before"].get(part.code, {}):
                yield part, column

    def of(self, row: Row) -> Iterator[tuple[str, str, str]]:
        """(field, old, new) of a row; what it adds to a known record comes last."""
        for part, column in self.changed(row):
            sides = (row["before"][part.code][column], row["values"][part.code][column])
            old, new = (self.text(part, column, value, row) for value in sides)
            yield self.label(part, column), old, new
        for part in self.kind.parts:
            if row["records"].get(part.code, {}).get("version") == 0:
                yield str(part.model._meta.verbose_name), EMPTY, "新增"

    def label(self, part: Part, column: str) -> str:
        name = part.columns.get(column)
        return self.columns[name].heading if name in self.columns else str(part.field(column).verbose_name)

    def text(self, part: Part, column: str, value: Any, row: Row) -> str:
        if value in (None, "", []):
            return EMPTY
        if model := pointed_to(part, column):
            return self.named.get((model, value)) or new_name(part, column, row["values"])
        if is_personal(part.model, column):
            return masked(str(value))
        return shown(self.columns.get(part.columns.get(column, "")), value)


def pointed_to(part: Part, column: str) -> type[models.Model] | None:
    field = part.field(column)
    return field.related_model if field.is_relation else None


def new_name(part: Part, column: str, values: Mapping[str, Any]) -> str:
    """A record that the row itself adds has only the name it gives."""
    return str(values.get(part.links.get(column, ""), {}).get("name", "新增"))


def shown(column: Column | None, value: Any) -> str:
    """A stored value as people read it."""
    if isinstance(column, Choice):
        return str(column.show(value) or EMPTY)
    if isinstance(column, Number) and not isinstance(column, Year):
        return decimal_text(Decimal(str(value)))
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime.date) else str(value)
