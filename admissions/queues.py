"""Whose turn it is: the cases that wait for one person, in the order in which they are worked off."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery

from admissions.flows import IN_REVIEW, REFUSAL_PENDING, SUBMITTED
from admissions.models import Application, Assignment
from admissions.opinions import waiting_of

AHEAD = 200


def of_others(user: Any, permission: str, state: str) -> Any:
    """Applications in this state on which this person may act; one's own are for others, and so are those that
    were passed on to somebody else."""
    rows = Application.objects.for_user(user, permission).filter(state=state)
    others = rows.exclude(created_by=user).exclude(owner=user).exclude(submitted_by=user)
    last = Assignment.objects.filter(application=OuterRef("pk")).order_by("-pk").values("officer")[:1]
    mine = others.annotate(officer=Subquery(last)).filter(Q(officer__isnull=True) | Q(officer=user))
    return mine.order_by("submitted_at", "pk")


def to_qualify(user: Any) -> Any:
    return of_others(user, "application.review", SUBMITTED)


def to_decide(user: Any) -> Any:
    return of_others(user, "application.decide", IN_REVIEW)


def to_confirm(user: Any) -> Any:
    return of_others(user, "application.decide", REFUSAL_PENDING).exclude(refusal_proposed_by=user)


QUEUES = {SUBMITTED: to_qualify, IN_REVIEW: to_decide, REFUSAL_PENDING: to_confirm}


def next_case(application: Application, user: Any) -> int | None:
    """The case after this one among those that wait for this person at the same step; the first after the last."""
    if user.can("application.review"):
        rows = QUEUES.get(application.state, to_qualify)(user)
        keys = list(rows.values_list("pk", flat=True)[:AHEAD])
    elif user.can("opinion.give"):
        keys = list(waiting_of(user).values_list("application_id", flat=True)[:AHEAD])
    else:
        return None
    here = keys.index(application.pk) if application.pk in keys else -1
    others = [*keys[here + 1 :], *keys[: max(here, 0)]]
    return others[0] if others else None
