"""What was worked out for many records, kept until somebody writes to a table it was read from.

Exact and never stale, in the way of `portal/totals.py`: an answer is kept with a snapshot taken before it was worked
out, and holds as long as no transaction outside that snapshot is noted in `TableChange`.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import connection

from portal.totals import KEPT_SECONDS

# A new process has perhaps new rules: it takes over nothing.
PROCESS = uuid4().hex
NOW = "SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NULL"
HOLDING = """
SELECT kept FROM unnest(%s::pg_snapshot[]) AS kept WHERE NOT EXISTS (
    SELECT FROM portal_tablechange
    WHERE written = ANY(%s) AND xact >= pg_snapshot_xmin(kept) AND NOT pg_visible_in_snapshot(xact, kept)
)
"""

Work = Callable[[Collection[int]], dict[int, Any]]


def of_each(what: str, ids: Collection[int], tables: Sequence[str], work: Work) -> dict[int, Any]:
    """`work(ids)`, asked only of the records whose answer is not kept; `what` names the answer and its day."""
    keys = {pk: f"kept:{PROCESS}:{connection.settings_dict['NAME']}:{what}:{pk}" for pk in ids}
    found = cache.get_many(keys.values())
    holding = still({snapshot for snapshot, _ in found.values()}, tables)
    kept = {pk: found[key][1] for pk, key in keys.items() if key in found and found[key][0] in holding}
    missing = [pk for pk in ids if pk not in kept]
    return {**kept, **worked_out(work, missing, keys)} if missing else kept


def still(snapshots: Collection[str], tables: Sequence[str]) -> set[str]:
    """Those of the snapshots after which nobody wrote to the tables."""
    if not snapshots:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(HOLDING, (list(snapshots), list(tables)))
        return {snapshot for (snapshot,) in cursor.fetchall()}


def worked_out(work: Work, ids: Collection[int], keys: dict[int, str]) -> dict[int, Any]:
    """The answers, kept unless this transaction has written and may yet take that back."""
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        snapshot, settled = cursor.fetchone()
    made = work(ids)
    if settled:
        cache.set_many({keys[pk]: (snapshot, one) for pk, one in made.items()}, KEPT_SECONDS)
    return made
