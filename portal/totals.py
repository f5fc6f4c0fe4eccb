"""How many rows a list has: counted once and kept until somebody writes to a table the count reads.

Exact and never stale: a count is kept with the snapshot it was taken from, and holds as long as no transaction
outside that snapshot is noted in `TableChange`. Why so: docs/decisions/0004-list-totals.md.
"""

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from portal.models.change import NAME

KEPT_SECONDS = 3600
# What the database itself answers anew at every call makes a count that no write has to change.
FLEETING = ("STATEMENT_TIMESTAMP", "CLOCK_TIMESTAMP", "CURRENT_", "NOW()", "RANDOM()")
# The snapshot is the statement's own. A transaction that has written may yet take its writes back.
MOMENT = "pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NULL"
UNCHANGED = """NOT EXISTS (
    SELECT FROM portal_tablechange
    WHERE written = ANY(%s) AND xact >= pg_snapshot_xmin(%s::pg_snapshot)
        AND NOT pg_visible_in_snapshot(xact, %s::pg_snapshot)
)"""


class Kept:
    """A kept count as a column of any query that also asks for MOMENT: NULL says that the number kept still holds."""

    def __init__(self, rows: QuerySet) -> None:
        self.statement, self.params = counting(rows)
        self.tables = tables_of(self.statement)
        self.key = key_of(self.statement, self.params)
        self.known = cache.get(self.key) if self.tables else None

    def column(self) -> tuple[str, tuple[Any, ...]]:
        if not self.known:
            return f"({self.statement})", self.params
        snapshot = self.known[1]
        text = f"CASE WHEN {UNCHANGED} THEN NULL ELSE ({self.statement}) END"
        return text, (self.tables, snapshot, snapshot, *self.params)

    def number(self, found: int | None, snapshot: str, is_settled: bool) -> int:
        if found is None:
            return self.known[0]
        if self.tables and is_settled:
            cache.set(self.key, (found, snapshot), KEPT_SECONDS)
        return found


def total(rows: QuerySet) -> int:
    """`rows.count()`, without counting again while nothing changed."""
    kept = Kept(rows)
    text, params = kept.column()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {text}, {MOMENT}", params)
        return kept.number(*cursor.fetchone())


def counting(rows: QuerySet) -> tuple[str, tuple[Any, ...]]:
    """The statement that counts the rows, with its parameters."""
    try:
        text, params = bare(rows).query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0", ()
    return f"SELECT count(*) FROM ({text}) counted", tuple(params)


def bare(rows: QuerySet) -> QuerySet:
    """The same rows without what only their looks need; grouped and the like are left as they are."""
    query = rows.query
    shaped = query.group_by is not None or query.distinct or query.combinator or query.is_sliced
    return rows if shaped else rows.order_by().values("pk")


def tables_of(statement: str) -> list[str] | None:
    """The tables a statement names; None when not all of them note their changes."""
    if any(word in statement.upper() for word in FLEETING):
        return None
    named = {table: noting for table, noting in all_tables().items() if f'"{table}"' in statement}
    return sorted(named) if all(named.values()) else None


@lru_cache(maxsize=1)
def all_tables() -> dict[str, bool]:
    """Every table of the portal, and whether it notes its changes."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: notes_changes(model) for model in models}


def notes_changes(model: Any) -> bool:
    return any(trigger.name == NAME for trigger in getattr(model._meta, "triggers", ()))


def key_of(statement: str, params: tuple[Any, ...]) -> str:
    text = repr((connection.settings_dict["NAME"], statement, params))
    return f"total:{blake2b(text.encode(), digest_size=20).hexdigest()}"


def forget_changes() -> int:
    """Empty the notes; answers how many there were.

    This too is noted as a change of every table, so that a count kept from before is made anew and those notes
    are missed by nobody.
    """
    tables = [table for table, noting in all_tables().items() if noting]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM portal_tablechange RETURNING 1), "
            "noted AS (INSERT INTO portal_tablechange (written, xact) "
            "SELECT unnest(%s::text[]), pg_current_xact_id() RETURNING 1) SELECT count(*) FROM gone",
            [tables],
        )
        return cursor.fetchone()[0]
