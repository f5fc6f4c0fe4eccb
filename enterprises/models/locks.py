"""The database's own refusal to change what a locked filing contains, whoever writes and by whatever means.

Statement triggers: one look for all rows of a statement, which also holds the filings, so that nobody locks one while
its rows are being written. A merger of firms or parks moves rows and changes no value; that is let through.
"""

import pgtrigger

REFUSE = """
FOR found IN
    SELECT f.state FROM enterprises_filing f
    JOIN ({rows}) r ON f.park_id = r.park_id AND f.year = r.year AND f.quarter = {quarter} AND f.form = {form}
    FOR SHARE OF f
LOOP
    IF found = 'locked' THEN
        RAISE EXCEPTION 'the filing of these figures is locked' USING ERRCODE = 'check_violation';
    END IF;
END LOOP;
RETURN NULL;
"""
CHANGED = """
SELECT n.* FROM new_rows n JOIN old_rows o USING (id) WHERE ({new}) IS DISTINCT FROM ({old})
UNION ALL SELECT o.* FROM new_rows n JOIN old_rows o USING (id) WHERE ({new}) IS DISTINCT FROM ({old})
"""


def refusing_when_locked(form: str, quarter: str, *values: str) -> list[pgtrigger.Trigger]:
    """Triggers for figures that belong to a filing: `form` and `quarter` are SQL over a row `r` of the table,
    `values` the columns that a locked filing keeps as they are."""
    kept = ("year", *values)
    changed = CHANGED.format(
        new=", ".join(f"n.{name}" for name in kept), old=", ".join(f"o.{name}" for name in kept)
    )
    fresh, gone = {"new": "new_rows"}, {"old": "old_rows"}
    watched = (
        ("insert", pgtrigger.Insert, "SELECT * FROM new_rows", fresh),
        ("update", pgtrigger.Update, changed, fresh | gone),
        ("delete", pgtrigger.Delete, "SELECT * FROM old_rows", gone),
    )
    return [
        pgtrigger.Trigger(
            name=f"locked_{word}",
            operation=operation,
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(**tables),
            declare=[("found", "text")],
            func=REFUSE.format(rows=rows, form=form, quarter=quarter),
        )
        for word, operation, rows, tables in watched
    ]
