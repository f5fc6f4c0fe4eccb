"""What policy and scheme say about a contract: how many parties sign, the price cap, when a lamp warns."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from admissions.models import AdmissionContract, AdmissionRound, Allotment, Application, RoundUnit
from admissions.procedures import scheme_if_any
from admissions.rounds import in_house_order, taken_units
from admissions.rules.scheme import Settings
from parks.models import Unit
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


def rooms_for(application: Application, on: datetime.date) -> QuerySet[Unit]:
    """The units a contract of this application may be about: those promised to the firm, and no others (W10); without
    a promise, those of the park that are free and in no round that has not ended."""
    units = Unit.objects.filter(storey__building__park=application.park_id)
    promised = Allotment.objects.filter(application=application, state=Allotment.State.LIVE)
    if promised.exists():
        units = units.filter(pk__in=promised.values("unit"))
    else:
        in_rounds = RoundUnit.objects.filter(is_live=True)
        units = units.exclude(taken_units(on)).exclude(pk__in=in_rounds.values("unit"))
    return in_house_order(units)


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
