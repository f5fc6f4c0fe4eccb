"""Many rows at once, inside the database: what an ORM query answers is written without passing through Python."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import F

PREFIX = "insert_"


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
