"""Computing a stored run by schemes again from its frozen rows."""

from evaluation.models import Run, RunPart
from evaluation.rules.class_rulings import rulebook_hash
from evaluation.services.pipeline import hashes, run_kinds


def replay_parts(run: Run) -> list[str]:
    """Every difference between what is stored and what the frozen rows give; an empty list is well."""
    parts = list(RunPart.objects.filter(run=run).select_related("county").order_by("county__code"))
    found = [line for part in parts for line in replay_part(run.kind, part)]
    again = hashes(parts)
    return found + [
        f"{name} is {value}, stored {getattr(run, name)}"
        for name, value in again.items()
        if value != getattr(run, name)
    ]


def replay_part(kind: str, part: RunPart) -> list[str]:
    work = run_kinds.get(kind)
    again = {
        "rulebook_hash": rulebook_hash(part.ruling, part.scheme),
        "inputs_hash": work.inputs_hash(part.run_id, part.county_id),
        "results_hash": work.results_hash(part.run_id, part.county_id),
    }
    found = work.replayed(part) + [
        f"{which} is {value}, stored {getattr(part, which)}"
        for which, value in again.items()
        if value != getattr(part, which)
    ]
    return [f"{part.county.code}: {line}" for line in found]
