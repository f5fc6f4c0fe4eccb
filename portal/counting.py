"""Many counts in one query: what waits for somebody is counted on every page."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from portal.totals import MOMENT, Kept, counting

Countable = QuerySet | Kept | int


def numbers_of(parts: Iterable[Countable]) -> list[int]:
    """How many rows each part has; however many there are, the database is asked once."""
    parts = list(parts)
    columns = [column(part) for part in parts]
    with connection.cursor() as cursor:
        params = [value for _, values in columns for value in values]
        cursor.execute(f"SELECT {', '.join((*(text for text, _ in columns), MOMENT))}", params)
        *found, snapshot, is_settled = cursor.fetchone()
    return [
        part.number(number, snapshot, is_settled) if isinstance(part, Kept) else number
        for part, number in zip(parts, found, strict=True)
    ]


def column(part: Countable) -> tuple[str, tuple[Any, ...]]:
    """The SQL that counts one part, with its parameters."""
    if isinstance(part, int):
        return str(part), ()
    if isinstance(part, Kept):
        return part.column()
    text, params = counting(part)
    return f"({text})", params
