"""Which scheme scores an application at a place on a day."""

import datetime

from django.utils import timezone

from accounts.models import Place
from admissions.models import AdmissionScheme, Application
from admissions.scheme_kind import SCHEMES
from policies.errors import NoRuleInForce
from portal.schemes.selectors import own_scheme, reference_scheme

SUBJECT = "入园评分方案"


def scheme_for(place: Place, on: datetime.date) -> AdmissionScheme:
    """The county's own published scheme of the day, else the reference of the instrument in force.

    `place` may be the county or zone itself or lie below it (township, park). Raises NoRuleInForce when there is
    neither.
    """
    county = place.county_code or place.code
    return own_scheme(SCHEMES, county, on) or reference_for(place, on)


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
    if found := reference_scheme(SCHEMES, place, on):
        return found
    raise NoRuleInForce(place.policy_code, on, place.name, SUBJECT)
