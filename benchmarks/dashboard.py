"""The dashboard, cold, against the bare SQL of its aggregates plus a bare template of the same cells.

    python -m benchmarks.dashboard [firms …]      (a million takes long to fill)

Whole requests through Django's handler by a logged-in city manager; nothing is kept from one request to the next,
so every request is a cold one. The hand-written side is a request behind the same login, without scope, plan and
lamps.
"""

import os
import sys
import time
from io import StringIO
from pathlib import Path
from statistics import median

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from benchmarks.common import machine, throwaway_database
from benchmarks.list_page import fill

HERE = Path(__file__).resolve().parent
SIZES, ROUNDS, GOAL, QUERIES = (10_000, 100_000), 21, 3.0, 15
AS_OF = "2021-12-31"
PAGE = f"/planning/?as_of={AS_OF}"
BARE = "/bare/planning/"
ADDRESSES = (PAGE, BARE)


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
        for statement in (HERE / "planning" / "more.sql").read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement)
    client = Client()
    client.force_login(apps.get_model("accounts", "User").objects.get(username="city"))
    with override_settings(ROOT_URLCONF="benchmarks.planning.site"):
        seconds = in_turns(client)
        with CaptureQueriesContext(connection) as captured:
            visit(client, PAGE)
    page, bare = (seconds[address] for address in ADDRESSES)
    held = page / bare <= GOAL and len(captured) <= QUERIES
    print(
        f"{firms} firms: page {page * 1000:.1f} ms in {len(captured)} queries, by hand {bare * 1000:.1f} ms"
    )
    print(
        f"  {'ok    ' if held else 'MISSED'} page to SQL and bare template: {page / bare:.2f} (goal ≤ {GOAL})"
    )
    return held


def in_turns(client: Client) -> dict[str, float]:
    """Median seconds by address; everybody has a turn before anybody has the next, so that noise is shared."""
    found: dict[str, list[float]] = {address: [] for address in ADDRESSES}
    for _ in range(ROUNDS):
        for address in ADDRESSES:
            visit(client, address)
            begun = time.perf_counter()
            visit(client, address)
            found[address].append(time.perf_counter() - begun)
    return {address: median(times) for address, times in found.items()}


def visit(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


if __name__ == "__main__":
    sys.exit(main(tuple(int(size) for size in sys.argv[1:]) or SIZES))
