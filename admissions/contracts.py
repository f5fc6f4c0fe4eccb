"""What policy and scheme say about a contract: how many parties sign, the price cap, when a lamp warns."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from admissions.models import AdmissionContract, Application
from admissions.procedures import scheme_if_any
from admissions.rules.scheme import Settings
from policies.accessor import ParameterReading, Rules
from policies.errors import NoRuleInForce
from policies.library import get_library

PARTIES = "w09.contract_parties"
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Required:
    """How many parties have to sign, and the parameter that says so (None where no rule in force does)."""

    count: int
    reading: ParameterReading | None


def parties_required(contract: AdmissionContract) -> Required:
    """The parties that have to sign by the rule of the application's day; without a rule, all that are named."""
    application = contract.application
    rules = Rules(get_library(), application.park.place.policy_code, application.first_submitted_on)
    try:
        reading = rules.read(PARTIES)
    except NoRuleInForce:
        return Required(contract.parties.count(), None)
    return Required(int(reading.value), reading)


def terms_for(application: Application) -> dict[str, Any]:
    """What a new contract takes from the county's scheme: price cap, warning line, days (W10).

    Without a warning line everything below the promise is red. Where no scheme holds, there is no cap, and the days
    are those of a scheme that says nothing.
    """
    settings = settings_of(application)
    purchase = application.tenure == "purchased"
    return {
        "cap_yuan": settings.purchase_price_cap_yuan_m2 if purchase else settings.rent_cap_yuan_m2_month,
        "yellow_percent": settings.warning_percent or WHOLE,
        "reminder_days": settings.reminder_days,
        "rectification_days": settings.rectification_days,
    }


def settings_of(application: Application) -> Settings:
    scheme = scheme_if_any(application)
    return scheme.rules.settings if scheme else Settings()
