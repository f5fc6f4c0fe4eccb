"""Star ratings as a kind of run: a year's cases frozen, then scored from the frozen rows by the rules of every page."""

from decimal import Decimal
from typing import Any

from accounts.models import Place
from evaluation.digests import star_inputs_hash, star_results_hash
from evaluation.models import Run, RunPart, RunStarMark, StarCase, StarMark, StarResult
from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.scoring import ranks, score
from evaluation.services.pipeline import RunKind, run_kinds

Counts = dict[str, int]


def cases_of(county: Place, year: int) -> Any:
    """The county's cases of the year whose points are whole: from the second person's decision on."""
    rows = StarCase.objects.filter(year=year, state__in=StarCase.SCORED)
    return rows.filter(park__place__path__startswith=county.path).order_by("pk")


def ready(county: Place, year: int) -> bool:
    return cases_of(county, year).exists()


def nothing(year: int) -> str:
    return f"没有按 {year} 年数据评完分的星级申报"


def write(run_id: int, county: Place, year: int, scheme: StarScheme) -> tuple[dict[str, Any], Counts]:
    """Freeze the cases' points, score them, rank them in the county."""
    cases = list(cases_of(county, year).select_related("park"))
    freeze(run_id, county, cases)
    found = standings(run_id, county.pk, scheme)
    placed = ranks({pk: one["score"] for pk, one in found.items()})
    StarResult.objects.bulk_create(
        [
            StarResult(run_id=run_id, county=county, rank=placed[one.pk], **kept(one), **found[one.pk])
            for one in cases
        ]
    )
    return {}, counted(found, len(cases))


def freeze(run_id: int, county: Place, cases: list[StarCase]) -> None:
    marks = StarMark.objects.filter(case__in=cases).order_by("pk")
    RunStarMark.objects.bulk_create(
        [
            RunStarMark(
                run_id=run_id,
                county=county,
                case_id=one.case_id,
                code=one.code,
                points=one.points,
                vetoed=one.vetoed,
            )
            for one in marks
        ]
    )


def kept(case: StarCase) -> dict[str, Any]:
    """What is known of the case on the day of the run, names included."""
    return {
        "park": case.park,
        "case": case,
        "case_version": case.version,
        "case_state": case.state,
        "park_name": case.park.name,
        "applied": case.star,
        "gate_grade": case.gate_grade,
    }


def standings(run_id: int, county_pk: int, scheme: StarScheme) -> dict[int, dict[str, Any]]:
    """Score, points by dimension and star of each case, from the frozen rows alone."""
    points: dict[int, dict[str, Decimal]] = {}
    struck: dict[int, set[str]] = {}
    for one in RunStarMark.objects.filter(run=run_id, county=county_pk).order_by("pk"):
        known = points.setdefault(one.case_id, {})
        if one.points is not None:
            known[one.code] = one.points
        if one.vetoed:
            struck.setdefault(one.case_id, set()).add(one.code)
    return {pk: values(scheme, known, struck.get(pk, set())) for pk, known in points.items()}


def values(scheme: StarScheme, points: dict[str, Decimal], struck: set[str]) -> dict[str, Any]:
    standing = score(scheme, points, struck)
    return {
        "score": standing.total,
        "dimensions": [one.points for one in standing.parts],
        "reached": standing.star,
    }


def counted(found: dict[int, dict[str, Any]], cases: int) -> Counts:
    """How many cases there are, and how many reach each star (0: none)."""
    stars = [one["reached"] for one in found.values()]
    return {"cases": cases, **{f"star_{star}": stars.count(star) for star in range(6)}}


def replayed(part: RunPart) -> list[str]:
    """Every case whose stored result is not what its frozen points give."""
    found = standings(part.run_id, part.county_id, StarScheme.load(part.scheme["content"]))
    placed = ranks({pk: one["score"] for pk, one in found.items()})
    rows = StarResult.objects.filter(run=part.run_id, county=part.county_id).order_by("pk")
    stored = {one.case_id: {**shown(one), "rank": one.rank} for one in rows}
    again = {pk: {**one, "rank": placed[pk]} for pk, one in found.items()}
    differing = [pk for pk in stored.keys() | again.keys() if stored.get(pk) != again.get(pk)]
    return [f"case {pk} is {again.get(pk)}, stored {stored.get(pk)}" for pk in sorted(differing)]


def shown(one: StarResult) -> dict[str, Any]:
    return {"score": one.score, "dimensions": one.dimensions, "reached": one.reached}


run_kinds.register(
    RunKind(
        code=Run.Kind.STARS,
        ready=ready,
        nothing=nothing,
        write=write,
        inputs_hash=star_inputs_hash,
        results_hash=star_results_hash,
        replayed=replayed,
    )
)
