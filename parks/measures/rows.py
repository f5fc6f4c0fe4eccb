"""Measures that are the worst of several rows: the longest approval, the smallest unit, the weakest promise."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateField,
    DecimalField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear, Greatest

from parks.measures.facts import COUNT, FLAG, flag
from parks.measures.sums import AREA, EXACT, floor_area_m2, non_production_floor_m2, quotient
from parks.models import Conversion, Parcel, Phase, SafetyEvent, Unit
from parks.models.options import RoomUse, SupplyKind
from portal.calendar import WORKDAYS_BETWEEN

Rows = Callable[[datetime.date], QuerySet]
Each = Callable[[datetime.date], Expression]
MARKS = re.compile(r"\{(first|last)\}")
UNIT_PARK = "storey__building__park"
AUCTIONS = (SupplyKind.HANDED_OVER_FLOOR, SupplyKind.TAX)
PROMISES = (
    "promised_investment_per_mu",
    "promised_tax_per_mu",
    "promised_value_added_per_emission",
    "promised_value_added_per_tce",
)
RESTRICTIONS = ("restricted_in_notice", "restricted_in_land_contract", "restricted_in_project_contract")


class Days(Func):
    """The days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = COUNT


class Years(Func):
    """The years from the second date to the first, exact on anniversaries and growing every day between."""

    template = (
        "(SELECT EXTRACT(year FROM t) + EXTRACT(month FROM t) / 12 + EXTRACT(day FROM t) / 372"
        " FROM (SELECT age(%(expressions)s) AS t) AS spans)"
    )
    output_field = EXACT


class WorkingDays(Func):
    """The working days later than the first date, up to and with the second; NULL when a year is not in the table."""

    template = WORKDAYS_BETWEEN
    output_field = COUNT

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        first, last = map(compiler.compile, self.source_expressions)
        params = [
            one for mark in MARKS.findall(self.template) for one in (first if mark == "first" else last)[1]
        ]
        return self.template.format(first=first[0], last=last[0]), params


def worst(rows: QuerySet, path: str, value: Expression, pick: type[Aggregate]) -> Expression:
    """The largest or smallest value of the park's rows; NULL without one that has said its own."""
    mine = rows.filter(**{path: OuterRef("pk")}).order_by().annotate(own=value).values(path)
    return Subquery(mine.annotate(worst=pick("own")).values("worst"), output_field=EXACT)


def unsaid(rows: QuerySet, path: str, value: Expression) -> Expression:
    """How many of the park's rows have not said their value."""
    mine = rows.filter(**{path: OuterRef("pk")}).order_by().annotate(own=value).values(path)
    missing = Subquery(mine.annotate(n=Count("pk") - Count("own")).values("n"), output_field=COUNT)
    return Coalesce(missing, Value(0), output_field=COUNT)


def until(name: str, on: datetime.date) -> Expression:
    """The date of a row, or the day it is looked at while that is still open."""
    return Coalesce(F(name), Value(on, output_field=DateField()))


def all_said(*names: str) -> Expression:
    """1 where every flag is yes, 0 where one is no, NULL where one is open."""
    yes = Q(**dict.fromkeys(names, True))
    no = Q()
    for name in names:
        no |= Q(**{name: False})
    return flag(yes, no)


# Parcels: approval (W18), works and supply (W14), auctions (W15), promises (W18, C四), restrictions (W末段).
def in_approval(on: datetime.date) -> QuerySet:
    return Parcel.objects.exclude(approval_applied_on__isnull=True, started_on__isnull=True)


def approval_days(on: datetime.date) -> Expression:
    return Days(until("approved_on", on), F("approval_applied_on"))


def in_acceptance(on: datetime.date) -> QuerySet:
    return Parcel.objects.exclude(acceptance_applied_on__isnull=True, accepted_on__isnull=True)


def acceptance_days(on: datetime.date) -> Expression:
    worked = WorkingDays(F("acceptance_applied_on"), until("accepted_on", on))
    return Case(
        When(acceptance_applied_on__isnull=False, then=worked), default=Value(None), output_field=COUNT
    )


def started(on: datetime.date) -> QuerySet:
    return Parcel.objects.filter(started_on__isnull=False)


def works_years(on: datetime.date) -> Expression:
    return Years(until("completed_on", on), F("started_on"))


def supply_batches() -> Expression:
    """供地次数: how many batches the parcels were supplied in; one parcel is one, unknown while one is open."""
    mine = Parcel.objects.filter(park=OuterRef("pk")).order_by().values("park")
    known = Case(
        When(n=1, then=Value(1)),
        When(n=F("said"), then=F("batches")),
        default=Value(None),
        output_field=COUNT,
    )
    counted = mine.annotate(
        n=Count("pk"), said=Count("supply_batch"), batches=Count("supply_batch", distinct=True)
    )
    return Subquery(counted.annotate(answer=known).values("answer"), output_field=COUNT)


def auctioned(on: datetime.date) -> QuerySet:
    return Parcel.objects.filter(supply_kind__in=AUCTIONS)


def premium(on: datetime.date) -> Expression:
    """封顶地价溢价率: the cap over the starting price."""
    over = ExpressionWrapper(F("cap_price_wan") - F("starting_price_wan"), output_field=AREA)
    return quotient(over, F("starting_price_wan"))


def over_cap(on: datetime.date) -> Expression:
    return ExpressionWrapper(F("land_price_wan") - F("cap_price_wan"), output_field=AREA)


def contracted(on: datetime.date) -> QuerySet:
    return Parcel.objects.filter(contracted_on__isnull=False)


def promised(name: str) -> Each:
    return lambda on: ExpressionWrapper(F(name), output_field=EXACT)


def promises_said(on: datetime.date) -> Expression:
    said = Q(**{f"{name}__isnull": False for name in PROMISES})
    return flag(said, ~said)


def restrictions(on: datetime.date) -> Expression:
    return all_said(*RESTRICTIONS)


# Phases.
def on_presale(on: datetime.date) -> QuerySet:
    return Phase.objects.filter(presale_permit_on__isnull=False)


def invested_share(on: datetime.date) -> Expression:
    return quotient(F("invested_wan"), F("planned_investment_wan"))


# Conversions of inefficient land (W4).
def conversions(on: datetime.date) -> QuerySet:
    return Conversion.objects.all()


def production_years(on: datetime.date) -> Expression:
    return Years(until("consented_on", on), F("in_production_since"))


def conversion_conditions(on: datetime.date) -> Expression:
    plans = ("fits_urban_plan", "fits_land_plan", "fits_environment_plan", "fits_industry_plan")
    return all_said("is_state_land", *plans)


# Units (C四, W4).
def units(on: datetime.date) -> QuerySet:
    return Unit.objects.filter(use=RoomUse.PRODUCTION)


def for_sale(on: datetime.date) -> QuerySet:
    return units(on).filter(Q(may_be_sold=True) | Q(sold_on__isnull=False))


def support_rooms(on: datetime.date) -> QuerySet:
    return Unit.objects.filter(use=RoomUse.NON_PRODUCTION)


def unit_floor(on: datetime.date) -> Expression:
    return ExpressionWrapper(F("floor_area_m2"), output_field=EXACT)


def unsold(on: datetime.date) -> Expression:
    sold = Q(may_be_sold=True) | Q(sold_on__isnull=False)
    return Case(When(sold, then=Value(0)), default=Value(1), output_field=FLAG)


def divided_as(*kinds: str) -> Each:
    return lambda on: flag(Q(division__in=kinds), ~Q(division="") & ~Q(division__in=kinds))


def limited_holding(on: datetime.date) -> QuerySet:
    """Production rooms held until a day, of parks that say since when they are open."""
    open_since = {f"{UNIT_PARK}__first_operating_year__isnull": False}
    return units(on).filter(is_self_held=True, self_held_until__isnull=False, **open_since)


def holding_years(on: datetime.date) -> Expression:
    span = ExtractYear("self_held_until") - F(f"{UNIT_PARK}__first_operating_year")
    return Cast(span, COUNT)


def kept(use: str, on: datetime.date) -> QuerySet:
    """Rooms of a use the developer keeps on the day; support rooms count when kept as long as the land is."""
    rows = Unit.objects.filter(use=use, is_self_held=True)
    term = Value(on, output_field=DateField())
    if use == RoomUse.NON_PRODUCTION:
        parcels = Parcel.objects.filter(park=OuterRef(UNIT_PARK)).order_by().values("park")
        term = Coalesce(Subquery(parcels.annotate(last=Max("land_use_until")).values("last")), term)
    return rows.filter(Q(self_held_until__isnull=True) | Q(self_held_until__gte=term))


def kept_floor(use: str, on: datetime.date) -> Expression:
    """The floor of such rooms, ㎡; NULL while no unit of the park is entered."""
    mine = kept(use, on).filter(**{UNIT_PARK: OuterRef("pk")}).order_by().values(UNIT_PARK)
    floor = Subquery(mine.annotate(sum=Sum("floor_area_m2")).values("sum"), output_field=AREA)
    entered = Exists(Unit.objects.filter(**{UNIT_PARK: OuterRef("pk")}))
    none = Coalesce(floor, Value(Decimal(0)), output_field=AREA)
    return Case(When(entered, then=none), default=Value(None), output_field=AREA)


def kept_non_production_share(on: datetime.date) -> Expression:
    return quotient(kept_floor(RoomUse.NON_PRODUCTION, on), non_production_floor_m2())


def kept_non_production_of_total(on: datetime.date) -> Expression:
    return quotient(kept_floor(RoomUse.NON_PRODUCTION, on), floor_area_m2())


def kept_production_of_total(on: datetime.date) -> Expression:
    return quotient(kept_floor(RoomUse.PRODUCTION, on), floor_area_m2())


# Safety (C十).
def drills(on: datetime.date) -> QuerySet:
    """The drills of the twelve months up to the day."""
    since = (
        on.replace(year=on.year - 1) if (on.month, on.day) != (2, 29) else datetime.date(on.year - 1, 2, 28)
    )
    return SafetyEvent.objects.filter(kind=SafetyEvent.Kind.DRILL, on__gt=since, on__lte=on)


def drills_a_year(on: datetime.date) -> Expression:
    mine = drills(on).filter(park=OuterRef("pk")).order_by().values("park")
    count = Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=COUNT)
    return Coalesce(count, Value(0), output_field=COUNT)


def of_kinds(on: datetime.date, *kinds: str) -> QuerySet:
    return SafetyEvent.objects.filter(kind__in=kinds, on__lte=on)


def first_year(kind: str, on: datetime.date) -> Expression:
    """The year of the first event of a kind; while there is none, the year it could be held in at the earliest."""
    mine = of_kinds(on, kind).filter(park=OuterRef("pk")).order_by().values("park")
    first = Subquery(mine.annotate(first=Min(ExtractYear("on"))).values("first"), output_field=COUNT)
    return Coalesce(first, Value(on.year), output_field=COUNT)


def has_held(on: datetime.date, *kinds: str) -> Expression:
    """1 when every one of the kinds was held."""
    held = Q()
    for kind in kinds:
        held &= Q(Exists(of_kinds(on, kind).filter(park=OuterRef("pk"))))
    return Case(When(held, then=Value(1)), default=Value(0), output_field=FLAG)


TRAININGS = (SafetyEvent.Kind.HEAD_TRAINING, SafetyEvent.Kind.MANAGER_TRAINING)


def training_year(on: datetime.date) -> Expression:
    return Greatest(
        *(first_year(kind, on) for kind in TRAININGS),
        output_field=DecimalField(max_digits=9, decimal_places=0),
    )
