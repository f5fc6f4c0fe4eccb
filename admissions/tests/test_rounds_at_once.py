"""R24: however many promise one unit at the same moment, one does."""

import pytest

from admissions.models import AdmissionRound, Allotment
from admissions.promises import promise
from admissions.services import allotments, rounds
from admissions.tests.rounds import Fair, later, on
from admissions.tests.test_at_once import at_once
from portal.models import FlowEntry

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, PEOPLE = 3, 20


def test_one_of_twenty_allotments_of_a_unit_wins(house):
    fair = Fair(house)
    for _ in range(ROUNDS):
        unit = fair.unit()
        firms = [fair.approved() for _ in range(PEOPLE)]
        outcomes = at_once(
            *[
                lambda firm=firm, unit=unit: promise([(firm, unit)], house.officer, None)[0].pk
                for firm in firms
            ]
        )
        assert outcomes.count("unit_taken") == PEOPLE - 1
        assert Allotment.objects.get(unit=unit).pk in outcomes


def test_through_the_service_they_queue_and_one_wins(house):
    fair = Fair(house)
    unit, firms = fair.unit(), [fair.approved() for _ in range(8)]
    outcomes = at_once(
        *[
            lambda firm=firm: allotments.hold_units(application=firm, units=[unit], actor=house.officer)
            for firm in firms
        ]
    )
    assert outcomes.count("unit_taken") == 7 and Allotment.objects.count() == 1


def test_two_rounds_offering_one_unit_at_once(house):
    fair = Fair(house)
    unit, drafts = fair.unit(), [fair.round() for _ in range(6)]
    outcomes = at_once(
        *[
            lambda one=one: rounds.offer_units(round_=one, actor=house.officer, units=[unit]).pk
            for one in drafts
        ]
    )
    assert outcomes.count("unit_taken") == 5


def test_eight_who_rank_one_round_at_once_make_one_list(house, admission_schemes):
    fair = Fair(house)
    round_ = fair.open(fair.unit(), fair.unit())
    for score in ("90", "80", "70"):
        fair.approved(round_, score)
    round_ = fair.closed(round_)
    with on(later(11)):
        outcomes = at_once(
            *[
                lambda: rounds.step(round_=round_, transition="allot", actor=house.officer).state
                for _ in range(8)
            ]
        )
    assert sorted(map(str, outcomes)) == ["allotted"] + ["illegal_state"] * 7
    assert AdmissionRound.objects.get().standings.count() == 3
    assert Allotment.objects.count() == 2
    assert FlowEntry.objects.filter(flow="round", transition="allot").count() == 1
