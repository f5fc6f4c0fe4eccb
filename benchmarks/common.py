"""What every benchmark needs: a throw-away database, a clock, a description of the machine."""

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg2
from django.core.management import call_command
from django.db import connection

from config.runtime.places import ROOT
from config.runtime.postgres import NAME, Cluster

# As durable as in production but for the flush to disk, whose time says nothing about the program.
OPTIONS = ("fsync=off", "shared_buffers=512MB", "max_wal_size=8GB", "work_mem=64MB", "autovacuum=off")
CLUSTER = Cluster(ROOT / "var" / "bench" / "postgres", OPTIONS)


@contextmanager
def throwaway_database() -> Iterator[None]:
    """Django set up on an empty, migrated database that is dropped at the end."""
    name = f"bench_{os.getpid()}"
    with CLUSTER.used():
        administer(f"CREATE DATABASE {name}")
        try:
            os.environ["DATABASE_URL"] = f"postgres://{NAME}@/{name}?host={CLUSTER.sockets}"
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
            django.setup()
            call_command("migrate", verbosity=0)
            leave_blank()
            yield
        finally:
            administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def leave_blank() -> None:
    """What the hand-written fillings do not speak of is blank, as a form left empty would leave it."""
    blank = {"character varying": "''", "text": "''", "ARRAY": "'{}'", "jsonb": "'{}'", "boolean": "false"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL"
            " AND data_type = ANY(%s) AND split_part(table_name, '_', 1) IN ('accounts', 'parks', 'enterprises')",
            [list(blank)],
        )
        for table, column, kind in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET DEFAULT {blank[kind]}')


def administer(statement: str) -> None:
    server = psycopg2.connect(host=str(CLUSTER.sockets), user=NAME, dbname=NAME)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(statement)
    server.close()


def best_of(times: int, *works: Callable[[], Any]) -> list[float]:
    """The shortest of several runs of each, in seconds: what it costs when nothing else is in its way.

    The works take turns, so that a busy minute of the machine does not fall on one of them alone.
    """
    rounds = [[timed(work) for work in works] for _ in range(times)]
    return [min(found) for found in zip(*rounds, strict=True)]


def timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def machine() -> str:
    """The machine in one line: processor, cores, memory, Python, PostgreSQL comes with the wheel."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    processor = names[0] if names else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory} GB, Python {platform.python_version()}"
