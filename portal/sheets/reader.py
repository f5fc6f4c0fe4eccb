"""From the bytes of a file to its cells, through a process of its own."""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

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
    return book_of(ask("portal.sheets.cells", data, filename, READ_SECONDS))


def book_of(parts: Iterator[Any]) -> Book:
    """Sheets put together from their names and blocks of rows."""
    sheets: list[RawSheet] = []
    for part in parts:
        if isinstance(part, tuple):
            name, hidden = part
            sheets.append(RawSheet(shown(name), [], hidden))
        else:
            sheets[-1].rows.extend(part)
    return Book(tuple(sheets))


def ask(
    module: str, data: bytes, filename: str, seconds: int, too_much: str = TOO_MUCH, **arguments: Any
) -> Iterator[Any]:
    """The parts of what a child process answers, as they come; every way it can fail becomes :class:`FileRefused`,
    `too_much` when it used up its memory or its time."""
    if len(data) > MAX_BYTES:
        raise FileRefused(f"文件超过 {MAX_BYTES // MEGABYTE} MB，请拆成几个文件分别上传。")
    with subprocess.Popen(
        [sys.executable, "-Es", "-m", module],
        cwd=ROOT,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdin and child.stdout
        alarm = threading.Timer(seconds, child.kill)
        alarm.start()
        try:
            with suppress(BrokenPipeError):  # it died before it had read: its answer tells
                child.stdin.write(pickle.dumps((data, filename, arguments), 5))
                child.stdin.close()
            yield from frames(child.stdout, too_much)
        finally:
            alarm.cancel()
            child.kill()


def frames(stream: IO[bytes], too_much: str = TOO_MUCH) -> Iterator[Any]:
    """The parts of an answer as they come. Raises :class:`FileRefused` when it says so or breaks off."""
    while True:
        try:
            kind, content = _Cells(stream).load()
        except Exception as error:  # it died in the middle of a word: out of memory or of time
            raise FileRefused(too_much) from error
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
