"""Schemes: the reference schemes, what waits for somebody, and the parameters of the policy that are asked of one."""

from typing import Any

from django.urls import reverse

from admissions.models import AdmissionScheme
from admissions.scheme_kind import SCHEME, SCHEMES
from admissions.services.reference import load_reference
from portal.policy_library.readers import Reader, policy_checks
from portal.registry import (
    Loader,
    MenuEntry,
    WorkRow,
    WorkSource,
    menu_entries,
    reference_loaders,
    work_sources,
)
from portal.schemes.selectors import to_publish
from portal.workflow import flows

LIMIT = 50
S = AdmissionScheme.State


def waiting(user: Any) -> Any:
    return to_publish(SCHEMES, user)


def drafts(user: Any) -> Any:
    rows = AdmissionScheme.objects.for_user(user, "scheme.draft").filter(state=S.DRAFT, drafted_by=user)
    return rows.order_by("valid_from", "pk")


def work_rows(rows: Any, action: str) -> list[WorkRow]:
    return [
        WorkRow(
            title=scheme.title,
            url=reverse("admissions:scheme", args=(scheme.pk,)),
            detail=f"{scheme.place} · {scheme.valid_from} 起",
            action_label=action,
        )
        for scheme in rows.select_related("place")[:LIMIT]
    ]


flows.register(SCHEME)
reference_loaders.register(Loader("schemes", "参考评分方案", 40, load_reference))
policy_checks.register(Reader("admissions.w09.score_dimensions", "评分方案的维度"))
policy_checks.register(Reader("admissions.w10.price_limits", "评分方案的“四限”"))
menu_entries.register(
    MenuEntry("schemes", "入园准入", "评分方案", "admissions:schemes", 31, frozenset({"application.view"}))
)
work_sources.register(
    WorkSource(
        "schemes.publish",
        "待发布评分方案",
        15,
        frozenset({"scheme.publish"}),
        waiting,
        lambda user: work_rows(waiting(user), "核对"),
    )
)
work_sources.register(
    WorkSource(
        "schemes.draft",
        "评分方案草稿",
        35,
        frozenset({"scheme.draft"}),
        drafts,
        lambda user: work_rows(drafts(user), "继续修改"),
    )
)
