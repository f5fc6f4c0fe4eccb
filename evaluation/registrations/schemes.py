"""Evaluation schemes: their flow, the references shipped, and who has to publish."""

from typing import Any

from django.urls import reverse

from evaluation.registrations.runs import LIMIT, VIEW
from evaluation.scheme_kind import SCHEME, SCHEMES
from evaluation.services.reference import load_reference
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

flows.register(SCHEME)
policy_checks.register(Reader("evaluation.w12.figures_lag_years", "评价方案的最早生效日期"))
reference_loaders.register(Loader("evaluation_schemes", "参考评价方案", 41, load_reference))
menu_entries.register(
    MenuEntry("evaluation_schemes", "评价与星级", "评价方案", "evaluation:schemes", 51, VIEW)
)


def schemes_to_publish(user: Any) -> Any:
    return to_publish(SCHEMES, user)


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


work_sources.register(
    WorkSource(
        "evaluation_schemes.publish",
        "待发布评价方案",
        16,
        frozenset({"scheme.publish"}),
        schemes_to_publish,
        scheme_rows,
    )
)
