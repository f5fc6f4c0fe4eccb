"""What policy and scheme say about a contract: how many parties sign, the price cap, when a lamp warns."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from admissions.models import AdmissionContract, AdmissionRound, Application
from admissions.procedures import scheme_if_any
from admissions.rules.scheme import Settings
from policies.accessor import ParameterReading, Rules
from policies.errors import NoRuleInForce
from policies.library import get_library

PARTIES = "w09.contract_parties"
WHOLE = Decimal(100)
# Applications outside of rounds, and those of rounds whose list nobody can change any more.
LISTED_FOR_GOOD = Q(round__isnull=True) | Q(round__state=AdmissionRound.State.FINAL)


def not_yet(application: Application) -> str:
    """Why no contract of the application can be drafted (W10: the published list comes first); "" where none does."""
    if application.state != Application.State.APPROVED:
        return "只有已通过、尚未入驻的申请才能起草合同。"
    if round_ := awaited(application):
        return f"批次“{round_}”{round_.get_state_display()}，定案后才能起草合同。"
    return ""


def awaited(application: Application) -> AdmissionRound | None:
    """The application's round, while its list is still to become final."""
    round_ = application.round
    return None if round_ is None or round_.state == AdmissionRound.State.FINAL else round_


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
