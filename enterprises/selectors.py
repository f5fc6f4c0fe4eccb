"""What is still to be reported, by park."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Occupancy, YearlyFigure
from portal.registry import WorkRow
from portal.totals import total

SHOWN = 10


def reporting_year() -> int:
    """The last year that is over: its figures are due now."""
    return timezone.localdate().year - 1


def parks_owing(user: Any) -> QuerySet:
    """Parks of this person with firms whose figures of the reporting year are missing: (park, name, firms)."""
    year = reporting_year()
    reported = YearlyFigure.objects.filter(
        enterprise=OuterRef("enterprise"), park=OuterRef("park"), year=year
    )
    rooms = Occupancy.objects.for_user(user, "figures.edit").in_year(year).filter(~Exists(reported))
    return (
        rooms.order_by()
        .values("park_id", "park__name")
        .annotate(firms=Count("enterprise", distinct=True))
        .order_by("park__name", "park_id")
    )


def count_parks_owing(user: Any) -> int:
    return total(parks_owing(user))


def parks_owing_rows(user: Any) -> list[WorkRow]:
    year = reporting_year()
    return [
        WorkRow(
            title=row["park__name"],
            url=reverse("enterprises:in_park", args=(row["park_id"],)),
            detail=f"{year} 年度还有 {row['firms']} 家企业未填报",
            action_label="填报",
        )
        for row in parks_owing(user)[:SHOWN]
    ]
