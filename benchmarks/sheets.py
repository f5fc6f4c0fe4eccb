"""Bringing in a file against reading its cells and copying the same rows: 20 000 parks with 30 columns.

    python -m benchmarks.sheets [rows]

By hand: python-calamine reads the cells, COPY writes the finished rows of the same tables, whose triggers write the
same history. The portal beside it gates the file, reads it in a process of its own, checks every cell, reference,
constraint and rule, keeps what every row means, and writes the rows in one transaction. Then the commit is killed 20
times (`tests/test_sheet_kill.py`).
"""

import io
import os
import resource
import subprocess
import sys
from importlib import import_module
from io import StringIO
from typing import Any

import python_calamine
import xlsxwriter
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.common import machine, throwaway_database, timed
from config.runtime.places import ROOT

ROWS, COLUMNS, ROUNDS, GOAL = 20_000, 30, 3, 3.0
WORDS = {
    "county": "鹿城区",
    "address": "工业路 {} 号",
    "platform": "瓯江口产业集聚区",
    "leading_industries": "344、351",
    "renovation": "屋顶光伏与雨污分流改造，第 {} 批",
    "introduction": "以泵阀制造为主的小微企业园，第 {} 号，配套齐全。",
    "first_operating_year": 2020,
    "transition_until": "2026-12-31",
}
LEFT_OUT = ("township", "developer_name", "developer_uscc", "operator_name", "operator_uscc")


def main(rows: int) -> int:
    with throwaway_database():
        call_command("load_reference", stdout=StringIO())
        actor, (data, columns) = officer(), workbook(rows)
        found = [bring_in(actor, data, rows) for _ in range(ROUNDS)]
        lines = finished_rows()
        cells = min(timed(lambda: read_cells(data)) for _ in range(ROUNDS))
        copied = min(copy_in(lines) for _ in range(ROUNDS))
        held = report(rows, columns, found, cells, copied)
    return int(not (held and killed()))


def officer() -> Any:
    """A county officer of 鹿城."""
    user = apps.get_model("accounts", "User").objects.create(
        username="bench", display_name="测试", password="!"
    )
    place = apps.get_model("accounts", "Place").objects.get(code="330302")
    user.memberships.create(role="county_officer", place=place, valid_from="2019-01-01")
    return user


def workbook(rows: int) -> tuple[bytes, int]:
    """The file in our own layout, every column filled, and how many columns it has."""
    layout = sheet_kind().layout
    columns = [column for column in layout.columns if column.name not in LEFT_OUT][:COLUMNS]
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet("园区")
    sheet.write_row(0, 0, [column.heading for column in columns])
    for number in range(1, rows + 1):
        sheet.write_row(number, 0, [cell(column, number) for column in columns])
    book.close()
    return target.getvalue(), len(columns)


def cell(column: Any, number: int) -> Any:
    if column.name == "name":
        return f"基准小微企业园{number:05d}"
    if column.name == "registry_code":
        return f"C01Z{number:05d}"
    if column.name in WORDS:
        word = WORDS[column.name]
        return word.format(number) if isinstance(word, str) else word
    options = getattr(column, "options", ())
    return options[number % len(options)][1] if options else 1000 + number / 4


def sheet_kind() -> Any:
    return import_module("portal.sheets.kinds").sheet_kinds.get("parks")


def bring_in(actor: Any, data: bytes, rows: int) -> tuple[float, float]:
    """Seconds to have the rows checked, and then written; they stay until the next time."""
    clear()
    services, batches = import_module("portal.sheets.services"), []
    checking = timed(
        lambda: batches.append(services.stage(actor=actor, kind="parks", data=data, filename="p.xlsx"))
    )
    writing = timed(lambda: batches.append(services.commit(actor=actor, batch=batches[0], accept="all")))
    assert batches[-1].counts["new"] == rows, batches[-1].counts
    return checking, writing


def clear() -> None:
    """No parks, and no history of any."""
    with connection.cursor() as cursor:
        cursor.execute("SET portal.allow_truncate = on")
        cursor.execute("TRUNCATE parks_park, parks_parkevent, portal_sheetbatch CASCADE")
        cursor.execute("DELETE FROM accounts_place WHERE kind = 'park'")


def read_cells(data: bytes) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    book.get_sheet_by_index(0).to_python()


def finished_rows() -> dict[str, str]:
    """What the import has written, by table, as COPY writes it."""
    found = {}
    for table, which in (("accounts_place", "kind = 'park'"), ("parks_park", "TRUE")):
        target = io.StringIO()
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {which}) TO STDOUT", target)
        found[table] = target.getvalue()
    return found


def copy_in(lines: dict[str, str]) -> float:
    """Seconds to copy the finished rows into the same, empty tables."""
    clear()

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, text in lines.items():
                cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))

    return timed(work)


def report(rows: int, columns: int, found: list[tuple[float, float]], cells: float, copied: float) -> bool:
    """Print the ratio; whether the goal is met."""
    checking, writing = min(found, key=sum)
    ratio = (checking + writing) / (cells + copied)
    memory = [
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(f"sheets: {rows} new parks of {columns} columns, best of {ROUNDS}; {machine()}")
    print(f"  checked                     {checking:6.2f} s")
    print(f"  written                     {writing:6.2f} s  {rows / (checking + writing):7.0f} rows/s in all")
    print(f"  by hand: cells read         {cells:6.2f} s")
    print(f"  by hand: rows copied        {copied:6.2f} s")
    print(f"  most memory                 {memory[0]:6d} MB, the process that reads {memory[1]} MB")
    print(f"  {'ok    ' if ratio <= GOAL else 'MISSED'} ratio {ratio:.2f} (goal ≤ {GOAL})")
    return ratio <= GOAL


def killed() -> bool:
    """A commit of 5,000 rows killed at 20 moments leaves all or nothing."""
    environment = {**os.environ, "KILL_ROWS": "5000", "KILLS": "20"}
    environment.pop("DATABASE_URL")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/test_sheet_kill.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment).returncode == 0
    print(f"  {'ok    ' if done else 'MISSED'} 20 of 20 killed commits of 5,000 rows left all or nothing")
    return done


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
