"""Reads for the pages and the API: what a person sees of runs and results."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Place
from accounts.roles import COUNTY_LEVEL, PlaceKind
from evaluation import measures
from evaluation.models import EnterpriseResult, ParkResult, Run, RunResult

Level = RunResult.Level
COUNTY_DEPTH = 3
CHILDREN = {
    Level.WHOLE: Level.COUNTY,
    Level.COUNTY: Level.PARK,
    Level.PARK: Level.FIRM_IN_PARK,
    Level.FIRM: Level.FIRM_IN_PARK,
}


RUN_PAGES = {
    Run.Kind.TAX_PER_MU: "run",
    Run.Kind.ENTERPRISES: "classes",
    Run.Kind.PARKS: "grades",
    Run.Kind.STARS: "star_run",
}


def run_url(kind: str, pk: int) -> str:
    """The page of a run of the kind."""
    return reverse(f"evaluation:{RUN_PAGES[Run.Kind(kind)]}", args=(pk,))


def places_to_evaluate(user: Any) -> QuerySet[Place]:
    """Where the user may start a run: counties, zones, cities, the province."""
    kinds = COUNTY_LEVEL | {PlaceKind.CITY, PlaceKind.PROVINCE}
    return Place.objects.for_user(user, "evaluation.run").filter(kind__in=kinds).order_by("sort", "code")


def runs_for(user: Any) -> QuerySet[Run]:
    """The runs the user has a part in, with how many firms in parks of it, or parks, the user sees, and whether a later
    run of the same place and year has taken its place."""
    in_parks = seen(user).filter(run_id=OuterRef("pk"), level=Level.FIRM_IN_PARK)
    classed = EnterpriseResult.objects.for_user(user).filter(run_id=OuterRef("pk"))
    graded = ParkResult.objects.for_user(user).filter(run_id=OuterRef("pk"))
    return Run.objects.for_user(user).annotate(
        firms=Coalesce(counted(in_parks), counted(classed), counted(graded), 0),
        superseded=Exists(Run.objects.filter(supersedes=OuterRef("pk"))),
    )


def beside(run: Run) -> Run | None:
    """The run that another is read against: the one it took the place of; of a what-if run the real one that counts."""
    if not run.hypothetical:
        return run.supersedes
    rows = Run.objects.filter(kind=run.kind, place=run.place, year=run.year, hypothetical=False)
    return rows.order_by("-pk").first()


def counted(rows: QuerySet) -> Subquery:
    return Subquery(rows.order_by().values("run_id").annotate(number=Count("pk")).values("number"))


def seen(user: Any) -> QuerySet[RunResult]:
    return RunResult.objects.for_user(user)


def levels_for(user: Any, run: Run) -> list[str]:
    """The levels of a run that can hold rows for this person, from the top down."""
    paths = user.places_granting(RunResult.scope.view)
    covers = any(run.place.path.startswith(path) for path in paths)
    sees_county = covers or any(path.count("/") <= COUNTY_DEPTH for path in paths)
    shown = [Level.PARK, Level.FIRM_IN_PARK]
    if sees_county:
        shown = [Level.COUNTY, Level.PARK, Level.FIRM, Level.FIRM_IN_PARK]
    if covers and run.place.kind not in COUNTY_LEVEL:
        shown.insert(0, Level.WHOLE)
    return shown


def totals(rows: QuerySet[RunResult]) -> dict[str, Any]:
    """Firms, Σ tax (万元), Σ land (亩) and their quotient over the rows one sees, each firm in a park once."""
    firms_in_parks = rows.filter(level=Level.FIRM_IN_PARK)
    found = (
        firms_in_parks.values("run_id")
        .annotate(
            parks=Count("park_id", distinct=True),
            firms=Count("enterprise_id", distinct=True),
            tax=measures.total("tax_wan"),
            land=measures.total("land_mu"),
        )
        .annotate(ratio=measures.per_mu("tax", "land"))
        .values("parks", "firms", "tax", "land", "ratio")
        .order_by("run_id")
        .first()
    )
    return found or {"parks": 0, "firms": 0, "tax": measures.ZERO, "land": measures.ZERO, "ratio": None}


def parts_of(result: RunResult, user: Any) -> QuerySet[RunResult]:
    """The results one level down that add up to this one; none below a firm in a park."""
    below = CHILDREN.get(result.level)
    if below is None:
        return RunResult.objects.none()
    rows = seen(user).filter(run_id=result.run_id, level=below)
    own = {
        Level.COUNTY: {"county": result.county_id},
        Level.PARK: {"park": result.park_id},
        Level.FIRM: {"county": result.county_id, "enterprise": result.enterprise_id},
    }
    return rows.filter(**own.get(result.level, {}))


def latest_of_firm(user: Any, enterprise_id: int) -> QuerySet[RunResult]:
    """A firm's results, for each year and park (or county) those of the latest run."""
    return latest(seen(user).filter(enterprise=enterprise_id), enterprise=enterprise_id)


def latest_of_park(user: Any, park_id: int) -> QuerySet[RunResult]:
    """A park's results, for each year those of the latest run."""
    return latest(seen(user).filter(level=Level.PARK, park=park_id), park=park_id)


def latest(rows: QuerySet[RunResult], **subject: int) -> QuerySet[RunResult]:
    later = RunResult.objects.filter(
        level=OuterRef("level"),
        place=OuterRef("place"),
        run__year=OuterRef("run__year"),
        run__gt=OuterRef("run"),
        **subject,
    )
    return rows.filter(~Exists(later))
