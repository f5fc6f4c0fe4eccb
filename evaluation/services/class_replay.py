"""Computing a stored run of enterprise classes again from its frozen rows."""

from evaluation.class_query import ClassQuery
from evaluation.digests import class_inputs_hash, class_results_hash
from evaluation.models import Run, RunPart
from evaluation.rules.class_rulings import rulebook_hash
from evaluation.rules.classes import ClassScheme
from evaluation.services.classes import hashes, kept_figures


def replay_classes(run: Run) -> list[str]:
    """Every difference between what is stored and what the frozen rows give; an empty list is well."""
    parts = list(RunPart.objects.filter(run=run).select_related("county").order_by("county__code"))
    found = [line for part in parts for line in replay_part(part)]
    again = hashes(parts)
    return found + [
        f"{name} is {value}, stored {getattr(run, name)}"
        for name, value in again.items()
        if value != getattr(run, name)
    ]


def replay_part(part: RunPart) -> list[str]:
    query = ClassQuery(ClassScheme.load(part.scheme["content"]), part.run_id, part.county_id)
    figures, name = query.figures(), part.county.code
    found = []
    if {code: kept_figures(one) for code, one in figures.items()} != part.groups:
        found.append(f"{name}: bases or quotas differ from the stored ones")
    missing, extra = query.differences(figures)
    if missing or extra:
        found.append(f"{name}: {missing} rows computed differently, {extra} stored")
    again = {
        "rulebook_hash": rulebook_hash(part.ruling, part.scheme),
        "inputs_hash": class_inputs_hash(part.run_id, part.county_id),
        "results_hash": class_results_hash(part.run_id, part.county_id),
    }
    return found + [
        f"{name}: {which} is {value}, stored {getattr(part, which)}"
        for which, value in again.items()
        if value != getattr(part, which)
    ]
