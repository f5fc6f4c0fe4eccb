"""A city's run of enterprise classes while things break: workers killed, Redis emptied or gone, messages three times.

    python -m benchmarks.class_kills [firms]

Every scenario has to end with the result hash of the undisturbed run, every firm once, and nothing but the run's own
parts; after each kill somebody is back at work within a minute. Real workers, a real Redis, one database.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from benchmarks.common import machine, throwaway_database
from config.runtime import redis
from config.runtime.places import ROOT
from config.runtime.postgres import wait_until
from config.runtime.processes import die_with_parent

FIRMS, PARKS, YEAR, REGION = 100_000, 300, 2020, "330300"
KILLS, A_RUN = 20, 10
PATIENCE = 60
HERE = Path(__file__).resolve().parent
CELERY = (sys.executable, "-m", "celery", "-A", "config")
WORKER = ("worker", "--loglevel=WARNING", "--concurrency=1", "--without-gossip", "--without-mingle")


class Bench:
    """Workers, a clock and a Redis around one database; `hashes` is what the undisturbed run gave."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.random = folder, random.Random(5)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.others: list[subprocess.Popen[bytes]] = []
        self.redis = self.start_redis()
        self.environment = {**os.environ, "REDIS_URL": redis.private_url(folder)}

    def start_redis(self) -> subprocess.Popen[bytes]:
        redis.socket_path(self.folder).parent.mkdir(parents=True, exist_ok=True)
        command = redis.server_command(self.folder)
        if not command:
            raise SystemExit("redis-server is missing: `make install` brings it")
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent())
        if not wait_until(lambda: redis.private_url(self.folder), 10):
            raise SystemExit("redis-server does not answer")
        return server

    def celery(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "celery.log").open("ab") as log:
            return subprocess.Popen(
                [*CELERY, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )

    def ask(self, *words: str) -> str:
        """What a page does (`benchmarks.asking`), in a process that rings by this Redis."""
        command = (sys.executable, "-m", "benchmarks.asking", *words)
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def staff(self, number: int) -> None:
        """So many workers, no more and no fewer."""
        while len(self.workers) > number:
            kill(self.workers.pop())
        while len(self.workers) < number:
            self.workers.append(self.celery(*WORKER))

    def kill_child(self) -> None:
        """The process that does the work dies; its worker goes on with another."""
        for pid in children(self.random.choice(self.workers).pid):
            os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        number = len(self.workers)
        self.staff(0)
        self.staff(number)

    def flush_redis(self) -> None:
        subprocess.run(
            ["redis-cli", "-s", str(redis.socket_path(self.folder)), "FLUSHALL"],
            check=True,
            capture_output=True,
        )

    def redis_down(self) -> None:
        """Gone for ten seconds, and what was in it with it."""
        self.redis.kill()
        self.redis.wait()
        time.sleep(10)
        self.redis = self.start_redis()

    def stop(self) -> None:
        self.staff(0)
        for one in (*self.others, self.redis):
            one.kill()


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(one) for one in found.split()]


@contextmanager
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="portal-kills-") as folder:
        made = Bench(Path(folder))
        try:
            made.others.append(made.celery("beat", "--pidfile=", "--schedule", str(Path(folder) / "beat")))
            yield made
        finally:
            made.stop()


def main(firms: int) -> int:
    with throwaway_database():
        call_command("load_reference", stdout=StringIO())
        for name in ("tax_per_mu_fill.sql", "classes_fill.sql"):
            with connection.cursor() as cursor:
                cursor.execute((HERE / name).read_text(), {"parks": PARKS, "firms": firms, "year": YEAR})
        began = time.monotonic()
        expected = undisturbed()
        print(
            f"class_kills: {firms} firms; undisturbed {time.monotonic() - began:.1f} s; {machine()}",
            flush=True,
        )
        with bench() as made:
            return int(not all(scenarios(made, expected)))


def undisturbed() -> tuple[str, int]:
    from_command = StringIO()
    call_command("evaluate", "enterprises", region=REGION, year=YEAR, stdout=from_command)
    return outcome()


def outcome() -> tuple[str, int]:
    """Result hash of the latest run and how many results it has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, results_hash FROM evaluation_run ORDER BY id DESC LIMIT 1")
        run, digest = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM evaluation_enterpriseresult WHERE run_id = %s", [run])
        return digest, cursor.fetchone()[0]


def scenarios(made: Bench, expected: tuple[str, int]) -> Iterator[bool]:
    for workers in (1, 4):
        made.staff(workers)
        yield disturbed(made, f"{workers} workers", expected, [])
    yield disturbed(made, "every message three times", expected, [], deliveries=3)
    for label, blow in (("child killed", made.kill_child), ("all workers killed", made.kill_all)):
        for _ in range(KILLS // 2 // A_RUN):
            yield disturbed(made, f"{label}, {A_RUN} times", expected, [blow] * A_RUN)
    yield disturbed(made, "Redis emptied, 3 times", expected, [made.flush_redis] * 3)
    yield disturbed(made, "Redis away for 10 s", expected, [made.redis_down])


def disturbed(
    made: Bench,
    label: str,
    expected: tuple[str, int],
    blows: list[Callable[[], None]],
    deliveries: int = 1,
) -> bool:
    """One run asked for as a page does, struck in the middle of its counties; whether it came out the same."""
    job, began, slowest = int(made.ask("run", REGION, str(YEAR))), time.monotonic(), 0.0
    for blow in blows:
        if not wait_until(lambda: job_counts(job)["running"], PATIENCE):
            break
        time.sleep(made.random.uniform(0, 0.4))
        done = job_counts(job)["done"]
        blow()
        struck = time.monotonic()
        wait_until(lambda done=done: job_counts(job)["done"] > done or is_over(job), PATIENCE)
        slowest = max(slowest, time.monotonic() - struck)
    for _ in range(deliveries - 1):
        made.ask("ring", str(job))
    over = wait_until(lambda: is_over(job), 10 * PATIENCE)
    same, counts = bool(over) and outcome() == expected, job_counts(job)
    print(
        f"  {label:28} {'the same' if same else 'DIFFERENT'} in {time.monotonic() - began:6.1f} s,"
        f" {counts['attempts']} attempts for {counts['counties']} counties, back at work within {slowest:.1f} s",
        flush=True,
    )
    return same and slowest < PATIENCE


def job_counts(job: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state = 'running') AS running, count(*) FILTER (WHERE state = 'done') AS done,"
            " coalesce(sum(attempt), 0) AS attempts, count(*) AS counties"
            " FROM portal_job WHERE params ->> 'job' = %s",
            [str(job)],
        )
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def is_over(job: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state IN ('done', 'failed') FROM portal_job WHERE id = %s", [job])
        return bool(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else FIRMS))
