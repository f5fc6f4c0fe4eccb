"""From the bytes of a file to its cells, through a process of its own."""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from portal.sheets.child import END, REFUSED, TOO_MUCH
from portal.sheets.columns.base import shown
from portal.sheets.garbage import uncollected
from portal.sheets.gate import MAX_BYTES, MEGABYTE
from portal.sheets.layout import Book, RawSheet
from portal.sheets.problems import FileRefused

ROOT = Path(__file__).resolve().parents[2]
READ_SECONDS = 60  # on the clock, for a machine that is busy; the process limits its own work more closely
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "TZ")
_DATES = {"date", "datetime", "time", "timedelta"}


@uncollected()
def read(data: bytes, filename: str) -> Book:
    """The cells of a workbook or a CSV file. Raises only :class:`FileRefused`."""
    sheets: list[RawSheet] = []
    for part in ask("portal.sheets.cells", data, filename, READ_SECONDS):
        if isinstance(part, tuple):
            name, hidden = part
            sheets.append(RawSheet(shown(name), [], hidden))
        else:
            sheets[-1].rows.extend(part)
    return Book(tuple(sheets))


def ask(module: str, data: bytes, filename: str, seconds: int, **arguments: Any) -> Iterator[Any]:
    """The parts of what a child process answers, as they come; every way it can fail becomes :class:`FileRefused`."""
    if len(data) > MAX_BYTES:
        raise FileRefused(f"文件超过 {MAX_BYTES // MEGABYTE} MB，请拆成几个文件分别上传。")
    child = subprocess.Popen(
        [sys.executable, "-Es", "-m", module],
        cwd=ROOT,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    alarm = threading.Timer(seconds, child.kill)
    alarm.start()
    try:
        yield from _frames(child, pickle.dumps((data, filename, arguments), 5))
    finally:
        alarm.cancel()
        child.kill()
        child.wait()


def _frames(child: subprocess.Popen[bytes], request: bytes) -> Iterator[Any]:
    assert child.stdin and child.stdout
    with suppress(BrokenPipeError):  # it died before it had read: its answer tells
        child.stdin.write(request)
        child.stdin.close()
    while True:
        try:
            kind, content = _Cells(child.stdout).load()
        except Exception as error:  # it died in the middle of a word: out of memory or of time
            raise FileRefused(TOO_MUCH) from error
        if kind == END:
            return
        if kind == REFUSED:
            raise FileRefused(content)
        yield content


class _Cells(pickle.Unpickler):
    """Cells and nothing else: what comes back from a process that read a stranger's file is not trusted."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in _DATES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no cell")
