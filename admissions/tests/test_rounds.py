"""Rounds on their way from a draft to a frozen list, and what stands against each step (W9, W10)."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from admissions import promises
from admissions.models import AdmissionRound, Allotment, Application, Objection, RoundUnit, Standing
from admissions.promises import UnitTaken
from admissions.rounds import bought_floor, free_units, offerable, open_rounds
from admissions.services import allotments, rounds
from admissions.tests.rounds import TODAY, Fair, later, on
from enterprises.models import Occupancy
from portal.errors import CommentRequired, Conflict, IllegalState, Incomplete, NotAllowed, PortalError
from tests.factories import OccupancyFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(house, admission_schemes) -> Fair:
    return Fair(house)


def sql(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(match: str, statement: str, *values) -> None:
    with pytest.raises(DatabaseError, match=match):
        sql(statement, *values)


def test_the_best_gets_the_unit_and_everybody_reads_why(fair):
    unit = fair.unit()
    round_ = fair.open(unit)
    worse, best = fair.approved(round_, "70"), fair.approved(round_, "90")
    low = fair.approved(round_, "95", score_trace={"passed": False, "vetoes": []})
    round_ = fair.final(round_)
    assert list(round_.standings.values_list("application", "rank", "verdict")) == [
        (best.pk, 1, "allotted"),
        (worse.pk, 2, "no_unit"),
        (low.pk, None, "below"),
    ]
    assert Allotment.objects.get(state="live").application == best
    states = {one.pk: Application.objects.get(pk=one.pk).state for one in (best, worse, low)}
    assert states == {best.pk: "approved", worse.pk: "not_allotted", low.pk: "not_allotted"}
    assert not RoundUnit.objects.filter(is_live=True).exists()


def test_only_officers_run_rounds(fair):
    house = fair.house
    for who in (house.operator, house.manager, house.department, house.far_officer):
        with pytest.raises(NotAllowed):
            fair.round(fair.unit(), actor=who)
        with pytest.raises(NotAllowed):
            fair.step(fair.round(fair.unit()), "open", actor=who)


def test_a_round_opens_with_units_a_scheme_and_time_left(fair):
    with pytest.raises(Incomplete, match="尚未选定推出的单元"):
        fair.open()
    with pytest.raises(Incomplete, match="已过"):
        fair.step(fair.round(fair.unit()), "open", later(11))


def test_days_in_order_and_one_name_per_park(fair):
    with pytest.raises(PortalError, match="报名截止不能早于报名开始"):
        fair.round(closes_on=later(-1))
    fair.round(name="第一批")
    with pytest.raises(PortalError, match="同名批次"):
        fair.round(name="第一批")


def test_an_open_round_may_only_be_put_off(fair):
    round_, officer = fair.open(fair.unit()), fair.house.officer
    edit = {"round_": round_, "actor": officer, "version": round_.version}
    with pytest.raises(IllegalState):
        rounds.edit_round(**edit, name="别的名称")
    with pytest.raises(PortalError, match="只能延后"):
        rounds.edit_round(**edit, closes_on=later(9))
    assert rounds.edit_round(**edit, closes_on=later(15)).closes_on == later(15)
    with pytest.raises(Conflict):
        rounds.edit_round(**edit, closes_on=later(16))
    with pytest.raises(IllegalState, match="不能再变动"):
        rounds.offer_units(round_=round_, actor=officer, units=[])


def test_it_takes_applications_from_the_first_to_the_last_day(fair):
    round_, park = fair.open(fair.unit()), fair.house.park
    days = (TODAY, later(10), later(11))
    assert [open_rounds(park, day).filter(pk=round_.pk).exists() for day in days] == [True, True, False]
    assert not open_rounds(fair.house.next_door, TODAY).exists()
    with pytest.raises(Incomplete, match="报名至"):
        fair.step(round_, "close", later(10))


def test_a_draft_joins_an_open_round_and_leaves_it_again(fair):
    round_, draft, operator = fair.open(fair.unit()), fair.house.draft(), fair.house.operator
    with on(later(5)):
        joined = rounds.choose_round(application=draft, round_=round_, actor=operator)
    assert joined.round == round_
    with on(later(11)), pytest.raises(IllegalState, match="不在报名期内"):
        rounds.choose_round(application=draft, round_=round_, actor=operator)
    assert rounds.choose_round(application=draft, round_=None, actor=operator).round is None
    refused(
        "not open", "UPDATE admissions_application SET round_id = %s WHERE id = %s", fair.round().pk, draft.pk
    )


def test_the_operator_puts_drafts_in_on_the_page(fair, browse):
    round_, draft, house = fair.open(fair.unit()), fair.house.draft(), fair.house
    address = f"/admissions/rounds/{round_.pk}/join/"
    with on(later(3)):
        assert draft.firm_name in browse(house.operator).get(address).content.decode()
        assert browse(house.officer).get(address).status_code == 403
        assert browse(house.operator).post(address, drafts=[draft.pk]).status_code == 302
        draft.refresh_from_db()
        assert draft.round == round_
        browse(house.operator).post(address)
        draft.refresh_from_db()
        assert draft.round is None
    with on(later(11)):
        again = browse(house.operator, fresh=True)
        assert again.get(address).url == f"/admissions/rounds/{round_.pk}/"
        assert again.post(address, drafts=[draft.pk]).status_code == 409


def test_nobody_is_ranked_before_all_are_decided(fair):
    round_ = fair.open(fair.unit())
    fair.approved(round_)
    late = fair.house.submitted()
    Application.objects.filter(pk=late.pk).update(round=round_)
    with pytest.raises(Incomplete, match="还有 1 件申请未办结"):
        fair.allotted(round_)


def test_a_round_without_approved_applications_is_not_ranked(fair):
    with pytest.raises(Incomplete, match="没有已通过的申请"):
        fair.allotted(fair.open(fair.unit()))


def test_what_is_published_cannot_be_touched(fair):
    round_ = fair.open(fair.unit())
    fair.approved(round_)
    round_ = fair.published(round_)
    for statement in (
        "UPDATE admissions_standing SET score = 99 WHERE round_id = %s",
        "DELETE FROM admissions_standing WHERE round_id = %s",
    ):
        refused("frozen", statement, round_.pk)
    refused("units of a round are fixed", "DELETE FROM admissions_roundunit WHERE round_id = %s", round_.pk)
    refused(
        "Cannot update",
        "UPDATE admissions_allotment SET unit_id = unit_id + 1 WHERE round_id = %s",
        round_.pk,
    )
    refused("Cannot delete", "DELETE FROM admissions_allotment WHERE round_id = %s", round_.pk)


def test_a_final_list_is_frozen(fair):
    round_ = fair.open(fair.unit())
    fair.approved(round_)
    round_ = fair.final(round_)
    for column in ("name = 'x'", "state = 'publicity'", "finalised_on = NULL", "published_on = '2020-01-01'"):
        refused("Cannot update", f"UPDATE admissions_admissionround SET {column} WHERE id = %s", round_.pk)
    refused("frozen", "UPDATE admissions_standing SET rank = 7 WHERE round_id = %s", round_.pk)


@pytest.mark.parametrize("state", ["open", "closed", "allotted", "publicity", "final"])
def test_no_state_without_what_belongs_to_it(fair, state):
    round_ = fair.round(fair.unit())
    refused("round", "UPDATE admissions_admissionround SET state = %s WHERE id = %s", state, round_.pk)


def test_the_list_is_final_after_the_term_and_not_a_day_before(fair):
    round_ = fair.open(fair.unit())
    fair.approved(round_)
    round_ = fair.published(round_)
    assert (round_.published_on, round_.publicity_until) == (later(12), later(19))
    with pytest.raises(Incomplete, match="公示和异议期至"):
        fair.step(round_, "finalise", later(19))
    assert fair.step(round_, "finalise", later(20)).state == "final"


def objection(round_: AdmissionRound, **values) -> Objection:
    return Objection.objects.create(
        round=round_, turn=round_.turn, name="某人", contact="1", text="异议", **values
    )


def test_an_objection_is_answered_first_and_an_upheld_one_brings_another_turn(fair):
    unit = fair.unit()
    round_ = fair.open(unit)
    first, second = fair.approved(round_, "90"), fair.approved(round_, "80")
    round_ = fair.published(round_)
    said = objection(round_)
    with pytest.raises(Incomplete, match="还有 1 件异议未答复"):
        fair.step(round_, "finalise", later(20))
    Objection.objects.filter(pk=said.pk).update(
        answer="属实。", upheld=True, answered_at=timezone.now(), answered_by=fair.house.officer
    )
    with pytest.raises(Incomplete, match="有异议成立"):
        fair.step(round_, "finalise", later(20))
    with pytest.raises(CommentRequired):
        fair.step(round_, "recall", later(20), comment="")
    round_ = fair.step(round_, "recall", later(20))
    fair.house.step("lapse", first, comment="放弃")
    round_ = fair.step(fair.step(round_, "allot", later(21)), "publish", later(21))
    assert round_.turn == 2 and Standing.objects.get(round=round_).application == second
    assert fair.step(round_, "finalise", later(29)).state == "final"
    assert list(Allotment.objects.order_by("pk").values_list("application", "state")) == [
        (first.pk, "released"),
        (second.pk, "live"),
    ]


def test_who_has_given_up_is_not_published(fair):
    round_ = fair.open(fair.unit())
    firm = fair.approved(round_)
    round_ = fair.allotted(round_)
    fair.house.step("lapse", firm, comment="放弃")
    assert not Allotment.objects.filter(state="live").exists()
    with pytest.raises(Incomplete, match="退回评审"):
        fair.step(round_, "publish", later(12))


def test_a_cancelled_round_sets_everything_free(fair):
    unit = fair.unit()
    round_ = fair.open(unit)
    firm = fair.approved(round_)
    round_ = fair.published(round_)
    round_ = fair.step(round_, "cancel", later(13))
    firm.refresh_from_db()
    assert (firm.state, firm.round, round_.published_on) == ("approved", None, None)
    assert list(free_units(fair.house.park, later(13))) == [unit]
    assert fair.step(fair.round(unit), "open").state == "open"


def test_a_unit_is_offered_in_one_live_round(fair):
    unit = fair.unit()
    first = fair.open(unit)
    with pytest.raises(UnitTaken, match="另一个未结束的批次"):
        fair.round(unit)
    other = fair.round()
    refused(
        "round_unit_in_one_live_round",
        "INSERT INTO admissions_roundunit (round_id, unit_id, is_live) VALUES (%s, %s, true)",
        other.pk,
        unit.pk,
    )
    fair.step(first, "cancel")
    assert fair.round(unit).offered.count() == 1


def test_a_unit_of_another_park_is_not_offered(fair):
    elsewhere = UnitFactory(storey__building__park=fair.house.next_door)
    with pytest.raises(UnitTaken):
        fair.round(elsewhere)
    refused(
        "not in the park",
        "INSERT INTO admissions_roundunit (round_id, unit_id, is_live) VALUES (%s, %s, true)",
        fair.round().pk,
        elsewhere.pk,
    )


@pytest.mark.parametrize(
    ("until", "is_free"), [(None, False), (TODAY, False), (TODAY - datetime.timedelta(days=1), True)]
)
def test_a_unit_somebody_is_in_cannot_be_offered(fair, until, is_free):
    unit = fair.unit()
    OccupancyFactory(park=fair.house.park, unit=unit, valid_from=datetime.date(2020, 1, 1), valid_until=until)
    assert offerable(fair.round(), TODAY).filter(pk=unit.pk).exists() is is_free


def test_a_unit_sold_cannot_be_offered(fair):
    with pytest.raises(UnitTaken, match="已售出"):
        fair.round(fair.unit(sold_on=TODAY))


def test_a_unit_taken_meanwhile_is_left_out(fair):
    gone, left = fair.unit(), fair.unit()
    round_ = fair.open(gone, left)
    fair.approved(round_, "90")
    fair.approved(round_, "80")
    OccupancyFactory(park=fair.house.park, unit=gone, valid_from=TODAY)
    round_ = fair.allotted(round_)
    assert [one.verdict for one in round_.standings.all()] == ["allotted", "no_unit"]


def test_what_the_firm_bought_before_counts_against_the_cap(fair):
    firm = fair.approved()
    room = OccupancyFactory(
        park=fair.house.park, tenure=Occupancy.Tenure.PURCHASED, floor_area_m2=Decimal(700)
    )
    room.enterprise.uscc = firm.uscc
    room.enterprise.save()
    assert bought_floor(fair.house.park, [firm.uscc])[firm.uscc] == 700
    assert bought_floor(fair.house.next_door, [firm.uscc])[firm.uscc] == 0


def test_outside_of_rounds_units_are_promised_once_too(fair):
    unit, officer = fair.unit(), fair.house.officer
    first, second = fair.approved(), fair.approved()
    allotments.hold_units(application=first, units=[unit], actor=officer)
    with pytest.raises(UnitTaken, match="已分配"):
        allotments.hold_units(application=second, units=[unit], actor=officer)
    promises.release(application=first)
    allotments.hold_units(application=second, units=[unit], actor=officer)
    assert promises.take_up(application=second) == 1
    with pytest.raises(NotAllowed):
        allotments.hold_units(application=first, units=[unit], actor=fair.house.operator)


def test_a_firm_that_moved_in_holds_its_units_until_it_leaves(fair):
    unit, firm, officer = fair.unit(), fair.approved(), fair.house.officer
    allotments.hold_units(application=firm, units=[unit], actor=officer)
    settled = fair.house.settle(firm)
    assert Allotment.objects.get().state == "taken_up"
    assert not free_units(fair.house.park, later(300)).exists()
    Occupancy.objects.filter(pk=settled.occupancy_id).update(valid_until=later(250))
    assert free_units(fair.house.park, later(300)).exists()


def test_a_unit_in_a_round_goes_by_the_round(fair):
    unit = fair.unit()
    fair.open(unit)
    with pytest.raises(UnitTaken, match="须随批次"):
        allotments.hold_units(application=fair.approved(), units=[unit], actor=fair.house.officer)
