"""Measures that are the worst of several rows: the longest approval, the smallest unit, the weakest promise."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Aggregate, Count, Expression, ExpressionWrapper, F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from parks.measures.facts import COUNT, flag
from parks.measures.subject import Land, number, trimmed
from parks.measures.sums import EXACT
from policies.explanation import Operand
from portal.measures import Measure
from portal.own_rows import OfRows

Which = Callable[[datetime.date], Q]
Each = Callable[[datetime.date], Expression]
UNIT_PARK = "storey__building__park"
ROUNDED = "显示的结果已四舍五入；是否达标按未舍入的数值判断。"
RUNNING = "尚未办结的算到 {on}。"
SHOWN = 200


def worst(rows: QuerySet, path: str, which: Q, value: Expression, pick: type[Aggregate]) -> Expression:
    """The largest or smallest value of `which` of the park's rows; NULL without one that has said its own."""
    return OfRows(rows, path, pick(value, filter=which, output_field=EXACT), EXACT)


def unsaid(rows: QuerySet, path: str, which: Q, value: Expression) -> Expression:
    """How many of them have not said their value."""
    missing = ExpressionWrapper(Count("pk", filter=which) - Count(value, filter=which), output_field=COUNT)
    return Coalesce(OfRows(rows, path, missing, COUNT), Value(0), output_field=COUNT)


def every(on: datetime.date) -> Q:
    return Q()


def plain(name: str) -> Each:
    """A figure of the row itself."""
    return lambda on: ExpressionWrapper(F(name), output_field=EXACT)


def all_said(*names: str) -> Expression:
    """1 where every flag is yes, 0 where one is no, NULL where one is open."""
    yes = Q(**dict.fromkeys(names, True))
    no = Q()
    for name in names:
        no |= Q(**{name: False})
    return flag(yes, no)


def of_rows(
    code: str,
    label: str,
    unit: str,
    formula: str,
    places: int,
    model: type[Model],
    which: Which,
    value: Each,
    pick: type[Aggregate],
    path: str = "park",
    note: str = "",
) -> Measure:
    """The worst of `which` of the park's rows, with every such row as an operand."""
    rows = model._default_manager.all()

    def operands(land: Land) -> list[Operand]:
        mine = rows.filter(which(land.on), **{path: land.park.pk}).annotate(own=value(land.on))
        return [row_operand(land, row, label, unit) for row in mine.order_by("pk")[:SHOWN]]

    return Measure(
        code,
        label,
        unit,
        formula,
        places,
        lambda on: worst(rows, path, which(on), value(on), pick),
        operands,
        note or ROUNDED,
        rows_open=lambda on: unsaid(rows, path, which(on), value(on)),
    )


def row_operand(land: Land, row: Any, label: str, unit: str) -> Operand:
    address = reverse("parks:land", args=(land.park.pk,))
    return Operand(f"{row} {label}", trimmed(number(row.own), unit), unit, str(row), address)
