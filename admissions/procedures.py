"""The procedure that holds for an application, and who decides under it."""

from typing import Any

from accounts.models import Place
from admissions.models import Application
from admissions.rules.procedure import COUNTY, TOWNSHIP, Procedure

TEN_DAYS = 10


def procedure_for(application: Application) -> Procedure:
    """What the county's scheme says about the review."""
    return Procedure(COUNTY, (), TEN_DAYS)


def is_decider(procedure: Procedure, application: Application, actor: Any) -> bool:
    """Does this person decide at the level the scheme names? Where no town stands above the park, the county."""
    place = application.park.place
    at_county = actor.can("application.decide", county_of(place))
    if procedure.deciding_level == TOWNSHIP and len(place.codes) > len(county_of(place).codes) + 1:
        return actor.can("application.decide", place) and not at_county
    return at_county


def county_of(place: Place) -> Place:
    """The county or zone above a park, as far as rights are concerned: its path is part of the park's."""
    codes = place.codes[:3]
    return Place(code=codes[-1], path="".join(f"{code}/" for code in codes))
