"""Reads over filings and figures of departments: how they stand, what waits for whom, how much is in and in time."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from enterprises import reporting
from enterprises.models import Filing, ReportingTerm, SuppliedFigure, YearlyFigure
from enterprises.reporting_records import FILING_KIND, SUPPLIED_KIND
from enterprises.rules.reporting import share
from policies.explanation import Explanation, Operand
from portal.registry import WorkRow

State = Filing.State
SOON = datetime.timedelta(days=7)
SHOWN = 10
STANDINGS = {
    "overdue": "逾期未报",
    "soon": "7 天内到期",
    "open": "填报中",
    "returned": "退回或重新开启",
    "review": "审核中",
    "locked": "已锁定",
}
COUNTY_IN_PATH = 3
NUMBER = DecimalField(max_digits=20, decimal_places=2)


def standing(today: datetime.date) -> Case:
    """How a filing stands today, as a code of `STANDINGS`."""
    return Case(
        When(state=State.LOCKED, then=Value("locked")),
        When(~Q(state=State.OPEN), then=Value("review")),
        When(filed_on__isnull=False, then=Value("returned")),
        When(due_on__lt=today, then=Value("overdue")),
        When(due_on__lte=today + SOON, then=Value("soon")),
        default=Value("open"),
        output_field=CharField(),
    )


def is_overdue(today: datetime.date) -> Q:
    return Q(filed_on__isnull=True, due_on__lt=today)


IN_TIME = Q(filed_on__isnull=False) & (Q(due_on__isnull=True) | Q(filed_on__lte=F("due_on")))
LATE = Q(filed_on__gt=F("due_on"))


def filings_for(user: Any) -> QuerySet[Filing]:
    """The filings this person sees, with how they stand, their counts, and the code of their county."""
    rows = reporting.with_counts(Filing.objects.for_user(user))
    path = (F("park__place__path"), Value("/"), Value(COUNTY_IN_PATH))
    county = Func(*path, function="SPLIT_PART", output_field=CharField())
    return rows.annotate(standing=standing(timezone.localdate()), county_code=county)


@dataclass(frozen=True)
class Tally:
    """The counts of some filings: due, handed in, in time, late, overdue, locked; fields due and filled."""

    due: int
    filed: int
    in_time: int
    late: int
    overdue: int
    locked: int
    due_fields: int
    filled_fields: int

    @property
    def timeliness(self) -> Decimal | None:
        """In time ÷ those whose time has come: handed in, or overdue (percent)."""
        return share(self.in_time, self.filed + self.overdue)

    @property
    def completeness(self) -> Decimal | None:
        """Fields filled ÷ fields due (percent)."""
        return share(self.filled_fields, self.due_fields)


def sums(today: datetime.date) -> dict[str, Any]:
    return {
        "due": Count("pk"),
        "filed": Count("pk", filter=Q(filed_on__isnull=False)),
        "in_time": Count("pk", filter=IN_TIME),
        "late": Count("pk", filter=LATE),
        "overdue": Count("pk", filter=is_overdue(today)),
        "locked": Count("pk", filter=Q(state=State.LOCKED)),
        "due_fields": Sum("due_fields", default=0),
        "filled_fields": Sum("filled_fields", default=0),
    }


def tallies(filings: QuerySet[Filing], *by: str) -> list[tuple[tuple[Any, ...], Tally]]:
    """The tallies of filings of `filings_for`, grouped by columns."""
    rows = filings.order_by().values(*by).annotate(**tally_columns(timezone.localdate())).order_by(*by)
    return [
        (tuple(row[name] for name in by), Tally(*(row[f"n_{name}"] for name in Tally.__annotations__)))
        for row in rows
    ]


def tally_columns(today: datetime.date) -> dict[str, Any]:
    return {f"n_{name}": expression for name, expression in sums(today).items()}


def whole(parts: list[tuple[tuple[Any, ...], Tally]]) -> Tally:
    return Tally(*(sum(getattr(one, name) for _, one in parts) for name in Tally.__annotations__))


def explained(tally: Tally) -> list[Explanation]:
    """Timeliness and completeness with what they are made of."""
    return [
        Explanation(
            "及时率",
            tally.timeliness,
            "%",
            "按期报送 ÷ (已报 + 逾期未报)",
            (
                Operand("按期报送", Decimal(tally.in_time), "件"),
                Operand("已报", Decimal(tally.filed), "件"),
                Operand("逾期未报", Decimal(tally.overdue), "件"),
            ),
            clause_ids=("c13",),
            note="保留一位小数，四舍五入；按首次报送日期计算，退回修改不算逾期。未到期的不计入。",
        ),
        Explanation(
            "完整率",
            tally.completeness,
            "%",
            "已填项数 ÷ 应填项数",
            (
                Operand("已填项数", Decimal(tally.filled_fields), "项"),
                Operand("应填项数", Decimal(tally.due_fields), "项"),
            ),
            clause_ids=("c13",),
            note="保留一位小数，四舍五入；应填项数为应报企业（或园区）数乘以报表项数。",
        ),
    ]


def of_park_year(park_id: int, year: int) -> Tally | None:
    """How completely and timely a park reported the periods of a year (C(十三)); None where it owed nothing."""
    filings = reporting.with_counts(Filing.objects.filter(park=park_id, year=year))
    found = tallies(filings, "park_id")
    return found[0][1] if found else None


def differences(user: Any, permission: str | None = None) -> QuerySet[SuppliedFigure]:
    """Figures of departments that lie further from the firm's than the county's terms allow and are not settled."""
    return with_firm(SuppliedFigure.objects.for_user(user, permission)).filter(
        state=SuppliedFigure.State.SUPPLIED, gap__gt=F("allowed")
    )


def with_firm(rows: QuerySet[SuppliedFigure]) -> QuerySet[SuppliedFigure]:
    """Add `own` (the firm's value), `gap` and `allowed` (both of the value's unit)."""
    figure = YearlyFigure.objects.filter(
        enterprise=OuterRef("enterprise"), park=OuterRef("park"), year=OuterRef("year")
    )
    own = Case(
        *(
            When(item=item, then=Subquery(figure.values(item)[:1], output_field=NUMBER))
            for item in SuppliedFigure.Item.values
        ),
        output_field=NUMBER,
    )
    return rows.annotate(own=own, percent=Subquery(term_of_row("tolerance_percent"))).annotate(
        gap=Func(F("own") - F("value"), function="ABS", output_field=NUMBER),
        allowed=F("value") * F("percent") / 100,
    )


def term_of_row(column: str) -> QuerySet:
    """The terms that hold for the park of a row at the end of its year: the nearest place's own, else the reference."""
    last = reporting.MakeDate(OuterRef("year"), Value(12), Value(31))
    terms = ReportingTerm.objects.annotate(last=last, path=Cast(OuterRef("park__place__path"), TextField()))
    terms = terms.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=F("last")),
        valid_from__lte=F("last"),
        path__startswith=F("place__path"),
    )
    return terms.order_by("is_reference", "-place__path").values(column)[:1]


# What waits for somebody.


def to_report(user: Any) -> QuerySet[Filing]:
    """Not handed in yet, and not pressing."""
    return opened(user).filter(filed_on=None).exclude(due_on__lte=timezone.localdate() + SOON)


def pressing(user: Any) -> QuerySet[Filing]:
    """Not handed in, and overdue or nearly so."""
    return opened(user).filter(filed_on=None, due_on__lte=timezone.localdate() + SOON)


def sent_back(user: Any) -> QuerySet[Filing]:
    return opened(user).filter(filed_on__isnull=False)


def opened(user: Any) -> QuerySet[Filing]:
    return Filing.objects.for_user(user, "figures.edit").filter(state=State.OPEN)


def to_review(user: Any) -> QuerySet[Filing]:
    """Those at a level of approval where this person approves."""
    steps = ((State.SUBMITTED, "filing.check"), (State.COUNTY, "filing.review"), (State.CITY, "filing.lock"))
    found = Q(pk__in=[])
    for state, permission in steps:
        if paths := user.places_granting(permission):
            found |= Q(state=state) & Filing.scope.filter_for(paths)
    return Filing.objects.filter(found)


def filing_work(rows: QuerySet[Filing], action: str) -> list[WorkRow]:
    found = rows.select_related("park").order_by(F("due_on").asc(nulls_last=True), "pk")[:SHOWN]
    return [
        WorkRow(
            title=str(row),
            url=FILING_KIND.url(row.pk),
            clock=clock(row.due_on, row.filed_on),
            action_label=action,
        )
        for row in found
    ]


def clock(due: datetime.date | None, filed: datetime.date | None) -> str:
    if filed:
        return f"{filed} 报送"
    if due is None:
        return "未定期限"
    left = (due - timezone.localdate()).days
    return f"已逾期 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天到期"


def to_settle(user: Any) -> QuerySet[SuppliedFigure]:
    return differences(user, "filing.review")


def settle_work(user: Any) -> list[WorkRow]:
    rows = to_settle(user).select_related("enterprise", "park").order_by("-year", "pk")[:SHOWN]
    return [
        WorkRow(
            title=str(row),
            url=SUPPLIED_KIND.url(row.pk),
            detail=f"{row.park}，{row.get_department_display()}部门数据与企业填报数不一致",
            action_label="核定",
        )
        for row in rows
    ]


def calendar_url(**query: Any) -> str:
    return reverse("enterprises:reporting", query=query)
