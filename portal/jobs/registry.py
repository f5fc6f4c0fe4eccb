"""Kinds of background work. A room registers its own in `AppConfig.ready()`."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.models import Job
from portal.registry import Registry


@dataclass
class Progress:
    """How far the work is. The work sets it; a heartbeat beside it writes it to the job row."""

    done: int = 0
    total: int = 0
    message: str = ""
    lost: threading.Event = field(default_factory=threading.Event)

    def report(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work is; raises LeaseLost when another worker has taken over meanwhile."""
        if self.lost.is_set():
            raise LeaseLost
        self.done, self.total, self.message = done, total, message


class LeaseLost(Exception):
    """This worker was thought dead and another one has the job; what it did is rolled back."""


@dataclass(frozen=True)
class Waiting:
    """The answer of a job whose parts are jobs of their own, while one of them is not done.

    It is let go of and goes on when somebody rings: a part that is done, or the sweeper. `result` is kept for then.
    """

    done: int
    total: int
    message: str
    result: dict[str, Any]


@dataclass(frozen=True)
class JobKind:
    """`work(job, progress)` does the whole job and answers its result as a JSON-ready dict, or `Waiting`.

    It runs in one transaction that also marks the job done, so a job's effects happen exactly once however
    often it is delivered. `result_url(result)` leads people to what came out.
    """

    code: str
    label: str
    work: Callable[[Job, Progress], dict[str, Any] | Waiting]
    result_url: Callable[[dict[str, Any]], str] = lambda result: ""


job_kinds: Registry[JobKind] = Registry("job kinds")
