"""Units as they stand in headers and behind numbers, and what one is in another, exactly."""

import unicodedata
from fractions import Fraction
from typing import Any

MU = Fraction(2000, 3)  # square metres
_SQUARE_METRE = {
    "m2": 1,
    "平方米": 1,
    "平米": 1,
    "平方": 1,
    "万m2": 10**4,
    "万平方米": 10**4,
    "万平米": 10**4,
    "万方": 10**4,
}
_AREA = {**_SQUARE_METRE, "公顷": 10**4, "平方公里": 10**6, "亩": MU, "万亩": MU * 10**4}
_MONEY = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "千万元": 10**7, "亿元": 10**8, "万": 10**4}
_ENERGY = {"吨标准煤": 1, "吨标煤": 1, "tce": 1, "万吨标准煤": 10**4, "万吨标煤": 10**4}
_SHARE = {"%": 1, "‰": Fraction(1, 10)}
_COUNT = dict.fromkeys("家户个人名件项套台次间幢栋层座年天月", 1)
_KINDS: dict[str, dict[str, Any]] = {
    "area": _AREA,
    "money": _MONEY,
    "energy": _ENERGY,
    "share": _SHARE,
    "count": _COUNT,
}
_UNITS = {unit: (kind, Fraction(size)) for kind, family in _KINDS.items() for unit, size in family.items()}


def plain(unit: str) -> str:
    """A unit as it is compared: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", unit).split()).lower()


def known(unit: str) -> bool:
    return _measure(unit) is not None


def is_size(unit: str) -> bool:
    """Whether the unit has larger and smaller sisters, so that a header had better state it."""
    measure = _measure(unit)
    return measure is not None and measure[0] not in (("count",), ("share",))


def factor(given: str, wanted: str) -> Fraction | None:
    """What a number in `given` is multiplied with to be in `wanted`; None when one has nothing to do with the other."""
    if plain(given) == plain(wanted):
        return Fraction(1)
    one, other = _measure(given), _measure(wanted)
    if one is None or other is None or one[0] != other[0]:
        return None
    return one[1] / other[1]


def _measure(unit: str) -> tuple[tuple[str, ...], Fraction] | None:
    """Kind and size of a unit; `万元/亩` is money by area."""
    over, _, under = plain(unit).partition("/")
    if not under:
        found = _UNITS.get(over)
        return ((found[0],), found[1]) if found else None
    upper, lower = _UNITS.get(over), _UNITS.get(under)
    return ((upper[0], lower[0]), upper[1] / lower[1]) if upper and lower else None
