"""Parcels with something about to be late or late already."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from parks.clocks import KINDS, Clock, clocks
from parks.models import Parcel
from parks.rules.dates import years_later
from portal import calendar
from portal.registry import WorkRow
from portal.workdays import Workdays

LIMIT = 20


def open_clocks() -> Q:
    """Parcels with papers handed in and not yet decided."""
    return Q(approval_applied_on__isnull=False, approved_on=None) | Q(
        acceptance_applied_on__isnull=False, accepted_on=None
    )


def late_clocks(user: Any) -> Iterator[tuple[Parcel, Clock]]:
    """Clocks beyond their limit on parcels the user keeps, those handed in first before the others.

    What is under way in a county is a handful, so it is counted here and not in the database.
    """
    today = timezone.localdate()
    rows = Parcel.objects.for_user(user, "park.edit").filter(open_clocks()).select_related("park__place")
    first = Coalesce(*(kind.applied for kind in reversed(KINDS)))
    parcels = list(rows.order_by(first, "pk"))
    workdays = calendar.current() if parcels else Workdays({})
    for parcel in parcels:
        for one in clocks(parcel, parcel.park.place, workdays, today):
            if one.is_open and one.is_late:
                yield parcel, one


def count_late_clocks(user: Any) -> int:
    return sum(1 for _ in late_clocks(user))


def late_clock_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            f"{parcel.park.name} {parcel.name}",
            reverse("parks:land", args=(parcel.park_id,)),
            one.verdict,
            one.words,
            "去登记",
        )
        for parcel, one in list(late_clocks(user))[:LIMIT]
    ]


def supplied_but_unused(parcels: QuerySet[Parcel], today: datetime.date) -> QuerySet[Parcel]:
    """供而未用: supplied or contracted, and not started though the agreed day of starting has passed (W14).

    Without an agreed day, a year after the contract counts.
    """
    supplied = parcels.annotate(supplied_from=Coalesce("supplied_on", "contracted_on"))
    overdue = Q(start_due_on__lt=today) | Q(start_due_on=None, supplied_from__lt=years_later(today, -1))
    return supplied.filter(overdue, supplied_from__lte=today, started_on=None).order_by("supplied_from", "pk")


def overdue_construction(parcels: QuerySet[Parcel], today: datetime.date, years: int) -> QuerySet[Parcel]:
    """Works that took, or have taken until today, more than so many years (W14: two)."""
    allowed = ExpressionWrapper(F("started_on") + years_interval(years), output_field=DateTimeField())
    rows = parcels.filter(started_on__isnull=False).annotate(
        works_until=Coalesce("completed_on", Value(today)), works_allowed_until=allowed
    )
    return rows.filter(works_until__gt=F("works_allowed_until")).order_by("started_on", "pk")


def years_interval(years: int) -> Func:
    return Func(
        Value(years),
        function="make_interval",
        template="%(function)s(years => %(expressions)s)",
        output_field=DurationField(),
    )
