"""Records of a sheet against those of the database, all rows of a part in a few statements.

The rows go by COPY into a temporary table; `jsonb_populate_record` lays what a row says over the record that is there
(or over the defaults of a new one), so columns a sheet does not have stay as they are, and the model's own
constraints are asked of the result before anything is written.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, models
from django.db.models.sql.query import Query
from django.utils import timezone

from portal.bulk import as_json, copy_in
from portal.models import Versioned
from portal.sheets.kinds import Part

# A required column of the model that would stay empty, as a name among those of the constraints.
MISSING = "missing:"


@dataclass(frozen=True)
class Known:
    """The record a row speaks of: `before` has what would change, None when nothing would."""

    id: int
    version: int
    before: dict[str, Any] | None


@dataclass
class Findings:
    """By row number: the known records; the constraints (or missing columns) that would break; the row or None (the
    registry) that says the same where only one may; rows for which several records fit."""

    known: dict[int, Known] = field(default_factory=dict)
    broken: dict[int, list[str]] = field(default_factory=dict)
    twice: list[tuple[int, str, int | None]] = field(default_factory=list)
    unclear: set[int] = field(default_factory=set)


def quoted(*names: str) -> str:
    return ".".join(map(connection.ops.quote_name, names))


def is_versioned(model: type[models.Model]) -> bool:
    return issubclass(model, Versioned)


def blank(part: Part) -> dict[str, Any]:
    """A new record before the sheet says anything."""
    now = timezone.now()
    values: dict[str, Any] = {}
    for column in part.model._meta.concrete_fields:
        if column.has_default():
            values[column.attname] = column.get_default()
        elif getattr(column, "auto_now_add", False) or getattr(column, "auto_now", False):
            values[column.attname] = now
        elif column.empty_strings_allowed and column.blank and not column.null:
            values[column.attname] = ""
    return {**values, **part.defaults}


def examine(part: Part, rows: Iterable[tuple[int, dict[str, Any]]]) -> Findings:
    """What the rows (number, values) of one part mean for the database; nothing is written."""
    with laid_over(part, rows):
        findings = Findings()
        read_known(part, findings)
        findings.broken = dict(broken_constraints(part))
        for constraint in unique_constraints(part):
            findings.twice += said_twice(part, *constraint)
        return findings


@contextmanager
def laid_over(part: Part, rows: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[None]:
    """The table `sheet_merged`: one line per row, the record as it would be."""
    table = quoted(part.model._meta.db_table)
    version = "m.version" if is_versioned(part.model) else "1"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE sheet_given (n int, given jsonb)")
        copy_in("sheet_given", ("n", "given"), ((number, as_json(values)) for number, values in rows))
        cursor.execute("ANALYZE sheet_given")
        cursor.execute(
            f"""
            CREATE TEMP TABLE sheet_merged AS
            SELECT s.n AS sheet_n, m.id AS sheet_known, {version} AS sheet_version,
                CASE WHEN m.id IS NOT NULL THEN (
                    SELECT jsonb_object_agg(f.name, old.doc -> f.name)
                    FROM (SELECT to_jsonb(m) AS doc) old, (SELECT to_jsonb(merged) AS doc) new,
                        jsonb_object_keys(s.given) AS f(name)
                    WHERE old.doc -> f.name IS DISTINCT FROM new.doc -> f.name
                )::text END AS sheet_before,
                merged.*
            FROM sheet_given s
            CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, %s::jsonb || s.given) fresh
            LEFT JOIN {table} m ON {matching(part)}
            CROSS JOIN LATERAL jsonb_populate_record(
                CASE WHEN m.id IS NULL THEN fresh ELSE m END,
                CASE WHEN m.id IS NULL THEN '{{}}' ELSE s.given END
            ) merged
            """,
            [as_json(blank(part))],
        )
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("DROP TABLE sheet_given, sheet_merged")


def matching(part: Part) -> str:
    """The join by which a known record is found; none is by a key of nothing."""
    if not part.key:
        return "FALSE"
    return " AND ".join(
        f"m.{quoted(column)} IS NOT DISTINCT FROM fresh.{quoted(column)}"
        if part.field(column).null
        else f"m.{quoted(column)} = fresh.{quoted(column)}"
        for column in part.key
    )


def read_known(part: Part, findings: Findings) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sheet_n, sheet_known, sheet_version, sheet_before FROM sheet_merged"
            " WHERE sheet_known IS NOT NULL"
        )
        for number, key, version, before in cursor.fetchall():
            if number in findings.known:
                findings.unclear.add(number)
            findings.known[number] = Known(key, version, orjson.loads(before) if before else None)


def broken_constraints(part: Part) -> list[tuple[int, list[str]]]:
    """Rows with the names of the check constraints they would break, and the columns they would leave empty."""
    tests, params = [], []
    for constraint in part.model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            sql, values = condition_sql(part.model, constraint.condition)
            tests.append(f"CASE WHEN ({sql}) IS FALSE THEN %s END")
            params += [*values, constraint.name]
    for column in required(part):
        tests.append(f"CASE WHEN {quoted(column)} IS NULL THEN %s END")
        params.append(MISSING + column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sheet_n, broken FROM (SELECT sheet_n, array_remove(ARRAY[{', '.join(tests)}]::text[], NULL)"
            " AS broken FROM sheet_merged) found WHERE cardinality(broken) > 0",
            params,
        )
        return cursor.fetchall()


def condition_sql(model: type[models.Model], condition: Any) -> tuple[str, list[Any]]:
    """The condition of a constraint as SQL over bare column names."""
    query = Query(model=model, alias_cols=False)
    where = query.build_where(condition)
    sql, params = where.as_sql(query.get_compiler(connection=connection), connection)
    return sql, list(params)


def required(part: Part) -> list[str]:
    """Columns of the model that must not be empty and that only a sheet can fill."""
    own = part.model._meta.pk.attname
    return [
        column.attname
        for column in part.model._meta.concrete_fields
        if not column.null and column.attname != own and column.attname not in part.links
    ]


def unique_constraints(part: Part) -> list[tuple[str, tuple[str, ...], Any]]:
    """(name, columns, condition) of what may be there once only, but for the key by which records are found."""
    meta = part.model._meta
    found = [(f.name, (f.attname,), None) for f in meta.concrete_fields if f.unique and not f.primary_key]
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            columns = tuple(meta.get_field(name).attname for name in constraint.fields)
            found.append((constraint.name, columns, constraint.condition))
    return [entry for entry in found if set(entry[1]) != set(part.key)]


def said_twice(
    part: Part, name: str, columns: tuple[str, ...], condition: Any
) -> list[tuple[int, str, int | None]]:
    """Rows that say what an earlier row, or another record (None), says already."""
    sql, params = condition_sql(part.model, condition) if condition else ("TRUE", [])
    own = ", ".join(map(quoted, columns))
    filled = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
    alike = " AND ".join(f"r.{quoted(column)} = m.{quoted(column)}" for column in columns)
    table = quoted(part.model._meta.db_table)
    statement = f"""
        WITH said AS (SELECT * FROM sheet_merged WHERE ({sql}) AND {filled}),
        there AS (SELECT * FROM {table} WHERE ({sql}))
        SELECT sheet_n, NULL::int FROM said r JOIN there m ON {alike} WHERE m.id IS DISTINCT FROM r.sheet_known
    """
    if not part.shared:
        statement += f"""
        UNION ALL
        SELECT sheet_n, first FROM (
            SELECT sheet_n, min(sheet_n) OVER (PARTITION BY {own}) AS first FROM said
        ) counted WHERE first < sheet_n
        """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *params])
        return [(number, name, other) for number, other in cursor.fetchall()]
