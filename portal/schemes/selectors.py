"""Which scheme holds at a place on a day, who may read which, and whom a scheme waits for."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from policies.library import get_library
from portal.models import DraftedScheme
from portal.schemes.kind import SchemeKind

PUBLISHED = Q(state=DraftedScheme.State.PUBLISHED)


def own_scheme(kind: SchemeKind, code: str, on: datetime.date, **series: Any) -> Any:
    """The published scheme of the county or zone of that code which holds on the day, or None."""
    rows = kind.model.published_on(on).filter(place__code=code, is_reference=False, **series)
    return rows.select_related("place").first()


def reference_scheme(kind: SchemeKind, place: Any, on: datetime.date, **series: Any) -> Any:
    """The reference shipped for the instrument in force at the place on the day, or None.

    Raises NoRuleInForce when no instrument is.
    """
    instrument = get_library().in_force(place.policy_code, on)
    rows = kind.model.published_on(on).filter(is_reference=True, policy=instrument.id, **series)
    return rows.select_related("place").first()


def readable(kind: SchemeKind, user: Any) -> QuerySet:
    """Schemes of one's own places, and the published ones of the places above them; the references are everybody's."""
    scope = kind.model.scope
    paths = user.places_granting(scope.view)
    if not paths:
        return kind.model._default_manager.none()
    above = {code for path in paths for code in path.rstrip("/").split("/")}
    return kind.model._default_manager.filter(
        scope.filter_for(paths) | PUBLISHED & Q(place__code__in=above) | PUBLISHED & Q(is_reference=True)
    )


def in_force_beside(kind: SchemeKind, scheme: DraftedScheme) -> Any:
    """What holds at the scheme's place on its first day, were it not there; None when nothing does."""
    same = {name: getattr(scheme, name) for name in kind.series}
    others = kind.model.published_on(scheme.valid_from).filter(**same).exclude(pk=scheme.pk)
    own = others.filter(place=scheme.place_id, is_reference=False).first()
    if own or not scheme.policy:
        return own
    return others.filter(is_reference=True, policy=scheme.policy).first()


def to_publish(kind: SchemeKind, user: Any) -> QuerySet:
    """Submitted schemes this person may publish; one's own are for others."""
    rows = kind.model.objects.for_user(user, "scheme.publish").filter(state=DraftedScheme.State.SUBMITTED)
    return rows.exclude(drafted_by=user).exclude(submitted_by=user).order_by("valid_from", "pk")
