"""Computing: results from the frozen rows of a run, and the same once more at a replay."""

from typing import cast

from django.db.models import Field, Value

from accounts.models import Place
from evaluation import measures
from evaluation.digests import inputs_hash, results_hash
from evaluation.levels import Level, levels
from evaluation.models import Run, RunInput, RunResult
from evaluation.services.run_replay import replay_parts
from policies.rulebook import kept_hash
from portal.bulk import columns_of, insert_from_select


def write_results(run_id: int, place: Place) -> dict[str, int]:
    """Insert the results of every level; answers how many rows each has."""
    return {
        level.code: insert_from_select(
            RunResult, level.rows(run_id), {"run": Value(run_id), "level": Value(level.code), **level.columns}
        )
        for level in levels(place)
    }


def replay(run: Run) -> list[str]:
    """Compute a stored run again from its frozen inputs; answers every difference, so an empty list is well."""
    if run.kind != Run.Kind.TAX_PER_MU:
        return replay_parts(run)
    found = []
    if changed := changed_land(run):
        found.append(f"land of {changed} firms differs from its frozen operands")
    for level in levels(run.place):
        found += compare(run, level)
    return found + changed_hashes(run)


def changed_hashes(run: Run) -> list[str]:
    """Which hashes of the run no longer stand for what it stored: its rules, its inputs, its results."""
    kept = (reading for county in run.instruments.values() for reading in county["parameters"])
    again = {
        "rulebook_hash": kept_hash(kept),
        "inputs_hash": inputs_hash(run.pk),
        "results_hash": results_hash(run.pk),
    }
    return [
        f"{name} is {computed}, stored {getattr(run, name)}"
        for name, computed in again.items()
        if computed != getattr(run, name)
    ]


def changed_land(run: Run) -> int:
    """In how many inputs the frozen land is not what its frozen operands give."""
    rows = RunInput.objects.filter(run=run)
    return rows.filter(measures.Differs("land_mu", measures.land_mu())).count()


def compare(run: Run, level: Level) -> list[str]:
    """What the frozen inputs give against what is stored, to the digit, both ways."""
    computed = columns_of(level.rows(run.pk), level.columns).order_by()
    stored = columns_of(
        RunResult.objects.filter(run=run, level=level.code).order_by(),
        {name: name for name in stored_names(level)},
    )
    missing, extra = computed.difference(stored).count(), stored.difference(computed).count()
    return [f"{level.code}: {missing} rows computed differently, {extra} stored"] if missing or extra else []


def stored_names(level: Level) -> list[str]:
    return [cast(Field, RunResult._meta.get_field(name)).attname for name in level.columns]
