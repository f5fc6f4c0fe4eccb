"""Which places' rules a place must look at, found from its code alone."""

import re
import unicodedata
from datetime import date

# Six characters (digits, or an own zone such as 3303Z1), three or six digits more for what lies below.
_CODE = re.compile(r"[0-9]{4}(?:[0-9]{2}|[A-Z][0-9])(?:[0-9]{3}|[0-9]{6})?")


def typed_place_code(text: str) -> str:
    """The place code a person typed; full-width characters and outer spaces are harmless.

    Raises ValueError for what cannot be one. Whether a place has the code is not asked here.
    """
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if not _CODE.fullmatch(code):
        raise ValueError("不是地区代码")
    return code


def place_chain(code: str) -> tuple[str, ...]:
    """The place itself and the places above it: township → county or zone → prefecture → province.

    Codes are GB/T 2260 (six characters; own zone codes such as 3303Z1 work alike), longer ones (township,
    park) begin with their county's. Anything else stands for itself alone.
    """
    if len(code) < 6:
        return (code,)
    county = code[:6]
    return tuple(dict.fromkeys((code, county, county[:4] + "00", county[:2] + "0000")))


def rule_date_for_year(year: int) -> date:
    """The day whose rules govern the figures of `year`: its last day, also when computed later."""
    return date(year, 12, 31)
