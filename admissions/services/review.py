"""What officers do with a case beside its steps: stop the clock, let it run again, pass the case on."""

import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import people_with
from admissions.flows.application import (
    IN_REVIEW,
    REFUSAL_PENDING,
    SUBMITTED,
    not_the_decider,
    own_application,
)
from admissions.models import Application, Assignment, Suspension
from admissions.services.opinions import held
from portal import audit, calendar
from portal.errors import CommentRequired, IllegalState, NotAllowed, PortalError
from portal.notices import notify
from portal.workdays import YearUnknown

UNDER_REVIEW = (SUBMITTED, IN_REVIEW, REFUSAL_PENDING)


class OfficerRefused(PortalError):
    """The case cannot go to this person."""

    code = "officer_refused"
    status = 422
    field = "officer"


@transaction.atomic
def suspend(*, application: Application, actor: Any, reason: str) -> Suspension:
    """Stop the clock from today. Raises NotAllowed, IllegalState, CommentRequired."""
    row = reviewable(application, actor)
    if row.suspensions.filter(ended_on__isnull=True).exists():
        raise IllegalState("审核已经中止，恢复后才能再次中止。")
    if not reason.strip():
        raise CommentRequired("请写明中止的原因。")
    stop = Suspension.objects.create(
        application=row, begun_on=timezone.localdate(), reason=reason.strip(), begun_by=actor
    )
    note(row, actor, "application.suspend", reason)
    return stop


@transaction.atomic
def resume(*, application: Application, actor: Any) -> Suspension:
    """Let the clock run again; departments still waited for get the stopped days on top."""
    row = reviewable(application, actor)
    stop = row.suspensions.filter(ended_on__isnull=True).first()
    if stop is None:
        raise IllegalState("审核没有中止。")
    today = timezone.localdate()
    stop.ended_on, stop.ended_by = today, actor
    stop.save(update_fields=("ended_on", "ended_by"))
    prolong(row, stop.begun_on, today)
    note(row, actor, "application.resume", "")
    return stop


def prolong(application: Application, begun_on: datetime.date, today: datetime.date) -> None:
    workdays, waiting = calendar.current(), application.opinions.filter(verdict="")
    try:
        for opinion in waiting.filter(revision=application.revision, due_on__gte=begun_on):
            stopped = workdays.between(begun_on, today)
            opinion.due_on = workdays.later(opinion.due_on, stopped)
            opinion.save(update_fields=("due_on",))
    except YearUnknown as unknown:
        raise PortalError(str(unknown), code="year_unknown") from unknown


@transaction.atomic
def reassign(*, application: Application, actor: Any, officer: Any, reason: str) -> Assignment:
    """Pass a stuck case to another officer who may review it, and tell that officer."""
    row = reviewable(application, actor)
    if not reason.strip():
        raise CommentRequired("请写明转办的原因。")
    if not people_with("application.review", row.park.place).filter(pk=officer.pk).exists():
        raise OfficerRefused("该人员不能审核本园区的申请，请另选。")
    if refusal := not_for(row, officer):
        raise OfficerRefused(refusal)
    passed = Assignment.objects.create(application=row, officer=officer, reason=reason.strip(), by=actor)
    note(row, actor, "application.reassign", reason, officer=officer.display_name)
    notify(
        to=[officer],
        key=f"assignment.{passed.pk}",
        title=f"“{row}”的入园申请转由您承办",
        body=passed.reason,
        url=reverse("admissions:application", args=(row.pk,)),
    )
    return passed


def not_for(application: Application, officer: Any) -> str:
    """Why a case cannot be passed on to this officer: once qualified it is the deciding level's; "" where it can."""
    if application.state == Application.State.SUBMITTED:
        return own_application(application, officer)
    return not_the_decider(application, officer)


def reviewable(application: Application, actor: Any) -> Application:
    """The application locked, if this person may review it now."""
    row = held(application.pk)
    actor.require("application.review", row.park.place)
    if reason := own_application(row, actor):
        raise NotAllowed(reason)
    if row.state not in UNDER_REVIEW:
        raise IllegalState(f"申请当前为“{row.get_state_display()}”，不在审核中。")
    return row


def note(row: Application, actor: Any, action: str, reason: str, **after: Any) -> None:
    audit.record(
        actor=actor, action=action, subject=row, place=row.park.place, after=after, reason=reason.strip()
    )
