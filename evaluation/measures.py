"""The room's measures as named ORM expressions: the database computes them, for one row or a million.

All of it is exact: `div()` is PostgreSQL's whole-number division of numerics, so a quotient is rounded half up
once and never twice. `evaluation/rules/land.py` and `aggregate.py` hold the same in fractions, as the oracle of the tests.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DecimalField,
    Expression,
    F,
    Func,
    IntegerField,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear, Greatest, Least, Rank

MONTHS = 12
LAND_PLACES = 4
RATIO_PLACES = 2
ZERO = Decimal(0)

# Wide enough for any value on the way; the columns the results go into have their own precision.
EXACT = DecimalField(max_digits=60, decimal_places=20)


class WholeQuotient(Func):
    """The whole part of numerator ÷ denominator of two numerics, exact."""

    function = "DIV"
    output_field = EXACT


class Differs(Func):
    """Whether two values differ; nothing differs from a number, and nothing from nothing does not."""

    arg_joiner = " IS DISTINCT FROM "
    template = "(%(expressions)s)"
    arity = 2
    output_field = BooleanField()


class NextDay(Func):
    template = "(%(expressions)s + 1)"
    output_field = DateField()


def half_up(numerator: Any, denominator: Any, places: int) -> Expression:
    """numerator ÷ denominator, both not negative, rounded half up to `places`: ⌊(2·10ᵖ·n + d) ÷ 2d⌋ ÷ 10ᵖ."""
    scaled = Value(2 * 10**places) * numerator + denominator
    quotient = WholeQuotient(scaled, Value(2) * denominator)
    return quotient * Value(Decimal(1).scaleb(-places), output_field=EXACT)


def exact(name: str) -> Expression:
    """A column in arithmetic that nothing narrows."""
    return Func(F(name), template="%(expressions)s", output_field=EXACT)


def total(name: str) -> Expression:
    """Σ of a column; 0 without rows."""
    return Coalesce(Sum(name), Value(ZERO), output_field=EXACT)


def months_occupied(year: int, start: str, end: str) -> Expression:
    """In how many months of the year the stay from `start` to `end` (both included) covers the last day.

    The last days before a day x are as many as there are firsts of months up to x: the difference of the
    months' numbers at both ends, each held within the year.
    """
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    begins = Least(Greatest(F(start), Value(first)), Value(after))
    ends = Greatest(Least(NextDay(F(end)), Value(after)), Value(first))
    return Greatest(_month_number(ends) - _month_number(begins), Value(0), output_field=IntegerField())


def _month_number(day: Expression) -> Expression:
    return ExtractYear(day, output_field=IntegerField()) * Value(MONTHS) + ExtractMonth(
        day, output_field=IntegerField()
    )


def land_mu() -> Expression:
    """A firm's land in a park in 亩 from its frozen operands (interpretations: firm's land; W12).

    own parcels × months ÷ 12 + park land in use × floor × months ÷ (finished floor × 12), rounded half up once
    to four digits. NULL when the firm has rooms but the park no finished floor.
    """
    own, rooms = exact("own_months_mu"), exact("floor_months_m2")
    park_land, park_floor = exact("park_land_in_use_mu"), exact("park_finished_floor_m2")
    shared = half_up(own * park_floor + park_land * rooms, Value(MONTHS) * park_floor, LAND_PLACES)
    return Case(
        When(floor_months_m2=0, then=half_up(own, Value(MONTHS), LAND_PLACES)),
        When(park_finished_floor_m2__gt=0, then=shared),
        default=None,
        output_field=EXACT,
    )


def per_mu(amount: str, land: str) -> Expression:
    """amount ÷ land rounded half up to 0.01 万元/亩 (W2, W12); NULL without land."""
    return Case(
        When(**{f"{land}__gt": 0}, then=half_up(exact(amount), exact(land), RATIO_PLACES)),
        default=None,
        output_field=EXACT,
    )


def standing(ratio: str, within: tuple[str, ...]) -> Expression:
    """The rank by `ratio`, highest first, equal ones share the better (1, 2, 2, 4); NULL without a ratio."""
    rank = Window(
        Rank(), partition_by=[F(name) for name in within] or None, order_by=F(ratio).desc(nulls_last=True)
    )
    return Case(When(**{f"{ratio}__isnull": False}, then=rank), default=None, output_field=IntegerField())
