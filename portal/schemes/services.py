"""What people do with schemes, one function per verb."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from policies.errors import NoRuleInForce
from policies.library import get_library
from portal import audit
from portal.errors import IllegalState, PortalError
from portal.models import DraftedScheme
from portal.notices import notify
from portal.schemes.kind import kind_of
from portal.workflow import perform

BASICS = ("title", "valid_from", "valid_until", "policy")
VALUES = {"title", "valid_from", "valid_until", "content"}


@transaction.atomic
def draft_scheme(
    *,
    actor: Any,
    place: Any,
    source: DraftedScheme,
    title: str,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
) -> Any:
    """A new draft for a county or zone with the content of a published or reference scheme, of the same series.

    Raises NotAllowed, or PortalError with the sentence of a constraint.
    """
    actor.require("scheme.draft", place)
    kind = kind_of(source)
    scheme = kind.model(
        place=place,
        title=title,
        valid_from=valid_from,
        valid_until=valid_until,
        source=source,
        content=source.content,
        policy=policy_on(place, valid_from),
        drafted_by=actor,
        **{name: getattr(source, name) for name in kind.series},
    )
    check(scheme)
    scheme.save(force_insert=True)
    audit.record(
        actor=actor,
        action=f"{kind.code}.draft",
        subject=scheme,
        place=place,
        after={**audit.snapshot(scheme, BASICS), "source_id": source.pk},
    )
    return scheme


@transaction.atomic
def revise_scheme(*, scheme: DraftedScheme, actor: Any, version: int, **values: Any) -> Any:
    """Change title, dates or content of a draft from the version the person saw; whoever does is its drafter now.

    Raises NotAllowed, IllegalState once it is submitted, Conflict.
    """
    if unknown := values.keys() - VALUES:
        raise TypeError(f"not a draft's own values: {sorted(unknown)}")
    kind = kind_of(scheme)
    rows = kind.model._default_manager.select_for_update(of=("self",)).select_related("place")
    row = rows.get(pk=scheme.pk)
    actor.require("scheme.draft", row.place)
    if row.state != row.State.DRAFT:
        label = kind.flow.by_state[row.state].label
        raise IllegalState(f"方案当前为“{label}”，不能修改。请刷新页面查看最新进展。")
    before, content = audit.snapshot(row, BASICS), row.content
    for name, value in values.items():
        setattr(row, name, value)
    check(row)
    row.change(version, **values, policy=policy_on(row.place, row.valid_from), drafted_by=actor)
    changes = [str(one) for one in kind.differences(row, content, row.content)]
    audit.record(
        actor=actor,
        action=f"{kind.code}.revise",
        subject=row,
        place=row.place,
        before={**before, "changes": []},
        after={**audit.snapshot(row, BASICS), "changes": changes},
    )
    return row


@transaction.atomic
def step(
    *, scheme: DraftedScheme, transition: str, actor: Any, comment: str = "", version: int | None = None
) -> Any:
    """Submit, publish, send back or withdraw; whoever has to go on, or waits for the outcome, is told.

    Raises NotAllowed, IllegalState, Incomplete, CommentRequired.
    """
    author = scheme.submitted_by
    row = perform(
        flow=kind_of(scheme).flow,
        subject=scheme,
        transition=transition,
        actor=actor,
        comment=comment,
        version=version,
    )
    tell(row, transition, actor, author)
    return row


def tell(scheme: DraftedScheme, transition: str, actor: Any, author: Any) -> None:
    kind = kind_of(scheme)
    people = {
        "submit": lambda: [one for one in kind.publishers(scheme.place) if one.pk != actor.pk],
        "publish": lambda: [author],
        "send_back": lambda: [author],
    }.get(transition)
    if people:
        notify(
            to=people(),
            key=f"{kind.code}.{scheme.pk}.{transition}.{scheme.version}",
            title=f"{kind.label}“{scheme.title}”{kind.flow.by_state[scheme.state].label}",
            url=reverse(kind.url, args=(scheme.pk,)),
        )


def policy_on(place: Any, on: datetime.date) -> str:
    """The instrument a scheme of that day stands under; "" where none is in force."""
    try:
        return get_library().in_force(place.policy_code, on).id
    except NoRuleInForce:
        return ""


def check(scheme: DraftedScheme) -> None:
    """The constraints' own sentences before the database says them in its way."""
    try:
        scheme.validate_constraints()
    except ValidationError as error:
        raise PortalError("".join(error.messages), code="invalid") from error
