"""What a page about one application shows, read from several models."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Place
from admissions.cases import clause_of, rules_of
from admissions.contracts import awaited
from admissions.flows import (
    ADMISSION,
    APPROVED,
    DRAFT,
    IN_REVIEW,
    REFUSAL_PENDING,
    REFUSED,
    RETURNED,
    SETTLED,
    SUBMITTED,
)
from admissions.models import Application
from policies.errors import NoRuleInForce
from portal.models import FlowEntry
from portal.workflow import State, told


@dataclass(frozen=True)
class Step:
    """One step of the tracker (`parts/steps.html`)."""

    label: str
    state: str
    word: str
    detail: str = ""


def day(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}"


def waiting_days(moment: datetime.datetime) -> int:
    """Calendar days since the day of submission, by the clock of Asia/Shanghai."""
    return (timezone.localdate() - timezone.localtime(moment).date()).days


def waiting_words(moment: datetime.datetime) -> str:
    days = waiting_days(moment)
    return f"已等待 {days} 天" if days else "今天提交"


def is_applicant(application: Application, user: Any) -> bool:
    """Does this person stand on the applicant's side?"""
    return user.can("application.draft", application.park.place)


def state_of(application: Application) -> State:
    return ADMISSION.by_state[application.state]


def track(application: Application) -> list[Step]:
    """Filling in, submission, qualification, review, moving in: where each of them stands, in words."""
    return [
        filling(application),
        submission(application),
        qualification(application),
        review(application),
        moving_in(application),
    ]


def filling(application: Application) -> Step:
    if application.state == DRAFT:
        return Step("填写申请", "current", "填写中")
    if application.state == RETURNED:
        return Step("填写申请", "returned", "被退回，请补正")
    return Step("填写申请", "done", "已完成")


def submission(application: Application) -> Step:
    label, at = "提交申请", application.submitted_at
    if application.state in (DRAFT, RETURNED):
        return Step(label, "todo", "未提交" if application.state == DRAFT else "待重新提交")
    if not at:
        return Step(label, "todo", "已撤回")
    return Step(label, "done", "已提交", day(at))


def qualification(application: Application) -> Step:
    label = "资格审查"
    if application.state == SUBMITTED:
        return Step(label, "current", "审查中", waiting_words(application.submitted_at))
    if application.accepted_at:
        return Step(label, "done", "已通过", day(application.accepted_at))
    return Step(label, "todo", "未开始" if application.state in (DRAFT, RETURNED) else "未通过")


def review(application: Application) -> Step:
    label = "会审决定"
    if application.state in (IN_REVIEW, REFUSAL_PENDING):
        return Step(label, "current", state_of(application).label_for(applicant=True))
    if application.decided_at:
        word = "不通过" if application.state == REFUSED else "已通过"
        return Step(label, "done", word, day(application.decided_at))
    if application.state in (DRAFT, RETURNED, SUBMITTED):
        return Step(label, "todo", "未开始")
    return Step(label, "todo", "已撤回，不再审核")


def moving_in(application: Application) -> Step:
    label = "企业入驻"
    if application.state == SETTLED:
        return Step(label, "done", "已登记", f"{application.occupancy.valid_from} 起")
    if application.state == APPROVED:
        return Step(label, "current", "待批次定案" if awaited(application) else "待签订入园合同")
    return Step(label, "todo", "未开始" if not state_of(application).final else "未入驻")


# What officers write to each other; of a refusal the applicant reads the reason once it is confirmed.
INTERNAL = frozenset({"accept", "rereview", "recheck"})


def comment_for(application: Application, entry: FlowEntry, *, applicant: bool) -> str:
    pending = entry.transition == "propose_refusal" and application.state != REFUSED
    return "" if applicant and (pending or entry.transition in INTERNAL) else entry.comment


def timeline(application: Application, entries: list[FlowEntry], *, applicant: bool) -> list[dict[str, Any]]:
    """The flow's log newest first, ending with the draft (`parts/timeline.html`)."""
    started = {"when": application.created_at, "who": application.created_by.display_name, "what": "起草申请"}
    steps = [
        {**told(ADMISSION, entry), "comment": comment_for(application, entry, applicant=applicant)}
        for entry in reversed(entries)
    ]
    return [*steps, {**started, "comment": "", "changes": ()}]


def last_comment(application: Application, entries: list[FlowEntry]) -> FlowEntry | None:
    """What the officer wrote when the application came back, or why it was refused."""
    step = {RETURNED: "send_back", REFUSED: "propose_refusal"}.get(application.state)
    return next((entry for entry in reversed(entries) if entry.transition == step), None)


def county_name(application: Application) -> str:
    """The county or zone whose officer reviews."""
    return Place.objects.values_list("name", flat=True).get(code=application.park.place.county_code)


@dataclass(frozen=True)
class Policy:
    """Which policy applies: its title and its clause on admission, or the sentence that there is none."""

    words: str
    clause_id: str = ""


def policy_for(application: Application) -> Policy:
    """The policy of the day of first submission; of today while there has been none."""
    rules = rules_of(application)
    try:
        return Policy(rules.instrument.title, clause_of(rules))
    except NoRuleInForce:
        return Policy(f"{rules.on} 无有效规定")
