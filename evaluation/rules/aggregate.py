"""亩均 figures of many firms: Σ amount ÷ Σ land, never the mean of ratios (W2, W12).

This is the written-down reading that the SQL measures (`evaluation/measures.py`) are held against in
`evaluation/tests/test_oracle.py`; a run itself computes in the database and does not call it.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from parks.rules.units import exact, round_half_up

PLACES = 2


def per_mu(amount_wan: Decimal, land_mu: Decimal) -> Decimal | None:
    """万元 per 亩, rounded half up to 0.01; ``None`` without land."""
    return round_half_up(exact(amount_wan) / exact(land_mu), PLACES) if land_mu else None


def aggregate_per_mu(firms: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Σ amount (万元) ÷ Σ land (亩) of pairs, rounded half up to 0.01 once; ``None`` without any land.

    A firm whose land is 0 keeps its amount in the sum: leaving firms out is the caller's decision.
    """
    amount, land = Fraction(0), Fraction(0)
    for firm_amount_wan, firm_land_mu in firms:
        amount += exact(firm_amount_wan)
        land += exact(firm_land_mu)
    return round_half_up(amount / land, PLACES) if land else None
