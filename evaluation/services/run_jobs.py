"""An evaluation by schemes asked for on a page: one job for the run, and one for each of its counties.

What the run is of, its counties and each one's scheme, is fixed when it is asked for and kept in the job's `params`; so
neither the order of the counties, nor how many workers there are, nor a second delivery can change what comes out.
"""

from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import Place
from evaluation.models import EvaluationScheme, Run, RunPart
from evaluation.rules.class_rulings import class_ruling
from evaluation.selectors import run_url
from evaluation.services.pipeline import Asked, Basis, bases, evaluate_county, finish
from policies.library import get_library
from portal.bulk import next_id
from portal.errors import PortalError
from portal.jobs import services as jobs
from portal.jobs.registry import Progress, Waiting
from portal.models import Job

PREFIX, OF_COUNTY = "evaluation.", ".county"


def job_of(kind: str) -> str:
    return f"{PREFIX}{kind}"


def county_job_of(kind: str) -> str:
    return f"{PREFIX}{kind}{OF_COUNTY}"


def kind_of(job: Job) -> str:
    """The kind of run that a job, its own or a county's, is about."""
    return str(job.kind).removeprefix(PREFIX).removesuffix(OF_COUNTY)


@transaction.atomic
def request_by_scheme(*, actor: Any, asked: Asked) -> Job:
    """Ask for an evaluation by schemes; the same question twice is one job while it is open.

    Raises NotAllowed, and PortalError when there is no rule or nothing to evaluate.
    """
    actor.require("evaluation.run", asked.place)
    place, year, scheme = asked.place, asked.year, asked.scheme and asked.scheme.pk
    counties = {str(one.county.pk): one.scheme.pk for one in bases(asked)}
    what_if = "（假设测算）" if asked.hypothetical else ""
    return jobs.enqueue(
        kind=job_of(asked.kind),
        title=f"{place.name} {year} 年{Run.Kind(asked.kind).label}评价{what_if}",
        params={
            "place": place.pk,
            "year": year,
            "scheme": scheme,
            "rule_year": asked.rule_year,
            "run": next_id(Run),
            "counties": counties,
        },
        actor=actor,
        place=place,
        key=f"{place.code}:{year}" + (f":{scheme}:{asked.rule_year}" if asked.hypothetical else ""),
    )


def work(job: Job, progress: Progress) -> dict[str, Any] | Waiting:
    """The run's own job: asks for its counties, waits for them, and writes the run when all are there.

    Raises PortalError when a county failed; asked for again, it begins with the counties that are still missing.
    """
    counties = {int(pk) for pk in job.params["counties"]}
    done = set(RunPart.objects.filter(run_id=job.params["run"]).values_list("county", flat=True))
    if counties <= done:
        return written(job, counties)
    asked = job.result.get("jobs") or [ask(job, county) for county in county_places(counties - done)]
    if failed := Job.objects.filter(pk__in=asked, state=Job.State.FAILED).order_by("pk").first():
        raise PortalError(f"“{failed.title}”没有完成：{failed.error}", code="county_failed")
    message = f"已评价 {len(done)} 个县(市、区)，共 {len(counties)} 个"
    return Waiting(len(done), len(counties), message, {"jobs": asked})


def written(job: Job, counties: set[int]) -> dict[str, Any]:
    scheme = EvaluationScheme.objects.filter(pk=job.params.get("scheme")).first()
    asked = asked_by(job, Place.objects.get(pk=job.params["place"]), scheme)
    run = finish(run_id=job.params["run"], actor=job.requested_by, asked=asked, counties=counties, job=job)
    if run is None:
        raise PortalError("评价没有完成，请重试。", code="not_finished")
    return {"run": run.pk, "counts": run.counts, "results_hash": run.results_hash}


def asked_by(job: Job, place: Place, scheme: EvaluationScheme | None = None) -> Asked:
    """What a job asks of a place; a county's knows its scheme itself."""
    return Asked(place, job.params["year"], scheme, job.params.get("rule_year"), kind_of(job))


def county_places(pks: set[int]) -> list[Place]:
    return list(Place.objects.filter(pk__in=pks).order_by("code"))


def ask(job: Job, county: Place) -> int:
    """A job for one county of the run; while one is open, that one."""
    params, kind = job.params, kind_of(job)
    basis = {"county": county.pk, "scheme": params["counties"][str(county.pk)]}
    return jobs.enqueue(
        kind=county_job_of(kind),
        title=f"{county.name} {params['year']} 年{Run.Kind(kind).label}评价（编号 {params['run']}）",
        params={
            "run": params["run"],
            "year": params["year"],
            "rule_year": params.get("rule_year"),
            "job": job.pk,
            **basis,
        },
        actor=job.requested_by,
        place=county,
        key=f"{params['run']}:{county.code}",
    ).pk


def county_work(job: Job, progress: Progress) -> dict[str, Any]:
    """One county of a run; when it is done the run's job is told."""
    params = job.params
    county = Place.objects.get(pk=params["county"])
    asked = asked_by(job, county)
    progress.report(0, 1, f"正在评价{county.name}")
    ruling = class_ruling(get_library(), county.policy_code, asked.on)
    basis = Basis(county, ruling, EvaluationScheme.objects.get(pk=params["scheme"]))
    part = evaluate_county(run_id=params["run"], basis=basis, asked=asked)
    transaction.on_commit(partial(jobs.ring, params["job"]))
    return {"counts": part.counts, "results_hash": part.results_hash}


def result_url(kind: str, result: dict[str, Any]) -> str:
    return run_url(kind, result["run"])
