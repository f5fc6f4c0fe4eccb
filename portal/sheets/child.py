"""What the processes that open workbooks have in common: a request on stdin, frames of the answer on stdout.

They have no Django and no database, as little memory and time as the file can honestly need, and die alone.
"""

import gc
import os
import pickle
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from portal.sheets.gate import Pass, Refused, check

DAMAGED = "文件内容已损坏或不合规范，无法读取，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
TOO_MUCH = "表格过大，或有单元格离数据区很远，请删去多余的行列后另存再上传。"
SPARE_MEMORY, SPARE_SECONDS = 32 * 1024 * 1024, 2

# The kinds of frames: a part of the answer, a refusal with its sentence, the end of a whole answer.
PART, REFUSED, END = "part", "refused", "end"


@dataclass(frozen=True)
class Task:
    """Work on a file that has passed the gate, and what it may use of memory and seconds for each inflated byte; the
    sentences for a file that wants more, and for one that cannot be read."""

    run: Callable[..., Iterator[Any]]
    memory: int
    seconds: float
    check: Callable[[bytes, str], Pass] = check
    spare_memory: int = SPARE_MEMORY
    too_much: str = TOO_MUCH
    damaged: str = DAMAGED


def serve(task: Task) -> None:
    """Answer the one request on stdin."""
    gc.disable()
    answer(task, sys.stdin.buffer, sys.stdout.buffer)
    sys.stdout.flush()
    os._exit(0)  # taking a million cells apart again helps nobody


def answer(task: Task, source: BinaryIO, target: BinaryIO) -> None:
    """Do the task and say how it went; whatever a damaged file raises ends here."""
    try:
        for part in perform(task, *pickle.load(source)):
            pickle.dump((PART, part), target, 5)
        last = (END, "")
    except Refused as refusal:
        last = (REFUSED, str(refusal))
    except MemoryError:
        last = (REFUSED, task.too_much)
    except BaseException:  # calamine and openpyxl raise a dozen kinds, a Rust panic among them
        last = (REFUSED, task.damaged)
    pickle.dump(last, target, 5)


def perform(task: Task, data: bytes, filename: str, arguments: dict[str, Any]) -> Iterator[Any]:
    limit(task.spare_memory + 2 * len(data), SPARE_SECONDS)
    passed = task.check(data, filename)
    limit(task.spare_memory + task.memory * passed.size, SPARE_SECONDS + int(task.seconds * passed.size))
    yield from task.run(data, passed, **arguments)


def limit(memory: int, seconds: int) -> None:
    """Allow so much more memory than is in use now, and so many seconds of work in all."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
