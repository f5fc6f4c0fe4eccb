"""Reads of park grades: which one counts, that of the run the county has published; and who sees which."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from evaluation.class_selectors import changed_from, spread_over
from evaluation.models import ParkResult, ResultNotice, Run
from parks.models import Park


def published_notices() -> Any:
    """Published results of parks, of each county and year the latest first."""
    rows = ResultNotice.objects.filter(kind=Run.Kind.PARKS, state=ResultNotice.State.PUBLISHED)
    return rows.order_by("-year", "-pk")


def published_grade(park: Any, year: int | None = None) -> ParkResult | None:
    """The park's result that counts for the year (without one: the last year it was evaluated in); None without any.

    A park that was not graded has a result without `park_grade`, with `outcome` and `reason`.
    """
    rows = published_results(park)
    rows = rows if year is None else [one for one in rows if one.run.year == year]
    return rows[0] if rows else None


def published_results(park: Any) -> list[ParkResult]:
    """The park's results that count, one for each year, the last year first."""
    notices = published_notices().values_list("run_id", "place_id", "year")
    rows = ParkResult.objects.filter(park=park).select_related("run", "county")
    found = {(row.run_id, row.county_id): row for row in rows}
    counting: dict[int, ParkResult] = {}
    for run, place, year in notices.filter(run__in=[run for run, _ in found]):
        if (run, place) in found:
            counting.setdefault(year, found[run, place])
    return list(counting.values())


def grade_rows(user: Any, run: Run) -> QuerySet[ParkResult]:
    """The parks of a run that this person sees."""
    return ParkResult.objects.for_user(user).filter(run=run)


def spread(user: Any, run: Run) -> list[dict[str, Any]]:
    """For each county and list seen: how many parks have each grade, how many none."""
    return spread_over(grade_rows(user, run), run, "park_grade", "park_type")


def grade_changes(user: Any, run: Run, other: Run) -> QuerySet[ParkResult]:
    """The parks whose grade, score or outcome differs between two runs."""
    before = ParkResult.objects.filter(run=other, park=OuterRef("park"))
    rows = changed_from(grade_rows(user, run), before, "park_grade")
    return rows.order_by("county_id", "park_type", "rank", "pk")


def grades_seen(user: Any) -> QuerySet[ParkResult]:
    """The results of counties one sees as a whole, and the published ones of parks one sees."""
    published = ResultNotice.objects.filter(
        run=OuterRef("run"), place=OuterRef("county"), state=ResultNotice.State.PUBLISHED
    )
    own = Park.objects.for_user(user, "evaluation.view").values("pk")
    rows = ParkResult.objects.annotate(is_published=Exists(published))
    return rows.filter(
        Q(pk__in=ParkResult.objects.for_user(user).values("pk")) | Q(is_published=True, park__in=own)
    )


def grades_of_park(user: Any, park_id: int) -> QuerySet[ParkResult]:
    """A park's grades, of each year those of the latest real run this person sees."""
    mine = grades_seen(user).filter(park=park_id, run__hypothetical=False)
    later = mine.filter(run__year=OuterRef("run__year")).order_by("-is_published", "-run")
    notice = ResultNotice.objects.filter(run=OuterRef("run"), place=OuterRef("county")).order_by("-pk")
    return mine.filter(run=Subquery(later.values("run")[:1])).annotate(
        notice_state=Subquery(notice.values("state")[:1])
    )
