"""Everything the portal consists of, under one parent: servers, web, worker, clock.

Children are in process groups of their own, so that only this parent hears Ctrl-C and can stop them in order; the
kernel ends them if the parent is killed. A child that crashes is started again, later and later.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.runtime import redis
from config.runtime.child import Child, say
from config.runtime.places import ROOT, data_dir, private_folder
from config.runtime.postgres import Cluster, embedded, wait_until
from config.runtime.processes import die_with_parent
from config.runtime.trouble import Trouble

GOODBYES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 10
START_SECONDS = 60


@dataclass
class House:
    """The portal as this process runs it."""

    data: Path
    host: str
    port: int
    children: list[Child] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://{'localhost' if self.host in ('127.0.0.1', '0.0.0.0') else self.host}:{self.port}/"

    def add(self, name: str, *command: str, farewell: int = signal.SIGTERM) -> Child:
        child = Child(name, list(command), self.data / "log" / f"{name}.log", farewell)
        self.children.append(child)
        child.start()
        return child

    def stop(self) -> None:
        """Ask all to finish; what has not after a while is killed (a job in it is taken up at the next start)."""
        for child in self.children:
            child.stop(signal.SIGTERM)
        wait_until(lambda: not any(child.running() for child in self.children), STOP_SECONDS)
        for child in self.children:
            child.kill()


# --- Before anything starts ------------------------------------------------------------------------------


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody else has."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Trouble(
                f"Port {port} on {host} cannot be used ({error.strerror}): stop the program that has it, or choose "
                f"another with `make run PORT={port + 1}`."
            ) from error


def chosen_port() -> int:
    """``PORT``, by default 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT is {text!r}: give a number between 1 and 65535.")
    return int(text)


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder against a second ``make run``."""
    try:
        (data / "log").mkdir(parents=True, exist_ok=True)
        mark = (data / "running.lock").open("w")
    except OSError as error:
        raise Trouble(
            f"The data folder {data} cannot be used ({error.strerror}): make it writable for this user, move what "
            "is in its way, or choose another with DATA_DIR."
        ) from error
    with mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble(
                f"The portal already runs on {data}: use that one, stop it, or choose another folder and port "
                "with `make run DATA_DIR=var2 PORT=8001`."
            ) from error
        yield


# --- Parts -----------------------------------------------------------------------------------------------


def start_redis(house: House) -> None:
    """Start the private Redis if the machine has one; without it messages go through files."""
    if os.environ.get("REDIS_URL"):
        return
    command = redis.server_command(house.data)
    if not command:
        return
    (house.data / "redis").mkdir(exist_ok=True)
    private_folder(redis.socket_path(house.data).parent, os.geteuid())
    child = house.add("redis", *command)
    if wait_until(lambda: redis.private_url(house.data) or not child.running(), 10) and child.running():
        os.environ["REDIS_URL"] = redis.private_url(house.data)
    else:
        house.children.remove(child)


def prepare(house: House) -> str:
    """Bring the database up to date in a process of its own; answers what it printed."""
    say("Preparing the database …")
    log = house.data / "log" / "prepare.log"
    with log.open("wb") as errors:
        done = subprocess.Popen(
            [sys.executable, "-m", "config.runtime.prepare"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
        try:
            printed, _ = done.communicate()
        finally:
            done.kill()
    if done.returncode:
        raise Trouble(f"The database could not be prepared: {log} says why.")
    return printed.decode()


def web_command(house: House) -> list[str]:
    """Three processes of two threads; a developer's ``DEBUG=1`` reloads changed code instead of sharing it."""
    bind = f"[{house.host}]:{house.port}" if ":" in house.host else f"{house.host}:{house.port}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        bind,
        "--workers",
        "3",
        "--threads",
        "2",
    ]
    return [*command, "--reload" if os.environ.get("DEBUG") else "--preload", "--no-control-socket"]


def celery_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "config", *arguments]


def start_parts(house: House) -> None:
    """Start the web server, and once it answers the worker and the clock: people wait for pages, not for jobs."""
    web = house.add("web", *web_command(house))
    if not wait_until(lambda: answers(house) or not web.running(), START_SECONDS) or not web.running():
        raise Trouble(f"The web server did not start: {web.log} says why.")
    worker = celery_command("worker", "--loglevel", "INFO", "--concurrency", "2")
    # SIGKILL: a worker whose parent was killed gives up at once, its jobs are taken up at the next start. Told by SIGQUIT
    # it first tries to give its messages back to a broker that has just died with the same parent.
    house.add("worker", *worker, "--without-gossip", "--without-mingle", farewell=signal.SIGKILL)
    schedule = str(house.data / "beat-schedule")
    house.add("beat", *celery_command("beat", "--loglevel", "INFO", "--pidfile=", "--schedule", schedule))


def answers(house: House) -> bool:
    """Whether the web server gives an answer, be it a bad one."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(house.host, house.host)
    try:
        with urllib.request.urlopen(f"http://{host}:{house.port}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def watch(house: House, cluster: Cluster | None) -> None:
    """Keep everything running until somebody interrupts."""
    while True:
        if cluster and not cluster.answers():
            say(f"PostgreSQL ended, starts again; see {cluster.log}")
            cluster.ensure()
        for child in house.children:
            child.watch()
        time.sleep(0.5)


# --- The whole -------------------------------------------------------------------------------------------


def run() -> int:
    """``make run``: start all, say where it is, run until Ctrl-C or SIGTERM, stop all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    # Said for SIGINT too: a shell starts background jobs with it ignored.
    for number in GOODBYES:
        signal.signal(number, signal.default_int_handler)
    house = House(data_dir(), os.environ.get("HOST") or "127.0.0.1", chosen_port())
    check_port(house.host, house.port)
    os.environ["DATA_DIR"] = str(house.data)
    try:
        serve(house)
    except KeyboardInterrupt:
        say("The portal has stopped.")
    return 0


def serve(house: House) -> None:
    """Hold the folder and the servers, run the parts, and give everything back in the opposite order."""
    with ExitStack() as held:
        held.enter_context(only_one(house.data))
        cluster = None if os.environ.get("DATABASE_URL") else embedded(house.data)
        if cluster:
            os.environ["DATABASE_URL"] = held.enter_context(cluster.used())
        held.callback(house.stop)
        held.callback(deafen)
        start_redis(house)
        accounts = prepare(house)
        start_parts(house)
        say(f"{accounts}\nThe portal is ready: {house.address}  (stop with Ctrl-C)")
        watch(house, cluster)


def deafen() -> None:
    """While stopping, a second Ctrl-C must not leave half of it behind."""
    for number in GOODBYES:
        signal.signal(number, signal.SIG_IGN)
