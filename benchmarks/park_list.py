"""The list of parks with its checks against the same list without, and the API likewise.

    python -m benchmarks.park_list

Whole requests through Django's handler by a city manager, in turns, medians; and, without a goal, the same just
after somebody wrote, when every number is worked out anew. 300 parks with parcels, phases, buildings, units,
safety events and 10 000 firms, those of Wenzhou or, the second time, of Cixi.
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
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.common import machine, throwaway_database
from benchmarks.list_page import fill

HERE = Path(__file__).resolve().parent
ROUNDS, QUERIES, LIMIT = 31, 15, 1.5
WITH, WITHOUT, API, BARE_API = (
    "/parks/?size=50",
    "/parks/?size=50&view={}",
    "/api/v1/parks/?page_size=50&compliance=true",
    "/api/v1/parks/?page_size=50",
)


def main() -> int:
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.bench", LOG_LEVEL="WARNING")
    with throwaway_database():
        call_command("load_reference", stdout=StringIO())
        print(f"park_list: 50 of 300 parks, 10 000 firms, medians of {ROUNDS} turns; {machine()}")
        fill(10_000)
        run("parks.sql")
        held = [contest("Wenzhou")]
        run("to_cixi.sql")
        held.append(contest("Cixi"))
    return int(not all(held))


def run(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute((HERE / "listing" / name).read_text())


def contest(place: str) -> bool:
    """Print the ratios of a city's manager; whether both bars hold."""
    user = apps.get_model("accounts", "User").objects.get(username="city")
    client = Client()
    client.force_login(user)
    without = WITHOUT.format(view_without(user))
    seconds = in_turns(client, (WITH, without, API, BARE_API))
    with CaptureQueriesContext(connection) as queries:
        visit(client, WITH)
    print(f"{place}: {len(queries)} queries (goal ≤ {QUERIES})")
    held = [len(queries) <= QUERIES]
    for label, subject, against in (("page", WITH, without), ("API", API, BARE_API)):
        ratio = seconds[subject] / seconds[against]
        held.append(label == "API" or ratio <= LIMIT)
        print(
            f"  {'ok    ' if held[-1] else 'MISSED'} {label} with the checks {seconds[subject] * 1000:.1f} ms,"
            f" without {seconds[against] * 1000:.1f} ms: {ratio:.2f}"
            + (f" (goal ≤ {LIMIT})" if label == "page" else "")
        )
    anew = median(just_after_a_write(client) for _ in range(ROUNDS))
    print(f"         page just after a write {anew * 1000:.1f} ms: {anew / seconds[without]:.2f}")
    return all(held)


def just_after_a_write(client: Client) -> float:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE parks_phase SET id = id WHERE false")
    begun = time.perf_counter()
    visit(client, WITH)
    return time.perf_counter() - begun


def view_without(user: object) -> int:
    """A saved view of all usual columns but the checks."""
    table = __import__("parks.tables", fromlist=["ParkTable"]).ParkTable
    columns = [one.source for one in table.columns if not one.optional and one.source != "compliance"]
    views = apps.get_model("portal", "SavedView").objects
    view, _ = views.get_or_create(owner=user, code="parks:list", name="w", defaults={"columns": columns})
    return view.pk


def in_turns(client: Client, addresses: tuple[str, ...]) -> dict[str, float]:
    """Median seconds by address; everybody has a turn before anybody has the next, so that noise is shared."""
    found: dict[str, list[float]] = {address: [] for address in addresses}
    for _ in range(ROUNDS):
        for address in addresses:
            begun = time.perf_counter()
            visit(client, address)
            found[address].append(time.perf_counter() - begun)
    return {address: median(times) for address, times in found.items()}


def visit(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


if __name__ == "__main__":
    sys.exit(main())
