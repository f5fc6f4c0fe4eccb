"""A real Redis and real workers for the tests that need them."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config.runtime import redis
from config.runtime.places import ROOT
from config.runtime.postgres import wait_until
from config.runtime.processes import die_with_parent


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a Redis of one's own."""
    with tempfile.TemporaryDirectory(prefix="portal-redis-") as folder:
        path = Path(folder)
        redis.socket_path(path).parent.mkdir(parents=True)
        command = redis.server_command(path)
        assert command, "redis-server is missing: run `make test`, which installs it"
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent())
        assert wait_until(lambda: redis.private_url(path), 10)
        yield redis.private_url(path)
        server.terminate()
        server.wait(10)


class Processes:
    """Celery processes that serve this test's database; all are gone when the test is over."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment = {**os.environ, **environment}
        self.log = log
        self.started: list[subprocess.Popen[bytes]] = []

    def celery(self, *arguments: str, app: str = "config") -> subprocess.Popen[bytes]:
        """Start ``celery`` in a process group of its own."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", app, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )
        self.started.append(process)
        return process

    def worker(self, app: str = "config") -> subprocess.Popen[bytes]:
        return self.celery(
            "worker", "--loglevel=INFO", "--concurrency=1", "--without-gossip", "--without-mingle", app=app
        )

    def beat(self) -> subprocess.Popen[bytes]:
        return self.celery("beat", "--pidfile=", "--schedule", str(self.log.parent / "beat-schedule"))

    def stop(self) -> None:
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def address_of_test_database() -> str:
    """The database this test works in, for a process beside it."""
    settings = connection.settings_dict
    user = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    if settings["HOST"]:
        return f"postgres://{user}@{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"
    return f"postgres://{user}@/{settings['NAME']}?host={settings['OPTIONS']['host']}"


@pytest.fixture
def processes(transactional_db: Any, tmp_path: Path) -> Iterator[Callable[..., Processes]]:
    """Make a set of Celery processes; ``redis_url`` chooses Redis, without it messages go through files."""
    made: list[Processes] = []

    def new(redis_url: str = "") -> Processes:
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": address_of_test_database(),
            "REDIS_URL": redis_url,
        }
        made.append(Processes(environment, tmp_path / "celery.log"))
        return made[-1]

    yield new
    for one in made:
        one.stop()


@pytest.fixture
def worker(processes: Callable[..., Processes]) -> subprocess.Popen[bytes]:
    """A worker that does what the pages of this test ask for."""
    return processes().worker()
