"""Whose turn it is: the cases that wait for one person, in the order in which they are worked off."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from admissions.flows import IN_REVIEW, REFUSAL_PENDING, SUBMITTED
from admissions.models import Application, Assignment
from admissions.opinions import waiting_of
from admissions.rules.procedure import TOWNSHIP

AHEAD = 200
DECIDE = "application.decide"
COUNTY_DEPTH = 3
AT_COUNTY = r"^([^/]+/){1,3}$"
BELOW_COUNTY = r"^([^/]+/){4}"
BELOW_A_TOWN = r"^([^/]+/){5}"
# Where an opinion is waited for, beside the states of the review.
OPINION = "opinion"
Neighbour = tuple[int, str] | None


def of_others(user: Any, permission: str, state: str, at: str = "") -> Any:
    """Applications in this state on which this person may act; one's own are for others, and so are those that
    were passed on to somebody else (who works `at` places of this kind)."""
    rows = Application.objects.for_user(user, permission).filter(state=state)
    others = rows.exclude(created_by=user).exclude(owner=user).exclude(submitted_by=user)
    passed_on = Assignment.objects.filter(
        application=OuterRef("pk"), officer__memberships__place__path__regex=at
    )
    last = passed_on.order_by("-pk").values("officer")[:1]
    mine = others.annotate(officer=Subquery(last)).filter(Q(officer__isnull=True) | Q(officer=user))
    return mine.order_by("submitted_at", "pk")


def to_qualify(user: Any) -> Any:
    return of_others(user, "application.review", SUBMITTED)


def to_decide(user: Any) -> Any:
    return to_settle(user, IN_REVIEW)


def to_confirm(user: Any) -> Any:
    return to_settle(user, REFUSAL_PENDING).exclude(refusal_proposed_by=user)


def to_settle(user: Any, state: str) -> Any:
    """Of the cases in this state, those which the level that the scheme names leaves to this person
    (`procedures.is_decider`). Who qualified a case at the other level does not hold it back here."""
    paths = [path for path in user.places_granting(DECIDE) if path.count("/") <= COUNTY_DEPTH]
    at_county = reduce(or_, (Q(park__place__path__startswith=path) for path in paths), Q(pk__in=()))
    level = KeyTextTransform("deciding_level", "scheme__content__settings")
    named = Coalesce(level, Value(""), output_field=CharField())
    for_town = Q(level=TOWNSHIP, park__place__path__regex=BELOW_A_TOWN)
    rows = of_others(user, DECIDE, state, AT_COUNTY if paths else BELOW_COUNTY).annotate(level=named)
    return rows.filter((at_county & ~for_town) | (~at_county & for_town))


QUEUES = {SUBMITTED: to_qualify, IN_REVIEW: to_decide, REFUSAL_PENDING: to_confirm}


def waiting_at(state: str, user: Any) -> list[tuple[int, str]]:
    """The cases that wait for this person at a step, as (key, firm), in their order."""
    if state != OPINION and user.can("application.review"):
        rows = QUEUES.get(state, to_qualify)(user).values_list("pk", "firm_name")
    elif user.can("opinion.give"):
        rows = waiting_of(user).values_list("application_id", "application__firm_name")
    else:
        return []
    return list(rows[:AHEAD])


def neighbours(application: Application, user: Any, settled: str = "") -> tuple[Neighbour, Neighbour]:
    """The case before this one and the one after it among those that wait at the same step, all round; None where
    there is no other. `settled` is where this one waited until a moment ago."""
    rows = waiting_at(settled or application.state, user)
    keys = [key for key, _ in rows]
    here = keys.index(application.pk) if application.pk in keys else -1
    others = [*rows[here + 1 :], *rows[: max(here, 0)]]
    return (others[-1], others[0]) if others else (None, None)


def next_case(application: Application, user: Any, settled: str = "") -> int | None:
    """The case after this one among those that wait for this person at the same step; the first after the last."""
    following = neighbours(application, user, settled)[1]
    return following[0] if following else None
