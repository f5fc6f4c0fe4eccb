"""What this room adds to the registries of `portal`."""

from functools import partial
from typing import Any

from django.urls import reverse

from evaluation import demo, records
from evaluation.flows import NOTICE, SCHEME
from evaluation.models import EnterpriseResult, EvaluationScheme, ResultNotice, RunResult
from evaluation.services import class_jobs
from evaluation.services.evaluate import KIND, result_url, work
from evaluation.services.reference import load_reference
from portal.jobs.registry import JobKind, job_kinds
from portal.policy_library.readers import Reader, policy_checks
from portal.registry import (
    Loader,
    MenuEntry,
    Merger,
    Tab,
    WorkRow,
    WorkSource,
    demo_loaders,
    enterprise_tabs,
    menu_entries,
    mergers,
    park_tabs,
    reference_loaders,
    work_sources,
)
from portal.workflow import flows


def results_staying(kind: str, record: Any) -> list[str]:
    """Results are frozen and go on naming the record as it was."""
    count = RunResult.objects.filter(**{kind: record.pk}).count()
    if kind == "enterprise":
        count += EnterpriseResult.objects.filter(enterprise=record.pk).count()
    return [f"评价结果 {count} 条保留在“{record}”名下，不改写。"] if count else []


VIEW = frozenset({"evaluation.view"})

job_kinds.register(JobKind(KIND, "亩均税收评价", work, result_url))
job_kinds.register(JobKind(class_jobs.JOB, "企业分类评价", class_jobs.work, class_jobs.result_url))
job_kinds.register(JobKind(class_jobs.COUNTY_JOB, "企业分类评价（分县）", class_jobs.county_work))
for flow in (SCHEME, NOTICE):
    flows.register(flow)
policy_checks.register(Reader("evaluation.w12.figures_lag_years", "评价方案的最早生效日期"))
reference_loaders.register(Loader("evaluation_schemes", "参考评价方案", 41, load_reference))
menu_entries.register(MenuEntry("evaluation", "评价与星级", "评价", "evaluation:runs", 50, VIEW))
menu_entries.register(
    MenuEntry("evaluation_schemes", "评价与星级", "评价方案", "evaluation:schemes", 51, VIEW)
)
for code, label, order, kind in (
    ("evaluation_matters", "评价事项", 52, "evaluation-matter"),
    ("result_notices", "结果公布", 53, "result-notice"),
    ("result_objections", "评价异议", 54, "result-objection"),
):
    menu_entries.register(MenuEntry(code, "评价与星级", label, "parks:records", order, VIEW, (kind,)))
menu_entries.register(
    MenuEntry(
        "evaluation_check", "评价与星级", "评价前检查", "evaluation:check", 55, frozenset({"evaluation.run"})
    )
)
menu_entries.register(
    MenuEntry("class_publicity", "评价与星级", "企业分类公示", "evaluation:publicity", 56, VIEW)
)
enterprise_tabs.register(
    Tab("evaluation", "评价", 30, lambda firm: reverse("evaluation:enterprise", args=(firm.pk,)), VIEW)
)
park_tabs.register(
    Tab("evaluation", "评价", 40, lambda park: reverse("evaluation:park", args=(park.pk,)), VIEW)
)
for kind in ("park", "enterprise"):
    mergers.register(Merger(f"evaluation.{kind}", kind, partial(results_staying, kind)))
demo_loaders.register(Loader("evaluation", "演示评价", 50, demo.load))

LIMIT = 50


def schemes_to_publish(user: Any) -> Any:
    """Submitted schemes this person may publish; one's own are for others."""
    rows = EvaluationScheme.objects.for_user(user, "scheme.publish").filter(
        state=EvaluationScheme.State.SUBMITTED
    )
    return rows.exclude(drafted_by=user).exclude(submitted_by=user).order_by("valid_from", "pk")


def notices_to_review(user: Any) -> Any:
    """Results that wait for a second person, or for the end of their publicity."""
    open_states = (ResultNotice.State.REVIEW, ResultNotice.State.PUBLICITY)
    rows = ResultNotice.objects.for_user(user, "evaluation.publish").filter(state__in=open_states)
    return rows.exclude(submitted_by=user).order_by("pk")


def scheme_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            title=scheme.title,
            url=reverse("evaluation:scheme", args=(scheme.pk,)),
            detail=f"{scheme.place} · {scheme.valid_from} 起",
            action_label="核对",
        )
        for scheme in schemes_to_publish(user).select_related("place")[:LIMIT]
    ]


def notice_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            title=str(notice),
            url=records.NOTICE_KIND.url(notice.pk),
            detail=notice.get_state_display(),
            action_label="办理",
        )
        for notice in notices_to_review(user).select_related("place")[:LIMIT]
    ]


for code, label, permission, rows, shown in (
    ("evaluation_schemes.publish", "待发布评价方案", "scheme.publish", schemes_to_publish, scheme_rows),
    ("result_notices.review", "待办评价结果", "evaluation.publish", notices_to_review, notice_rows),
):
    work_sources.register(WorkSource(code, label, 16, frozenset({permission}), rows, shown))
