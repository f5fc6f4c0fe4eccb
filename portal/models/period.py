"""A period of days as the database knows it, for constraints that no two may overlap."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Case, F, Func, Value, When

RANGE = {"function": "DATERANGE", "output_field": DateRangeField()}


def period(first: str = "valid_from", last: str = "valid_until") -> Case:
    """From one column to the other, both days included; without a last day it goes on.

    Of days in the wrong order, which another constraint names, it is the first day alone.
    """
    begin, end = F(first), F(last)
    whole, one_day = (Func(begin, until, Value("[]"), **RANGE) for until in (end, begin))
    return Case(When(**{f"{last}__lt": begin}, then=one_day), default=whole, output_field=DateRangeField())
