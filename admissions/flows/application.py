"""入园准入 as a table: the operator drafts and submits, officers examine, departments are heard, the level the
county's scheme names decides; a refusal is confirmed by a second person (W9, C(九))."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from admissions.asking import ask
from admissions.assessment import Assessment, assess
from admissions.cases import bars_of, below_threshold, checks_of, limit_of, rules_of
from admissions.models import AdmissionRound, Application, Correction
from admissions.opinions import objecting, waited_for
from admissions.procedures import is_decider, procedure_for
from admissions.promises import release, take_up
from admissions.rules.completeness import missing
from enterprises.services.admit import admit
from enterprises.services.bounds import require_plausible
from parks.services.soundness import Unsound
from policies.errors import NoRuleInForce
from portal.errors import CommentRequired, Incomplete
from portal.workflow import Flow, Given, State, Transition

OPERATOR, OFFICER, DECIDER = "运营机构", "县级或镇街经办人", "有决定权的经办人"
COUNTY = "县级经办人"
TEN_YEARS = datetime.timedelta(days=3652)
DRAFT, SUBMITTED, RETURNED = Application.State.DRAFT, Application.State.SUBMITTED, Application.State.RETURNED
IN_REVIEW, REFUSAL_PENDING = Application.State.IN_REVIEW, Application.State.REFUSAL_PENDING
APPROVED, REFUSED = Application.State.APPROVED, Application.State.REFUSED
SETTLED, LAPSED = Application.State.SETTLED, Application.State.LAPSED
NOT_ALLOTTED, WITHDRAWN = Application.State.NOT_ALLOTTED, Application.State.WITHDRAWN
# What the review has noted so far; it begins anew with each submission.
NOT_ACCEPTED: dict[str, Any] = {"accepted_at": None, "accepted_by": None, "qualification": None}
NOT_REFUSED: dict[str, Any] = {
    "refusal_proposed_at": None,
    "refusal_proposed_by": None,
    "refusal_reason": "",
}


def next_number(year: int) -> str:
    """`RY-2026-000001`: the year of the first submission and a number that is never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('admissions_application_number')")
        return f"RY-{year}-{cursor.fetchone()[0]:06d}"


def stamp_submission(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    """Number, first date and scheme at the first submission, kept at every later one; promise and score anew."""
    if not given.get("own_use_declared"):
        raise Incomplete(["请勾选自用承诺"], "提交")
    if application.state == DRAFT:
        require_open(application)
    today, found = timezone.localdate(), assess_or_refuse(application)
    return {
        "scheme": found.scheme,
        "score": found.score.total,
        "score_trace": found.score.as_dict(),
        "number": application.number or next_number(today.year),
        "first_submitted_on": application.first_submitted_on or today,
        "revision": application.revision + 1,
        "submitted_at": timezone.now(),
        "submitted_by": actor,
        "own_use_declared": True,
    }


def require_open(application: Application) -> None:
    """A round takes an application until it closes; whoever closes it meanwhile waits until this one is in."""
    if application.round_id is None:
        return
    row = AdmissionRound.objects.select_for_update(no_key=True).get(pk=application.round_id)
    if row.state != AdmissionRound.State.OPEN or row.closes_on < timezone.localdate():
        raise Incomplete([f"批次“{row}”的报名已截止，请改选其他批次或不选批次"], "提交")


def assess_or_refuse(application: Application) -> Assessment:
    """Without a scheme nothing can be chosen by score, so nothing is taken in (W9, W10)."""
    try:
        return assess(application)
    except NoRuleInForce as error:
        raise Incomplete([error.message]) from error


def ask_again(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    """Section by section what is to be mended, and why."""
    Correction.objects.bulk_create(
        Correction(application=application, revision=application.revision, **one)
        for one in given.get("corrections", ())
    )
    return {"own_use_declared": False, **NOT_ACCEPTED, **NOT_REFUSED}


def stamp_acceptance(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    """The reviewer has verified each sign of 四无; what the checks said is kept with it. The departments are asked."""
    signs = procedure_for(application).signs
    if left := [sign for sign in signs if sign not in given.get("cleared", ())]:
        raise Incomplete([f"“{sign}”未核实" for sign in left])
    checks = [check.as_dict() for check in checks_of(application)]
    ask(application)
    return {
        "accepted_at": timezone.now(),
        "accepted_by": actor,
        "qualification": {"signs": list(signs), "checks": checks},
    }


def stamp_refusal(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    """The reason stands on the record itself: the database keeps no refusal without one."""
    reason = given.get("reason", "").strip()
    if not reason:
        raise CommentRequired("拟不予通过须写明理由。")
    return {
        "refusal_proposed_at": timezone.now(),
        "refusal_proposed_by": actor,
        "refusal_reason": reason,
    }


def drop_refusal(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    return dict(NOT_REFUSED)


def stamp_decision(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    return {"decided_at": timezone.now(), "decided_by": actor}


def stamp_approval(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    """Approved is the floor the decider confirms; the firm moves in when its contract takes effect."""
    floor = given["floor_area_m2"]
    require_reason(application, given.get("reason", ""))
    require_within_limit(application, floor)
    require_plausible({"floor_area_m2": floor}, application.park, application.founded_on)
    return {**stamp_decision(application, actor, given), "approved_floor_m2": floor}


def make_occupant(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    """The firm becomes an occupant from `valid_from`: of each unit of its contract, or of one floor as a whole, which is
    the contract's or else the one approved."""
    require_not_long_before(application, given["valid_from"])
    whole = given.get("floor_area_m2") or application.approved_floor_m2
    occupancies = [
        admit(
            actor=actor,
            park=application.park,
            name=application.firm_name,
            uscc=application.uscc,
            industry_code=application.industry_code,
            founded_on=application.founded_on,
            tenure=application.tenure,
            floor_area_m2=floor,
            valid_from=given["valid_from"],
            permission="contract.edit",
            unit=unit,
        )
        for unit, floor in given.get("rooms") or [(None, whole)]
    ]
    take_up(application=application)
    return {"enterprise": occupancies[0].enterprise, "occupancy": occupancies[0]}


def give_up_rooms(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    release(application=application)
    return {}


def require_not_long_before(application: Application, valid_from: datetime.date) -> None:
    """Firms that moved in before the portal are filed afterwards; more than ten years earlier is a slip."""
    earliest = application.first_submitted_on - TEN_YEARS
    if valid_from < earliest:
        raise Unsound(f"入驻日期不能早于 {earliest}(首次提交前十年)，请核对年份。", "valid_from")


def reason_asked(application: Application) -> str:
    """Whoever approves against a department or below the county's own line says why; "" where nothing is asked."""
    against = [row.get_department_display() for row in objecting(application)]
    if against:
        return f"{'、'.join(against)}部门不同意，仍予通过的须写明理由。"
    return "评分低于入围线，仍予通过的须写明理由。" if below_threshold(application) else ""


def require_reason(application: Application, reason: str) -> None:
    if not reason.strip() and (asked := reason_asked(application)):
        raise CommentRequired(asked)


def require_within_limit(application: Application, floor: Decimal) -> None:
    """W10 限面积 holds for floor that is bought."""
    limit = limit_of(application, rules_of(application)) if application.tenure == "purchased" else None
    if limit and limit.cap_m2 is not None and floor > limit.cap_m2:
        raise Unsound(f"超过购置面积上限。{limit.words}", "floor_area_m2")


def not_ready(application: Application) -> list[str]:
    """What stands against an approval: facts that bar it, departments that may still speak."""
    waiting = waited_for(application)
    if not waiting:
        return bars_of(application)
    names = "、".join(row.get_department_display() for row in waiting)
    until = max(row.due_on for row in waiting)
    return [*bars_of(application), f"部门意见未齐：{names}（最晚 {until} 到期）"]


def own_application(application: Application, actor: Any) -> str:
    """Nobody decides on what he drafted, looks after or submitted himself, or for a park he works for."""
    people = (application.created_by_id, application.owner_id, application.submitted_by_id)
    if actor.pk in people:
        return "本人起草或提交的申请须由其他经办人审核。"
    if actor.can("application.draft", application.park.place):
        return "您任职于该园区的运营机构，须由其他经办人审核。"
    return ""


def not_the_decider(application: Application, actor: Any) -> str:
    if own := own_application(application, actor):
        return own
    procedure = procedure_for(application)
    if is_decider(procedure, application, actor):
        return ""
    return f"按本地入园办法，由{procedure.decider}决定。"


def not_a_second_person(application: Application, actor: Any) -> str:
    if application.refusal_proposed_by_id == actor.pk:
        return "不予通过须由提出人以外的另一人复核确认。"
    return not_the_decider(application, actor)


def not_accepted_before(application: Application, actor: Any) -> str:
    return own_application(application, actor) or (
        "" if application.accepted_at else "资格审查尚未通过，请退回资格审查。"
    )


def accepted_before(application: Application, actor: Any) -> str:
    return own_application(application, actor) or (
        "资格审查已通过，请退回会审。" if application.accepted_at else ""
    )


STATES = (
    State(DRAFT, "草稿", "grey", owner=OPERATOR),
    State(SUBMITTED, "待资格审查", "blue", "已提交", owner=OFFICER),
    State(IN_REVIEW, "会审中", "blue", owner="会审部门、" + DECIDER),
    State(RETURNED, "退回补正", "yellow", owner=OPERATOR),
    State(REFUSAL_PENDING, "拟不通过", "orange", "复核中", owner=DECIDER),
    State(APPROVED, "已通过", "green", owner="签约各方"),
    State(SETTLED, "已入驻", "green", final=True),
    State(LAPSED, "放弃入园", "grey", final=True),
    State(NOT_ALLOTTED, "未分配到用房", "grey", final=True),
    State(REFUSED, "不通过", "red", final=True),
    State(WITHDRAWN, "已撤回", "grey", final=True),
)
APPLYING = (
    Transition(
        "submit",
        "提交申请",
        (DRAFT,),
        SUBMITTED,
        "application.draft",
        OPERATOR,
        missing=missing,
        effect=stamp_submission,
    ),
    Transition(
        "resubmit",
        "重新提交",
        (RETURNED,),
        SUBMITTED,
        "application.draft",
        OPERATOR,
        missing=missing,
        effect=stamp_submission,
    ),
)
REVIEWING = (
    Transition(
        "accept",
        "通过资格审查",
        (SUBMITTED,),
        IN_REVIEW,
        "application.review",
        OFFICER,
        refusal=own_application,
        missing=bars_of,
        effect=stamp_acceptance,
    ),
    Transition(
        "approve",
        "通过申请",
        (IN_REVIEW,),
        APPROVED,
        "application.decide",
        DECIDER,
        refusal=not_the_decider,
        missing=not_ready,
        effect=stamp_approval,
    ),
    Transition(
        "send_back",
        "退回补正",
        (SUBMITTED, IN_REVIEW),
        RETURNED,
        "application.review",
        OFFICER,
        comment_required=True,
        refusal=own_application,
        effect=ask_again,
    ),
    Transition(
        "propose_refusal",
        "拟不予通过",
        (SUBMITTED, IN_REVIEW),
        REFUSAL_PENDING,
        "application.review",
        OFFICER,
        comment_required=True,
        destructive=True,
        refusal=own_application,
        effect=stamp_refusal,
    ),
    Transition(
        "confirm_refusal",
        "确认不予通过",
        (REFUSAL_PENDING,),
        REFUSED,
        "application.decide",
        DECIDER,
        destructive=True,
        refusal=not_a_second_person,
        effect=stamp_decision,
    ),
    Transition(
        "rereview",
        "退回会审",
        (REFUSAL_PENDING,),
        IN_REVIEW,
        "application.review",
        OFFICER,
        comment_required=True,
        refusal=not_accepted_before,
        effect=drop_refusal,
    ),
    Transition(
        "recheck",
        "退回资格审查",
        (REFUSAL_PENDING,),
        SUBMITTED,
        "application.review",
        OFFICER,
        comment_required=True,
        refusal=accepted_before,
        effect=drop_refusal,
    ),
)
AFTERWARDS = (
    Transition(
        "settle",
        "办理入驻",
        (APPROVED,),
        SETTLED,
        "contract.edit",
        COUNTY,
        effect=make_occupant,
    ),
    Transition(
        "lapse",
        "放弃入园",
        (APPROVED,),
        LAPSED,
        "application.draft",
        OPERATOR,
        comment_required=True,
        destructive=True,
        effect=give_up_rooms,
    ),
    Transition(
        "not_allot",
        "未分配到用房",
        (APPROVED,),
        NOT_ALLOTTED,
        "round.run",
        OFFICER,
        comment_required=True,
    ),
    Transition(
        "withdraw",
        "撤回申请",
        (DRAFT, SUBMITTED, IN_REVIEW, RETURNED, REFUSAL_PENDING),
        WITHDRAWN,
        "application.draft",
        OPERATOR,
        destructive=True,
        effect=drop_refusal,
    ),
)
ADMISSION = Flow(
    code="admission",
    label="入园准入",
    model=Application,
    initial=DRAFT,
    states=STATES,
    transitions=(*APPLYING, *REVIEWING, *AFTERWARDS),
)
