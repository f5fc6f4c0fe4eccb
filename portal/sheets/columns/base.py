"""A column of a sheet, and the plainest kind: text."""

import datetime
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

EXACT_DIGITS = 15  # what a workbook keeps of a number
NOTHING = frozenset({"-", "--", "—", "——", "－", "–", "/", "\\"})  # how people write "does not apply"
FAULTS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})


class CellError(ValueError):
    """A cell that does not fit its column; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Column:
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

    def read(self, cell: Any) -> Any:
        """The value of a cell that is not blank."""
        raise NotImplementedError

    def show(self, value: Any) -> Any:
        """What to write for a value: number, date or text, None for nothing. `parse(show(value)) == value`."""
        return None if value is None or value == "" else value

    def parse_all(self, cells: Sequence[Any]) -> tuple[list[Any], dict[int, str]]:
        """The values of a whole column, and by place the message of each cell that does not fit (its value is
        `empty`). Equal cells are read once."""
        memory = _Memory(self)
        values = [memory[cell] for cell in cells]
        if not memory.faults:
            return values, {}
        return values, {
            place: memory.faults[cell] for place, cell in enumerate(cells) if cell in memory.faults
        }


class _Memory(dict[Any, Any]):
    """What each different cell of a column has been read as."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.faults: dict[Any, str] = {}

    def __missing__(self, cell: Any) -> Any:
        try:
            value = self.column.parse(cell)
        except CellError as error:
            self.faults[cell] = error.message
            value = self.column.empty
        self[cell] = value
        return value


@dataclass(frozen=True)
class Text(Column):
    """Text as typed, without blanks around it; a number cell without its `.0`. `length` is the most characters."""

    empty: Any = ""
    length: int = 0
    lines: bool = False

    def read(self, cell: Any) -> str:
        text = cell_text(cell)
        if isinstance(cell, float) and len(text.lstrip("-")) > EXACT_DIGITS:
            raise CellError("超过 15 位的数字在表格里会丢失末位，请把该列设为文本格式后重新填写。")
        if not self.lines:
            text = " ".join(text.split()) if any(mark in text for mark in "\r\n\t") else text
        if any(unicodedata.category(mark) in {"Cc", "Cs"} and mark not in "\r\n\t" for mark in text):
            raise CellError("含有无法识别的字符，请删除后重新填写。")
        if self.length and len(text) > self.length:
            raise CellError(f"最多 {self.length} 个字，现为 {len(text)} 个，请缩短。")
        return text


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
