"""Which scheme evaluates a county's figures of a year."""

import datetime

from accounts.models import Place
from evaluation.models import EvaluationScheme
from evaluation.scheme_kind import SCHEMES
from policies.errors import NoRuleInForce
from portal.schemes.selectors import own_scheme, reference_scheme

ENTERPRISES = EvaluationScheme.Subject.ENTERPRISES


def scheme_for(county: Place, on: datetime.date, subject: str = ENTERPRISES) -> EvaluationScheme:
    """The county's own published scheme of the day, else the reference of the instrument in force.

    Raises NoRuleInForce when no instrument holds there, whatever schemes there are: a scheme fills in a policy.
    """
    reference = reference_scheme(SCHEMES, county, on, subject=subject)
    if found := own_scheme(SCHEMES, county.code, on, subject=subject) or reference:
        return found
    raise NoRuleInForce(county.policy_code, on, county.name, "评价方案")
