"""Many counts in one query: what waits for somebody is counted on every page."""

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Countable = QuerySet | int


def number_of(parts: Iterable[Countable]) -> int:
    """How many rows and things there are in all; however many querysets there are, the database is asked once."""
    return numbers_of([parts])[0]


def numbers_of(groups: Iterable[Iterable[Countable]]) -> list[int]:
    """The same for several groups at once, still in one query."""
    sums, params = [], []
    for parts in groups:
        counts, values = zip(*map(statement, parts), strict=True) if (parts := list(parts)) else ((), ())
        sums.append(" + ".join(("0", *counts)))
        params += [value for some in values for value in some]
    if not any("SELECT" in text for text in sums):
        return [sum(map(int, text.split(" + "))) for text in sums]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sums)}", params)
        return list(cursor.fetchone())


def statement(part: Countable) -> tuple[str, list[object]]:
    """The SQL that counts one part, with its parameters."""
    if isinstance(part, int):
        return str(part), []
    try:
        text, values = part.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "0", []
    return f"(SELECT count(*) FROM ({text}) waiting)", list(values)
