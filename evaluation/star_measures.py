"""What the rows say of a park beside the items of its star case: each value with how it came about (C十三).

They are hints for whoever scores: frozen into the case when it is handed in.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from enterprises.models import GrowthEvent, Occupancy, YearlyFigure
from evaluation.models import RunResult
from parks.compliance import measured as measured_of_parks
from parks.models import FireGrade, Park
from policies.numbers import exact, round_half_up
from portal.measures import park_measures
from portal.numbers import decimal_text

Growth = GrowthEvent.Kind
OF_PARKS = ("leading_share", "small_firm_share", "party_items")
STEP = Decimal("0.0001")
FIRE = {"A": 4, "B": 3, "C": 2, "D": 1}


@dataclass(frozen=True)
class Measured:
    """A value to four digits (None: it cannot be told) and how it came about."""

    value: Decimal | None
    how: str


def measured(park: Park, year: int) -> dict[str, Measured]:
    """Every measure of the rules' closed table, for the figures of a year, as of its last day where a day is asked."""
    last = datetime.date(year, 12, 31)
    found = {**tax(park, year), **of_parks(park, last), "let_share": let_share(park, last)}
    found |= {kind.value: grown(park, kind, year) for kind in (Growth.STEPPED_UP, Growth.SPECIALISED)}
    found[Growth.TECH_SME.value] = grown(park, Growth.TECH_SME, year)
    return {**found, "fire_grade": fire(park, year), "reported_share": reported(park, year)}


def tax(park: Park, year: int) -> dict[str, Measured]:
    """Both ratios of the park's latest result of 亩均税收 of the year."""
    rows = RunResult.objects.filter(level=RunResult.Level.PARK, park=park, run__year=year)
    result = rows.filter(run__hypothetical=False).order_by("-run").first()
    if result is None:
        nothing = Measured(None, f"{year} 年还没有亩均税收评价")
        return {"tax_per_mu": nothing, "tax_per_park_mu": nothing}
    wan, source = f"税收 {decimal_text(result.tax_wan)} 万元", f"评价编号 {result.run_id}"
    return {
        "tax_per_mu": Measured(
            result.tax_per_mu, f"{wan} ÷ 企业用地 {decimal_text(result.land_mu)} 亩，{source}"
        ),
        "tax_per_park_mu": Measured(
            result.tax_per_park_mu,
            f"{wan} ÷ 园区在用土地 {decimal_text(result.park_land_in_use_mu)} 亩，{source}",
        ),
    }


def of_parks(park: Park, on: datetime.date) -> dict[str, Measured]:
    """Measures that the compliance card of the park has too."""
    values = measured_of_parks([park.pk], list(OF_PARKS), on)[park.pk]
    return {
        code: Measured(rounded(values[code]), f"{park_measures.get(code).formula}，截至 {on}")
        for code in OF_PARKS
    }


def rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_half_up(Decimal(value), STEP)


def share(part: Decimal, whole: Decimal, how: Callable[[], str]) -> Measured:
    if not whole:
        return Measured(None, f"{how()}，分母为零")
    with exact():
        return Measured(rounded(part / whole), how())


def let_share(park: Park, on: datetime.date) -> Measured:
    """入驻率: floor held on the day ÷ floor finished by it."""
    rooms = Occupancy.objects.on(on).filter(park=park).aggregate(total=Sum("floor_area_m2"))["total"]
    phases = park.phases.filter(completed_on__lte=on).aggregate(total=Sum("floor_area_m2"))["total"]
    held, finished = rooms or Decimal(0), phases or Decimal(0)
    words = f"入驻面积 {decimal_text(held)} ㎡ ÷ 已竣工建筑面积 {decimal_text(finished)} ㎡，截至 {on}"
    return share(held, finished, lambda: words)


def grown(park: Park, kind: Growth, year: int) -> Measured:
    """Firms of the park that stepped onto a rung in the year."""
    rows = GrowthEvent.objects.filter(park=park, kind=kind, on__year=year)
    count = rows.filter(direction=GrowthEvent.Direction.ENTERED).count()
    return Measured(Decimal(count), f"{year} 年登记的{kind.label}进入事件数")


def fire(park: Park, year: int) -> Measured:
    """C(十三): the fire brigade's grade of the year."""
    known = FireGrade.objects.filter(park=park, year=year).first()
    if known is None:
        return Measured(None, f"{year} 年还没有消防评级")
    return Measured(
        Decimal(FIRE[known.grade]), f"{year} 年消防评级 {known.grade}（{known.get_grade_display()}）"
    )


def reported(park: Park, year: int) -> Measured:
    """年度数据报送率: firms with a figure of the year ÷ firms with rooms in it (C十三)."""
    firms = Occupancy.objects.in_year(year).filter(park=park).order_by().values("enterprise").distinct()
    owed = firms.count()
    there = YearlyFigure.objects.filter(park=park, year=year, enterprise__in=firms)
    told = there.aggregate(count=Count("enterprise", distinct=True))["count"]
    words = f"已报送 {year} 年数据的 {told} 家 ÷ 当年在园企业 {owed} 家"
    return share(Decimal(told), Decimal(owed), lambda: words)
