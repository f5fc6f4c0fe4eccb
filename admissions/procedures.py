"""The scheme and the procedure that hold for an application, and who decides under them."""

from typing import Any

from accounts.models import Place
from admissions.models import AdmissionScheme, Application
from admissions.rules.procedure import TOWNSHIP, WITHOUT_SCHEME, Procedure, procedure_of
from admissions.schemes import scheme_of
from policies.errors import NoRuleInForce


def scheme_if_any(application: Application) -> AdmissionScheme | None:
    """The scheme that scores the application; None where no rule is in force."""
    try:
        return scheme_of(application)
    except NoRuleInForce:
        return None


def procedure_for(application: Application) -> Procedure:
    """What the scheme says about the review."""
    scheme = scheme_if_any(application)
    return procedure_of(scheme.rules.settings) if scheme else WITHOUT_SCHEME


def is_decider(procedure: Procedure, application: Application, actor: Any) -> bool:
    """Does this person decide at the level the scheme names? Where no town stands above the park, the county."""
    place = application.park.place
    county = county_of(place)
    at_county = actor.can("application.decide", county)
    if procedure.deciding_level == TOWNSHIP and len(place.codes) > len(county.codes) + 1:
        return actor.can("application.decide", place) and not at_county
    return at_county


def county_of(place: Place) -> Place:
    """The county or zone above a park, as far as rights are concerned: its path is part of the park's."""
    codes = place.codes[:3]
    return Place(code=codes[-1], path="".join(f"{code}/" for code in codes))
