"""Which scheme evaluates a county's figures of a year, and who may read which."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Place
from evaluation.models import EvaluationScheme
from policies.errors import NoRuleInForce
from policies.library import get_library

PUBLISHED = Q(state=EvaluationScheme.State.PUBLISHED)
ENTERPRISES = EvaluationScheme.Subject.ENTERPRISES


def scheme_for(county: Place, on: datetime.date, subject: str = ENTERPRISES) -> EvaluationScheme:
    """The county's own published scheme of the day, else the reference of the instrument in force.

    Raises NoRuleInForce when no instrument holds there, whatever schemes there are: a scheme fills in a policy.
    """
    instrument = get_library().in_force(county.policy_code, on)
    published = EvaluationScheme.published_on(on).filter(subject=subject).select_related("place")
    own = published.filter(place=county, is_reference=False).first()
    if found := own or published.filter(is_reference=True, policy=instrument.id).first():
        return found
    raise NoRuleInForce(county.policy_code, on, county.name, "评价方案")


def readable(user: Any) -> QuerySet[EvaluationScheme]:
    """Schemes of one's own places, and the published ones of the places above them; the references are everybody's."""
    paths = user.places_granting(EvaluationScheme.scope.view)
    if not paths:
        return EvaluationScheme.objects.none()
    above = {code for path in paths for code in path.rstrip("/").split("/")}
    inside = EvaluationScheme.scope.filter_for(paths)
    return EvaluationScheme.objects.filter(
        inside | PUBLISHED & Q(place__code__in=above) | PUBLISHED & Q(is_reference=True)
    )


def in_force_beside(scheme: EvaluationScheme) -> EvaluationScheme | None:
    """What holds at the scheme's place on its first day, were it not there; None when nothing does."""
    others = EvaluationScheme.published_on(scheme.valid_from).filter(subject=scheme.subject)
    others = others.exclude(pk=scheme.pk)
    own = others.filter(place=scheme.place_id, is_reference=False).first()
    if own or not scheme.policy:
        return own
    return others.filter(is_reference=True, policy=scheme.policy).first()
