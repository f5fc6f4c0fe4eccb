"""Land and floor in exact fractions, rounded once, half up, where the caller says.

1 亩 = 2000/3 ㎡ exactly (interpretations of the policies). Decimals in, decimals out; fractions inside.
"""

from decimal import Decimal
from fractions import Fraction

M2_PER_MU = Fraction(2000, 3)

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
