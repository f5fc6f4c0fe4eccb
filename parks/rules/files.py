"""What kind of file some bytes are, told from themselves and never from their name."""

import unicodedata
import zipfile
from typing import IO

SIGNATURES = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
ENDINGS = {"pdf": "pdf", "png": "png", "jpg": "jpg", "jpeg": "jpg", "docx": "docx", "xlsx": "xlsx"}
MOST_ENTRIES = 5000
LONGEST_NAME = 120


def kind_of(file: IO[bytes]) -> str:
    """pdf, png, jpg, docx or xlsx; "" for everything else, office files with macros among it."""
    file.seek(0)
    head = file.read(16)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    return office_kind(file) if head.startswith(b"PK\x03\x04") else ""


def office_kind(file: IO[bytes]) -> str:
    """docx or xlsx by the part every such package has; only the list of parts is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return ""
    if len(names) > MOST_ENTRIES or "[Content_Types].xml" not in names:
        return ""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    kinds = [kind for part, kind in OFFICE.items() if part in names]
    return kinds[0] if len(kinds) == 1 else ""


def ending_of(name: str) -> str:
    """The kind a name claims by its ending; "" for one that is not taken."""
    return ENDINGS.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def clean_name(name: str) -> str:
    """A file's name without folders and without characters nobody sees; its ending stays when it is too long."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip()
    stem, dot, ending = seen.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending)]}{dot}{ending}" if dot else seen[:LONGEST_NAME]
