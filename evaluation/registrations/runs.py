"""Runs: their jobs, their pages, and what a merged record leaves behind."""

from functools import partial
from typing import Any

from django.urls import reverse

from evaluation.models import EnterpriseResult, ParkResult, Run, RunResult
from evaluation.services import run_jobs
from evaluation.services.evaluate import KIND, result_url, work
from evaluation.services.pipeline import run_kinds
from portal.jobs.registry import JobKind, job_kinds
from portal.registry import MenuEntry, Merger, Tab, enterprise_tabs, menu_entries, mergers, park_tabs

VIEW = frozenset({"evaluation.view"})
LIMIT = 50


def results_staying(kind: str, record: Any) -> list[str]:
    """Results are frozen and go on naming the record as it was."""
    count = RunResult.objects.filter(**{kind: record.pk}).count()
    lettered: Any = EnterpriseResult if kind == "enterprise" else ParkResult
    count += lettered.objects.filter(**{kind: record.pk}).count()
    return [f"评价结果 {count} 条保留在“{record}”名下，不改写。"] if count else []


job_kinds.register(JobKind(KIND, "亩均税收评价", work, result_url))
for one in run_kinds:
    label = f"{Run.Kind(one.code).label}评价"
    job_kinds.register(
        JobKind(run_jobs.job_of(one.code), label, run_jobs.work, partial(run_jobs.result_url, one.code))
    )
    job_kinds.register(JobKind(run_jobs.county_job_of(one.code), f"{label}（分县）", run_jobs.county_work))
menu_entries.register(MenuEntry("evaluation", "评价与星级", "评价", "evaluation:runs", 50, VIEW))
enterprise_tabs.register(
    Tab("evaluation", "评价", 30, lambda firm: reverse("evaluation:enterprise", args=(firm.pk,)), VIEW)
)
park_tabs.register(
    Tab("evaluation", "评价", 40, lambda park: reverse("evaluation:park", args=(park.pk,)), VIEW)
)
for kind in ("park", "enterprise"):
    mergers.register(Merger(f"evaluation.{kind}", kind, partial(results_staying, kind)))
