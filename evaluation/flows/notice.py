"""评价结果公布 as a table: one person submits, another makes it public and, its days over, publishes it (W12)."""

import datetime
from typing import Any

from django.utils import timezone

from evaluation.models import ResultNotice, Run
from portal.errors import PortalError
from portal.workflow import Flow, Given, State, Transition

OFFICER, SECOND = "县级经办人", "另一名县级经办人"
S = ResultNotice.State


def missing(notice: ResultNotice) -> list[str]:
    """A result that a later run has corrected is not submitted; nor are figures still missing without a look at them."""
    later = Run.objects.filter(supersedes=notice.run).order_by("pk").first()
    return [f"该评价之后已有新的评价（编号 {later.pk}），请改选后再提交。"] if later else []


def unfinished(notice: ResultNotice) -> list[str]:
    """What stands against publishing: days of publicity still to run, objections without an answer."""
    last = notice.publicity_until
    waiting = [] if last and timezone.localdate() > last else [f"公示到 {last} 为止，之后才能公布。"]
    open_ones = notice.objections.filter(answer="").count()
    upheld = notice.objections.filter(upheld=True).count()
    return [
        *waiting,
        *([f"还有 {open_ones} 件异议没有答复。"] if open_ones else []),
        *([f"有 {upheld} 件异议成立，请退回，更正数据并重新评价。"] if upheld else []),
    ]


def own_notice(notice: ResultNotice, actor: Any) -> str:
    return "本人提交的评价结果须由另一人审核。" if actor.pk == notice.submitted_by_id else ""


def stamp_submission(notice: ResultNotice, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": actor}


def stamp_publicity(notice: ResultNotice, actor: Any, given: Given) -> dict[str, Any]:
    today = timezone.localdate()
    until: datetime.date = given["last_day"]
    if until < today:
        raise PortalError("公示截止日不能早于今天，请改正。", code="past")
    return {"publicity_from": today, "publicity_until": until}


def stamp_return(notice: ResultNotice, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": None, "publicity_from": None, "publicity_until": None}


def stamp_publication(notice: ResultNotice, actor: Any, given: Given) -> dict[str, Any]:
    return {"published_by": actor, "published_at": timezone.now()}


def send_back(code: str, label: str, source: str) -> Transition:
    return Transition(
        code,
        label,
        (source,),
        S.DRAFT,
        "evaluation.publish",
        SECOND,
        comment_required=True,
        refusal=own_notice,
        effect=stamp_return,
    )


NOTICE = Flow(
    code="result_notice",
    label="评价结果公布",
    model=ResultNotice,
    initial=S.DRAFT,
    states=(
        State(S.DRAFT, "草稿", "grey", owner=OFFICER),
        State(S.REVIEW, "待审核", "blue", owner=SECOND),
        State(S.PUBLICITY, "公示中", "yellow", owner=SECOND),
        State(S.PUBLISHED, "已公布", "green", final=True),
        State(S.WITHDRAWN, "已撤回", "grey", final=True),
    ),
    transitions=(
        Transition(
            "submit",
            "提交审核",
            (S.DRAFT,),
            S.REVIEW,
            "evaluation.run",
            OFFICER,
            missing=missing,
            effect=stamp_submission,
        ),
        Transition(
            "publicise",
            "开始公示",
            (S.REVIEW,),
            S.PUBLICITY,
            "evaluation.publish",
            SECOND,
            refusal=own_notice,
            effect=stamp_publicity,
        ),
        send_back("send_back", "退回修改", S.REVIEW),
        send_back("reopen", "停止公示，退回更正", S.PUBLICITY),
        Transition(
            "publish",
            "公布结果",
            (S.PUBLICITY,),
            S.PUBLISHED,
            "evaluation.publish",
            SECOND,
            refusal=own_notice,
            missing=unfinished,
            effect=stamp_publication,
        ),
        Transition(
            "withdraw",
            "撤回",
            (S.DRAFT,),
            S.WITHDRAWN,
            "evaluation.run",
            OFFICER,
            destructive=True,
        ),
    ),
)
