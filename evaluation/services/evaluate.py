"""An evaluation of 亩均税收: asked for by a person, done by a job, written once."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import Place
from enterprises.models import YearlyFigure
from evaluation.digests import inputs_hash, results_hash
from evaluation.models import Run, RunInput
from evaluation.rules.rulings import NO_RULE, Ruling, ruling
from evaluation.services.freeze import freeze
from evaluation.services.places import counties_of, require_year
from evaluation.services.results import write_results
from policies.library import get_library, rule_date_for_year
from policies.rulebook import readings_hash
from portal import audit
from portal.bulk import next_id
from portal.errors import PortalError
from portal.jobs import services as jobs
from portal.jobs.registry import Progress
from portal.models import Job

KIND = "evaluation.tax_per_mu"
Rulings = list[tuple[Place, Ruling | None]]


@transaction.atomic
def request_run(*, actor: Any, place: Place, year: int) -> Job:
    """Ask for an evaluation of a year's figures; the same question twice is one job while it is open.

    Raises NotAllowed, and PortalError when there is no rule or nothing to evaluate.
    """
    actor.require("evaluation.run", place)
    check_figures(place, year, rulings_of(place, year))
    return jobs.enqueue(
        kind=KIND,
        title=f"{place.name} {year} 年亩均税收评价",
        params={"place": place.pk, "year": year},
        actor=actor,
        place=place,
        key=f"{place.code}:{year}",
    )


@transaction.atomic
def run_now(*, actor: Any, place: Place, year: int) -> Run:
    """The same at once, for the command line; `actor` None is the keeper of the machine."""
    if actor is not None:
        actor.require("evaluation.run", place)
    return evaluate(actor=actor, place=place, year=year, job=None, progress=Progress())


def work(job: Job, progress: Progress) -> dict[str, Any]:
    """The job: what `request_run` was allowed to ask for."""
    place = Place.objects.get(pk=job.params["place"])
    run = evaluate(actor=job.requested_by, place=place, year=job.params["year"], job=job, progress=progress)
    return {"run": run.pk, "counts": run.counts, "results_hash": run.results_hash}


def result_url(result: dict[str, Any]) -> str:
    return reverse("evaluation:run", args=(result["run"],))


def evaluate(*, actor: Any, place: Place, year: int, job: Job | None, progress: Progress) -> Run:
    """Freeze, compute, and write the run last, so that nothing is ever changed. The caller holds the transaction."""
    rulings = rulings_of(place, year)
    check_figures(place, year, rulings)
    run_id = next_id(Run)
    ruled = [(county, found) for county, found in rulings if found]
    for done, (county, _) in enumerate(ruled):
        progress.report(done, len(ruled) + 1, f"正在汇集{county.name}的数据")
        freeze(run_id, county, year)
    progress.report(len(ruled), len(ruled) + 1, "正在计算各级结果")
    counts = write_results(run_id, place)
    counts["no_land"] = RunInput.objects.filter(run_id=run_id, land_mu__isnull=True).count()
    run = record(run_id, actor=actor, place=place, year=year, job=job, rulings=rulings, counts=counts)
    progress.report(len(ruled) + 1, len(ruled) + 1, "")
    return run


def record(
    run_id: int,
    *,
    actor: Any,
    place: Place,
    year: int,
    job: Job | None,
    rulings: Rulings,
    counts: dict[str, int],
) -> Run:
    """Write the run itself and its audit entry."""
    run = Run.objects.create(
        pk=run_id,
        year=year,
        place=place,
        rule_date=rule_date_for_year(year),
        created_by=actor,
        job=job,
        supersedes=Run.objects.filter(place=place, year=year, kind=Run.Kind.TAX_PER_MU).first(),
        instruments=instruments(rulings),
        left_out=left_out(rulings),
        counts=counts,
        rulebook_hash=readings_hash(reading for _, found in rulings if found for reading in found.readings),
        inputs_hash=inputs_hash(run_id),
        results_hash=results_hash(run_id),
    )
    hashes = {name: getattr(run, name) for name in ("rulebook_hash", "inputs_hash", "results_hash")}
    audit.record(
        actor=actor,
        action="evaluation.run",
        subject=run,
        place=place,
        after={"year": year, **counts, **hashes},
    )
    return run


def instruments(rulings: Rulings) -> dict[str, dict[str, Any]]:
    """What a run keeps of each county's rule, by the county's code."""
    return {county.code: {"name": county.name, **found.as_dict()} for county, found in rulings if found}


def left_out(rulings: Rulings) -> list[dict[str, str]]:
    """The counties that no rule covers, with the reason."""
    return [
        {"code": county.code, "name": county.name, "outcome": NO_RULE}
        for county, found in rulings
        if not found
    ]


def rulings_of(place: Place, year: int) -> Rulings:
    """Every county and functional zone of the place with its rule for the year.

    Raises PortalError for a year no figures can have, below county level and where no county has a rule.
    """
    require_year(year)
    counties = counties_of(place)
    library = get_library()
    rulings = [(county, ruling(library, county.code, year)) for county in counties]
    if not any(found for _, found in rulings):
        date = rule_date_for_year(year)
        raise PortalError(
            f"{place.name}在 {date} {NO_RULE}，不能评价 {year} 年数据。请选择其他年度或地域。",
            code="no_rule_in_force",
        )
    return rulings


def check_figures(place: Place, year: int, rulings: Rulings) -> None:
    """Raises PortalError when no county with a rule has figures of the year."""
    for county, found in rulings:
        figures = YearlyFigure.objects.filter(year=year, park__place__path__startswith=county.path)
        if found and figures.exists():
            return
    raise PortalError(f"{place.name}还没有 {year} 年的年度数据，请先填报再评价。", code="no_figures")
