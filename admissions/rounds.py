"""What there is to know of a round: who can join it, what may be offered in it, who comes before whom."""

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from admissions.facts import all_facts
from admissions.models import AdmissionRound, Allotment, Application, RoundUnit
from admissions.rules.allotment import Demand, Line, Room, allot
from admissions.rules.area import area_limit, widening_in
from admissions.rules.facts import FACTS
from admissions.rules.ranking import Candidate, Tie, ranked
from admissions.rules.scheme import Scheme
from enterprises.models import Occupancy
from parks.models import Park, Unit
from policies.accessor import Rules
from policies.library import get_library

APPROVED = "approved"
UNDECIDED = ("submitted", "in_review", "returned", "refusal_pending")
LIVE = ("draft", "open", "closed", "allotted", "publicity")
LOCAL_FIRST = Tie("local_firm", "本地企业优先")


def open_rounds(park: Park, on: datetime.date) -> QuerySet[AdmissionRound]:
    """The rounds of a park that take applications on a day, the one that closes first in front."""
    rows = AdmissionRound.objects.filter(park=park, state=AdmissionRound.State.OPEN)
    return rows.filter(opens_on__lte=on, closes_on__gte=on).order_by("closes_on", "pk")


def taken_units(on: datetime.date) -> Q:
    """Units that are nobody's to offer: sold, promised, or held on the day or from a later one.

    A firm that moved into several units has one occupancy: its units are those it was promised.
    """
    held = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    rooms = Occupancy.objects.filter(held, unit__isnull=False)
    moved_in = Occupancy.objects.filter(held, application__isnull=False)
    promised = Allotment.objects.filter(
        Q(state=Allotment.State.LIVE)
        | Q(state=Allotment.State.TAKEN_UP, application__occupancy__in=moved_in.order_by().values("pk"))
    )
    return (
        Q(sold_on__isnull=False)
        | Q(pk__in=rooms.order_by().values("unit"))
        | Q(pk__in=promised.order_by().values("unit"))
    )


def free_units(park: Park, on: datetime.date) -> QuerySet[Unit]:
    """Units of the park that can be offered or given on a day, whatever rounds there are."""
    rows = Unit.objects.filter(storey__building__park=park).exclude(taken_units(on))
    return in_house_order(rows)


def offerable(round_: AdmissionRound, on: datetime.date) -> QuerySet[Unit]:
    """Units that this round may offer: free, and in no other round that has not ended."""
    others = RoundUnit.objects.filter(is_live=True).exclude(round=round_)
    return free_units(round_.park, on).exclude(pk__in=others.order_by().values("unit"))


def in_house_order(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """As they stand in the park: building, storey, name."""
    return units.select_related("storey__building").order_by(
        "storey__building__name", "storey__number", "name", "pk"
    )


def ties_of(scheme: Scheme) -> tuple[Tie, ...]:
    """The scheme's published rule for equal scores; after it come the earlier submission and the number."""
    local = (LOCAL_FIRST,) if scheme.settings.local_first else ()
    return (*local, *(Tie(name, FACTS[name].label) for name in scheme.tie_break if name in FACTS))


def tie_rule(scheme: Scheme) -> str:
    """The same rule in words, as it is published with the result."""
    parts = [*(tie.label for tie in ties_of(scheme)), "首次提交日期先后", "申请编号先后"]
    return "按五度评分从高到低排序；同分依次比较" + "、".join(parts) + "。不摇号。"


def waiting_in(round_: AdmissionRound) -> QuerySet[Application]:
    """Applications of the round on which nobody has decided yet."""
    return round_.applications.filter(state__in=UNDECIDED)


def candidates_of(round_: AdmissionRound) -> list[Application]:
    """The applications among which the round's units are given."""
    rows = round_.applications.filter(state=APPROVED).select_related("park__place")
    return list(rows.prefetch_related("wanted_units").order_by("pk"))


def lines_of(round_: AdmissionRound) -> list[Line]:
    """Ranking and allotment as they come out now."""
    applications, scheme = candidates_of(round_), round_.scheme.rules
    held = bought_floor(round_.park, [one.uscc for one in applications])
    facts = all_facts(applications)
    standings = ranked([candidate(one, facts[one.pk]) for one in applications], ties_of(scheme))
    demands = {one.pk: demand(one, facts[one.pk], scheme, held[one.uscc]) for one in applications}
    return allot(standings, demands, [room(unit) for unit in rooms_left(round_)])


def candidate(application: Application, facts: dict[str, Any]) -> Candidate:
    """With the score of its submission: that is what is official."""
    trace = application.score_trace or {}
    return Candidate(
        key=application.pk,
        number=application.number or "",
        submitted_on=application.first_submitted_on,
        score=application.score,
        passed=bool(trace.get("passed")),
        vetoes=tuple(trace.get("vetoes", ())),
        facts=facts,
    )


def demand(application: Application, facts: dict[str, Any], scheme: Scheme, held: Decimal) -> Demand:
    return Demand(
        floor_m2=application.approved_floor_m2 or application.requested_floor_m2,
        buys=application.tenure == Occupancy.Tenure.PURCHASED,
        wished=frozenset(unit.pk for unit in application.wanted_units.all()),
        cap_m2=area_limit(scheme.settings.area_cap_m2, widening_for(application), facts).cap_m2,
        held_m2=held,
    )


def widening_for(application: Application) -> Any:
    """What lifts the limit (W10), under the policy of the day of first submission."""
    place = application.park.place.policy_code
    return widening_in(Rules(get_library(), place, application.first_submitted_on))


def bought_floor(park: Park, codes: list[str]) -> dict[str, Decimal]:
    """What each firm has bought in the park today (㎡), by its code."""
    rows = Occupancy.objects.on(timezone.localdate()).filter(park=park, enterprise__uscc__in=codes)
    bought = rows.filter(tenure=Occupancy.Tenure.PURCHASED).order_by().values("enterprise__uscc")
    sums = bought.annotate(floor=Sum("floor_area_m2"))
    return defaultdict(Decimal, {row["enterprise__uscc"]: row["floor"] for row in sums})


def rooms_left(round_: AdmissionRound) -> QuerySet[Unit]:
    """The units offered that are still free."""
    return free_units(round_.park, timezone.localdate()).filter(offered_in__round=round_)


def room(unit: Unit) -> Room:
    storey = unit.storey
    return Room(
        key=unit.pk,
        floor_m2=unit.floor_area_m2,
        may_be_sold=unit.may_be_sold,
        is_self_held=unit.is_self_held,
        order=(storey.building.name, storey.number, unit.name),
    )
