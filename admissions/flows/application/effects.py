"""What a step leaves on the application and beside it."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from admissions.asking import ask
from admissions.assessment import Assessment, assess
from admissions.cases import below_threshold, checks_of, limit_of, rules_of
from admissions.flows.application.states import DRAFT
from admissions.models import AdmissionRound, Application, Correction
from admissions.opinions import objecting
from admissions.procedures import procedure_for
from admissions.promises import release, take_up
from enterprises.services.admit import admit
from enterprises.services.bounds import require_plausible
from parks.services.soundness import Unsound
from policies.errors import NoRuleInForce
from portal.errors import CommentRequired, Incomplete
from portal.workflow import Given

TEN_YEARS = datetime.timedelta(days=3652)
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
