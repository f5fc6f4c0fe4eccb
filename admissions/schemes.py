"""Which scheme scores an application at a place on a day."""

import datetime

from accounts.models import Place
from admissions.models import AdmissionScheme
from policies.errors import NoRuleInForce
from policies.library import get_library

SUBJECT = "入园评分方案"


def scheme_for(place: Place, on: datetime.date) -> AdmissionScheme:
    """The county's own published scheme of the day, else the reference of the instrument in force.

    `place` may be the county or zone itself or lie below it (township, park). Raises NoRuleInForce when there is
    neither.
    """
    county = place.county_code or place.code
    published = AdmissionScheme.published_on(on).select_related("place")
    own = published.filter(place__code=county, is_reference=False).first()
    return own or reference_for(place, on)


def reference_for(place: Place, on: datetime.date) -> AdmissionScheme:
    """The reference scheme shipped for the instrument in force at the place on the day; raises NoRuleInForce."""
    instrument = get_library().in_force(place.policy_code, on)
    shipped = AdmissionScheme.published_on(on).filter(is_reference=True, policy=instrument.id)
    if found := shipped.select_related("place").first():
        return found
    raise NoRuleInForce(place.policy_code, on, place.name, SUBJECT)
