"""Which scheme scores an application at a place on a day."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Place
from admissions.models import AdmissionScheme, Application
from policies.errors import NoRuleInForce
from policies.library import get_library

SUBJECT = "入园评分方案"
PUBLISHED = Q(state=AdmissionScheme.State.PUBLISHED)


def scheme_for(place: Place, on: datetime.date) -> AdmissionScheme:
    """The county's own published scheme of the day, else the reference of the instrument in force.

    `place` may be the county or zone itself or lie below it (township, park). Raises NoRuleInForce when there is
    neither.
    """
    county = place.county_code or place.code
    published = AdmissionScheme.published_on(on).select_related("place")
    own = published.filter(place__code=county, is_reference=False).first()
    return own or reference_for(place, on)


def scheme_of(application: Application) -> AdmissionScheme:
    """The scheme kept at the first submission; before it that of the application's round, else the one in force today.

    Whoever competes in a round is scored by the scheme with which it was opened. Raises NoRuleInForce.
    """
    if application.scheme:
        return application.scheme
    if application.round and application.round.scheme:
        return application.round.scheme
    return scheme_for(application.park.place, application.first_submitted_on or timezone.localdate())


def reference_for(place: Place, on: datetime.date) -> AdmissionScheme:
    """The reference scheme shipped for the instrument in force at the place on the day; raises NoRuleInForce."""
    instrument = get_library().in_force(place.policy_code, on)
    shipped = AdmissionScheme.published_on(on).filter(is_reference=True, policy=instrument.id)
    if found := shipped.select_related("place").first():
        return found
    raise NoRuleInForce(place.policy_code, on, place.name, SUBJECT)


def readable(user: Any) -> QuerySet[AdmissionScheme]:
    """Schemes of one's own places, and the published ones of the places above them; the references are everybody's."""
    paths = user.places_granting(AdmissionScheme.scope.view)
    if not paths:
        return AdmissionScheme.objects.none()
    above = {code for path in paths for code in path.rstrip("/").split("/")}
    inside = AdmissionScheme.scope.filter_for(paths)
    return AdmissionScheme.objects.filter(
        inside | PUBLISHED & Q(place__code__in=above) | PUBLISHED & Q(is_reference=True)
    )


def in_force_beside(scheme: AdmissionScheme) -> AdmissionScheme | None:
    """What holds at the scheme's place on its first day, were it not there; None when nothing does."""
    others = AdmissionScheme.published_on(scheme.valid_from).exclude(pk=scheme.pk)
    own = others.filter(place=scheme.place_id, is_reference=False).first()
    if own or not scheme.policy:
        return own
    return others.filter(is_reference=True, policy=scheme.policy).first()
