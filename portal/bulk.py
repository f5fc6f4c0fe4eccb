"""Many rows at once, inside the database: what an ORM query answers is written without passing through Python."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models
from django.db.models import F

PREFIX = "insert_"
SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
SPECIAL_MARKS = ("\\", "\t", "\n", "\r")


def columns_of(rows: models.QuerySet, columns: dict[str, Any]) -> models.QuerySet:
    """The query narrowed to `columns` (field name → name or expression), in their order."""
    named = {
        f"{PREFIX}{name}": F(source) if isinstance(source, str) else source
        for name, source in columns.items()
    }
    return rows.annotate(**named).values_list(*named)


def insert_from_select(model: type[models.Model], rows: models.QuerySet, columns: dict[str, Any]) -> int:
    """Insert one row of `model` for each row of the query; answers how many.

    `columns` maps the model's field names to names or expressions of the query (a foreign key takes the id).
    The order of the query is the order of writing: that of the largest index costs least.
    Fields left out get what the database gives them, so only a generated key may be missing.
    """
    selected = columns_of(rows, columns)
    connection = connections[rows.db]
    try:
        select, params = selected.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    quote = connection.ops.quote_name
    targets = ", ".join(quote(model._meta.get_field(name).column) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({targets}) {select}", params)
        return cursor.rowcount


def next_id(model: type[models.Model]) -> int:
    """A key of the model's own sequence, for a row that others point to before it is written itself."""
    connection = connections[model._base_manager.db]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s))", [model._meta.db_table, model._meta.pk.column]
        )
        return cursor.fetchone()[0]


def as_json(value: Any) -> str:
    """JSON for a jsonb column; decimals as text, so that no digit passes through a float."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def copy_in(table: str, columns: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows by COPY, in the order of `columns`; None is NULL, what is no text becomes it by `str`."""
    text = io.StringIO()
    for row in rows:
        text.write("\t".join([r"\N" if cell is None else copied(cell) for cell in row]))
        text.write("\n")
    text.seek(0)
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN", text)


def copied(cell: Any) -> str:
    """A cell as COPY's text format writes it."""
    text = cell if isinstance(cell, str) else str(cell)
    return text.translate(SPECIAL) if any(mark in text for mark in SPECIAL_MARKS) else text


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """So many keys of the model's own sequence, which nobody else will get."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]
