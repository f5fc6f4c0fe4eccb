"""Which park grade counts: that of the run the county has published."""

from typing import Any

from evaluation.models import ParkResult, ResultNotice, Run


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
