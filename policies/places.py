"""Which places' rules a place must look at, found from its code alone."""

from datetime import date


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
