"""The tests' PostgreSQL: an embedded cluster in ``var/test`` unless ``DATABASE_URL`` names a server.

Loaded by ``addopts = -p …``: a ``conftest.py`` would be too late, pytest-django has read the settings by then and
the tests would run beside somebody's data. Workers of pytest-xdist inherit the environment, so all share the cluster
and each makes its own database; runs at the same time keep apart by the number of their process.
"""

import os
import re
import shutil
from contextlib import ExitStack
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import sql

from config.runtime.places import ROOT
from config.runtime.postgres import NAME, Cluster
from tests.plugin import template

TEST_DIR = ROOT / "var" / "test"
# Nothing here has to survive a power cut.
OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "max_wal_size=2GB",
)
CLUSTER = Cluster(TEST_DIR / "postgres", OPTIONS)

servers = ExitStack()


def start() -> None:
    """Name this run's database and start the cluster; a worker finds both done by the main process."""
    if "TEST_DATABASE" in os.environ:
        # A worker rings its own bell: its jobs are in its own database.
        os.environ["DATA_DIR"] += f"/{os.environ['PYTEST_XDIST_WORKER']}"
        return
    os.environ["TEST_DATABASE"] = f"test_{os.getpid()}"
    os.environ["DATA_DIR"] = str(TEST_DIR / f"run_{os.getpid()}")
    os.environ.pop("REDIS_URL", None)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = servers.enter_context(CLUSTER.used())
        drop_leftovers()
        os.environ["TEST_TEMPLATE"] = template.ensure(CLUSTER)


def drop_leftovers() -> None:
    """Drop the databases of runs that were killed."""
    connection = psycopg2.connect(host=str(CLUSTER.sockets), user=NAME, dbname=NAME)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            found = re.match(r"test_(\d+)", name)
            if found and not Path("/proc", found[1]).exists():
                cursor.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
    connection.close()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Clear up and give the cluster back; it stops when the last run is over."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)
    servers.close()


start()
