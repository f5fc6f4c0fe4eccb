"""Park grades (W12, C十三) as a kind of run: a county has tens of parks, so the rules themselves run over the frozen rows."""

from typing import Any

from django.db.models import Count

from accounts.models import Place
from evaluation.digests import park_inputs_hash, park_results_hash
from evaluation.models import ParkResult, Run, RunPark, RunPart
from evaluation.park_facts import case_of, parks_of, said, take
from evaluation.rules.park_grades import ParkScheme
from evaluation.rules.park_grades.evaluating import ListFigures, Outcome, Standing, evaluate
from evaluation.services.pipeline import RunKind, run_kinds
from policies.local import stored

Figures = dict[str, dict[str, Any]]
COMPUTED = (
    "name",
    "park_type",
    "outcome",
    "reason",
    "values",
    "points",
    "bonus",
    "deduction",
    "score",
    "rank",
    "ranked_grade",
    "park_grade",
    "vetoes",
)


def has_parks(county: Place, year: int) -> bool:
    return parks_of(county, year).exists()


def no_parks(year: int) -> str:
    return f"{year} 年没有可以评价的园区"


def write(run_id: int, county: Place, year: int, scheme: ParkScheme) -> tuple[dict[str, Any], dict[str, int]]:
    frozen = take(county, year)
    for row in frozen:
        row.run_id = run_id
    RunPark.objects.bulk_create(frozen, batch_size=500)
    lists, results = computed(run_id, county.pk, year, scheme)
    ParkResult.objects.bulk_create(results, batch_size=500)
    return lists, {"parks": len(results), **distribution(run_id, county.pk)}


def computed(run_id: int, county_id: int, year: int, scheme: ParkScheme) -> tuple[Figures, list[ParkResult]]:
    """The figures of the lists and the result of every park, from the frozen rows alone."""
    rows = list(RunPark.objects.filter(run_id=run_id, county_id=county_id).order_by("park_id"))
    found = evaluate(scheme, year, [case_of(row, scheme) for row in rows])
    results = [result_of(row, found.standings[str(row.park_id)]) for row in rows]
    return {code: kept_figures(one) for code, one in found.lists.items()}, results


def kept_figures(figures: ListFigures) -> dict[str, Any]:
    return {
        "ranked": figures.ranked,
        "bases": stored(figures.bases),
        "positions": stored(figures.positions) if figures.positions else None,
    }


def result_of(row: RunPark, standing: Standing) -> ParkResult:
    taken = row.taken or {}
    reasons = [*map(said, taken["matters"]), standing.reason, *standing.vetoes[:], *standing.gaps]
    return ParkResult(
        run_id=row.run_id,
        county_id=row.county_id,
        park_id=row.park_id,
        name=row.park_name,
        park_type=taken["park_type"],
        outcome=standing.outcome.value,
        reason="；".join(dict.fromkeys(filter(None, reasons))),
        values=list(standing.values),
        points=list(standing.points),
        bonus=standing.bonus,
        deduction=standing.deduction,
        score=standing.score,
        rank=standing.rank,
        ranked_grade=standing.ranked_grade,
        park_grade=standing.park_grade,
        vetoes=list(standing.vetoes),
    )


def distribution(run_id: int, county_id: int) -> dict[str, int]:
    """How many parks have each grade, how many each outcome without one."""
    rows = ParkResult.objects.filter(run_id=run_id, county_id=county_id).order_by()
    counts: dict[str, int] = {}
    for row in rows.values("park_grade", "outcome").annotate(number=Count("pk")):
        word = row["park_grade"] or row["outcome"]
        counts[word] = counts.get(word, 0) + row["number"]
    exempt = rows.filter(outcome=Outcome.EXEMPT).count()
    return {**dict(sorted(counts.items())), **({"exempt": exempt} if exempt else {})}


def replayed(part: RunPart) -> list[str]:
    scheme = ParkScheme.load(part.scheme["content"])
    lists, results = computed(part.run_id, part.county_id, part.run.year, scheme)
    found = [] if lists == part.groups else ["bases or quotas differ from the stored ones"]
    rows = ParkResult.objects.filter(run=part.run_id, county=part.county_id)
    kept = {row.park_id: line_of(row) for row in rows}
    again = {row.park_id: line_of(row) for row in results}
    wrong = [pk for pk in kept.keys() | again.keys() if kept.get(pk) != again.get(pk)]
    return [*found, *([f"{len(wrong)} rows computed differently"] if wrong else [])]


def line_of(row: ParkResult) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in COMPUTED)


run_kinds.register(
    RunKind(
        code=Run.Kind.PARKS,
        ready=has_parks,
        nothing=no_parks,
        write=write,
        inputs_hash=park_inputs_hash,
        results_hash=park_results_hash,
        replayed=replayed,
    )
)
