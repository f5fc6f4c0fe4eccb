"""What this room adds to the registries of `portal`."""

from functools import partial
from typing import Any

from django.urls import reverse

from evaluation import demo
from evaluation.models import RunResult
from evaluation.services.evaluate import KIND, result_url, work
from portal.jobs.registry import JobKind, job_kinds
from portal.registry import (
    Loader,
    MenuEntry,
    Merger,
    Tab,
    demo_loaders,
    enterprise_tabs,
    menu_entries,
    mergers,
    park_tabs,
)


def results_staying(kind: str, record: Any) -> list[str]:
    """Results are frozen and go on naming the record as it was."""
    count = RunResult.objects.filter(**{kind: record.pk}).count()
    return [f"评价结果 {count} 条保留在“{record}”名下，不改写。"] if count else []


VIEW = frozenset({"evaluation.view"})

job_kinds.register(JobKind(KIND, "亩均税收评价", work, result_url))
menu_entries.register(MenuEntry("evaluation", "评价与星级", "亩均税收评价", "evaluation:runs", 50, VIEW))
enterprise_tabs.register(
    Tab("evaluation", "评价", 30, lambda firm: reverse("evaluation:enterprise", args=(firm.pk,)), VIEW)
)
park_tabs.register(
    Tab("evaluation", "评价", 40, lambda park: reverse("evaluation:park", args=(park.pk,)), VIEW)
)
for kind in ("park", "enterprise"):
    mergers.register(Merger(f"evaluation.{kind}", kind, partial(results_staying, kind)))
demo_loaders.register(Loader("evaluation", "演示评价", 50, demo.load))
