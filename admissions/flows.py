"""入园准入 as a table: operator drafts and submits, county officer sends back or decides (W9, C(九))."""

import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from admissions.models import Application
from admissions.rules.completeness import missing
from enterprises.services.admit import admit
from parks.services.soundness import Unsound
from portal.errors import Incomplete
from portal.workflow import Flow, Given, State, Transition

OPERATOR, OFFICER = "运营机构", "县级经办人"
DRAFT, SUBMITTED, RETURNED = Application.State.DRAFT, Application.State.SUBMITTED, Application.State.RETURNED
APPROVED, REFUSED = Application.State.APPROVED, Application.State.REFUSED
WITHDRAWN = Application.State.WITHDRAWN
TEN_YEARS = datetime.timedelta(days=3652)


def next_number(year: int) -> str:
    """`RY-2026-000001`: the year of the first submission and a number that is never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('admissions_application_number')")
        return f"RY-{year}-{cursor.fetchone()[0]:06d}"


def stamp_submission(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    """Number and first date at the first submission, kept at every later one; the promise each time anew."""
    if not given.get("own_use_declared"):
        raise Incomplete(["请勾选自用承诺"])
    today = timezone.localdate()
    return {
        "number": application.number or next_number(today.year),
        "first_submitted_on": application.first_submitted_on or today,
        "revision": application.revision + 1,
        "submitted_at": timezone.now(),
        "submitted_by": actor,
        "own_use_declared": True,
    }


def ask_again(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    return {"own_use_declared": False}


def stamp_decision(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    return {"decided_at": timezone.now(), "decided_by": actor}


def make_occupant(application: Application, actor: Any, given: Given) -> dict[str, Any]:
    """The firm becomes an occupant from `valid_from` with `floor_area_m2`, as the reviewer confirmed them."""
    require_not_long_before(application, given["valid_from"])
    occupancy = admit(
        actor=actor,
        park=application.park,
        name=application.firm_name,
        uscc=application.uscc,
        industry_code=application.industry_code,
        founded_on=application.founded_on,
        tenure=application.tenure,
        floor_area_m2=given["floor_area_m2"],
        valid_from=given["valid_from"],
    )
    stamps = stamp_decision(application, actor, given)
    return {**stamps, "enterprise": occupancy.enterprise, "occupancy": occupancy}


def require_not_long_before(application: Application, valid_from: datetime.date) -> None:
    """Firms that moved in before the portal are filed afterwards; more than ten years earlier is a slip."""
    earliest = application.first_submitted_on - TEN_YEARS
    if valid_from < earliest:
        raise Unsound(f"入驻日期不能早于 {earliest}(首次提交前十年)，请核对年份。", "valid_from")


def own_application(application: Application, actor: Any) -> str:
    """Nobody decides on what he drafted, looks after or submitted himself."""
    people = (application.created_by_id, application.owner_id, application.submitted_by_id)
    return "本人起草或提交的申请须由其他经办人审核。" if actor.pk in people else ""


ADMISSION = Flow(
    code="admission",
    label="入园准入",
    model=Application,
    initial=DRAFT,
    states=(
        State(DRAFT, "草稿", "grey", owner=OPERATOR),
        State(SUBMITTED, "待审核", "blue", "已提交", owner=OFFICER),
        State(RETURNED, "退回补正", "yellow", owner=OPERATOR),
        State(APPROVED, "已通过", "green", final=True),
        State(REFUSED, "不通过", "red", final=True),
        State(WITHDRAWN, "已撤回", "grey", final=True),
    ),
    transitions=(
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
        Transition(
            "approve",
            "通过申请",
            (SUBMITTED,),
            APPROVED,
            "application.review",
            OFFICER,
            refusal=own_application,
            effect=make_occupant,
        ),
        Transition(
            "send_back",
            "退回补正",
            (SUBMITTED,),
            RETURNED,
            "application.review",
            OFFICER,
            comment_required=True,
            refusal=own_application,
            effect=ask_again,
        ),
        Transition(
            "refuse",
            "不予通过",
            (SUBMITTED,),
            REFUSED,
            "application.review",
            OFFICER,
            comment_required=True,
            destructive=True,
            refusal=own_application,
            effect=stamp_decision,
        ),
        Transition(
            "withdraw",
            "撤回申请",
            (DRAFT, SUBMITTED, RETURNED),
            WITHDRAWN,
            "application.draft",
            OPERATOR,
            destructive=True,
        ),
    ),
)
