"""Files made to hurt, and damaged ones. Run as a program it reads them as the portal does and prints what that cost:
`python -m portal.sheets.tests.hostile corpus FOLDER` or `… mutants COUNT`."""

import io
import json
import os
import pickle
import random
import resource
import struct
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from portal.sheets import cells
from portal.sheets.child import answer
from portal.sheets.matching import match
from portal.sheets.problems import FileRefused
from portal.sheets.reader import book_of, frames, read
from portal.sheets.tests.workbooks import LAYOUT, good_rows, grid, with_parts, xls, xlsx

MEGABYTE = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
PARTS = (SHEET, SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")
DOCTYPE = (
    b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)
XXE = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def good() -> bytes:
    return xlsx(grid(good_rows(20)))


def replaced(old: bytes, new: bytes, part: str = SHEET) -> bytes:
    return with_parts(good(), lambda name, content: content.replace(old, new, 1) if name == part else content)


def declared(head: bytes) -> bytes:
    """The good file with another XML declaration on its sheet."""
    return with_parts(
        good(), lambda name, content: head + content.partition(b"?>")[2] if name == SHEET else content
    )


def far_cell(reference: str) -> bytes:
    """One cell a long way off: readers that keep a full rectangle need gigabytes for it."""
    row = "".join(filter(str.isdigit, reference))
    cell = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'
    return replaced(b"</sheetData>", cell.encode())


def repeated_text() -> bytes:
    """One long shared text, called up thirty thousand times."""
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 30_000))

    def change(name: str, content: bytes) -> bytes:
        if name == "xl/sharedStrings.xml":
            return content[: content.index(b"<si>")] + b"<si><t>" + b"x" * 32_000 + b"</t></si></sst>"
        if name == SHEET:
            head, tail = content.split(b"<sheetData>")[0], content.split(b"</sheetData>")[1]
            return head + b"<sheetData>" + rows + b"</sheetData>" + tail
        return content

    return with_parts(good(), change)


def many_entries() -> bytes:
    return with_parts(
        good(), lambda name, content: content, **{f"xl/media/{n}.png": b"" for n in range(5000)}
    )


def overlapping() -> bytes:
    """Two names in the directory for the same bytes."""
    data = good()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
        end = data[-22:]
        directory = data[start:-22]
    count = struct.unpack("<H", end[10:12])[0]
    fields = (b"PK\x05\x06", 0, 0, 40 * count, 40 * count, 40 * len(directory), start, 0)
    return data[:start] + directory * 40 + struct.pack("<4s4H2LH", *fields)


def blown_up(stated: int) -> bytes:
    """A part of thirty megabytes of nothing that says it has `stated` bytes."""
    size = 30 * MEGABYTE
    data = with_parts(good(), lambda name, content: content, **{"xl/big.xml": b" " * size})
    return data.replace(struct.pack("<L", size), struct.pack("<L", stated))


def encrypted() -> bytes:
    """What Excel makes of a workbook with a password: an OLE file around an encrypted package."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1000)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(4000)
    )


def locked_entries() -> bytes:
    """Entries that say they are encrypted the zip way."""
    data = bytearray(good())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def corpus() -> Iterator[tuple[str, str, bytes]]:
    """What it is, the name it comes under, the file."""
    old = xls(grid(good_rows(20)))
    yield "empty", "园区.xlsx", b""
    yield "too large", "园区.xlsx", b"PK\x03\x04" + bytes(21 * MEGABYTE)
    yield "ratio bomb", "园区.xlsx", blown_up(30 * MEGABYTE)
    yield "size bomb", "园区.xlsx", blown_up(3000 * MEGABYTE)
    yield "understated size", "园区.xlsx", blown_up(100)
    yield "many entries", "园区.xlsx", many_entries()
    yield "overlapping entries", "园区.xlsx", overlapping()
    yield "far cell", "园区.xlsx", far_cell("XFD1048576")
    yield "rather far cell", "园区.xlsx", far_cell("ZZ100000")
    yield "far cell in .xls", "园区.xls", xls([*grid(good_rows(3)), *[[]] * 60_000, [""] * 250 + ["x"]])
    yield "repeated text", "园区.xlsx", repeated_text()
    yield "entities", "园区.xlsx", declared(DOCTYPE)
    yield "external entity", "园区.xlsx", declared(XXE)
    yield "utf-16 part", "园区.xlsx", declared('<?xml version="1.0"?>'.encode("utf-16"))
    yield "macros", "园区.xlsx", with_parts(good(), lambda n, c: c, **{"xl/vbaProject.bin": b"x"})
    yield (
        "macro type",
        "园区.xlsx",
        replaced(b"sheet.main+xml", b"sheet.macroEnabled.main+xml", "[Content_Types].xml"),
    )
    yield "xlsm", "园区.xlsm", good()
    yield "xls with macros", "园区.xls", old + "_VBA_PROJECT_CUR".encode("utf-16-le")
    yield "encrypted", "园区.xlsx", encrypted()
    yield "encrypted as .xls", "园区.xls", encrypted()
    yield "locked entries", "园区.xlsx", locked_entries()
    yield "binary workbook", "园区.xlsb", good()
    yield (
        "binary workbook renamed",
        "园区.xlsx",
        with_parts(good(), lambda n, c: c, **{"xl/workbook.bin": b"x"}),
    )
    yield "xlsx named .xls", "园区.xls", good()
    yield "xls named .xlsx", "园区.xlsx", old
    yield "web page named .xls", "园区.xls", b"<html><table><tr><td>1</td></tr></table></html>"
    yield "picture named .xlsx", "园区.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500)
    yield "program", "园区.exe", b"MZ" + bytes(500)
    yield "no extension", "园区", good()
    yield "zip of something else", "园区.xlsx", zipped({"word/document.xml": b"<w/>"})
    yield "binary .csv", "园区.csv", bytes(range(256)) * 20
    yield "xlsx named .csv", "园区.csv", good()
    yield "cut off", "园区.xlsx", good()[:3000]
    yield "cut off .xls", "园区.xls", old[:3000]
    yield "garbage in .xls", "园区.xls", old[:512] + random.Random(1).randbytes(20_000)
    yield "no sheet part", "园区.xlsx", with_parts(good(), lambda n, c: None if n == SHEET else c)
    yield "no cells", "园区.xlsx", xlsx([[]])


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def mutants(count: int) -> Iterator[bytes]:
    """The good file with a few bytes changed, cut, doubled or swapped: in the archive, or inside a part of it."""
    original = good()
    for seed in range(count):
        draw = random.Random(seed)
        if seed % 3 == 0:
            yield mutated(original, draw)
        else:
            yield with_parts(original, partial(mutated_part, draw, draw.choice(PARTS)))


def mutated_part(draw: random.Random, part: str, name: str, content: bytes) -> bytes:
    return mutated(content, draw) if name == part else content


def mutated(data: bytes, draw: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(content))
        length = draw.randint(1, 40)
        match draw.randrange(5):
            case 0:
                content[place] = draw.randrange(256)
            case 1:
                del content[place : place + length]
            case 2:
                content[place:place] = content[place : place + length]
            case 3:
                content[place:place] = draw.choice(
                    [b"9" * 20, b"\x00", b"-", b"&#0;", b'"', b"<", b"1e999", b"\xff\xfe"]
                )
            case 4:
                content[place] ^= 1 << draw.randrange(8)
    return bytes(content)


def read_forked(data: bytes) -> Any:
    """As `reader.read`, in a copy of this process in place of a new one: for a thousand files in a row."""
    incoming, outgoing = os.pipe()
    if not (child := os.fork()):
        try:
            with os.fdopen(outgoing, "wb") as target, open(os.devnull, "w") as silence:
                os.dup2(silence.fileno(), 2)
                answer(cells.TASK, io.BytesIO(pickle.dumps((data, "园区.xlsx", {}), 5)), target)
        finally:
            os._exit(0)
    os.close(outgoing)
    try:
        with os.fdopen(incoming, "rb") as stream:
            return book_of(frames(stream))
    finally:
        os.waitpid(child, 0)


def seconds() -> float:
    """What the child processes so far have worked."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def try_corpus(folder: Path) -> dict[str, Any]:
    """What is said about each file `write_corpus` left there, and the most memory any of it took."""
    told = {}
    for file in sorted(folder.iterdir()):
        before = seconds()
        try:
            match(read(file.read_bytes(), file.name.partition("~")[2]), [LAYOUT])
            said = ""
        except FileRefused as refusal:
            said = refusal.message
        told[file.name.partition("~")[0]] = [said, round(seconds() - before, 2)]
    return {"files": told, "megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024}


def write_corpus(files: Iterable[tuple[str, str, bytes]], folder: Path) -> None:
    """Files named `what it is~the name it comes under`: making them takes memory that must not be counted."""
    for what, filename, data in files:
        (folder / f"{what}~{filename}").write_bytes(data)


def try_mutants(count: int) -> dict[str, Any]:
    """How many were refused, read or taken, and the longest work for one. Anything else than a refusal ends this."""
    told: Counter[str] = Counter()
    longest = 0.0
    for data in mutants(count):
        before = seconds()
        try:
            book = read_forked(data)
            told["read"] += 1
            match(book, [LAYOUT])
            told["matched"] += 1
        except FileRefused:
            told["refused"] += 1
        longest = max(longest, seconds() - before)
    return {**told, "longest": round(longest, 2)}


if __name__ == "__main__":
    task, argument = sys.argv[1:]
    print(json.dumps(try_corpus(Path(argument)) if task == "corpus" else try_mutants(int(argument))))
