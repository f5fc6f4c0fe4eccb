"""Enterprise classes, end to end, against hand-written SQL of the same in the same database, at growing sizes.

    python -m benchmarks.classes [firms …]

Both freeze the inputs, measure, score, rank and class, into the same tables with their keys; the run also finds who
reported nothing, hashes inputs and results, and writes its parts, its audit entry and itself. Beside the ratio stand
the cost of a firm and the peak memory of this process, which is what a worker needs: neither may grow with the firms.
What every county costs whatever its firms weighs on small sizes, so the goal is asked of the largest. Below it, for
comparison, the same classes in pandas' memory, and how many of them floats get wrong.
"""

import math
import resource
import sys
import time
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks import classes_in_pandas as in_pandas
from benchmarks.common import best_of, machine, throwaway_database

SIZES = (10_000, 100_000, 1_000_000)
PARKS, YEAR, REGION = 300, 2020, "330300"
ROUNDS = 3
GOAL = 2.0
HERE = Path(__file__).resolve().parent
COLUMNS = (
    'county_id, enterprise_id, parks, land_mu, "group", group_label, outcome, reason, "values", points, score, rank,'
    " ranked_class, enterprise_class"
)
FILLED = "enterprises_yearlyfigure, enterprises_occupancy, enterprises_enterprise, parks_phase, parks_park"
NO_RUN = -1


def main(sizes: list[int]) -> int:
    with throwaway_database():
        call_command("load_reference", stdout=StringIO())
        print(f"classes: {PARKS} parks, best of {ROUNDS}; goal ≤ {GOAL} × by hand; {machine()}")
        *_, ratio = [measure(firms) for firms in sorted(sizes)]
        return int(ratio > GOAL)


def measure(firms: int) -> float:
    """Print the figures of one size; answers the ratio, beyond every goal when the results differ."""
    fill(firms)
    run, hand = best_of(ROUNDS, evaluate, by_hand)
    different, elsewhere, wrong = differences()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"  {firms:9} firm-years: run {run:7.2f} s ({1e6 * run / firms:5.0f} µs a firm), by hand {hand:7.2f} s"
        f" ({1e6 * hand / firms:5.0f} µs), ratio {run / hand:.2f}, {memory} MB, {different} results differ",
        flush=True,
    )
    print(
        f"  {'':9} in pandas, nothing kept: {elsewhere:.2f} s, {wrong} classes differ from the exact ones",
        flush=True,
    )
    return math.inf if different else run / hand


def fill(firms: int) -> None:
    """The firms of this size and no others."""
    execute("SET session_replication_role = replica")
    execute(f"TRUNCATE {FILLED} CASCADE")
    execute("DELETE FROM accounts_place WHERE kind = 'park'")
    execute("DROP TABLE IF EXISTS county")
    for name in ("tax_per_mu_fill.sql", "classes_fill.sql"):
        execute((HERE / name).read_text(), parks=PARKS, firms=firms, year=YEAR)


def evaluate(*, keep: bool = False) -> None:
    """What the command does; taken back, so that the next one finds tables as empty."""
    with transaction.atomic():
        call_command("evaluate", "enterprises", region=REGION, year=YEAR, stdout=StringIO())
        transaction.set_rollback(not keep)


def by_hand(*, keep: bool = False) -> None:
    with transaction.atomic():
        execute((HERE / "classes_by_hand.sql").read_text(), year=YEAR, run=NO_RUN)
        transaction.set_rollback(not keep)


def differences() -> tuple[int, float, int]:
    """How many results of the two differ (none, or the ratio means nothing); the seconds pandas takes, and how many
    of its classes are others."""
    table = "SELECT {} FROM evaluation_enterpriseresult WHERE run_id {} %(hand)s"
    run, hand = table.format(COLUMNS, "<>"), table.format(COLUMNS, "=")
    with transaction.atomic(), connection.cursor() as cursor:
        evaluate(keep=True)
        by_hand(keep=True)
        cursor.execute(
            f"SELECT count(*) FROM (({run} EXCEPT {hand}) UNION ALL ({hand} EXCEPT {run})) different",
            {"hand": NO_RUN},
        )
        found: int = cursor.fetchone()[0]
        began = time.perf_counter()
        classes = in_pandas.classes(YEAR)
        seconds = time.perf_counter() - began
        stored = (
            "SELECT enterprise_id, enterprise_class AS letter FROM evaluation_enterpriseresult WHERE run_id"
        )
        wrong = in_pandas.differing(classes, f"{stored} = {NO_RUN}")
        transaction.set_rollback(True)
        return found, seconds, wrong


def execute(statement: str, **values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


if __name__ == "__main__":
    sys.exit(main([int(one) for one in sys.argv[1:]] or list(SIZES)))
