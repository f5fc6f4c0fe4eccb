"""Many counts in one query: what waits for somebody is counted on every page."""

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def number_of(parts: Iterable[QuerySet | int]) -> int:
    """How many rows and things there are in all; however many querysets there are, the database is asked once."""
    parts = list(parts)
    number = sum(part for part in parts if isinstance(part, int))
    counts, params = [], []
    for rows in parts:
        if isinstance(rows, int):
            continue
        try:
            statement, values = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        counts.append(f"(SELECT count(*) FROM ({statement}) waiting)")
        params += values
    if not counts:
        return number
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' + '.join(counts)}", params)
        return number + cursor.fetchone()[0]
