"""Stars: cases on their way, removals, and who has to go on (W12, C十三)."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from evaluation import demo_stars, star_records
from evaluation.flows import CASE, REMOVAL
from evaluation.models import StarCase, StarRemoval, StarResult
from evaluation.registrations.runs import LIMIT, VIEW
from evaluation.rules.stars.parts import STAR_WORDS, Authority
from parks.models import Park, ParkStar
from portal.registry import (
    Loader,
    MenuEntry,
    Merger,
    WorkRow,
    WorkSource,
    demo_loaders,
    menu_entries,
    mergers,
    work_sources,
)
from portal.workflow import flows

S = StarCase.State
SOON = datetime.timedelta(days=90)
for flow in (CASE, REMOVAL):
    flows.register(flow)
for code, label, order, kind in (
    ("star_cases", "星级评定", 59, "star-case"),
    ("star_removals", "星级摘牌", 60, "star-removal"),
):
    menu_entries.register(MenuEntry(code, "评价与星级", label, "parks:records", order, VIEW, (kind,)))


def drafts(user: Any) -> QuerySet[StarCase]:
    return StarCase.objects.for_user(user, "star.apply").filter(state=S.DRAFT).order_by("pk")


def to_score(user: Any) -> QuerySet[StarCase]:
    rows = StarCase.objects.for_user(user, "evaluation.run").filter(state__in=(S.DESK, S.VISIT))
    return rows.order_by("pk")


def to_decide(user: Any) -> QuerySet[StarCase]:
    """What waits for the county's second person: a decision, or the end of a publicity of its own."""
    own = Q(scored_by=user) | Q(visited_by=user)
    waiting = Q(state=S.DECIDE) | Q(state=S.PUBLICITY, authority=Authority.COUNTY)
    return StarCase.objects.for_user(user, "evaluation.publish").filter(waiting).exclude(own).order_by("pk")


def at_the_city(user: Any) -> QuerySet[StarCase]:
    waiting = Q(state__in=(S.CITY, S.PROVINCE)) | Q(state=S.PUBLICITY) & ~Q(authority=Authority.COUNTY)
    return StarCase.objects.for_user(user, "star.award").filter(waiting).order_by("pk")


def case_rows(rows: Any) -> Any:
    def shown(user: Any) -> list[WorkRow]:
        return [
            WorkRow(
                title=str(case),
                url=star_records.CASE_KIND.url(case.pk),
                detail=f"{case.year} 年 · {case.get_state_display()}",
                action_label="办理",
            )
            for case in rows(user).select_related("park")[:LIMIT]
        ]

    return shown


def removals(user: Any) -> QuerySet[StarRemoval]:
    """Removals this person may settle; one's own are for others."""
    rows = StarRemoval.objects.for_user(user, "evaluation.publish").filter(state=StarRemoval.State.REVIEW)
    return rows.exclude(submitted_by=user).order_by("pk")


def removal_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(str(one), star_records.REMOVAL_KIND.url(one.pk), detail=one.get_ground_display())
        for one in removals(user).select_related("park")[:LIMIT]
    ]


def ending(user: Any) -> QuerySet[Park]:
    """Parks whose star has ended, or ends within three months."""
    last = ParkStar.objects.filter(valid_until__lte=timezone.localdate() + SOON, star__isnull=False)
    parks = Park.objects.for_user(user, "evaluation.run").filter(star__isnull=False)
    return parks.filter(Exists(last.filter(park=OuterRef("pk"), on=OuterRef("star_on")))).order_by("pk")


def ending_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            park.name,
            reverse("evaluation:park", args=(park.pk,)),
            detail=f"{STAR_WORDS[park.star]}，{park.star_on} 评定",
            action_label="复评或摘牌",
        )
        for park in ending(user)[:LIMIT]
    ]


def results_staying(park: Any) -> list[str]:
    count = StarResult.objects.filter(park=park.pk).count()
    return [f"星级评定结果 {count} 条保留在“{park}”名下，不改写。"] if count else []


demo_loaders.register(Loader("stars", "演示星级评定", 54, demo_stars.load))
mergers.register(Merger("evaluation.stars", "park", results_staying))
for code, label, permission, rows, shown in (
    ("star_cases.submit", "待提交星级申报", "star.apply", drafts, case_rows(drafts)),
    ("star_cases.score", "待评审星级申报", "evaluation.run", to_score, case_rows(to_score)),
    ("star_cases.decide", "待审定星级申报", "evaluation.publish", to_decide, case_rows(to_decide)),
    ("star_cases.city", "待市级办理星级申报", "star.award", at_the_city, case_rows(at_the_city)),
    ("star_removals.settle", "待审定星级摘牌", "evaluation.publish", removals, removal_rows),
    ("stars.ending", "星级到期", "evaluation.run", ending, ending_rows),
):
    work_sources.register(WorkSource(code, label, 17, frozenset({permission}), rows, shown))
