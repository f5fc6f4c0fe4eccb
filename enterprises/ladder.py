"""The growth ladder by year (W11): size and 规上 worked out from yearly figures, who crossed the line, and what a firm's
years look like side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Case,
    CharField,
    Count,
    Expression,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear, Substr
from django.urls import reverse

from enterprises.measures import by_standard
from enterprises.models import Enterprise, GrowthEvent, YearlyFigure
from enterprises.rules import size
from enterprises.rules.growth import WORKS
from enterprises.rules.size import Size
from parks.measures import EXACT
from policies.explanation import Explanation, Operand

Kind, Direction = GrowthEvent.Kind, GrowthEvent.Direction
FIELDS = {size.PEOPLE: "people", size.REVENUE: "revenue"}
SUMMED = "按本人可见园区的年度数据合计；销售产值作营业收入。"


def of_industry(name: str) -> Q:
    """Firms of an industry of the standard; needs `division` and `industry` on the row."""
    divisions, groups = by_standard()[name]
    return Q(division__in=divisions) | Q(industry__in=groups)


def size_code() -> Expression:
    """large … micro by the standard of `Size`, NULL where an indicator is missing. Needs `people`, `revenue`."""
    cases = []
    for name in by_standard():
        thresholds = size.table()[name]
        fields = [FIELDS.get(indicator) for indicator in thresholds.indicators]
        if not all(fields):
            continue
        known = of_industry(name) & Q(**{f"{field}__isnull": False for field in fields})
        for reached, bounds in thresholds.bounds.items():
            enough = {f"{field}__gte": bound for field, bound in zip(fields, bounds, strict=True)}
            cases.append(When(known & Q(**enough), then=Value(reached.value)))
        cases.append(When(known, then=Value(Size.MICRO.value)))
    return Case(*cases, default=Value(None), output_field=CharField())


def bound() -> Expression:
    """The yearly revenue from which a firm of the row's industry is 规上; NULL for industries without one."""
    found = [
        When(of_industry(name), then=Value(wan, output_field=EXACT))
        for name, wan in size.scale_bounds().items()
        if name in by_standard()
    ]
    return Case(*found, default=Value(None), output_field=EXACT)


def firm_years(figures: QuerySet[YearlyFigure]) -> QuerySet:
    """A row for each firm and year: its figures in all the parks added up, its size, the bound of 规上."""
    rows = figures.annotate(
        industry=F("enterprise__industry_code"),
        division=Substr("enterprise__industry_code", 1, 2, output_field=CharField()),
    )
    rows = rows.order_by().values("enterprise", "year", "industry", "division")
    rows = rows.annotate(people=Sum("employees"), revenue=Sum("sales_wan", output_field=EXACT))
    return rows.annotate(size=size_code(), bound=bound())


@dataclass(frozen=True)
class Year:
    """A firm in one year: its figures, what they make it, and its steps."""

    year: int
    people: int | None
    revenue: Decimal | None
    size: str
    above: bool | None
    steps: dict[str, list[GrowthEvent]]
    explanation: Explanation | None

    @property
    def above_word(self) -> str:
        return {True: "规上", False: "规下", None: "缺数据"}[self.above]


def years_of(user: Any, firm: Enterprise) -> list[Year]:
    """A firm's years side by side, the last first: figures in the parks one sees, and the steps taken there."""
    figures = YearlyFigure.objects.for_user(user).filter(enterprise=firm)
    rows = {row["year"]: row for row in firm_years(figures)}
    own = list(figures.select_related("park").order_by("year", "park__name", "pk"))
    events = list(GrowthEvent.objects.for_user(user).filter(enterprise=firm).order_by("on", "pk"))
    known = sorted({*rows, *(event.on.year for event in events)}, reverse=True)
    return [year_of(firm, year, rows.get(year), own, events) for year in known]


def year_of(
    firm: Enterprise,
    year: int,
    row: dict[str, Any] | None,
    figures: list[YearlyFigure],
    events: list[GrowthEvent],
) -> Year:
    steps: dict[str, list[GrowthEvent]] = {}
    for event in events:
        if event.on.year == year:
            steps.setdefault(event.kind, []).append(event)
    if row is None:
        return Year(year, None, None, "", None, steps, None)
    above = None if row["bound"] is None else row["revenue"] >= row["bound"]
    label = Size(row["size"]).label if row["size"] else "缺数据"
    found = explained(firm, row, [one for one in figures if one.year == year], label)
    return Year(year, row["people"], row["revenue"], label, above, steps, found)


def explained(firm: Enterprise, row: dict[str, Any], figures: list[YearlyFigure], label: str) -> Explanation:
    """The revenue that decides, from the figures of each park; the bounds it is held against."""
    operands = tuple(
        Operand(
            f"{one.park.name}销售产值",
            one.sales_wan,
            "万元",
            f"{one.year} 年度数据",
            reverse("enterprises:figure", args=(one.pk,)),
        )
        for one in figures
    )
    name = size.industry_named(firm.industry_code) or "该行业"
    people = "缺数据" if row["people"] is None else f"{row['people']} 人"
    against = (
        f"{name}年营业收入 {row['bound']} 万元及以上为规上。"
        if row["bound"]
        else f"{name}没有按营业收入的规上标准。"
    )
    return Explanation(
        f"{row['year']} 年营业收入",
        row["revenue"],
        "万元",
        " + ".join(one.label for one in operands),
        operands,
        clause_ids=("w11",),
        note=f"{against}年末从业人员 {people}，按{name}的划型标准为{label}。{SUMMED}",
    )


def with_steps(user: Any) -> QuerySet[Enterprise]:
    """The firms that `user` may edit with the last two years of the figures he sees: `last_year`, `revenue`, `before`,
    `bound`; and `step`, the last direction of 小升规 ("" for none)."""
    rows = Enterprise.objects.for_user(user, "enterprise.edit")
    own = YearlyFigure.objects.for_user(user).filter(enterprise=OuterRef("pk")).order_by()
    last = own.values("enterprise").annotate(last=Max("year")).values("last")
    step = GrowthEvent.objects.filter(enterprise=OuterRef("pk"), kind=Kind.STEPPED_UP).order_by("-on", "-pk")
    rows = rows.annotate(
        last_year=Subquery(last, output_field=IntegerField()),
        industry=F("industry_code"),
        division=Substr("industry_code", 1, 2, output_field=CharField()),
        step=Coalesce(Subquery(step.values("direction")[:1]), Value(""), output_field=CharField()),
    )
    return rows.annotate(year_before=F("last_year") - 1).annotate(
        revenue=revenue_of(own, OuterRef("last_year")),
        before=revenue_of(own, OuterRef("year_before")),
        bound=bound(),
    )


def revenue_of(own: QuerySet[YearlyFigure], year: Any) -> Expression:
    found = own.filter(year=year).values("enterprise")
    return Subquery(found.annotate(sum=Sum("sales_wan")).values("sum"), output_field=EXACT)


def crossings(user: Any) -> QuerySet[Enterprise]:
    """Firms whose last year is on the other side of the bound than the year before, and whose 小升规 does not say so yet;
    `proposal` is the direction to record."""
    up = Q(before__lt=F("bound"), revenue__gte=F("bound")) & ~Q(step=Direction.ENTERED)
    down = Q(before__gte=F("bound"), revenue__lt=F("bound"), step=Direction.ENTERED)
    proposal = Case(
        When(up, then=Value(Direction.ENTERED)),
        When(down, then=Value(Direction.LEFT)),
        default=Value(None),
        output_field=CharField(),
    )
    return with_steps(user).annotate(proposal=proposal).filter(proposal__isnull=False)


def counts(rows: QuerySet[GrowthEvent], where: dict[str, str]) -> list[dict[str, Any]]:
    """By kind and year: how many entered, how many left; the rows behind each number are at its address."""
    found = (
        rows.order_by()
        .annotate(year=ExtractYear("on"))
        .values("kind", "year")
        .annotate(
            entered=Count("pk", filter=Q(direction=Direction.ENTERED)),
            left=Count("pk", filter=Q(direction=Direction.LEFT)),
        )
    )
    known = {(row["kind"], row["year"]): row for row in found}
    years = sorted({year for _, year in known}, reverse=True)
    return [{"kind": kind, "cells": list(cells(kind, years, known, where))} for kind in Kind]


def cells(
    kind: str, years: list[int], known: dict[tuple[str, int], dict[str, Any]], where: dict[str, str]
) -> Iterator[dict[str, Any]]:
    for year in years:
        row = known.get((kind, year), {"entered": 0, "left": 0})
        text = f"{row['entered']} − {row['left']} = {row['entered'] - row['left']}"
        yield {
            "year": year,
            "text": str(row["entered"]) if kind in WORKS or not row["left"] else text,
            "url": f"?{urlencode({**where, 'kind': kind, 'year': year})}",
            "any": bool(row["entered"] or row["left"]),
        }
