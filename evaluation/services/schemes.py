"""What people do with schemes, one function per verb."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import Place
from accounts.selectors import people_with
from evaluation.flows.scheme import SCHEME
from evaluation.models import EvaluationScheme
from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.words import differences
from policies.errors import NoRuleInForce
from policies.library import get_library
from portal import audit
from portal.errors import IllegalState, PortalError
from portal.notices import notify
from portal.workflow import perform

BASICS = ("title", "valid_from", "valid_until", "policy")
VALUES = {"title", "valid_from", "valid_until", "content"}


@transaction.atomic
def draft_scheme(
    *,
    actor: Any,
    place: Place,
    source: EvaluationScheme,
    title: str,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
) -> EvaluationScheme:
    """A new draft for a county or zone with the content of a published or reference scheme.

    Raises NotAllowed, or PortalError with the sentence of a constraint.
    """
    actor.require("scheme.draft", place)
    scheme = EvaluationScheme(
        place=place,
        title=title,
        valid_from=valid_from,
        valid_until=valid_until,
        subject=source.subject,
        source=source,
        content=source.content,
        policy=policy_on(place, valid_from),
        drafted_by=actor,
    )
    check(scheme)
    scheme.save(force_insert=True)
    audit.record(
        actor=actor,
        action="evaluation_scheme.draft",
        subject=scheme,
        place=place,
        after={**audit.snapshot(scheme, BASICS), "source_id": source.pk},
    )
    return scheme


@transaction.atomic
def revise_scheme(*, scheme: EvaluationScheme, actor: Any, version: int, **values: Any) -> EvaluationScheme:
    """Change title, dates or content of a draft from the version the person saw; whoever does is its drafter now.

    Raises NotAllowed, IllegalState once it is submitted, Conflict.
    """
    if unknown := values.keys() - VALUES:
        raise TypeError(f"not a draft's own values: {sorted(unknown)}")
    row = EvaluationScheme.objects.select_for_update(of=("self",)).select_related("place").get(pk=scheme.pk)
    actor.require("scheme.draft", row.place)
    if row.state != EvaluationScheme.State.DRAFT:
        raise IllegalState(
            f"方案当前为“{SCHEME.by_state[row.state].label}”，不能修改。请刷新页面查看最新进展。"
        )
    before, content = audit.snapshot(row, BASICS), row.content
    for name, value in values.items():
        setattr(row, name, value)
    check(row)
    row.change(version, **values, policy=policy_on(row.place, row.valid_from), drafted_by=actor)
    changes = [
        str(one) for one in differences(ClassScheme.sketch(content)[0], ClassScheme.sketch(row.content)[0])
    ]
    after = audit.snapshot(row, BASICS)
    audit.record(
        actor=actor,
        action="evaluation_scheme.revise",
        subject=row,
        place=row.place,
        before={**before, "changes": []},
        after={**after, "changes": changes},
    )
    return row


@transaction.atomic
def step(
    *, scheme: EvaluationScheme, transition: str, actor: Any, comment: str = "", version: int | None = None
) -> EvaluationScheme:
    """Submit, publish, send back or withdraw; whoever has to go on, or waits for the outcome, is told.

    Raises NotAllowed, IllegalState, Incomplete, CommentRequired.
    """
    author = scheme.submitted_by
    row = perform(
        flow=SCHEME,
        subject=scheme,
        transition=transition,
        actor=actor,
        comment=comment,
        version=version,
    )
    tell(row, transition, actor, author)
    return row


def tell(scheme: EvaluationScheme, transition: str, actor: Any, author: Any) -> None:
    people = {
        "submit": lambda: [one for one in people_with("scheme.publish", scheme.place) if one.pk != actor.pk],
        "publish": lambda: [author],
        "send_back": lambda: [author],
    }.get(transition)
    if people:
        notify(
            to=people(),
            key=f"evaluation_scheme.{scheme.pk}.{transition}.{scheme.version}",
            title=f"评价方案“{scheme.title}”{SCHEME.by_state[scheme.state].label}",
            url=reverse("evaluation:scheme", args=(scheme.pk,)),
        )


def policy_on(place: Place, on: datetime.date) -> str:
    """The instrument a scheme of that day stands under; "" where none is in force."""
    try:
        return get_library().in_force(place.policy_code, on).id
    except NoRuleInForce:
        return ""


def check(scheme: EvaluationScheme) -> None:
    """The constraints' own sentences before the database says them in its way."""
    try:
        scheme.validate_constraints()
    except ValidationError as error:
        raise PortalError("".join(error.messages), code="invalid") from error
