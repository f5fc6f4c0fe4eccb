"""The land a firm is counted with in a year, computed by the database (interpretations: firm's land; W12).

All of it is exact: `div()` is PostgreSQL's whole-number division of numerics, so a quotient is rounded half up
once and never twice. `evaluation/rules/land.py` holds the same in fractions, as the oracle of the tests.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DecimalField,
    Expression,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear, Greatest, Least

from enterprises.models import Occupancy
from parks.models import Phase

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
    """A firm's land in a park in 亩 from its operands as columns of the row (interpretations: firm's land; W12).

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


def with_land(rows: QuerySet, year: int, enterprise: str, park: str) -> QuerySet:
    """The rows with the four operands and `land_mu` of the firm and park that their columns name."""
    months = months_occupied(year, "valid_from", "valid_until")
    stays = Q(enterprise=OuterRef(enterprise), park=OuterRef(park))
    finished = Q(park=OuterRef(park), completed_on__lte=date(year, 12, 31))
    return rows.annotate(
        own_months_mu=summed(Occupancy, stays, F("own_parcel_mu") * months),
        floor_months_m2=summed(Occupancy, stays, F("floor_area_m2") * months),
        park_land_in_use_mu=summed(Phase, finished, F("land_area_mu")),
        park_finished_floor_m2=summed(Phase, finished, F("floor_area_m2")),
    ).annotate(land_mu=land_mu())


def summed(model: type[Model], which: Q, amount: Any) -> Expression:
    """Σ of an amount over a model's rows of the same park (and firm); 0 without any."""
    rows = model._default_manager.filter(which).order_by().values("park")
    rows = rows.annotate(answer=Sum(amount, output_field=EXACT)).values("answer")
    return Coalesce(Subquery(rows, output_field=EXACT), Value(ZERO), output_field=EXACT)
