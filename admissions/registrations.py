"""What this room adds to the registries of `portal`."""

from typing import Any

from django.urls import reverse

from admissions import demo
from admissions.flows import ADMISSION, DRAFT, RETURNED, SUBMITTED
from admissions.models import Application
from admissions.selectors import waiting_words
from admissions.services.applications import hand_over, waiting_with
from admissions.services.reference import load_reference
from portal.registry import (
    Handover,
    Hit,
    Loader,
    MenuEntry,
    Searcher,
    WorkRow,
    WorkSource,
    demo_loaders,
    handovers,
    menu_entries,
    reference_loaders,
    searchers,
    work_sources,
)
from portal.workflow import flows

LIMIT = 50


def to_review(user: Any) -> Any:
    """Submitted applications on which this person may decide; one's own are for others."""
    rows = Application.objects.for_user(user, "application.review").filter(state=SUBMITTED)
    mine = rows.exclude(created_by=user).exclude(owner=user).exclude(submitted_by=user)
    return mine.order_by("submitted_at", "pk")


def in_hand(user: Any, state: str) -> Any:
    rows = Application.objects.for_user(user, "application.draft")
    return rows.filter(owner=user, state=state).order_by("updated_at", "pk")


def review_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            title=str(application),
            url=reverse("admissions:application", args=(application.pk,)),
            detail=f"{application.number} · {application.park.name} · 第 {application.revision} 次提交",
            clock=waiting_words(application.submitted_at),
            action_label="审核",
        )
        for application in to_review(user).select_related("park")[:LIMIT]
    ]


def returned_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            title=str(application),
            url=reverse("admissions:edit", args=(application.pk,)),
            detail=f"{application.number} · {application.park.name}",
            action_label="补正",
        )
        for application in in_hand(user, RETURNED).select_related("park")[:LIMIT]
    ]


def draft_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            title=str(application),
            url=reverse("admissions:edit", args=(application.pk,)),
            detail=application.park.name,
            action_label="继续填写",
        )
        for application in in_hand(user, DRAFT).select_related("park")[:LIMIT]
    ]


def application_hits(rows: Any) -> list[Hit]:
    return [
        Hit(
            str(application),
            reverse("admissions:application", args=(application.pk,)),
            f"{application.number or '未编号'} · {application.park.name}",
        )
        for application in rows.select_related("park")
    ]


flows.register(ADMISSION)
searchers.register(
    Searcher(
        "application",
        "入园申请",
        40,
        "application.view",
        Application,
        application_hits,
        lambda text: reverse("admissions:list", query={"q": text}),
    )
)
menu_entries.register(
    MenuEntry("admissions", "入园准入", "入园准入", "admissions:list", 30, frozenset({"application.view"}))
)
work_sources.register(
    WorkSource(
        "admissions.review",
        "待审核申请",
        10,
        frozenset({"application.review"}),
        to_review,
        review_rows,
    )
)
work_sources.register(
    WorkSource(
        "admissions.returned",
        "被退回的申请",
        20,
        frozenset({"application.draft"}),
        lambda user: in_hand(user, RETURNED),
        returned_rows,
    )
)
work_sources.register(
    WorkSource(
        "admissions.draft",
        "申请草稿",
        30,
        frozenset({"application.draft"}),
        lambda user: in_hand(user, DRAFT),
        draft_rows,
    )
)
handovers.register(
    Handover("admissions", "入园申请草稿和退回件", lambda giver: waiting_with(giver).count(), hand_over)
)
demo_loaders.register(Loader("admissions", "演示申请", 40, demo.load))
reference_loaders.register(Loader("schemes", "参考评分方案", 40, load_reference))
