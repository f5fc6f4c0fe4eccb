"""Units of land, floor and money, converted exactly and rounded once, half up, where the caller says.

1 亩 = 2000/3 ㎡ exactly (interpretations of the policies). Decimals in, decimals out; fractions inside.
"""

from decimal import Decimal
from fractions import Fraction

M2_PER_MU = Fraction(2000, 3)
WAN = 10_000

Number = Decimal | Fraction | int


def exact(value: Number) -> Fraction:
    """The exact fraction of a decimal, integer or fraction; a float has lost digits and is refused."""
    if isinstance(value, float):
        raise TypeError("floats decide nothing: pass a Decimal")
    return Fraction(value)


def round_half_up(value: Number, places: int) -> Decimal:
    """A decimal with ``places`` digits after the point; halves go away from zero (四舍五入)."""
    scaled = exact(value) * 10**places
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    negative = scaled < 0 and whole > 0
    return Decimal((int(negative), tuple(map(int, str(whole))), -places))


def m2_to_mu(area_m2: Number, places: int = 4) -> Decimal:
    """Square metres as 亩."""
    return round_half_up(exact(area_m2) / M2_PER_MU, places)


def mu_to_m2(area_mu: Number, places: int = 2) -> Decimal:
    """亩 as square metres."""
    return round_half_up(exact(area_mu) * M2_PER_MU, places)


def m2_to_wan_m2(area_m2: Number, places: int = 6) -> Decimal:
    """Square metres as 万㎡; six digits keep every hundredth of a square metre."""
    return round_half_up(exact(area_m2) / WAN, places)


def wan_m2_to_m2(area_wan_m2: Number, places: int = 2) -> Decimal:
    """万㎡ as square metres."""
    return round_half_up(exact(area_wan_m2) * WAN, places)


def yuan_to_wan(amount_yuan: Number, places: int = 6) -> Decimal:
    """元 as 万元; six digits keep every 分."""
    return round_half_up(exact(amount_yuan) / WAN, places)


def wan_to_yuan(amount_wan: Number, places: int = 2) -> Decimal:
    """万元 as 元."""
    return round_half_up(exact(amount_wan) * WAN, places)
