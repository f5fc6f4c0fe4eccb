"""Parcels with something about to be late or late already."""

import datetime
from typing import Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from parks.clocks import KINDS, Clock, clocks, late
from parks.models import Parcel
from parks.rules.dates import years_later
from portal import calendar
from portal.registry import WorkRow
from portal.workdays import Workdays

LIMIT = 20


def with_late_clocks(user: Any) -> QuerySet[Parcel]:
    """Parcels the user keeps that have a clock beyond its limit, those handed in first before the others."""
    today, any_late = timezone.localdate(), Q()
    rows = Parcel.objects.for_user(user, "park.edit")
    for kind in KINDS:
        running, used, limit = late(kind, today)
        rows = rows.alias(**{f"{kind.applied}_used": used, f"{kind.applied}_limit": limit})
        any_late |= running & Q(**{f"{kind.applied}_used__gt": F(f"{kind.applied}_limit")})
    first = Coalesce(*(kind.applied for kind in reversed(KINDS)))
    return rows.filter(any_late).order_by(first, "pk")


def late_clock_rows(user: Any) -> list[WorkRow]:
    today = timezone.localdate()
    parcels = list(with_late_clocks(user).select_related("park__place")[:LIMIT])
    workdays = calendar.current() if parcels else Workdays({})
    return [
        late_row(parcel, [one for one in clocks(parcel, parcel.park.place, workdays, today) if one.is_open])
        for parcel in parcels
    ]


def late_row(parcel: Parcel, running: list[Clock]) -> WorkRow:
    over = [one for one in running if one.is_late]
    return WorkRow(
        f"{parcel.park.name} {parcel.name}",
        reverse("parks:land", args=(parcel.park_id,)),
        "；".join(one.verdict for one in over),
        "；".join(one.words for one in over),
        "去登记",
    )


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
