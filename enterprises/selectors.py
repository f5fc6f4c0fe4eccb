"""The year whose figures are due; who is in which unit."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from enterprises.ladder import crossings
from enterprises.models import Occupancy
from parks.models import Unit
from portal.registry import UnitHolder, WorkRow

SHOWN = 10


def reporting_year() -> int:
    """The last year that is over: its figures are due now."""
    return timezone.localdate().year - 1


def holders_of_units(park: Any, on: datetime.date) -> list[UnitHolder]:
    """Which firm is in which unit of the park on a day."""
    rows = Occupancy.objects.filter(park=park, unit__isnull=False, valid_from__lte=on)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=on)).select_related("enterprise")
    return [
        UnitHolder(
            row.unit_id,
            row.enterprise.name,
            reverse("enterprises:enterprise", args=(row.enterprise_id,)),
            row.tenure == Occupancy.Tenure.PURCHASED,
        )
        for row in rows.order_by("unit", "pk")
    ]


def units_of(park: Any) -> QuerySet[Unit]:
    """The units a firm of the park can be in, in the order of building and storey."""
    units = Unit.objects.filter(storey__building__park=park).select_related("storey__building")
    return units.order_by("storey__building__name", "storey__number", "name", "pk")


def crossing_rows(user: Any) -> list[WorkRow]:
    """Firms that went over the line of 规上, or below it, and are not recorded as such."""
    words = {"entered": "达到规上标准，登记小升规？", "left": "低于规上标准，登记退出？"}
    return [
        WorkRow(
            title=firm.name,
            url=reverse(
                "enterprises:growth_new",
                args=(firm.pk,),
                query={"kind": "stepped_up", "direction": firm.proposal},
            ),
            detail=f"{firm.last_year} 年{words[firm.proposal]}",
            action_label="登记",
        )
        for firm in crossings(user).order_by("name", "pk")[:SHOWN]
    ]
