"""Applications in the work list, the search, the menu."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from admissions.cases import clock_words
from admissions.flows import ADMISSION, DRAFT, RETURNED
from admissions.models import Application
from admissions.opinions import waiting_of
from admissions.procedures import procedure_for
from admissions.queues import to_confirm, to_decide, to_qualify
from admissions.rules.clock import days_left
from admissions.services.applications import hand_over, waiting_with
from portal import calendar
from portal.registry import (
    Handover,
    Hit,
    MenuEntry,
    Searcher,
    WorkRow,
    WorkSource,
    handovers,
    menu_entries,
    searchers,
    work_sources,
)
from portal.workflow import flows

LIMIT = 50


def in_hand(user: Any, state: str) -> Any:
    rows = Application.objects.for_user(user, "application.draft")
    return rows.filter(owner=user, state=state).order_by("updated_at", "pk")


def review_rows(rows: Any, action: str) -> list[WorkRow]:
    workdays = calendar.current()
    return [
        WorkRow(
            title=str(application),
            url=reverse("admissions:application", args=(application.pk,)),
            detail=f"{application.number} · {application.park.name} · 第 {application.revision} 次提交",
            clock=clock_words(application, workdays, procedure_for(application).review_days),
            action_label=action,
        )
        for application in rows.select_related("park__place", "scheme").prefetch_related("suspensions")[
            :LIMIT
        ]
    ]


def opinion_rows(user: Any) -> list[WorkRow]:
    workdays, today = calendar.current(), timezone.localdate()
    rows = waiting_of(user).select_related("application__park")[:LIMIT]
    return [
        WorkRow(
            title=str(row.application),
            url=reverse("admissions:application", args=(row.application_id,)),
            detail=f"{row.application.number} · {row.application.park.name}",
            clock=days_left(workdays, today, row.due_on),
            action_label="出具意见",
        )
        for row in rows
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
        "admissions.qualify",
        "待资格审查",
        10,
        frozenset({"application.review"}),
        to_qualify,
        lambda user: review_rows(to_qualify(user), "审查"),
    )
)
work_sources.register(
    WorkSource("admissions.opinions", "待出具意见", 11, frozenset({"opinion.give"}), waiting_of, opinion_rows)
)
work_sources.register(
    WorkSource(
        "admissions.decide",
        "待决定",
        12,
        frozenset({"application.decide"}),
        to_decide,
        lambda user: review_rows(to_decide(user), "决定"),
    )
)
work_sources.register(
    WorkSource(
        "admissions.confirm",
        "待复核不通过",
        13,
        frozenset({"application.decide"}),
        to_confirm,
        lambda user: review_rows(to_confirm(user), "复核"),
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
