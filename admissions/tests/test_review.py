"""Qualification, the level that decides, sections sent back, the clock, cases passed on."""

import datetime
from decimal import Decimal
from unittest import mock

import pytest
from django.db import DatabaseError, connection, transaction

from admissions.cases import checks_of, clock_words
from admissions.models import Application, Suspension
from admissions.procedures import procedure_for
from admissions.queues import next_case, to_confirm, to_decide, to_qualify
from admissions.rules.clock import days_left, read
from admissions.services import decisions, review
from admissions.tests.conftest import CONTENT
from parks.services.soundness import Unsound
from portal import calendar
from portal.errors import CommentRequired, IllegalState, Incomplete, NotAllowed
from portal.models import FlowEntry, Notice
from portal.uscc import uscc_from
from portal.workdays import Workdays
from tests.factories import ParkFactory, UnitFactory, attachment, give, place, user_with

pytestmark = pytest.mark.django_db

SPRING = datetime.datetime(2022, 3, 1, 2, tzinfo=datetime.UTC)


def url(application, name="") -> str:
    return f"/admissions/{application.pk}/{name + '/' if name else ''}"


@pytest.fixture
def cixi(house):
    """The same house in a town of 慈溪, where the town decides (C九), while its policy was in force."""
    town = place("330282").children.filter(kind="township").order_by("code").first()
    house.park = ParkFactory(under=town)
    house.operator = user_with("operator", house.park.place)
    house.officer = user_with("county_officer", place("330282"))
    house.colleague = user_with("county_officer", place("330282"))
    house.town = user_with("township_officer", town)
    house.second_town = user_with("township_officer", town)
    with mock.patch("django.utils.timezone.now", return_value=SPRING):
        yield house


def verdicts(application) -> dict[str, str]:
    return {check.code: check.verdict.value for check in checks_of(application)}


def test_each_sign_of_the_four_is_verified_before_qualification(house, browse):
    application = house.submitted()
    with pytest.raises(Incomplete, match="无证无照"):
        decisions.accept(application=application, actor=house.officer)
    answer = browse(house.officer).post(
        url(application, "steps/accept"), version=application.version, cleared=["无证无照"]
    )
    assert answer.status_code != 302
    accepted = house.accept(application)
    assert accepted.qualification["signs"] == ["无证无照", "无安全保障", "无合法场所", "无环保措施"]
    assert {check["code"] for check in accepted.qualification["checks"]} >= {"elsewhere", "leading", "signs"}


def test_heavy_machines_upstairs_bar_the_application_in_cixi_only(cixi):
    heavy = cixi.submitted()
    Application.objects.filter(pk=heavy.pk).update(heavy_equipment=True, heavy_storey=2)
    heavy.refresh_from_db()
    assert verdicts(heavy)["heavy"] == "not_met"
    with pytest.raises(Incomplete, match="严禁重型机械设备上楼"):
        cixi.accept(heavy, cixi.town)
    Application.objects.filter(pk=heavy.pk).update(heavy_storey=1)
    heavy.refresh_from_db()
    assert verdicts(heavy)["heavy"] == "met"
    accepted = cixi.hear(cixi.accept(heavy, cixi.town))
    Application.objects.filter(pk=heavy.pk).update(heavy_storey=3)
    with pytest.raises(Incomplete, match="重型设备在 3 层"):
        cixi.approve(accepted, cixi.town)


def test_wenzhou_has_no_such_rule(house):
    application = house.submitted()
    Application.objects.filter(pk=application.pk).update(heavy_equipment=True, heavy_storey=2)
    application.refresh_from_db()
    assert "heavy" not in verdicts(application) and "unit_size" not in verdicts(application)


@pytest.mark.parametrize(
    ("tenure", "area", "verdict"),
    [
        ("purchased", "999.99", "not_met"),
        ("purchased", "1000", "met"),
        ("leased", "499.99", "not_met"),
        ("leased", "500", "met"),
    ],
)
def test_c04_sizes_of_units(cixi, tenure, area, verdict):
    application = cixi.draft(tenure=tenure)
    unit = UnitFactory(storey__building__park=cixi.park, floor_area_m2=Decimal(area), use="production")
    application.wishes.create(unit=unit)
    assert verdicts(application)["unit_size"] == verdict


@pytest.mark.parametrize(
    ("uses", "verdict"), [(("non_production",), "not_met"), (("non_production", "production"), "met")]
)
def test_c04_rooms_not_for_production_are_not_sold_apart(cixi, uses, verdict):
    application = cixi.draft(tenure="purchased")
    for use in uses:
        unit = UnitFactory(storey__building__park=cixi.park, floor_area_m2=Decimal(1500), use=use)
        application.wishes.create(unit=unit)
    assert verdicts(application)["sold_apart"] == verdict


def test_what_the_developer_holds_is_let_not_sold(cixi):
    unit = UnitFactory(storey__building__park=cixi.park, floor_area_m2=Decimal(1500), is_self_held=True)
    for tenure, found in (("purchased", "not_met"), ("leased", None)):
        application = cixi.draft(tenure=tenure, uscc="")
        application.wishes.create(unit=unit)
        assert verdicts(application).get("self_held") == found


def test_w10_floor_bought_stays_within_the_limit(house):
    application = house.submitted(tenure="purchased", requested_floor_m2=Decimal("6000"))
    assert verdicts(application)["area"] == "not_met"
    accepted = house.hear(house.accept(application))
    with pytest.raises(Unsound, match="购置面积上限") as refused:
        house.approve(accepted, floor_area_m2=Decimal("5000.01"))
    assert refused.value.field == "floor_area_m2"
    assert house.approve(accepted, floor_area_m2=Decimal("5000")).state == "approved"


def test_the_trade_and_the_leading_industries(house):
    application = house.submitted()
    assert verdicts(application)["leading"] == "data_missing"
    for leading, verdict in ((["381"], "deviates"), (["344", "381"], "met")):
        application.park.leading_industries = leading
        assert verdicts(application)["leading"] == verdict


def test_the_town_decides_where_the_scheme_says_so(cixi):
    application = cixi.hear(cixi.in_review())
    with pytest.raises(NotAllowed, match="由属地镇街决定"):
        cixi.approve(application, cixi.officer)
    assert cixi.approve(application, cixi.town).decided_by == cixi.town
    refused = cixi.step("propose_refusal", cixi.submitted(uscc=uscc_from(31)), cixi.town, "不符合。")
    for person in (cixi.town, cixi.colleague):
        with pytest.raises(NotAllowed):
            cixi.step("confirm_refusal", refused, person)
    assert cixi.step("confirm_refusal", refused, cixi.second_town).state == "refused"


def test_whoever_works_for_the_park_decides_nothing_there(house):
    both = user_with("county_officer", place("330302"))
    give(both, "operator", house.park.place)
    with pytest.raises(NotAllowed, match="任职于该园区"):
        house.accept(house.submitted(), both)


def test_sent_back_section_by_section_with_clause_and_reason(house, browse):
    application = house.submitted()
    form = {
        "version": application.version,
        "production_reason": "请补充设备清单。",
        "production_clause": "w09",
    }
    answer = browse(house.officer).post(url(application, "steps/send_back"), **form)
    assert answer.status_code == 302
    row = application.corrections.get()
    assert (row.section, row.clause, row.reason) == ("production", "w09", "请补充设备清单。")
    assert FlowEntry.objects.last().comment == "主导产业与生产工艺：请补充设备清单。"
    page = browse(house.operator).get(url(application))
    assert [one["label"] for one in page.context["corrections"]] == ["主导产业与生产工艺"]
    assert page.context["corrections"][0]["url"] == url(application, "sections/production") + "?check"
    assert Notice.objects.filter(person=house.operator, title__contains="退回补正").count() == 1


def test_a_clause_without_a_word_is_asked_for_its_reason(house, browse):
    application = house.submitted()
    form = {"version": application.version, "rooms_clause": "w09"}
    answer = browse(house.officer).post(url(application, "steps/send_back"), **form)
    assert answer.status_code == 422 and "请写明需要补正什么" in answer.content.decode()
    with pytest.raises(CommentRequired):
        decisions.send_back(application=application, actor=house.officer)


def test_a_reviewer_reads_what_changed_since_the_last_submission(house, browse):
    application = house.returned()
    Application.objects.filter(pk=application.pk).update(
        employees=60, answers={"rd_share": "5"}, leading_product="球阀"
    )
    application.refresh_from_db()
    again = house.submit(application)
    changed = {c.field: (c.old, c.new) for c in browse(house.officer).get(url(again)).context["changed"]}
    assert changed["从业人员(人)"] == ("45", "60") and changed["主导产品"] == ("离心泵", "球阀")
    assert any(new == "5 %" for _, new in changed.values())
    assert "与上次提交的差异" in browse(house.officer).get(url(again)).content.decode()
    assert "与上次提交的差异" not in browse(house.operator).get(url(again)).content.decode()


def test_a_stuck_case_goes_to_another_officer_with_a_reason(house, browse):
    application = house.submitted()
    assert list(to_qualify(house.officer)) == list(to_qualify(house.colleague)) == [application]
    form = {"officer": house.colleague.pk, "reason": "出差两周。"}
    assert browse(house.officer).post(url(application, "handling/reassign"), **form).status_code == 302
    assert list(to_qualify(house.colleague)) == [application] and not to_qualify(house.officer).exists()
    assert Notice.objects.filter(person=house.colleague, title__contains="转由您承办").exists()
    for officer, reason, error in (
        (house.colleague, " ", CommentRequired),
        (house.manager, "忙", review.OfficerRefused),
        (house.far_officer, "忙", review.OfficerRefused),
    ):
        with pytest.raises(error):
            review.reassign(application=application, actor=house.officer, officer=officer, reason=reason)
    with pytest.raises(DatabaseError, match="assignment_says_why"), transaction.atomic():
        application.assignments.create(officer=house.officer, by=house.colleague, reason="")


def test_the_next_case_is_the_one_that_waits_longest(house):
    first, second, third = (house.submitted(uscc=uscc_from(n), firm_name=f"企业{n}") for n in (41, 42, 43))
    steps = [next_case(one, house.officer) for one in (first, second, third)]
    assert steps == [second.pk, third.pk, first.pk]
    assert next_case(first, house.operator) is None


# 2026-01-05 is a Monday; nothing but weekends is off that month.
DAYS = Workdays({datetime.date(2026, 6, day): False for day in range(1, 15)})
MONDAY = datetime.date(2026, 1, 5)


def day(offset: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days=offset)


class Stop:
    def __init__(self, begun_on, ended_on=None):
        self.begun_on, self.ended_on = begun_on, ended_on


@pytest.mark.parametrize(
    ("until", "stops", "used"),
    [
        (0, [], 0),
        (1, [], 1),
        (4, [], 4),
        (7, [], 5),
        (7, [Stop(day(1), day(3))], 3),
        (7, [Stop(day(1))], 1),
        (7, [Stop(day(-3), day(1))], 4),
        (7, [Stop(day(4), day(6))], 5),
    ],
)
def test_the_clock_counts_working_days_less_those_stopped(until, stops, used):
    assert read(DAYS, MONDAY, day(until), stops, 5).used == used


def test_the_clock_in_words():
    assert read(DAYS, MONDAY, day(3), [Stop(day(3))], 10).words == "已用 3/10 个工作日，中止中"
    assert read(DAYS, MONDAY, day(9), [], 5).words == "已用 7/5 个工作日，超期 2 个工作日"
    assert read(DAYS, MONDAY, day(2), [], None).words == "已用 2 个工作日"
    assert days_left(DAYS, day(4), day(4)) == "今天到期"
    assert days_left(DAYS, day(4), day(7)) == f"还有 1 个工作日（{day(7)} 到期）"
    assert days_left(DAYS, day(8), day(7)).startswith("已过期")


def test_the_clock_of_a_review_stops_and_runs_again(house, browse):
    application = house.in_review()
    officer = browse(house.officer)
    due = application.opinions.first().due_on
    assert officer.post(url(application, "handling/suspend"), reason=" ").status_code == 422
    officer.post(url(application, "handling/suspend"), reason="待环评批复。")
    assert "中止中" in officer.get(url(application)).content.decode()
    with pytest.raises(IllegalState):
        review.suspend(application=application, actor=house.officer, reason="再")
    week_ago = datetime.timedelta(days=7)
    Suspension.objects.update(begun_on=Suspension.objects.get().begun_on - week_ago)
    officer.post(url(application, "handling/resume"))
    assert "中止中" not in officer.get(url(application)).content.decode()
    assert application.opinions.first().due_on > due
    assert "个工作日" in clock_words(application, calendar.current(), 5)


def test_only_one_suspension_at_a_time_even_by_sql(house):
    application = house.submitted()
    review.suspend(application=application, actor=house.officer, reason="等。")
    with (
        pytest.raises(DatabaseError, match="suspension_"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO admissions_suspension (application_id, begun_on, reason, begun_by_id)"
            f" VALUES ({application.pk}, '2026-01-01', '再', {house.officer.pk})"
        )


def test_the_review_page_shows_what_a_reviewer_needs(house, browse):
    application = house.in_review()
    twin = house.draft(uscc=uscc_from(77))
    Application.objects.filter(pk=twin.pk).update(uscc=CONTENT["uscc"], park=house.next_door)
    page = browse(house.officer).get(url(application))
    text = page.content.decode()
    for word in ("资格审查", "部门意见", "五度评分", "同一企业的其他申请", "适用规定", "已用 0/5 个工作日"):
        assert word in text, word
    assert page.context["same_firm"] == [twin]


def test_images_and_pdf_files_stand_in_place_beside_the_checks_other_files_are_saved(house, browse):
    application = house.submitted()
    names = ("照片.png", "工艺.pdf", "合同.docx")
    files = [attachment(house.park, name, kind=name.rsplit(".")[-1]) for name in names]
    for file in files:
        application.materials.create(attachment=file, kind="other")
    page = browse(house.officer).get(f"/admissions/{application.pk}/")
    words, addresses = page.content.decode(), [f"/parks/attachments/{file.pk}/" for file in files]
    assert f'<img src="{addresses[0]}?inline"' in words and f'<iframe src="{addresses[1]}?inline"' in words
    assert addresses[2] in words and f"{addresses[2]}?inline" not in words
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_a_settled_case_leads_to_the_next_one_that_waits_where_it_waited(house, browse):
    first, second, third = (house.submitted(uscc=uscc_from(n), firm_name=f"企业{n}") for n in (41, 42, 43))
    house.accept(house.submitted(uscc=uscc_from(44), firm_name="会审中的"))
    officer = browse(house.officer)
    sent = officer.post(
        f"/admissions/{first.pk}/steps/send_back/", version=first.version, comment="补营业执照"
    )
    assert sent.url == f"/admissions/{first.pk}/?done=submitted"
    assert officer.get(sent.url).context["following"]["firm"] == second.firm_name
    for one in (second, third):
        house.step("send_back", one, comment="补")
    assert "同类事项已全部办完" in officer.get(sent.url).content.decode()


def test_a_case_waits_only_for_the_level_that_the_scheme_names(cixi, admission_schemes):
    case = cixi.hear(cixi.accept(cixi.submitted(), cixi.town))
    assert procedure_for(case).deciding_level == "township"
    assert list(to_decide(cixi.town)) == [case]
    assert not to_decide(cixi.officer).exists()
    proposed = cixi.step("propose_refusal", case, cixi.town, comment="不符合产业方向。")
    assert list(to_confirm(cixi.second_town)) == [proposed]
    assert not to_confirm(cixi.colleague).exists()


def in_a_town(house):
    """The house's park in a town of 鹿城; its officer."""
    street = place("330302006")
    house.park = ParkFactory(under=street)
    house.operator = user_with("operator", house.park.place)
    return user_with("township_officer", street)


def test_where_the_county_decides_no_case_waits_for_the_town(house, admission_schemes):
    town = in_a_town(house)
    case = house.hear(house.accept(house.submitted()))
    assert list(to_decide(house.colleague)) == [case]
    assert not to_decide(town).exists()


def test_who_qualified_a_case_for_the_town_does_not_hold_it_back_from_the_county(house, admission_schemes):
    town = in_a_town(house)
    case = house.submitted()
    review.reassign(application=case, actor=house.officer, officer=town, reason="外出培训。")
    assert list(to_qualify(town)) == [case]
    case = house.hear(house.accept(case, town))
    assert list(to_decide(house.officer)) == [case]
    with pytest.raises(review.OfficerRefused, match="县级决定"):
        review.reassign(application=case, actor=house.officer, officer=town, reason="外出培训。")


def test_the_operator_is_told_once_what_became_of_an_application(house):
    house.approve(house.submitted())
    house.refuse(house.submitted(uscc=uscc_from(7088)))
    told = Notice.objects.filter(person=house.operator).order_by("pk").values_list("title", "body")
    assert [(title[-4:], body) for title, body in told] == [
        ("请已通过", "核定面积 2,800 ㎡"),
        ("不予通过", "不符合产业方向。"),
    ]
