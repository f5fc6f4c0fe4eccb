"""What a file must be before anything reads its cells. No parser of a workbook is at work here.

Runs in the child process (`portal.sheets.child`), so it knows nothing of Django.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_INFLATED = 200 * MEGABYTE
MAX_ENTRIES = 1000
MAX_RATIO = 400  # rows that are only coloured deflate to a hundredth or two; zeros to a thousandth
SMALL = MEGABYTE  # an entry this small is no bomb, however well it deflates
CHUNK = MEGABYTE
OVERLAP = 16  # a word looked for may lie across two chunks

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_UTF8 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x4c\x6f\xa7\x94")
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传。"
_OTHER = {
    "xlsm": "文件含宏，不能上传，" + _SAVE_AS,
    "xlsb": "不支持二进制工作簿（.xlsb），" + _SAVE_AS,
    "et": "不支持 WPS 专用格式（.et），" + _SAVE_AS,
    "ods": "不支持 .ods 格式，" + _SAVE_AS,
}


@dataclass(frozen=True)
class Package:
    """A kind of zipped office file: what it is called, how people get an honest one, the part every one has, and how
    large it may be once inflated."""

    what: str
    save_as: str
    main: str
    max_inflated: int
    shrink: str


XLSX = Package(
    "Excel 工作簿",
    _SAVE_AS,
    "xl/workbook.xml",
    MAX_INFLATED,
    "请删去空白的格式行或拆成几个文件。",
)
_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Refused(Exception):
    """A file that goes no further; the sentence says why and what to do."""


@dataclass(frozen=True)
class Pass:
    """What a file is (`xlsx`, `xls`, `csv`), how many bytes it is once inflated, and whether a sheet holds cells whose
    formula went wrong."""

    kind: str
    size: int
    faults: bool = False


def check(data: bytes, filename: str) -> Pass:
    """Raises :class:`Refused` for what is no honest .xlsx, .xls or .csv."""
    if not data:
        raise Refused("文件是空的，请检查后重新上传。")
    if len(data) > MAX_BYTES:
        raise Refused(f"文件超过 {MAX_BYTES // MEGABYTE} MB，请拆成几个文件分别上传。")
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    if extension in _OTHER:
        raise Refused(_OTHER[extension])
    checks = {"xlsx": _check_xlsx, "xls": _check_xls, "csv": _check_csv}
    if extension not in checks:
        raise Refused("只能上传 .xlsx、.xls 或 .csv 文件，" + _SAVE_AS)
    return checks[extension](data)


def _check_csv(data: bytes) -> Pass:
    if data.startswith((_ZIP, _OLE, b"%PDF")):
        raise Refused("扩展名是 .csv，内容却不是文本，" + _SAVE_AS)
    return Pass("csv", len(data))


def _check_xls(data: bytes) -> Pass:
    if data.startswith(_ZIP):
        raise Refused("扩展名是 .xls，内容却是 .xlsx，请把文件名改为以 .xlsx 结尾，或" + _SAVE_AS[1:])
    if not data.startswith(_OLE):
        raise Refused("扩展名是 .xls，内容却不是 Excel 工作簿（可能是网页表格），" + _SAVE_AS)
    _refuse_encrypted(data)
    if any(mark in data for mark in _MACROS):
        raise Refused("文件含宏，不能上传，" + _SAVE_AS)
    return Pass("xls", len(data))


def _refuse_encrypted(data: bytes) -> None:
    if _ENCRYPTED in data:
        raise Refused("文件已加密，请先取消打开密码，保存后再上传。")


def _check_xlsx(data: bytes) -> Pass:
    if data.startswith(_OLE):
        _refuse_encrypted(data)
        raise Refused("扩展名是 .xlsx，内容却是旧版 .xls，请把文件名改为以 .xls 结尾，或" + _SAVE_AS[1:])
    if not data.startswith(_ZIP):
        raise Refused("扩展名是 .xlsx，内容却不是 Excel 工作簿，" + _SAVE_AS)
    return Pass("xlsx", *check_package(data, XLSX))


def check_package(data: bytes, package: Package) -> tuple[int, bool]:
    """How many bytes a zipped office file is once inflated, and whether a sheet in it has formulas that went wrong.
    Raises :class:`Refused` for what is damaged, disguised, encrypted, inflated beyond reason, or carries macros."""
    try:
        return _check_archive(zipfile.ZipFile(io.BytesIO(data)), len(data), package)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError) as error:
        raise Refused("文件已损坏，无法打开，请重新保存或重新下载后再上传。") from error
    except (NotImplementedError, RuntimeError) as error:
        raise Refused("文件的压缩或加密方式无法识别，" + package.save_as) from error


def _check_archive(archive: zipfile.ZipFile, size: int, package: Package) -> tuple[int, bool]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused("文件内部的部件过多，不是普通的文档，请只保留内容后另存再上传。")
    names = [entry.filename for entry in entries]
    _check_names(names, package)
    if len(set(names)) < len(names) or sum(entry.compress_size for entry in entries) > size:
        raise Refused("文件内部结构重叠，已拒绝读取，" + package.save_as)
    if sum(entry.file_size for entry in entries) > package.max_inflated:
        raise _too_large(package)
    total, faults = 0, False
    for entry in entries:
        inflated, faulty = _check_entry(archive, entry, package.max_inflated - total, package)
        total, faults = total + inflated, faults or faulty
    return total, faults


def _check_names(names: list[str], package: Package) -> None:
    lowered = {name.lower().lstrip("/") for name in names}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in lowered):
        raise Refused("文件含宏，不能上传，" + package.save_as)
    if "xl/workbook.bin" in lowered:
        raise Refused(_OTHER["xlsb"])
    if not {"[content_types].xml", package.main} <= lowered:
        raise Refused(f"文件内容不是 {package.what}，与扩展名不符，" + package.save_as)


def _check_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int, package: Package
) -> tuple[int, bool]:
    """How many bytes an entry really holds, whatever it states, and whether a formula in it went wrong."""
    if entry.flag_bits & 0x1:
        raise Refused("文件已加密，请先取消密码，保存后再上传。")
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_types = entry.filename.lower().lstrip("/") == "[content_types].xml"
    stated, total, faults = entry.file_size, 0, False
    for chunk in _chunks(archive, entry, room):
        total += len(chunk) - (OVERLAP if total else 0)
        if total > room:
            raise _too_large(package)
        if total > SMALL and total > MAX_RATIO * max(entry.compress_size, 1):
            raise Refused("文件解压后异常膨胀，已拒绝读取，请只保留数据后另存再上传。")
        if is_xml:
            _refuse_dangerous(chunk, package)
            faults = faults or b't="e"' in chunk
        if is_types and b"macroEnabled" in chunk:
            raise Refused("文件含宏，不能上传，" + package.save_as)
    if total != stated:
        raise Refused("文件内部结构前后不一致，已拒绝读取，" + package.save_as)
    return total, faults


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> Iterator[bytes]:
    """The inflated bytes, each chunk led by the end of the one before. The stated size is not believed."""
    entry.file_size = room + 1
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:].rjust(OVERLAP)


def _refuse_dangerous(chunk: bytes, package: Package) -> None:
    """A lone "!" is rare and found ten times as quickly as the pattern."""
    if chunk.startswith(_NOT_UTF8) or (b"!" in chunk and b"<!" in chunk and _DOCTYPE.search(chunk)):
        raise Refused("文件内含外部引用或实体声明，已拒绝读取，" + package.save_as)


def _too_large(package: Package) -> Refused:
    return Refused(f"文件解压后超过 {package.max_inflated // MEGABYTE} MB，{package.shrink}")
