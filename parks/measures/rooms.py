"""Of units: how they are divided, sold and kept (C四)."""

import datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Expression,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear
from django.urls import reverse

from parks.measures.facts import COUNT, flag
from parks.measures.facts import FLAG as ONE_OR_NONE
from parks.measures.subject import Land
from parks.measures.sums import AREA, floor_area_m2, non_production_floor_m2, quotient
from parks.measures.worst import ROUNDED, SHOWN, UNIT_PARK, Each, of_rows, plain
from parks.models import Parcel, Unit
from parks.models.options import RoomUse
from policies.explanation import Operand
from policies.numbers import FLAG, SHARE
from portal.measures import Measure
from portal.own_rows import OfRows


def units(on: datetime.date) -> Q:
    return Q(use=RoomUse.PRODUCTION)


def for_sale(on: datetime.date) -> Q:
    return units(on) & (Q(may_be_sold=True) | Q(sold_on__isnull=False))


def support_rooms(on: datetime.date) -> Q:
    return Q(use=RoomUse.NON_PRODUCTION)


def unsold(on: datetime.date) -> Expression:
    sold = Q(may_be_sold=True) | Q(sold_on__isnull=False)
    return Case(When(sold, then=Value(0)), default=Value(1), output_field=ONE_OR_NONE)


def divided_as(*kinds: str) -> Each:
    return lambda on: flag(Q(division__in=kinds), ~Q(division="") & ~Q(division__in=kinds))


def limited_holding(on: datetime.date) -> Q:
    """Production rooms held until a day, of parks that say since when they are open."""
    open_since = {f"{UNIT_PARK}__first_operating_year__isnull": False}
    return units(on) & Q(is_self_held=True, self_held_until__isnull=False, **open_since)


def holding_years(on: datetime.date) -> Expression:
    span = ExtractYear("self_held_until") - F(f"{UNIT_PARK}__first_operating_year")
    return Cast(span, COUNT)


def kept(use: str, on: datetime.date) -> Q:
    """Rooms of a use the developer keeps on the day; support rooms count when kept as long as the land is."""
    term = Value(on, output_field=DateField())
    if use == RoomUse.NON_PRODUCTION:
        parcels = Parcel.objects.filter(park=OuterRef(UNIT_PARK)).order_by().values("park")
        term = Coalesce(Subquery(parcels.annotate(last=Max("land_use_until")).values("last")), term)
    long_enough = Q(self_held_until__isnull=True) | Q(self_held_until__gte=term)
    return Q(use=use, is_self_held=True) & long_enough


def kept_floor(use: str, on: datetime.date) -> Expression:
    """The floor of such rooms, ㎡; NULL while no unit of the park is entered."""
    floor = Sum("floor_area_m2", filter=kept(use, on), default=Value(Decimal(0)))
    return OfRows(Unit.objects.all(), UNIT_PARK, floor, AREA)


def kept_non_production_share(on: datetime.date) -> Expression:
    return quotient(kept_floor(RoomUse.NON_PRODUCTION, on), non_production_floor_m2())


def kept_non_production_of_total(on: datetime.date) -> Expression:
    return quotient(kept_floor(RoomUse.NON_PRODUCTION, on), floor_area_m2())


def kept_production_of_total(on: datetime.date) -> Expression:
    return quotient(kept_floor(RoomUse.PRODUCTION, on), floor_area_m2())


def kept_rooms(use: str) -> Any:
    def operands(land: Land) -> list[Operand]:
        mine = Unit.objects.filter(kept(use, land.on), **{UNIT_PARK: land.park.pk}).order_by("pk")
        address = reverse("parks:land", args=(land.park.pk,))
        return [Operand(f"{row} 自持", row.floor_area_m2, "㎡", row.name, address) for row in mine[:SHOWN]]

    return operands


def floor_and(use: str, field: str, label: str) -> Any:
    kept = kept_rooms(use)
    return lambda land: [*kept(land), *land.of_phases(label, field, "㎡")]


UNITS = (
    of_rows(
        "unit_floor_m2",
        "分割单元面积",
        "㎡",
        "各生产性单元建筑面积中的最小值",
        2,
        Unit,
        units,
        plain("floor_area_m2"),
        Min,
        UNIT_PARK,
    ),
    of_rows(
        "sale_unit_floor_m2",
        "可出售单元面积",
        "㎡",
        "各可出售或已售的生产性单元建筑面积中的最小值",
        2,
        Unit,
        for_sale,
        plain("floor_area_m2"),
        Min,
        UNIT_PARK,
    ),
    of_rows(
        "non_production_unsold",
        "非生产性用房未单独出售",
        FLAG,
        "各非生产性单元均未售出，也不可出售",
        0,
        Unit,
        support_rooms,
        unsold,
        Min,
        UNIT_PARK,
    ),
    of_rows(
        "is_divided_properly",
        "按幢、层或竖向分割",
        FLAG,
        "各生产性单元均按幢、层或竖向分割",
        0,
        Unit,
        units,
        divided_as(Unit.Division.BUILDING, Unit.Division.STOREY, Unit.Division.VERTICAL),
        Min,
        UNIT_PARK,
    ),
    of_rows(
        "kept_production_years",
        "生产性用房自持年限",
        "年",
        "各有期限的自持生产性单元（自持至的年度 − 投运首年）中的最小值",
        0,
        Unit,
        limited_holding,
        holding_years,
        Min,
        UNIT_PARK,
    ),
    Measure(
        "kept_non_production_share",
        "自持非生产性用房比例",
        SHARE,
        "开发主体自持的非生产性单元面积之和 ÷ 各分期非生产性用房之和",
        4,
        kept_non_production_share,
        floor_and(RoomUse.NON_PRODUCTION, "non_production_floor_m2", "非生产性用房"),
        f"自持期限短于土地使用期限的不计。{ROUNDED}",
    ),
    Measure(
        "kept_non_production_of_total",
        "自持非生产性用房占总建筑面积",
        SHARE,
        "开发主体自持的非生产性单元面积之和 ÷ 各分期总建筑面积之和",
        4,
        kept_non_production_of_total,
        floor_and(RoomUse.NON_PRODUCTION, "floor_area_m2", "总建筑面积"),
        f"自持期限短于土地使用期限的不计。{ROUNDED}",
    ),
    Measure(
        "kept_production_of_total",
        "自持生产性用房占总建筑面积",
        SHARE,
        "开发主体自持的生产性单元面积之和 ÷ 各分期总建筑面积之和",
        4,
        kept_production_of_total,
        floor_and(RoomUse.PRODUCTION, "floor_area_m2", "总建筑面积"),
        ROUNDED,
    ),
)
