"""Exact decimals: reading what people type, rounding as the policies do, showing with a unit."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext

SHARE = "比例"
FLAG = "是否"
CENT = Decimal("0.01")
MAX_SIGNIFICANT_DIGITS = 15
MAX_DECIMAL_PLACES = 10

# 60 digits hold any sum of products of two 15-digit inputs exactly, so nothing is rounded before the end.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，＋－−Ｅｅ％　", "0123456789.,+--Ee% ")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)


@contextmanager
def exact() -> Iterator[None]:
    """Decimal arithmetic inside is wide enough to be exact; a division by zero raises."""
    with localcontext(_EXACT):
        yield


def difference(value: Decimal, less: Decimal) -> Decimal:
    """`value` − `less`, exactly, whatever the arithmetic around it."""
    return _EXACT.subtract(value, less)


def parse_decimal(text: str) -> Decimal:
    """The number a person typed: full-width digits, thousands commas and outer spaces are harmless.

    Raises ValueError with a Chinese reason for anything else: not a number, NaN, infinity, more than 15
    significant digits (spreadsheets have lost the rest), magnitudes of 10^15 and more, over 10 decimals.
    """
    cleaned = text.translate(_FULL_WIDTH).strip()
    if _GROUPED.fullmatch(cleaned):
        cleaned = cleaned.replace(",", "")
    if len(cleaned) > 100 or not _PLAIN.fullmatch(cleaned):
        raise ValueError("不是数字")
    return _reasonable(Decimal(cleaned))


def _reasonable(value: Decimal) -> Decimal:
    if not value:
        return Decimal(0)
    digits = value.as_tuple().digits
    if len("".join(map(str, digits)).rstrip("0")) > MAX_SIGNIFICANT_DIGITS:
        raise ValueError(f"超过 {MAX_SIGNIFICANT_DIGITS} 位有效数字")
    if value.adjusted() >= MAX_SIGNIFICANT_DIGITS:
        raise ValueError("数值过大")
    if -decimal_exponent(value.normalize(_EXACT)) > MAX_DECIMAL_PLACES:
        raise ValueError(f"小数超过 {MAX_DECIMAL_PLACES} 位")
    return value


def decimal_exponent(value: Decimal) -> int:
    """The power of ten of the last digit of a finite number."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, str):
        raise ValueError("不是有限的数字")
    return exponent


def round_half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """`value` rounded to `step`, halves away from zero, as amounts of money are."""
    with exact():
        return value.quantize(step, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """The digits without an exponent, trailing zeros as they were written."""
    return f"{value:f}"


def show(value: Decimal, unit: str) -> str:
    """The number with its unit as people write it: thousands apart, a share as a percentage, a year as it is,
    1 and 0 as yes and no."""
    if unit == SHARE:
        percent = (value * 100).normalize(_EXACT)
        return f"{percent:f}%"
    if unit == FLAG:
        return "是" if value else "否"
    if unit == "年份":
        return f"{value:f}年"
    return f"{value:,f} {unit}"
