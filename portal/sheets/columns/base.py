"""A column of a sheet, and the plainest kind: text."""

import datetime
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LONGEST_SHOWN = 200  # characters of a cell in a message
_BLOCK = 1000
EXACT_DIGITS = 15  # what a workbook keeps of a number
NOTHING = frozenset({"-", "--", "—", "——", "－", "–", "/", "\\"})  # how people write "does not apply"
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS = re.compile(r"\s*[\r\n\t]\s*")
FAULTS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})


class CellError(ValueError):
    """A cell that does not fit its column; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Column(ABC):
    """One column. `label` and `aliases` are the headers it is known by, `unit` stands behind the label; `empty` is the
    value of an empty cell; in a `lenient` column a bad cell is a warning and counts as not given."""

    name: str
    label: str
    unit: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    hint: str = ""
    example: str = ""
    empty: Any = None
    lenient: bool = False

    @property
    def heading(self) -> str:
        """The header as templates and exports write it."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    def parse(self, cell: Any) -> Any:
        """The value of a cell, or :class:`CellError`."""
        if is_blank(cell):
            if self.required:
                raise CellError(f"“{self.label}”必填，请补上。")
            return self.empty
        if isinstance(cell, str) and cell.strip() in FAULTS:
            raise CellError("单元格的公式出错，请改正公式或直接填写结果。")
        return self.read(cell)

    @abstractmethod
    def read(self, cell: Any) -> Any:
        """The value of a cell that is not blank."""

    def show(self, value: Any) -> Any:
        """What to write for a value: number, date or text, None for nothing. `parse(show(value)) == value`."""
        return None if value is None or value == "" else value

    def parse_all(self, cells: Sequence[Any]) -> tuple[list[Any], dict[int, str]]:
        """The values of a whole column, and by place the message of each cell that does not fit (its value is
        `empty`). Blocks that are fine at a glance are taken whole; of the rest equal cells are read once."""
        values: list[Any] = []
        faults: dict[int, str] = {}
        memory = _Memory(self)
        for start in range(0, len(cells), _BLOCK):
            block = cells[start : start + _BLOCK]
            whole = self.glance(block)
            values += memory.read(block, start, faults) if whole is None else whole
        return values, faults

    def glance(self, cells: Sequence[Any]) -> list[Any] | None:
        """The values of cells that are all plainly fine, quicker than by `parse` and never otherwise; None to have
        them read one by one."""
        return None


class _Memory(dict[Any, Any]):
    """What each different cell of a column has been read as."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column
        self.messages: dict[Any, str] = {}

    def __missing__(self, cell: Any) -> Any:
        try:
            value = self.column.parse(cell)
        except CellError as error:
            self.messages[cell] = error.message
            value = self.column.empty
        self[cell] = value
        return value

    def read(self, cells: Sequence[Any], start: int, faults: dict[int, str]) -> list[Any]:
        """The values of `cells`; adds to `faults` those that do not fit, counted from `start`."""
        if bool in set(map(type, cells)):  # True would be taken for the 1.0 of another row
            cells = [cell_text(cell) if cell.__class__ is bool else cell for cell in cells]
        values = [self[cell] for cell in cells]
        if messages := self.messages:
            faults |= {place: messages[cell] for place, cell in enumerate(cells, start) if cell in messages}
        return values


@dataclass(frozen=True)
class Text(Column):
    """Text as typed, without blanks around it; a number cell without its `.0`. `length` is the most characters,
    `lines` allows more than one line."""

    empty: Any = ""
    length: int = 0
    lines: bool = False

    def read(self, cell: Any) -> str:
        text = cell_text(cell)
        if isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS:
            raise CellError("超过 15 位的数字在表格里会丢失末位，请把该列设为文本格式后重新填写。")
        if not self.lines and _BREAKS.search(text):
            text = _BREAKS.sub(" ", text)
        if _UNREADABLE.search(text):
            raise CellError("含有无法识别的字符，请删除后重新填写。")
        if self.length and len(text) > self.length:
            raise CellError(f"最多 {self.length} 个字，现为 {len(text)} 个，请缩短。")
        return text

    def glance(self, cells: Sequence[Any]) -> list[Any] | None:
        if type(self) is not Text or set(map(type, cells)) != {str}:
            return None
        text = "".join(cells)
        if not text.isprintable() or " " in text or "#" in text or (self.required and "" in cells):
            return None
        return list(cells) if not self.length or max(map(len, cells)) <= self.length else None


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def cell_text(cell: Any) -> str:
    """A cell as a person sees it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{Decimal(f'{cell:.15g}'):f}"
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == datetime.time() else f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)


def folded(text: str) -> str:
    """Text for comparing: half-width, without blanks, in one case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def shown(cell: Any) -> str:
    """A cell for a message: readable, and not longer than one can take in."""
    text = _UNREADABLE.sub("□", cell_text(cell))
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
