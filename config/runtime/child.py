"""A program that has to run all the time."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from config.runtime.places import ROOT
from config.runtime.processes import die_with_parent

LONGEST_PAUSE = 30
# A child that ran this long before it ended is a new case, not the old one again.
STEADY_SECONDS = 60


def say(line: str) -> None:
    print(line, flush=True)


@dataclass
class Child:
    """A program that has to run all the time; its output goes to ``log``."""

    name: str
    command: list[str]
    log: Path
    farewell: int = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    failures: int = 0
    again_at: float = 0

    def start(self) -> None:
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(self.farewell),
            )

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self) -> None:
        """Start it again if it has ended, after a pause that doubles with each failure in a row."""
        if self.running():
            return
        now = time.monotonic()
        if self.process is not None:
            self.failures = 1 if now - self.started > STEADY_SECONDS else self.failures + 1
            pause = min(2 ** (self.failures - 1), LONGEST_PAUSE)
            say(
                f"{self.name} ended (status {self.process.returncode}), starts again in {pause} s; see {self.log}"
            )
            self.process, self.again_at = None, now + pause
        elif now >= self.again_at:
            self.start()

    def stop(self, number: int) -> None:
        if self.process is not None and self.running():
            self.process.send_signal(number)

    def kill(self) -> None:
        """End what is left of the whole group."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait()
