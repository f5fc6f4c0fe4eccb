"""Runs of 亩均税收: their job, their pages, and what a merged record leaves behind."""

from functools import partial
from typing import Any

from django.urls import reverse

from evaluation.models import EnterpriseResult, RunResult
from evaluation.services.evaluate import KIND, result_url, work
from portal.jobs.registry import JobKind, job_kinds
from portal.registry import MenuEntry, Merger, Tab, enterprise_tabs, menu_entries, mergers, park_tabs

VIEW = frozenset({"evaluation.view"})
LIMIT = 50


def results_staying(kind: str, record: Any) -> list[str]:
    """Results are frozen and go on naming the record as it was."""
    count = RunResult.objects.filter(**{kind: record.pk}).count()
    if kind == "enterprise":
        count += EnterpriseResult.objects.filter(enterprise=record.pk).count()
    return [f"评价结果 {count} 条保留在“{record}”名下，不改写。"] if count else []


job_kinds.register(JobKind(KIND, "亩均税收评价", work, result_url))
menu_entries.register(MenuEntry("evaluation", "评价与星级", "评价", "evaluation:runs", 50, VIEW))
enterprise_tabs.register(
    Tab("evaluation", "评价", 30, lambda firm: reverse("evaluation:enterprise", args=(firm.pk,)), VIEW)
)
park_tabs.register(
    Tab("evaluation", "评价", 40, lambda park: reverse("evaluation:park", args=(park.pk,)), VIEW)
)
for kind in ("park", "enterprise"):
    mergers.register(Merger(f"evaluation.{kind}", kind, partial(results_staying, kind)))
