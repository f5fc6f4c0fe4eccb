"""The list of firms against a bare template, Django's admin and a bare JSON view, at two sizes.

    python -m benchmarks.list_page [firms …]

Whole requests through Django's handler by a logged-in county and city manager, in turns, medians.
"""

import os
import sys
import time
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import median

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.common import machine, throwaway_database

HERE = Path(__file__).resolve().parent
SIZES, PARKS, YEAR, ROUNDS = (1_000, 100_000), 300, 2020, 41
QUERIES = 15
PAGE, API = "/enterprises/?size=50", "/api/v1/enterprises/?page_size=50"
BARE_PAGE, BARE_API, ADMIN = "/bare/enterprises/", "/bare/enterprises.json", "/admin/enterprises/enterprise/"
ADDRESSES = (PAGE, BARE_PAGE, ADMIN, API, BARE_API)


@dataclass(frozen=True)
class Bar:
    """`subject` takes at most `limit` times as long as `against`."""

    label: str
    subject: str
    against: str
    limit: float


BARS = (
    Bar("page to bare template", PAGE, BARE_PAGE, 2),
    Bar("page to admin", PAGE, ADMIN, 0.5),
    # At least 0.6 times the requests a second is at most 1 / 0.6 times as long.
    Bar("API to values() and JSON", API, BARE_API, 1 / 0.6),
)


def main(sizes: tuple[int, ...]) -> int:
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.bench", LOG_LEVEL="WARNING")
    with throwaway_database():
        call_command("load_reference", stdout=StringIO())
        print(f"list_page: 50 firms of 300 parks, medians of {ROUNDS} turns; {machine()}")
        held = [contest_of(firms) for firms in sizes]
    return int(not all(held))


def contest_of(firms: int) -> bool:
    """Both people's contests, the second too when the first missed a bar."""
    fill(firms)
    held = [contest(firms, username) for username in ("county", "city")]
    return all(held)


def fill(firms: int) -> None:
    """Empty the register of firms and parks and write a new one."""
    with connection.cursor() as cursor:
        cursor.execute("SET portal.allow_truncate = on")
        cursor.execute("TRUNCATE parks_park, enterprises_enterprise CASCADE")
        cursor.execute("DELETE FROM accounts_place WHERE kind = 'park'")
        cursor.execute("DROP TABLE IF EXISTS county")
        fill_by_hand = (HERE / "tax_per_mu_fill.sql").read_text()
        cursor.execute(fill_by_hand, {"parks": PARKS, "firms": firms, "year": YEAR})
        cursor.execute((HERE / "listing" / "more.sql").read_text())
        cursor.execute("VACUUM ANALYZE")


def contest(firms: int, username: str) -> bool:
    """Print the ratios of one person's requests; whether every bar holds."""
    client = Client()
    client.force_login(apps.get_model("accounts", "User").objects.get(username=username))
    seconds = in_turns(client)
    queries = {address: count_queries(client, address) for address in (PAGE, API)}
    print(
        f"{firms} firms, {username} manager: queries {queries[PAGE]} page, {queries[API]} API (goal ≤ {QUERIES})"
    )
    for address in ADDRESSES:
        print(f"    {address:36} {seconds[address] * 1000:7.2f} ms {1 / seconds[address]:8.0f} requests/s")
    held = [max(queries.values()) <= QUERIES]
    for bar in BARS:
        ratio = seconds[bar.subject] / seconds[bar.against]
        held.append(ratio <= bar.limit)
        print(f"  {'ok    ' if held[-1] else 'MISSED'} {bar.label}: {ratio:.2f} (goal ≤ {bar.limit:.2f})")
    return all(held)


def in_turns(client: Client) -> dict[str, float]:
    """Median seconds by address; everybody has a turn before anybody has the next, so that noise is shared."""
    found: dict[str, list[float]] = {address: [] for address in ADDRESSES}
    for _ in range(ROUNDS):
        for address in ADDRESSES:
            visit(client, address)  # warm
            begun = time.perf_counter()
            visit(client, address)
            found[address].append(time.perf_counter() - begun)
    return {address: median(times) for address, times in found.items()}


def visit(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        visit(client, address)
    return len(queries)


if __name__ == "__main__":
    sys.exit(main(tuple(int(size) for size in sys.argv[1:]) or SIZES))
