"""Columns of numbers. Decimals from cell to value; a float is taken with the 15 digits a workbook keeps."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy

from portal.sheets import units
from portal.sheets.columns.base import EXACT_DIGITS, NOTHING, CellError, Column

_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))((?:[^\d.].*)?)", re.ASCII)
_WHOLE = 10**EXACT_DIGITS
_EXACT_COUNTS = 2.0**53


@dataclass(frozen=True)
class Number(Column):
    """An exact number with at most `places` decimals and `digits` digits, between `low` and `high`.

    `factor` turns the unit of the file into the column's own."""

    places: int = 4
    digits: int = 15
    low: Decimal | None = Decimal(0)
    high: Decimal | None = None
    factor: Fraction = Fraction(1)

    def read(self, cell: Any) -> Any:
        number = self.exact(cell)
        return self.empty if number is None else self.bounded(number)

    def exact(self, cell: Any) -> Decimal | None:
        """The cell as a number in the column's unit, None where it says "does not apply"."""
        if isinstance(cell, float | int | Decimal) and not isinstance(cell, bool):
            return self.converted(self.plain(cell), self.factor)
        if not isinstance(cell, str):
            raise CellError(self.advice)
        if (text := cell.strip()) in NOTHING:
            return None
        found = _NUMBER.fullmatch(re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text)))
        if not found or len(found[1]) > 60:
            raise CellError(self.advice)
        number = Decimal(found[1])
        if len(number.normalize().as_tuple().digits) > EXACT_DIGITS:
            raise CellError("最多 15 位有效数字，请核对。")
        return self.converted(number, self.factor_of(found[2]))

    def factor_of(self, unit: str) -> Fraction:
        """What a unit typed behind the number means here."""
        if not unit:
            return self.factor
        factor = units.factor(unit, self.unit)
        if factor is None:
            raise CellError(f"单位“{unit}”与本列不符，请改按{self.unit or '本列要求'}填写数字。")
        return factor

    @staticmethod
    def plain(cell: float | int | Decimal) -> Decimal:
        number = Decimal(f"{cell:.15g}") if isinstance(cell, float) else Decimal(cell)
        if not number.is_finite() or abs(number) >= _WHOLE:
            raise CellError("超过 15 位的数字在表格里会丢失末位，请核对后改为文本填写。")
        return number

    @staticmethod
    def converted(number: Decimal, factor: Fraction) -> Decimal:
        """Exact: a factor whose denominator does not go away leaves a remainder, which is refused."""
        if factor == 1:
            return number
        exact = Fraction(number) * factor
        result = Decimal(exact.numerator) / Decimal(exact.denominator)
        if Fraction(result) != exact:
            raise CellError("换算单位后除不尽，请按本列的单位填写。")
        return result

    def bounded(self, number: Decimal) -> Any:
        if self.low is not None and number < self.low:
            raise CellError(f"不能小于 {self.low}，请核对。")
        if number > self.limit:
            raise CellError(f"不能大于 {self.limit}，请核对单位是否填错。")
        if number != (rounded := number.quantize(Decimal(1).scaleb(-self.places))):
            raise CellError(f"最多保留 {self.places} 位小数，请四舍五入后填写。")
        return rounded

    def glance(self, cells: Sequence[Any]) -> list[Any] | None:
        """Number cells that the column's decimals write exactly, and blanks."""
        floats = [cell for cell in cells if cell.__class__ is float]
        if (
            self.factor != 1
            or not floats
            or not self.low_float <= min(floats) <= max(floats) <= float(self.limit)
        ):
            return None
        values = self.written(floats)
        if values is None or len(floats) == len(cells):
            return values
        if self.required or any(cell not in ("", None) for cell in cells if cell.__class__ is not float):
            return None
        supply = iter(values)
        return [next(supply) if cell.__class__ is float else self.empty for cell in cells]

    def written(self, cells: list[float]) -> list[Any] | None:
        """The exact values of numbers that have no more decimals than the column, else None.

        A float is such a number when it is the one next to a whole count of the last decimal: multiplied, rounded and
        divided again it is itself. Below 2**53 each of these steps is exact or correctly rounded."""
        floats, scale = numpy.array(cells), 10.0**self.places
        counts = numpy.rint(floats * scale)
        if numpy.abs(counts).max() >= _EXACT_COUNTS or not (counts / scale == floats).all():
            return None
        return list(map(Decimal(1).scaleb(-self.places).__mul__, map(Decimal, counts.astype(int).tolist())))

    @property
    def low_float(self) -> float:
        return -math.inf if self.low is None else float(self.low)

    @property
    def limit(self) -> Decimal:
        """The highest number that is taken."""
        return self.high if self.high is not None else Decimal(10) ** (self.digits - self.places) - 1

    @property
    def advice(self) -> str:
        return f"请填写数字{f'（单位：{self.unit}）' if self.unit else ''}，例如 {self.example or '12.5'}。"

    def in_unit(self, factor: Fraction) -> "Number":
        """The same column read from a file in another unit."""
        return replace(self, factor=factor)

    def show(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Whole(Number):
    """A whole number, as an int."""

    places: int = 0
    digits: int = 9

    def bounded(self, number: Decimal) -> int:
        if number != number.to_integral_value():
            raise CellError("请填写整数。")
        return int(super().bounded(number))

    def written(self, cells: list[float]) -> list[Any] | None:
        whole = list(map(int, cells))
        return whole if whole == cells else None


@dataclass(frozen=True)
class Year(Whole):
    """A calendar year; 年 or 年度 behind it is forgiven."""

    unit: str = "年"
    low: Decimal | None = Decimal(2000)
    high: Decimal | None = Decimal(2100)

    @property
    def heading(self) -> str:
        return self.label

    def factor_of(self, unit: str) -> Fraction:
        return self.factor if unit in ("", "年", "年度") else super().factor_of(unit)
