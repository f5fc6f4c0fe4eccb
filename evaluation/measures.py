"""The room's measures as named ORM expressions: the database computes them, for one row or a million.

All of it is exact; the land of a firm is `enterprises/land.py`. `evaluation/rules/land.py` and `aggregate.py` hold the
same in fractions, as the oracle of the tests.
"""

from django.db.models import BooleanField, Case, Expression, F, Func, IntegerField, Sum, Value, When, Window
from django.db.models.functions import Coalesce, Rank

from enterprises.land import EXACT, ZERO, exact, half_up, land_mu, months_occupied, per_mu

__all__ = [
    "EXACT",
    "ZERO",
    "Differs",
    "exact",
    "half_up",
    "land_mu",
    "months_occupied",
    "per_mu",
    "standing",
    "total",
]


class Differs(Func):
    """Whether two values differ; nothing differs from a number, and nothing from nothing does not."""

    arg_joiner = " IS DISTINCT FROM "
    template = "(%(expressions)s)"
    arity = 2
    output_field = BooleanField()


def total(name: str) -> Expression:
    """Σ of a column; 0 without rows."""
    return Coalesce(Sum(name), Value(ZERO), output_field=EXACT)


def standing(ratio: str, within: tuple[str, ...]) -> Expression:
    """The rank by `ratio`, highest first, equal ones share the better (1, 2, 2, 4); NULL without a ratio."""
    rank = Window(
        Rank(), partition_by=[F(name) for name in within] or None, order_by=F(ratio).desc(nulls_last=True)
    )
    return Case(When(**{f"{ratio}__isnull": False}, then=rank), default=None, output_field=IntegerField())
