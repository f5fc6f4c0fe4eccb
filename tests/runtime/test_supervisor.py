"""``make run``: everything starts, tells where it is, survives a crash of its parts, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.runtime import child as children
from config.runtime.child import Child
from config.runtime.places import ROOT
from config.runtime.postgres import wait_until
from config.runtime.supervisor import check_port, chosen_port, only_one
from config.runtime.trouble import Trouble

SECOND_START_SECONDS = 10


class Portal:
    """The portal as somebody started it on a data folder."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.began = time.monotonic()
        command = [sys.executable, "-m", "config.runtime", "run"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def wait_until_ready(self) -> str:
        """What it printed until it was ready."""
        printed = ""
        for line in self.process.stdout:
            printed += line
            if "The portal is ready" in line:
                return printed
        raise AssertionError(printed)

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.environment['PORT']}{path}", timeout=10
            ) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.process.stdout.read()
        return self.process.wait(40)


def related(folder: str) -> Iterator[Path]:
    """The live processes that have to do with the folder, as places in ``/proc``."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            about = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            if folder.encode() in about and statistics(process)[0] != "Z":
                yield process
        except OSError:
            continue


def statistics(process: Path) -> list[str]:
    """The fields of ``/proc/PID/stat`` after the program's name."""
    return (process / "stat").read_text().rsplit(")", 1)[1].split()


def left_over(folder: str) -> list[str]:
    """Command lines of processes that have to do with the folder."""
    return [(process / "cmdline").read_text().replace("\0", " ") for process in related(folder)]


def processor_seconds(folder: str) -> float:
    """Processor time of the folder's processes, with that of the children they have waited for."""
    ticks = sum(int(part) for process in related(folder) for part in statistics(process)[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def environment(bare_environment: dict[str, str], free_port: int, tmp_path: Path) -> dict[str, str]:
    return {**bare_environment, "PORT": str(free_port), "DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def portals(environment: dict[str, str]) -> Iterator[list[Portal]]:
    """The portals a test started; none is left running."""
    started: list[Portal] = []
    yield started
    for portal in started:
        if portal.process.poll() is None:
            portal.process.kill()
        portal.process.wait()


def test_it_starts_heals_stops_and_starts_again(environment: dict[str, str], portals: list[Portal]) -> None:
    portals.append(first := Portal(environment))
    assert f"http://localhost:{environment['PORT']}/" in first.wait_until_ready()
    assert first.status("/login/") == 200
    assert wait_until(lambda: first.status("/healthz") == 200, 40)

    log = Path(environment["DATA_DIR"], "log", "worker.log")
    os.kill(child_of(first, "worker"), signal.SIGKILL)
    assert wait_until(lambda: log.read_text().count("ready.") == 2, 40)

    assert first.stop() == 0
    assert left_over(environment["DATA_DIR"]) == []

    assert seconds_to_start(environment, portals) <= SECOND_START_SECONDS


def seconds_to_start(environment: dict[str, str], portals: list[Portal]) -> float:
    """How long a start takes by the clock, or by the processor if that is less: what other programs do at the same
    time is not the portal's slowness. The portal is then killed, and all its parts with it."""
    portals.append(portal := Portal(environment))
    portal.wait_until_ready()
    seconds = min(time.monotonic() - portal.began, processor_seconds(environment["DATA_DIR"]))
    portal.process.kill()
    portal.process.wait()
    folder = environment["DATA_DIR"]
    assert wait_until(lambda: left_over(folder) == [], 30), left_over(folder)
    return seconds


def child_of(portal: Portal, name: str) -> int:
    """The process number of the portal's child that has this word on its command line."""
    number = str(portal.process.pid)
    children = Path("/proc", number, "task", number, "children").read_text().split()
    return next(int(pid) for pid in children if f"\0{name}\0" in Path("/proc", pid, "cmdline").read_text())


def test_ctrl_c_while_it_prepares_leaves_nothing(environment: dict[str, str], portals: list[Portal]) -> None:
    portals.append(portal := Portal(environment))
    assert portal.process.stdout.readline() == "Preparing the database …\n"
    assert portal.stop(signal.SIGINT) == 0
    # The database server was just being started: it hears of the end a moment later.
    assert wait_until(lambda: left_over(environment["DATA_DIR"]) == [], 10), left_over(
        environment["DATA_DIR"]
    )


def test_a_port_in_use_is_said_in_a_sentence(environment: dict[str, str], portals: list[Portal]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        portals.append(portal := Portal(environment))
        assert portal.process.wait(30) == 1
        said = portal.process.stdout.read()
    assert f"Port {environment['PORT']} on 127.0.0.1 cannot be used" in said
    assert f"make run PORT={int(environment['PORT']) + 1}" in said
    assert said.count("\n") == 1


def test_a_bad_data_folder_is_said_in_a_sentence(environment: dict[str, str], portals: list[Portal]) -> None:
    Path(environment["DATA_DIR"]).write_text("in the way")
    portals.append(portal := Portal(environment))
    assert portal.process.wait(30) == 1
    assert "choose another with DATA_DIR" in (said := portal.process.stdout.read())
    assert said.count("\n") == 1


def test_a_folder_runs_one_portal_only(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(Trouble, match="already runs"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80 00"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Trouble, match="between 1 and 65535"):
        chosen_port()


def test_a_free_port_is_taken(free_port: int) -> None:
    check_port("127.0.0.1", free_port)


def test_a_crashing_part_is_started_later_and_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(children.time, "monotonic", lambda: clock[0])
    said: list[str] = []
    monkeypatch.setattr(children, "say", said.append)
    child = Child("part", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "part.log")
    child.start()
    for pause in (1, 2, 4, 8, 16, 30, 30):
        child.process.wait()
        child.watch()
        assert f"starts again in {pause} s" in said[-1]
        clock[0] += pause - 0.1
        child.watch()
        assert child.process is None
        clock[0] += 0.1
        child.watch()
        assert child.process is not None
    child.process.wait()
    clock[0] += children.STEADY_SECONDS + 1
    child.watch()
    assert "starts again in 1 s" in said[-1]
