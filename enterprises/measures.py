"""What is measured of a park through the firms in it, registered for the park's compliance card."""

import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    Expression,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Substr
from django.db.models.lookups import IsNull
from django.urls import reverse

from enterprises.models import Occupancy, YearlyFigure
from enterprises.rules import size
from enterprises.rules.size import Size
from parks.measures import EXACT, quotient
from parks.models import Unit
from parks.models.options import RoomUse
from parks.rules import industries
from policies.explanation import Operand
from policies.numbers import SHARE
from portal.measures import Measure
from portal.own_rows import OfRows

COUNT = DecimalField(max_digits=9, decimal_places=0)
SMALL_OR_NOT = {True: "小微企业", False: "大中型企业", None: "规模缺数据"}


def production_rooms(on: datetime.date) -> QuerySet[Occupancy]:
    """Rooms held on the day, except those known to be no production rooms; `place_in_list` is NULL for a firm
    of no leading industry of its park."""
    # Looked up for each room that has a unit: a join would read all units of all parks.
    use = Subquery(Unit.objects.filter(pk=OuterRef("unit_id")).values("use"))
    rows = Occupancy.objects.on(on).annotate(unit_use=use)
    rows = rows.filter(Q(unit=None) | ~Q(unit_use=RoomUse.NON_PRODUCTION))
    position = Func(
        F("park__leading_industries"),
        F("enterprise__industry_code"),
        function="ARRAY_POSITION",
        output_field=IntegerField(),
    )
    return rows.annotate(place_in_list=position)


def of_park(rows: QuerySet, value: Expression, field: DecimalField) -> Expression:
    """An aggregate over those of `rows` that belong to the park."""
    return OfRows(rows, "park", value, field)


def leading_share(on: datetime.date) -> Expression:
    """主导产业生产性用房占比: of the occupied production floor, that of firms of the leading industries (W9, C二).

    NULL while no leading industry is named, or nobody has moved in.
    """
    rows = production_rooms(on)
    leading = Coalesce(Sum("floor_area_m2", filter=Q(place_in_list__isnull=False)), Value(Decimal(0)))
    share = quotient(of_park(rows, leading, EXACT), of_park(rows, Sum("floor_area_m2"), EXACT))
    return Case(When(leading_industries=[], then=Value(None)), default=share, output_field=EXACT)


def without_leading_industry(on: datetime.date) -> Expression:
    """1 where firms have moved in and no leading industry is named: the share is missing; else 0."""
    occupied = of_park(production_rooms(on), Sum("floor_area_m2"), EXACT)
    named = Case(When(IsNull(occupied, False), then=Value(1)), default=Value(0), output_field=COUNT)
    return Case(When(leading_industries=[], then=named), default=Value(0), output_field=COUNT)


def rooms_held(subject: Any) -> list[Operand]:
    rows = production_rooms(subject.on).filter(park=subject.park).select_related("enterprise")
    return [
        Operand(
            f"{room.enterprise.name} {'主导产业' if room.place_in_list else '其他行业'}用房",
            room.floor_area_m2,
            "㎡",
            room.enterprise.name,
            reverse("enterprises:enterprise", args=(room.enterprise_id,)),
        )
        for room in rows.order_by("enterprise__name", "pk")
    ]


@lru_cache(maxsize=1)
def by_standard() -> dict[str, tuple[list[str], list[str]]]:
    """The divisions, and the groups that differ from their division, of every industry of the size standard."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    of_division = {}
    for division in industries.divisions():
        own = [group for group in industries.groups() if group.parent == division.code]
        names = [size.industry_of(group.code) for group in own]
        of_division[division.code] = max(set(names), key=names.count) if names else ""
    for code, name in of_division.items():
        found.setdefault(name, ([], []))[0].append(code)
    for group in industries.groups():
        name = size.industry_of(group.code)
        if name != of_division[group.parent]:
            found.setdefault(name, ([], []))[1].append(group.code)
    found.pop("", None)
    return found


def is_small() -> Expression:
    """1 for a small or micro firm, 0 for a larger one, NULL where its figures do not tell: below one of the
    indicators' bounds for medium firms. Needs `people`, `revenue` and `division` on the row."""
    cases = []
    for name, (divisions, groups) in by_standard().items():
        firms = Q(division__in=divisions) | Q(enterprise__industry_code__in=groups)
        thresholds = size.table()[name]
        below, known = Q(pk__in=[]), Q()
        for indicator, bound in zip(thresholds.indicators, thresholds.bounds[Size.MEDIUM], strict=True):
            field = {size.PEOPLE: "people", size.REVENUE: "revenue"}.get(indicator)
            below |= Q(**{f"{field}__lt": bound}) if field else Q(pk__in=[])
            known &= Q(**{f"{field}__isnull": False}) if field else Q(pk__in=[])
        cases += [When(firms & below, then=Value(1)), When(firms & known, then=Value(0))]
    return Case(*cases, default=Value(None), output_field=COUNT)


def firms_sized(on: datetime.date) -> QuerySet[Occupancy]:
    """The rooms held on the day, each with its firm's figures of the last year known: `people`, `revenue`, `small`."""
    known = YearlyFigure.objects.filter(year__lte=on.year)
    later = known.filter(enterprise=OuterRef("enterprise"), year__gt=OuterRef("year"))
    last = known.filter(~Exists(later))
    rows = Occupancy.objects.on(on).annotate(
        division=Substr("enterprise__industry_code", 1, 2, output_field=CharField()),
        people=OfRows(last, "enterprise", Sum("employees"), COUNT, key="enterprise"),
        revenue=OfRows(last, "enterprise", Sum("sales_wan"), EXACT, key="enterprise"),
    )
    return rows.annotate(small=is_small())


def small_firm_share(on: datetime.date) -> Expression:
    """小微企业占比: small and micro firms ÷ all firms that hold rooms; firms of unknown size count as larger."""
    rows = firms_sized(on)
    firms = Count("enterprise", distinct=True)
    small = Count("enterprise", distinct=True, filter=Q(small=1))
    return quotient(of_park(rows, small, COUNT), of_park(rows, firms, COUNT))


def firms_of_unknown_size(on: datetime.date) -> Expression:
    unknown = Count("enterprise", distinct=True, filter=Q(small__isnull=True))
    return Coalesce(of_park(firms_sized(on), unknown, COUNT), Value(0), output_field=COUNT)


def firms_by_size(subject: Any) -> list[Operand]:
    rows = firms_sized(subject.on).filter(park=subject.park).order_by("enterprise__name")
    firms = rows.values("enterprise", "enterprise__name", "small").distinct()
    return [
        Operand(
            f"{firm['enterprise__name']} {SMALL_OR_NOT[None if firm['small'] is None else bool(firm['small'])]}",
            Decimal(1),
            "家",
            firm["enterprise__name"],
            reverse("enterprises:enterprise", args=(firm["enterprise"],)),
        )
        for firm in firms
    ]


PARK_MEASURES = (
    Measure(
        "leading_share",
        "主导产业生产性用房占比",
        SHARE,
        "主导产业用房之和 ÷（主导产业用房之和 + 其他行业用房之和）",
        4,
        leading_share,
        rooms_held,
        "按已入驻的用房计算；未关联单元的用房按生产性用房计。是否达标按未舍入的数值判断。",
        rows_open=without_leading_industry,
    ),
    Measure(
        "small_firm_share",
        "小微企业占入园企业比重",
        SHARE,
        "小型和微型企业数 ÷ 入园企业数",
        4,
        small_firm_share,
        firms_by_size,
        "企业规模按最近一个年度的从业人员和销售产值划分；缺数据的企业暂按大中型计，达标即可确认。",
        rows_open=firms_of_unknown_size,
        only_rises=True,
    ),
)
