"""The lists officials work through: parks that lack what a clause asks, each with the figure that says so."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DateField, Exists, Min, OuterRef, Q, QuerySet, Subquery

from parks.measures.sums import land_area_mu, total
from parks.measures.worst import UNIT_PARK
from parks.models import Parcel, Park, PlanAdjustment, Unit
from policies.accessor import Rules
from policies.library import get_library
from portal.measures import park_measures

SOON = datetime.timedelta(days=180)
Narrow = Callable[[QuerySet, datetime.date, Callable[[str], Decimal]], QuerySet]


@dataclass(frozen=True)
class Watch:
    """One list: `rows(parks, on, read)` leaves those that belong on it, with `detail`, headed by `column`."""

    code: str
    label: str
    clause: str
    column: str
    unit: str
    rows: Narrow
    is_date: bool = False

    def narrowed(self, parks: QuerySet, today: datetime.date) -> QuerySet:
        """The parks of the policy's own area that belong on the list, held against its numbers."""
        library = get_library()
        instrument = library.instrument(library.clause(self.clause).instrument_id)
        day = min(today, instrument.in_force_until or today)
        here = parks.filter(place__path__contains=f"/{instrument.place_code}/").exclude(
            status=Park.Status.CLOSED
        )
        return self.rows(here, today, Rules(library, instrument.place_code, day).value)


def measured(parks: QuerySet, measure: str, on: datetime.date) -> QuerySet:
    return parks.annotate(detail=park_measures.get(measure).expression(on))


def below(measure: str, parameter: str) -> Narrow:
    return lambda parks, on, read: measured(parks, measure, on).filter(detail__lt=read(parameter))


def above(measure: str, parameter: str) -> Narrow:
    return lambda parks, on, read: measured(parks, measure, on).filter(detail__gt=read(parameter))


def large_without(measure: str, parameter: str) -> Narrow:
    """Parks of that much land or more that have none of it; the detail is their land."""

    def rows(parks: QuerySet, on: datetime.date, read: Callable[[str], Decimal]) -> QuerySet:
        found = parks.annotate(detail=land_area_mu(), has=park_measures.get(measure).expression(on))
        return found.filter(detail__gte=read(parameter), has=0)

    return rows


def idle(parks: QuerySet, on: datetime.date, read: Callable[[str], Decimal]) -> QuerySet:
    """Parks with land that is supplied or contracted and on which works have not started."""
    unused = (Q(supplied_on__lte=on) | Q(contracted_on__lte=on)) & Q(started_on__isnull=True)
    return parks.annotate(detail=total(Parcel, "land_area_mu", unused)).filter(detail__isnull=False)


def to_retrofit(parks: QuerySet, on: datetime.date, read: Callable[[str], Decimal]) -> QuerySet:
    """Finished parks of 100 亩 and more without facilities; parks being built with too little support floor in
    their plan, while no adjustment is recorded (W6)."""
    found = measured(parks, "non_production_share", on).annotate(
        land=land_area_mu(), adjusted=Exists(PlanAdjustment.objects.filter(park=OuterRef("pk")))
    )
    finished = Q(status=Park.Status.OPERATING, land__gte=read("w06.retrofit_park_mu"), facilities=[])
    planned = Q(status=Park.Status.BUILDING, detail__lt=read("w06.non_production_min"), adjusted=False)
    return found.filter(finished | planned)


def ending(parks: QuerySet, on: datetime.date, read: Callable[[str], Decimal]) -> QuerySet:
    """Parks whose developer may let go of rooms within half a year; the detail is the first day."""
    held = Unit.objects.filter(
        **{UNIT_PARK: OuterRef("pk")}, is_self_held=True, self_held_until__range=(on, on + SOON)
    )
    first = held.order_by().values(UNIT_PARK).annotate(first=Min("self_held_until")).values("first")
    return parks.annotate(detail=Subquery(first, output_field=DateField())).filter(detail__isnull=False)


LAND = ("用地", "亩")
WATCHES = {
    watch.code: watch
    for watch in (
        Watch("idle-land", "供而未用土地", "w14", "未开工用地", "亩", idle),
        Watch(
            "overdue-works",
            "建设超期",
            "w14",
            "工期",
            "年",
            above("works_years", "w14.construction_years_max"),
        ),
        Watch(
            "no-operator",
            "百亩以上无专业运营",
            "w07",
            *LAND,
            large_without("has_professional_operator", "w07.operator_park_mu"),
        ),
        Watch(
            "no-facilities",
            "百亩以上无公共配套",
            "w06",
            *LAND,
            large_without("has_facilities", "w06.retrofit_park_mu"),
        ),
        Watch(
            "no-smart",
            "百亩以上无智慧化管理",
            "w02",
            *LAND,
            large_without("has_smart_management", "w02.coverage_park_mu"),
        ),
        Watch(
            "no-party",
            "百亩以上无党组织",
            "w02",
            *LAND,
            large_without("has_party_branch", "w02.coverage_park_mu"),
        ),
        Watch("retrofit", "配套改造提升", "w06", "非生产性占比", "", to_retrofit),
        Watch(
            "low-presale",
            "预售投资不足",
            "w18",
            "已完成投资比例",
            "",
            below("presale_invested", "w18.presale_investment_min"),
        ),
        Watch(
            "over-cap",
            "封顶地价超限",
            "w15",
            "溢价率",
            "",
            above("land_price_premium", "w15.land_price_premium_max"),
        ),
        Watch(
            "small-units",
            "分割单元过小",
            "c04",
            "最小单元",
            "㎡",
            below("unit_floor_m2", "c04.division_unit_m2_min"),
        ),
        Watch("holding-ends", "自持即将到期", "c04", "最早到期", "", ending, is_date=True),
    )
}
