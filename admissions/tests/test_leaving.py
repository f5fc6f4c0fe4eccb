"""W13, C(九): transfer only with consent, priority to buy back first; campaigns visit everybody; two people expel."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from admissions.models import CampaignVisit, Finding, InspectionCampaign, TransferRequest
from admissions.records import CAMPAIGNS, FINDINGS, TRANSFERS, VISIT
from admissions.rules.leaving import UNRULED, fault_of_offer, priority_under
from enterprises.models import Occupancy
from parks.services import records as services
from parks.services.soundness import Unsound
from portal.errors import IllegalState, Incomplete, NotAllowed
from portal.models import Notice
from portal.uscc import uscc_from
from portal.workflow import perform
from tests.factories import OccupancyFactory, ParkFactory, UnitFactory, place, user_with

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)
WAN = Decimal


@pytest.fixture
def room(house):
    return OccupancyFactory(park=house.park, valid_from=datetime.date(2020, 1, 1), tenure="purchased")


def asked(house, room, **values):
    values = {"occupancy": room, "kind": "transfer", "reason": "经营不善", **values}
    return services.add_record(actor=house.operator, kind=TRANSFERS, owner=room.park, values=values)


def take(kind, row, step, actor, comment="", **given):
    return perform(flow=kind.flow, subject=row, transition=step, actor=actor, comment=comment, given=given)


def submitted(house, room, **values):
    return take(TRANSFERS, asked(house, room, **values), "submit", house.operator)


OFFER = {"buyer": "government", "appraisal_wan": WAN("300"), "offer_wan": WAN("300"), "document": "评 1 号"}


@pytest.mark.parametrize(
    ("instrument", "buyer", "offer", "appraisal", "field"),
    [
        ("wenzhou-2019", "government", "300.00", "300.00", None),
        ("wenzhou-2019", "government", "300.01", "300.00", "offer_wan"),
        ("wenzhou-2019", "government", "299.99", "300.00", None),
        ("wenzhou-2019", "government", "1", None, "appraisal_wan"),
        ("wenzhou-2019", "owner", "1", "300", "buyer"),
        ("cixi-2021", "owner", "301", "300", None),
        ("cixi-2021", "operator", "1", None, None),
        ("cixi-2021", "government", "1", "300", "buyer"),
        ("", "government", "1", None, None),
    ],
)
def test_who_may_buy_back_first_and_for_how_much(instrument, buyer, offer, appraisal, field):
    fault = fault_of_offer(
        priority_under(instrument),
        buyer=buyer,
        offer_wan=WAN(offer),
        appraisal_wan=appraisal and WAN(appraisal),
    )
    assert (fault and fault[0]) == field
    assert priority_under("") is UNRULED


def test_the_government_buys_back_at_no_more_than_the_appraisal(house, room):
    request = submitted(house, room)
    with pytest.raises(Unsound, match="回购价不得高于市场评估价"):
        take(TRANSFERS, request, "offer", house.officer, **{**OFFER, "offer_wan": WAN("300.01")})
    request = take(TRANSFERS, request, "offer", house.officer, **OFFER)
    request = take(TRANSFERS, request, "accept", house.operator)
    request = take(TRANSFERS, request, "buy_back", house.officer, vacated_on=TODAY)
    room.refresh_from_db()
    assert (request.state, request.vacated_on, room.valid_until) == ("bought_back", TODAY, TODAY)


def test_even_by_sql_no_offer_is_above_the_appraisal(house, room):
    request = take(TRANSFERS, submitted(house, room), "offer", house.officer, **OFFER)
    raised = "UPDATE admissions_transferrequest SET offer_wan = 300.01 WHERE id = %s"
    with (
        pytest.raises(DatabaseError, match="transfer_offer_within_appraisal"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(raised, [request.pk])


def test_waiving_and_consenting_take_two_people_and_the_taker_is_admitted_like_any_other(house, room):
    request = submitted(house, room, taker="承接有限公司", taker_uscc=uscc_from(881))
    request = take(TRANSFERS, request, "waive", house.officer, "资金不足，放弃回购。")
    with pytest.raises(NotAllowed, match="两人分别办理"):
        take(TRANSFERS, request, "consent", house.officer)
    request = take(TRANSFERS, request, "consent", house.colleague)
    with pytest.raises(NotAllowed):
        take(TRANSFERS, request, "open_admission", house.officer)
    request = take(TRANSFERS, request, "open_admission", house.operator)
    application = request.application
    assert (application.firm_name, application.state, application.tenure) == (
        "承接有限公司",
        "draft",
        "purchased",
    )
    assert application.requested_floor_m2 == room.floor_area_m2
    with pytest.raises(Incomplete, match="承接企业的入园申请尚未通过"):
        take(TRANSFERS, request, "vacate", house.officer, vacated_on=TODAY)
    room.refresh_from_db()
    assert room.valid_until is None


def test_nobody_without_a_taker_is_admitted(house, room):
    request = take(TRANSFERS, submitted(house, room), "waive", house.officer, "放弃回购。")
    request = take(TRANSFERS, request, "consent", house.colleague)
    with pytest.raises(Incomplete, match="意向承接企业"):
        take(TRANSFERS, request, "open_admission", house.operator)


def test_a_taker_found_after_the_consent_is_named_with_its_application(house, room, browse):
    request = take(TRANSFERS, submitted(house, room), "waive", house.officer, "放弃回购。")
    request = take(TRANSFERS, request, "consent", house.colleague)
    step = f"/parks/records/transfer/{request.pk}/steps/open_admission/"
    operator = browse(house.operator)
    assert operator.get(step).status_code == 200
    assert operator.post(step, version=request.version, taker="承接有限公司").status_code == 422
    named = {"taker": "承接有限公司", "taker_uscc": uscc_from(881)}
    assert operator.post(step, version=request.version, **named).status_code == 302
    request.refresh_from_db()
    assert request.taker == request.application.firm_name == "承接有限公司"


def test_one_request_at_a_time_and_none_for_rooms_given_up(house, room):
    first = submitted(house, room)
    with pytest.raises(Unsound, match="已有正在办理的转让转租申请"):
        asked(house, room)
    with pytest.raises(Unsound, match="已提交的申请不能修改"):
        services.change_record(
            actor=house.operator, kind=TRANSFERS, row=first, version=first.version, values={"reason": "改"}
        )
    take(TRANSFERS, first, "withdraw", house.operator)
    second = asked(house, room)
    room.change(room.version, valid_until=TODAY)
    with pytest.raises(Incomplete, match="已登记退出"):
        take(TRANSFERS, TransferRequest.objects.get(pk=second.pk), "submit", house.operator)


def test_each_side_is_told_once_when_it_is_its_turn(house, room):
    request = submitted(house, room)
    take(TRANSFERS, request, "offer", house.officer, **OFFER)
    told = {notice.person: notice.title for notice in Notice.objects.all()}
    assert "待答复是否回购" in told[house.officer] and "已提出回购" in told[house.operator]
    assert house.far_officer not in told and house.other_operator not in told
    assert Notice.objects.filter(person=house.officer).count() == 1


@pytest.fixture
def campaign(house, room):
    OccupancyFactory(
        park=house.park, valid_from=datetime.date(2020, 1, 1), valid_until=datetime.date(2021, 1, 1)
    )
    OccupancyFactory(park=house.far_away)
    values = {"title": "秋季大清查", "starts_on": TODAY, "ends_on": datetime.date(2026, 7, 1)}
    row = services.add_record(actor=house.officer, kind=CAMPAIGNS, owner=place("330302"), values=values)
    return take(CAMPAIGNS, row, "start", house.officer)


def test_a_campaign_visits_every_firm_that_is_there_and_leaves_none_out(house, campaign, room):
    visit = CampaignVisit.objects.get()
    assert (visit.campaign, visit.occupancy, visit.park) == (campaign, room, house.park)
    with pytest.raises(Incomplete, match=r"^还不能办理：还有 1 家企业没有检查记录"):
        take(CAMPAIGNS, campaign, "close", house.officer)
    with pytest.raises(Unsound, match="一并填写"):
        change(VISIT, visit, house.officer, outcome="sound")
    change(VISIT, visit, house.officer, outcome="problem", visited_on=TODAY)
    closed = take(CAMPAIGNS, InspectionCampaign.objects.get(), "close", house.colleague)
    assert closed.state == "closed"
    with pytest.raises(Unsound, match="清查已结束"):
        change(VISIT, CampaignVisit.objects.get(), house.officer, outcome="sound")


def change(kind, row, actor, **values):
    services.change_record(actor=actor, kind=kind, row=row, version=row.version, values=values)


@pytest.fixture
def visits(house, room):
    """A campaign over four firms."""
    for _ in range(3):
        OccupancyFactory(park=house.park, valid_from=datetime.date(2020, 1, 1))
    values = {"title": "冬季大清查", "starts_on": TODAY, "ends_on": datetime.date(2026, 7, 1)}
    row = services.add_record(actor=house.officer, kind=CAMPAIGNS, owner=place("330302"), values=values)
    take(CAMPAIGNS, row, "start", house.officer)
    return list(CampaignVisit.objects.order_by("pk"))


LIST = "/parks/records/visit/"
FOUND_SOUND = {"do": "change", "visited_on": "2026-06-02", "outcome": "sound"}


def test_firms_visited_on_one_day_are_told_at_once(house, visits, browse):
    officer = browse(house.officer)
    assert "批量登记检查结果" in officer.get(LIST).content.decode()
    page = officer.get(f"{LIST}?do=change&pk={visits[0].pk}&pk={visits[1].pk}").content.decode()
    assert "检查日期" in page and f'value="{visits[0].pk}:1"' in page
    told = {**FOUND_SOUND, "row": [f"{visit.pk}:1" for visit in visits[:3]]}
    counted = officer.post(LIST, **told).content.decode()
    assert "（空）" in counted and "确认修改 3 条" in counted
    assert officer.post(LIST, **told, sure="1").status_code == 302
    assert list(CampaignVisit.objects.order_by("pk").values_list("outcome", flat=True)) == [
        *["sound"] * 3,
        "",
    ]
    again = officer.post(LIST, **{**told, "row": [f"{visits[3].pk}:1", f"{visits[0].pk}:1"]}, sure="1")
    assert again.status_code == 409 and "本次没有改动任何记录" in again.content.decode()
    assert CampaignVisit.objects.get(pk=visits[3].pk).outcome == ""


def test_what_is_said_of_many_needs_the_right_for_each_and_costs_the_same(house, visits, browse):
    picked = {visit.pk: 1 for visit in visits}
    with pytest.raises(NotAllowed):
        values = {"visited_on": TODAY, "outcome": "sound"}
        services.change_records(actor=house.far_officer, kind=VISIT, picked=picked, values=values)
    assert browse(house.operator).get(f"{LIST}?do=change&pk={visits[0].pk}").status_code == 403
    officer, numbers = browse(house.officer), []
    for several in (visits[:1], visits):
        address = LIST + "?do=change&" + "&".join(f"pk={visit.pk}" for visit in several)
        officer.get(address)
        with CaptureQueriesContext(connection) as queries:
            officer.get(address)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def found(house, room, **values):
    values = {
        "occupancy": room,
        "kind": "unapproved_sublease",
        "content": "二层东侧转租给他人",
        "found_on": TODAY,
        **values,
    }
    return services.add_record(actor=house.officer, kind=FINDINGS, owner=house.park, values=values)


DUE = datetime.date(2026, 6, 20)


def test_a_finding_is_put_right_and_seen_to_be(house, room):
    finding = found(house, room)
    with pytest.raises(Unsound, match="整改期限不能早于发现日期"):
        take(FINDINGS, finding, "order", house.officer, "限期收回", due_on=datetime.date(2026, 5, 31))
    finding = take(FINDINGS, finding, "order", house.officer, "限期收回", due_on=DUE)
    finding = take(FINDINGS, finding, "report", house.operator, "已收回自用")
    finding = take(FINDINGS, finding, "reject", house.officer, "仍有设备", due_on=DUE)
    finding = take(FINDINGS, finding, "report", house.operator, "已搬离")
    assert take(FINDINGS, finding, "accept", house.colleague).state == "closed"
    assert Notice.objects.filter(person=house.operator, title__contains="限 2026-06-20 前整改").count() == 2


def test_two_people_expel_and_the_occupancy_ends(house, room):
    finding = take(FINDINGS, found(house, room), "propose_expulsion", house.officer, "拒不整改")
    with pytest.raises(NotAllowed, match="另一人确认"):
        take(FINDINGS, finding, "expel", house.officer, last_day=DUE)
    finding = take(FINDINGS, finding, "expel", house.colleague, last_day=DUE)
    room.refresh_from_db()
    assert (finding.state, finding.last_day, room.valid_until) == ("expelled", DUE, DUE)


def test_an_operator_is_not_expelled_and_a_firm_not_twice(house, room):
    against = found(house, None, kind="operation", content="违规收取高价")
    with pytest.raises(Incomplete, match="没有涉及企业"):
        take(FINDINGS, against, "propose_expulsion", house.officer, "违规")
    with pytest.raises(Unsound, match="请选择涉及企业"):
        found(house, None)
    pending = take(FINDINGS, found(house, room), "propose_expulsion", house.officer, "拒不整改")
    room.change(room.version, valid_until=TODAY)
    with pytest.raises(Incomplete, match="已登记退出"):
        take(FINDINGS, Finding.objects.get(pk=pending.pk), "expel", house.colleague, last_day=DUE)


def test_a_unit_is_held_by_one_firm_at_a_time(house):
    unit = UnitFactory(storey__building__park=house.park)
    OccupancyFactory(
        park=house.park,
        unit=unit,
        valid_from=datetime.date(2020, 1, 1),
        valid_until=datetime.date(2022, 6, 30),
    )
    with pytest.raises(DatabaseError, match="occupancy_unit_held_once"), transaction.atomic():
        OccupancyFactory(park=house.park, unit=unit, valid_from=datetime.date(2022, 6, 30))
    OccupancyFactory(park=house.park, unit=unit, valid_from=datetime.date(2022, 7, 1))
    held = [
        Occupancy.objects.on(day).filter(unit=unit).count()
        for day in (datetime.date(2019, 12, 31), datetime.date(2022, 6, 30), datetime.date(2022, 7, 1))
    ]
    assert held == [0, 1, 1]


def test_pages_show_the_way_and_what_is_not_ones_own_does_not_exist(house, room, browse, campaign):
    request, finding = submitted(house, room), found(house, room)
    officer, operator = browse(house.officer), browse(house.operator)
    page = officer.get(f"/parks/records/transfer/{request.pk}/").content.decode()
    assert "优先回购权" in page and "属地政府" in page and "提出回购" in page
    path = f"/parks/records/transfer/{request.pk}/steps/offer/"
    answer = officer.post(path, version=request.version, **{**OFFER, "offer_wan": "300.5"})
    assert answer.status_code == 422 and "回购价不得高于市场评估价" in answer.content.decode()
    assert operator.get(path).status_code == 403
    assert officer.post(path, version=request.version, **OFFER).status_code == 302
    assert (
        "待答复回购价" in operator.get("/").content.decode()
        or "转让转租待办理" in operator.get("/").content.decode()
    )
    for word, row in (("transfer", request), ("finding", finding), ("campaign", campaign)):
        url = f"/parks/records/{word}/{row.pk}/"
        assert officer.get(url).status_code == 200
        assert browse(house.far_officer).get(url).status_code == 404
    assert browse(house.other_operator).get(f"/parks/records/finding/{finding.pk}/").status_code == 404
    body = officer.get(f"/parks/records/campaign/{campaign.pk}/").content.decode()
    assert "应查 1 家，已查 0 家" in body
    assert (
        str(room.enterprise) in officer.get(f"/parks/records/visit/?campaign={campaign.pk}").content.decode()
    )
    row = CampaignVisit.objects.get()
    change(VISIT, row, house.officer, outcome="problem", visited_on=TODAY)
    link = f"/parks/{house.park.pk}/records/finding/new/?occupancy={room.pk}&amp;campaign={campaign.pk}"
    assert link in officer.get(f"/parks/records/visit/{row.pk}/").content.decode()


def test_work_waits_with_those_whose_turn_it_is(house, room, browse):
    request = take(TRANSFERS, submitted(house, room), "waive", house.officer, "放弃回购。")
    assert "转让待同意" not in browse(house.officer).get("/").content.decode()
    assert "转让待同意" in browse(house.colleague).get("/").content.decode()
    with pytest.raises(IllegalState):
        take(TRANSFERS, request, "submit", house.operator)


def test_a_township_answers_for_its_parks_only(house, room, places):
    town = user_with("township_officer", house.park.place.parent)
    assert take(TRANSFERS, submitted(house, room), "waive", town, "放弃回购。").state == "waived"
    elsewhere = OccupancyFactory(park=ParkFactory(under=place("330282")))
    far = user_with("operator", elsewhere.park.place)
    row = services.add_record(
        actor=far,
        kind=TRANSFERS,
        owner=elsewhere.park,
        values={"occupancy": elsewhere, "kind": "transfer", "reason": "搬迁"},
    )
    with pytest.raises(NotAllowed):
        take(TRANSFERS, take(TRANSFERS, row, "submit", far), "waive", town, "放弃")
