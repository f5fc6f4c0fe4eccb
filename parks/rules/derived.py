"""Figures the entry form shows beside the fields as one types.

For the eye only: rounded half up, and ``None`` while an operand is missing or the divisor is zero. Whether a
park meets a clause is decided on the unrounded measures: 1.996 shows as 2.00 and still does not reach 2.0.
"""

from decimal import Context, Decimal

from parks.rules.units import M2_PER_MU, Number, exact, round_half_up

RATIO_PLACES = 2
SHARE_PLACES = 4


def floor_area_ratio(far_counted_floor_m2: Decimal | None, land_area_mu: Decimal | None) -> Decimal | None:
    """容积率: FAR-counted floor ÷ land, both in ㎡, two digits (W5, C二)."""
    if land_area_mu is None:
        return None
    return _quotient(far_counted_floor_m2, exact(land_area_mu) * M2_PER_MU, RATIO_PLACES)


def non_production_share(
    non_production_floor_m2: Decimal | None, total_floor_m2: Decimal | None
) -> Decimal | None:
    """非生产性用房占总建筑面积: a share from 0 to 1, four digits (W6)."""
    return _quotient(non_production_floor_m2, total_floor_m2, SHARE_PLACES)


def non_production_share_of_counted(
    non_production_floor_m2: Decimal | None, far_counted_floor_m2: Decimal | None
) -> Decimal | None:
    """非生产性用房占计容建筑面积: a share from 0 to 1, four digits (C二)."""
    return _quotient(non_production_floor_m2, far_counted_floor_m2, SHARE_PLACES)


def _quotient(numerator: Number | None, denominator: Number | None, places: int) -> Decimal | None:
    if numerator is None or not denominator:
        return None
    return round_half_up(exact(numerator) / exact(denominator), places)


def unrounded(numerator: Number | None, denominator: Number | None) -> Decimal | None:
    """The quotient for judging: exact to 60 digits, which no two figures of 15 digits can tell from exact."""
    if numerator is None or not denominator:
        return None
    value = exact(numerator) / exact(denominator)
    return Context(prec=60).divide(Decimal(value.numerator), Decimal(value.denominator))
