"""The dashboard, cold, against the bare SQL of its aggregates plus a bare template of the same cells.

    python -m benchmarks.dashboard [firms …]

Whole requests through Django's handler by a logged-in city manager; nothing is kept from one request to the next,
so every request is a cold one. The hand-written side has no session, no scope, no plan and no lamps.
"""

import os
import sys
import time
from decimal import Decimal
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.common import machine, throwaway_database
from benchmarks.list_page import fill

HERE = Path(__file__).resolve().parent
SIZES, ROUNDS, GOAL, QUERIES = (10_000, 1_000_000), 21, 3.0, 15
AS_OF = "2021-12-31"
PAGE = f"/planning/?as_of={AS_OF}"
BARE = """<!DOCTYPE html><html lang="zh-CN"><body><table>{% for area, cells in rows %}<tr><th>{{ area }}</th>
{% for cell in cells %}<td class="{{ cell.0 }}">
<a href="{{ cell.1 }}">{{ cell.2 }} {{ cell.3 }}/{{ cell.4 }}</a></td>{% endfor %}
</tr>{% endfor %}</table></body></html>"""
CELLS = 14


def main(sizes: tuple[int, ...]) -> int:
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.bench", LOG_LEVEL="WARNING")
    with throwaway_database():
        call_command("load_reference", stdout=StringIO())
        print(f"dashboard: 13 areas, 300 parks, medians of {ROUNDS} turns; {machine()}")
        held = [contest(firms) for firms in sizes]
        return int(not all(held))


def contest(firms: int) -> bool:
    """Print the ratio for one size; whether the bars hold."""
    fill(firms)
    with connection.cursor() as cursor:
        for statement in (HERE / "dashboard_more.sql").read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement)
    client = Client()
    client.force_login(apps.get_model("accounts", "User").objects.get(username="city"))
    page, bare = in_turns(lambda: visit(client), by_hand)
    with CaptureQueriesContext(connection) as captured:
        visit(client)
    ratio = page / bare
    held = ratio <= GOAL and len(captured) <= QUERIES
    print(
        f"{firms} firms: page {page * 1000:.1f} ms in {len(captured)} queries, by hand {bare * 1000:.1f} ms"
    )
    print(f"  {'ok    ' if held else 'MISSED'} page to SQL and bare template: {ratio:.2f} (goal ≤ {GOAL})")
    return held


def in_turns(*works: Any) -> list[float]:
    """Median seconds of each; everybody has a turn before anybody has the next, so that noise is shared."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for times, work in zip(found, works, strict=True):
            work()
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
    return [median(times) for times in found]


def visit(client: Client) -> None:
    response = client.get(PAGE)
    assert response.status_code == 200, response.status_code


def by_hand() -> None:
    """The same aggregates and as many cells."""
    with connection.cursor() as cursor:
        cursor.execute((HERE / "dashboard_by_hand.sql").read_text(), {"as_of": AS_OF})
        found = cursor.fetchall()
    rows: dict[str, list[tuple[str, str, str, Decimal, str]]] = {}
    for code, area, year, amount in found:
        rows.setdefault(area, []).append((f"heat-{code}", f"?year={year}", "86.7%", amount, "150"))
    cells = {area: (row * CELLS)[:CELLS] for area, row in rows.items()}
    engines["django"].from_string(BARE).render({"rows": cells.items()})


if __name__ == "__main__":
    sys.exit(main(tuple(int(size) for size in sys.argv[1:]) or SIZES))
