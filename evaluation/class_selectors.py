"""Reads for the pages of enterprise classes."""

from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from enterprises.filing_selectors import calendar_url
from enterprises.models import Filing, YearlyFigure
from evaluation.models import EnterpriseResult, ResultNotice, Run, RunPart
from evaluation.rules.classes.parts import CLASSES


def class_rows(user: Any, run: Run) -> QuerySet[EnterpriseResult]:
    """The firms of a run that this person sees."""
    return EnterpriseResult.objects.for_user(user).filter(run=run)


def distribution(user: Any, run: Run) -> list[dict[str, Any]]:
    """For each county and group seen: how many have each class, how many none, and what they were measured by."""
    return spread_over(class_rows(user, run), run, "enterprise_class", "group", "group_label")


def spread_over(rows: QuerySet, run: Run, letter: str, *group: str) -> list[dict[str, Any]]:
    """The rows of a run by county and group: how many have each letter, how many none, and the county's part."""
    found = (
        rows.order_by()
        .values("county_id", *group)
        .annotate(
            all=Count("pk"),
            **{one: Count("pk", filter=Q(**{letter: one})) for one in CLASSES},
            without=Count("pk", filter=Q(**{letter: ""})),
        )
        .order_by("county_id", group[0])
    )
    parts = {part.county_id: part for part in RunPart.objects.filter(run=run).select_related("county")}
    return [{**row, "part": parts[row["county_id"]]} for row in found]


def changes(user: Any, run: Run, other: Run) -> QuerySet[EnterpriseResult]:
    """The firms whose class, score or outcome differs between two runs, with what the other has of them."""
    before = EnterpriseResult.objects.filter(
        run=other, enterprise=OuterRef("enterprise"), county=OuterRef("county")
    )
    rows = changed_from(class_rows(user, run), before, "enterprise_class")
    return rows.order_by("county_id", "group", "rank", "pk")


def changed_from(rows: QuerySet, before: QuerySet, letter: str) -> QuerySet:
    """The rows whose letter, score, rank or outcome is not that of `before`, with what that has of them."""
    rows = rows.annotate(
        old_class=Subquery(before.values(letter)[:1]),
        old_score=Subquery(before.values("score")[:1]),
        old_rank=Subquery(before.values("rank")[:1]),
        old_outcome=Subquery(before.values("outcome")[:1]),
    )
    same = Q(old_class=F(letter), old_outcome=F("outcome")) & (
        Q(old_score=F("score"), old_rank=F("rank")) | Q(old_score__isnull=True, score__isnull=True)
    )
    differs = Case(When(same, then=Value(False)), default=Value(True))
    return rows.annotate(differs=differs).filter(differs=True)


def classes_of_firm(user: Any, enterprise_id: int) -> QuerySet[EnterpriseResult]:
    """A firm's classes, for each county and year those of the latest real run, and whether they were published."""
    rows = EnterpriseResult.objects.for_user(user).filter(enterprise=enterprise_id, run__hypothetical=False)
    later = EnterpriseResult.objects.filter(
        enterprise=enterprise_id,
        county=OuterRef("county"),
        run__year=OuterRef("run__year"),
        run__hypothetical=False,
    ).order_by("-run")
    notice = ResultNotice.objects.filter(run=OuterRef("run"), place=OuterRef("county")).order_by("-pk")
    return rows.filter(run=Subquery(later.values("run")[:1])).annotate(
        notice_state=Subquery(notice.values("state")[:1])
    )


def unlocked(user: Any) -> list[dict[str, Any]]:
    """How many of the firms' yearly reports are not locked yet, by year, the latest first: [{year, filings, of, url}]."""
    filings = Filing.objects.for_user(user, "evaluation.run").filter(form="firm_year").order_by()
    rows = filings.values("year").annotate(
        of=Count("pk"), filings=Count("pk", filter=~Q(state=Filing.State.LOCKED))
    )
    return [
        {**row, "url": calendar_url(year=row["year"], form="firm_year", counted="unlocked")}
        for row in rows.filter(filings__gt=0).order_by("-year")
    ]


def to_mend(user: Any) -> QuerySet[YearlyFigure]:
    """Figures with a value that is missing or zero, which would set their firm aside or give it no points."""
    rows = YearlyFigure.objects.for_user(user, "evaluation.run").select_related("enterprise", "park")
    empty = (
        Q(energy_tce__isnull=True)
        | Q(energy_tce=0)
        | Q(tax_wan=0)
        | Q(sales_wan=0)
        | Q(employees__isnull=True)
    )
    return rows.filter(empty | Q(employees=0))


__all__ = ["changes", "class_rows", "classes_of_firm", "distribution", "to_mend"]
