"""Enterprise classes (W12) as a kind of run: one layered SELECT over frozen rows, written at first, compared at a replay."""

from typing import Any

from accounts.models import Place
from enterprises.models import YearlyFigure
from evaluation.class_query import ClassQuery, distribution
from evaluation.digests import class_inputs_hash, class_results_hash
from evaluation.models import Run, RunPart
from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.evaluating import GroupFigures
from evaluation.services.freeze import freeze
from evaluation.services.matters import freeze_matters
from evaluation.services.pipeline import RunKind, run_kinds
from policies.local import stored


def has_figures(county: Place, year: int) -> bool:
    return YearlyFigure.objects.filter(year=year, park__place__path__startswith=county.path).exists()


def no_figures(year: int) -> str:
    return f"没有 {year} 年的年度数据"


def write(
    run_id: int, county: Place, year: int, scheme: ClassScheme
) -> tuple[dict[str, Any], dict[str, int]]:
    freeze(run_id, county, year)
    freeze_matters(run_id, county, year, scheme)
    query = ClassQuery(scheme, run_id, county.pk)
    figures = query.figures()
    firms = query.insert(figures)
    groups = {code: kept_figures(one) for code, one in figures.items()}
    return groups, {"firms": firms, **distribution(run_id, [county.pk])}


def kept_figures(figures: GroupFigures) -> dict[str, Any]:
    return {
        "ranked": figures.ranked,
        "bases": stored(figures.bases),
        "positions": stored(figures.positions) if figures.positions else None,
    }


def replayed(part: RunPart) -> list[str]:
    query = ClassQuery(ClassScheme.load(part.scheme["content"]), part.run_id, part.county_id)
    figures, found = query.figures(), []
    if {code: kept_figures(one) for code, one in figures.items()} != part.groups:
        found.append("bases or quotas differ from the stored ones")
    missing, extra = query.differences(figures)
    if missing or extra:
        found.append(f"{missing} rows computed differently, {extra} stored")
    return found


run_kinds.register(
    RunKind(
        code=Run.Kind.ENTERPRISES,
        ready=has_figures,
        nothing=no_figures,
        write=write,
        inputs_hash=class_inputs_hash,
        results_hash=class_results_hash,
        replayed=replayed,
    )
)
