"""The 亩均税收 job against a hand-written INSERT … SELECT of the same results, in the same database.

    python -m benchmarks.tax_per_mu [firms]

The job also freezes its inputs, hashes inputs and results, writes its run and its audit entry. The hand-written
statement only computes and inserts the results: into the same table, and once more into one without keys.
"""

import json
import sys
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.common import best_of, machine, throwaway_database

FIRMS, PARKS, YEAR, REGION = 100_000, 300, 2020, "330300"
ROUNDS = 4
GOAL = 3.0
HERE = Path(__file__).resolve().parent
SUBJECTS = (
    "level, county_id, park_id, enterprise_id, firms, tax_wan, land_mu, tax_per_mu, rank, tax_per_park_mu"
)


def main(firms: int) -> int:
    with throwaway_database():
        call_command("load_reference", stdout=StringIO())
        execute((HERE / "tax_per_mu_fill.sql").read_text(), parks=PARKS, firms=firms, year=YEAR)
        execute("CREATE TABLE bare (LIKE evaluation_runresult INCLUDING IDENTITY)")
        works = (evaluate, lambda: by_hand("evaluation_runresult"), lambda: by_hand("bare"))
        job, kept, bare = best_of(ROUNDS, *works)
        return report(firms, job, kept, bare, differences())


def evaluate() -> int:
    """The job's own work, as the command line starts it; answers the run's number."""
    answer = StringIO()
    call_command("evaluate", "tax-per-mu", region=REGION, year=YEAR, stdout=answer)
    return json.loads(answer.getvalue())["run"]


def by_hand(table: str, *, keep: bool = False) -> None:
    statement = (HERE / "tax_per_mu_by_hand.sql").read_text().format(table=table)
    with transaction.atomic():
        execute(statement, year=YEAR, run=0)
        transaction.set_rollback(not keep)


def differences() -> int:
    """How many results of the job and of the hand-written statement differ: none, or the ratio means nothing."""
    run = evaluate()
    by_hand("bare", keep=True)
    job, hand = (
        f"SELECT {SUBJECTS} FROM evaluation_runresult WHERE run_id = {run}",
        f"SELECT {SUBJECTS} FROM bare",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (({job} EXCEPT {hand}) UNION ALL ({hand} EXCEPT {job})) different"
        )
        return cursor.fetchone()[0]


def execute(statement: str, **values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def report(firms: int, job: float, kept: float, bare: float, different: int) -> int:
    """Print the ratios; 1 when the goal is missed or the results differ."""
    print(f"tax_per_mu: {firms} firm-years in {PARKS} parks, best of {ROUNDS}; {machine()}")
    print(f"  job (freeze, compute, hash, record)     {job:6.2f} s  {firms / job:9.0f} firm-years/s")
    print(f"  by hand, results only, same table       {kept:6.2f} s  {firms / kept:9.0f} firm-years/s")
    print(f"  by hand, results only, table of no keys {bare:6.2f} s  {firms / bare:9.0f} firm-years/s")
    print(
        f"  ratio {job / kept:.2f} (goal ≤ {GOAL}), to the table of no keys {job / bare:.2f}; {different} results differ"
    )
    return int(job / kept > GOAL or bool(different))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else FIRMS))
