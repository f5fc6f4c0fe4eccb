"""Numbers as people read and type them. Decimals in, words out; nothing here rounds a result."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

DASH = "—"
# In place of a number that this person may not see.
HIDDEN = "—（无权查看）"
_UNITS = re.compile(r"(万元/亩|吨标准煤|万㎡|万m2|万元|平方米|㎡|m2|亩|元|家|个|人|%|％)$")


def decimal_text(value: Decimal | int | None, places: int | None = None) -> str:
    """`1234.5` → `1,234.50` (places=2, half up); None → a dash. Without `places`, trailing zeros go."""
    if value is None:
        return DASH
    if places is not None:
        return f"{Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_decimal(text: str) -> Decimal:
    """A typed number with its harmless dirt (spaces, commas, full-width digits, a pasted unit) as a Decimal.

    Raises ValueError for anything that is not one finite plain number of at most 15 significant digits.
    """
    cleaned = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))
    cleaned = _UNITS.sub("", cleaned)
    if not re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,30})?|[+-]?\.\d{1,30}", cleaned, re.ASCII):
        raise ValueError("not a plain number")
    try:
        value = Decimal(cleaned)
    except InvalidOperation as error:  # pragma: no cover - the pattern admits only numbers
        raise ValueError("not a plain number") from error
    if len(value.normalize().as_tuple().digits) > 15:
        raise ValueError("more than 15 significant digits")
    return value
