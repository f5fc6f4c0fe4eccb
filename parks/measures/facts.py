"""Measures that stand in the park's own record: yes (1), no (0), not said (NULL), and lengths of its lists."""

from django.db.models import Case, DecimalField, Expression, F, Q, Value, When
from django.db.models.functions import Cast, NullIf

FLAG = DecimalField(max_digits=1, decimal_places=0)
COUNT = DecimalField(max_digits=9, decimal_places=0)


def flag(yes: Q, no: Q) -> Expression:
    """1 where `yes` holds, 0 where `no` does, NULL where neither is known."""
    return Case(When(yes, then=Value(1)), When(no, then=Value(0)), default=Value(None), output_field=FLAG)


def said(field: str) -> Expression:
    """A yes or no of the record itself."""
    return flag(Q(**{field: True}), Q(**{field: False}))


def holds(condition: Q) -> Expression:
    """1 or 0: what is known either way."""
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=FLAG)


def length(field: str) -> Expression:
    """How many a list has; an empty list is a list nobody has filled in."""
    return Cast(NullIf(F(f"{field}__len"), 0), COUNT)


def is_clear_of_added_land() -> Expression:
    """不在核定范围外新增土地上新建: not on added land, or on such within the approved area (C一)."""
    added = Q(is_on_added_land=True)
    return flag(
        Q(is_on_added_land=False) | Q(is_within_approved_area=True),
        added & Q(is_within_approved_area=False),
    )


INDUSTRIAL_AREAS = ("cluster", "development_zone", "high_tech_zone", "industrial_park")


def is_in_industrial_area() -> Expression:
    """选址在产业集聚区、开发区、高新区、工业园区内 (W3)."""
    return flag(Q(siting__in=INDUSTRIAL_AREAS), Q(siting="elsewhere"))
