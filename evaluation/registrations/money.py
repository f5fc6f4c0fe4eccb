"""Rewards and reliefs: the claims' flow, who reads the numbers of W16, and which claims wait for whom."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from evaluation import demo_classes, demo_money, money_records
from evaluation.flows import CLAIM
from evaluation.models import Claim
from evaluation.registrations.runs import LIMIT, VIEW
from portal.policy_library.readers import Reader, policy_checks
from portal.registry import (
    Loader,
    MenuEntry,
    WorkRow,
    WorkSource,
    demo_loaders,
    menu_entries,
    work_sources,
)
from portal.workflow import flows

flows.register(CLAIM)
policy_checks.register(Reader("evaluation.w16.land_use_tax", "城镇土地使用税优惠的档次和截止日"))
menu_entries.register(
    MenuEntry("published_classes", "评价与星级", "企业类别与待遇", "evaluation:published_classes", 57, VIEW)
)
menu_entries.register(MenuEntry("claims", "评价与星级", "奖补与减负", "parks:records", 60, VIEW, ("claim",)))


def to_check(user: Any) -> QuerySet[Claim]:
    """Claims handed in by others."""
    rows = Claim.objects.for_user(user, "evaluation.publish").filter(state=Claim.State.SUBMITTED)
    return rows.exclude(submitted_by=user).order_by("-year", "pk")


def to_pay(user: Any) -> QuerySet[Claim]:
    rows = Claim.objects.for_user(user, "evaluation.run").filter(state=Claim.State.APPROVED)
    return rows.order_by("-year", "pk")


def claim_rows(waiting: Callable[[Any], QuerySet[Claim]], label: str) -> Callable[[Any], list[WorkRow]]:
    def rows(user: Any) -> list[WorkRow]:
        return [
            WorkRow(
                title=str(claim),
                url=money_records.CLAIM_KIND.url(claim.pk),
                detail=claim.park.name,
                action_label=label,
            )
            for claim in waiting(user).select_related("park")[:LIMIT]
        ]

    return rows


for code, label, verb, permission, waiting in (
    ("claims.check", "待复核奖补", "复核", "evaluation.publish", to_check),
    ("claims.pay", "待兑付奖补", "兑付", "evaluation.run", to_pay),
):
    work_sources.register(
        WorkSource(code, label, 17, frozenset({permission}), waiting, claim_rows(waiting, verb))
    )
demo_loaders.register(Loader("money", "演示奖补", 52, demo_money.load))
demo_loaders.register(Loader("published_classes", "演示企业类别公布", 53, demo_classes.load))
