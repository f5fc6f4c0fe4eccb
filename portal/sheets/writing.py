"""The lines of a batch into the database and out again: a few statements for each part, whatever the number of rows."""

from typing import Any

from django.db import connection, models
from django.utils import timezone

from portal.bulk import as_json, copy_in
from portal.models import SheetBatch
from portal.sheets.kinds import Part
from portal.sheets.records import blank, is_versioned, quoted

# The lines of a batch that say something of a part, by record; rows that share a record say the same of it.
LINES = """
    SELECT DISTINCT ON (id) * FROM (
        SELECT row, sheet, number, (records -> %(part)s ->> 'id')::bigint AS id,
            (records -> %(part)s ->> 'version')::int AS version,
            values -> %(part)s AS given, before -> %(part)s AS before
        FROM portal_sheetline
        WHERE batch_id = %(batch)s AND status IN ('new', 'changed') AND records ? %(part)s
    ) said ORDER BY id, number
"""
NEW, CHANGED = "l.version = 0", "l.version > 0 AND l.before IS NOT NULL"
WRITTEN = "(l.version = 0 OR l.before IS NOT NULL)"


def params(batch: SheetBatch, part: Part, **more: Any) -> dict[str, Any]:
    return {"batch": batch.pk, "part": part.code, **more}


def run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def numbers(statement: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [number for (number,) in cursor.fetchall()]


def moved(batch: SheetBatch, part: Part) -> list[int]:
    """Lines (by number) whose record somebody changed or removed since it was checked; the others' are held."""
    if part.fixed or not is_versioned(part.model):
        return []
    table = quoted(part.model._meta.db_table)
    held = f"SELECT id, version FROM {table} WHERE id IN (SELECT id FROM l WHERE {CHANGED}) ORDER BY id FOR UPDATE"
    return numbers(
        f"WITH l AS MATERIALIZED ({LINES}), held AS MATERIALIZED ({held})"
        f" SELECT l.number FROM l LEFT JOIN held USING (id) WHERE {CHANGED} AND held.version IS DISTINCT FROM l.version",
        params(batch, part),
    )


def appeared(batch: SheetBatch, part: Part) -> list[int]:
    """Lines whose new record somebody else has entered since it was checked."""
    table = quoted(part.model._meta.db_table)
    alike = " AND ".join(
        f"m.{quoted(column)} IS NOT DISTINCT FROM new.{quoted(column)}"
        if part.field(column).null
        else f"m.{quoted(column)} = new.{quoted(column)}"
        for column in part.key
    )
    return numbers(
        f"SELECT l.number FROM ({LINES}) l CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, l.given) new"
        f" JOIN {table} m ON {alike} WHERE {NEW}",
        params(batch, part),
    )


def write(batch: SheetBatch, part: Part) -> None:
    """Insert the new records of a part and lay the changes over the known ones."""
    insert(batch, part)
    if not part.fixed:
        update(batch, part, "given", CHANGED)


def insert(batch: SheetBatch, part: Part) -> int:
    columns = [column.column for column in part.model._meta.concrete_fields]
    names, values = (", ".join(f"{start}{quoted(name)}" for name in columns) for start in ("", "new."))
    table = quoted(part.model._meta.db_table)
    return run(
        f"""
        INSERT INTO {table} ({names})
        SELECT {values} FROM ({LINES}) l CROSS JOIN LATERAL jsonb_populate_record(
            NULL::{table}, %(blank)s::jsonb || l.given || jsonb_build_object('id', l.id)
        ) new WHERE {NEW} ORDER BY l.id
        """,
        params(batch, part, blank=as_json(blank(part))),
    )


def update(batch: SheetBatch, part: Part, source: str, which: str) -> int:
    """Lay `given` or `before` over the records of the lines `which`; each gets a new version."""
    table = quoted(part.model._meta.db_table)
    columns = [part.field(name).column for name in part.columns]
    sets = ", ".join(f"{quoted(name)} = new.{quoted(name)}" for name in columns)
    return run(
        f"""
        UPDATE {table} t SET {sets}, version = t.version + 1, updated_at = %(now)s
        FROM ({LINES}) l JOIN {table} m ON m.id = l.id
        CROSS JOIN LATERAL jsonb_populate_record(m, l.{source}) new
        WHERE t.id = l.id AND {which}
        """,
        params(batch, part, now=timezone.now()),
    )


def revalue(batch: SheetBatch, part: str, values: dict[int, dict[str, Any]]) -> None:
    """Add to what the lines (by number) say of a part, for what is known only when they are written."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE sheet_more (n int, more jsonb)")
        copy_in("sheet_more", ("n", "more"), ((number, as_json(more)) for number, more in values.items()))
        cursor.execute(
            "UPDATE portal_sheetline SET values = jsonb_set(values, ARRAY[%s], values -> %s || more)"
            " FROM sheet_more WHERE batch_id = %s AND number = n",
            [part, part, batch.pk],
        )
        cursor.execute("DROP TABLE sheet_more")


def touched(batch: SheetBatch, part: Part) -> list[int]:
    """Lines whose record is not any more as the batch left it."""
    table = quoted(part.model._meta.db_table)
    version = "held.version" if is_versioned(part.model) else "1"
    return numbers(
        f"WITH l AS MATERIALIZED ({LINES}),"
        f" held AS MATERIALIZED (SELECT * FROM {table} WHERE id IN (SELECT id FROM l) ORDER BY id FOR UPDATE)"
        f" SELECT l.number FROM l LEFT JOIN held USING (id)"
        f" WHERE {WRITTEN} AND (held.id IS NULL OR {version} <> l.version + 1)",
        params(batch, part),
    )


def used(batch: SheetBatch, part: Part) -> list[int]:
    """Lines whose new record other records point to."""
    found: set[int] = set()
    for relation in pointing_to(part.model):
        table, column = relation.model._meta.db_table, relation.column
        found.update(
            numbers(
                f"SELECT l.number FROM ({LINES}) l WHERE {NEW} AND EXISTS"
                f" (SELECT FROM {quoted(table)} r WHERE r.{quoted(column)} = l.id)",
                params(batch, part),
            )
        )
    return sorted(found)


def pointing_to(model: type[models.Model]) -> list[models.ForeignKey]:
    """The foreign keys that the database holds to this model."""
    relations = [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]
    return [field for field in relations if field.db_constraint]


def take_back(batch: SheetBatch, part: Part) -> None:
    """Remove the new records of a part and put the old values back into the changed ones."""
    if not part.fixed:
        update(batch, part, "before", CHANGED)
    table = quoted(part.model._meta.db_table)
    run(f"DELETE FROM {table} m USING ({LINES}) l WHERE m.id = l.id AND {NEW}", params(batch, part))
