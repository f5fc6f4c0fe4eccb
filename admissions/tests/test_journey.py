"""From a draft to an occupant, as the operator and the county officer click it (W9, C(九))."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from admissions.flows.application import TEN_YEARS
from admissions.models import Application
from admissions.procedures import procedure_for
from admissions.tests.conftest import CONTENT, TYPED, fill_in
from enterprises.models import Enterprise, Occupancy
from parks.services.soundness import Unsound
from portal.errors import NotAllowed
from portal.models import AuditEntry, FlowEntry
from portal.registry import handovers
from portal.uscc import uscc_from
from tests.factories import EnterpriseFactory, OccupancyFactory, PhaseFactory, place, user_with

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(application, name="") -> str:
    return f"/admissions/{application.pk}/{name + '/' if name else ''}"


def test_from_draft_to_occupant(house, browse):
    operator, officer = browse(house.operator), browse(house.officer)

    answer = operator.post("/admissions/new/", park=house.park.pk, firm_name="温州泵业有限公司")
    application = Application.objects.get()
    assert (answer.status_code, answer.url) == (302, url(application, "edit"))
    check = text(operator.get(url(application, "submit")))
    assert "还有 11 项需要补充" in check and "统一社会信用代码未填写" in check

    fill_in(operator, application)
    assert {name: getattr(application, name) for name in CONTENT} == CONTENT
    page = operator.get(url(application, "submit"))
    answer = operator.post(url(application, "submit"), version=application.version, own_use_declared="on")
    assert "自用" in text(page) and answer.url == url(application, "receipt")
    application.refresh_from_db()
    number = application.number
    assert re.fullmatch(rf"RY-{timezone.localdate().year}-\d{{6}}", number)
    receipt = text(operator.get(answer.url))
    assert f"编号 {number}" in receipt and "由 鹿城区 经办人先作资格审查".replace(" ", "") in receipt.replace(
        " ", ""
    )

    assert number in text(officer.get("/"))
    officer.post(url(application, "steps/send_back"), version=application.version, comment="请补充工艺流程。")
    assert number in text(operator.get("/"))
    assert "请补充工艺流程。" in text(operator.get(url(application, "edit")))

    application.refresh_from_db()
    typed = {**TYPED["production"], "process": "机加工、装配、测试、喷漆"}
    page = url(application, "sections/production") + "?check"
    answer = operator.post(page, version=application.version, **typed)
    assert answer.url == url(application, "submit")
    application.refresh_from_db()
    assert not application.own_use_declared
    operator.post(answer.url, version=application.version, own_use_declared="on")
    application.refresh_from_db()
    assert (application.number, application.revision) == (number, 2)

    cleared = procedure_for(application).signs
    officer.post(url(application, "steps/accept"), version=application.version, cleared=cleared)
    application.refresh_from_db()
    assert (application.state, application.accepted_by) == ("in_review", house.officer)
    house.hear(application)
    answer = officer.post(
        url(application, "steps/approve"),
        version=application.version,
        floor_area_m2="2,800",
        comment="同意入园。",
    )
    assert answer.url == f"{url(application)}?done=in_review"
    application.refresh_from_db()
    assert (application.state, str(application.approved_floor_m2)) == ("approved", "2800.00")
    assert not Enterprise.objects.exists() and "待签订入园合同" in text(operator.get(url(application)))
    house.settle(application)
    application.refresh_from_db()
    firm = Enterprise.objects.get(uscc=CONTENT["uscc"])
    assert (application.state, application.enterprise, application.decided_by) == (
        "settled",
        firm,
        house.officer,
    )
    rooms = firm.occupancies.get()
    assert (rooms.park, str(rooms.floor_area_m2), str(rooms.valid_from)) == (
        house.park,
        "2800.00",
        "2026-09-01",
    )
    assert (firm.name, firm.industry_code) == ("温州泵业有限公司", "344")
    page = text(officer.get(url(application)))
    assert "已入驻" in page and "同意入园。" in page and "温州2019 第九条" in page
    assert Enterprise.objects.for_user(house.officer).filter(pk=firm.pk).exists()
    assert AuditEntry.objects.filter(action="enterprise.admit", actor=house.officer).count() == 1
    assert "机加工、装配、测试、喷漆" in text(operator.get(url(application, "history")))


def test_resubmission_keeps_number_and_first_date(house):
    application = house.returned()
    first = (application.number, application.first_submitted_on)
    again = house.submit(application)
    assert (again.number, again.first_submitted_on, again.revision) == (*first, 2)
    assert again.submitted_at > again.created_at


def test_a_second_submission_shows_the_receipt(house, browse):
    application = house.submitted()
    operator = browse(house.operator)
    for answer in (
        operator.post(url(application, "submit"), version=1, own_use_declared="on"),
        operator.get(url(application, "submit")),
    ):
        assert (answer.status_code, answer.url) == (302, url(application, "receipt"))
    assert FlowEntry.objects.count() == 1


def test_without_the_promise_of_own_use_nothing_is_submitted(house, browse):
    application = house.draft()
    answer = browse(house.operator).post(url(application, "submit"), version=1)
    assert answer.status_code == 422 and "请阅读并勾选自用承诺后再提交" in text(answer)
    application.refresh_from_db()
    assert application.state == "draft" and application.number is None


@pytest.mark.parametrize("step", ["send_back", "propose_refusal"])
def test_a_negative_decision_needs_its_reason(house, browse, step):
    application = house.submitted()
    for comment in ("", "  ", "\u3000"):
        answer = browse(house.officer).post(
            url(application, f"steps/{step}"), version=application.version, comment=comment
        )
        assert answer.status_code == 422 and "请填写意见，说明理由" in text(answer)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_a_refusal_and_a_withdrawal_end_the_application(house, browse):
    refused = house.submitted()
    answer = browse(house.officer).post(
        url(refused, "steps/propose_refusal"), version=refused.version, comment="不符合产业方向。"
    )
    assert answer.status_code == 302
    assert "不符合产业方向。" not in text(browse(house.operator).get(url(refused)))
    for person, status in ((house.officer, 403), (house.colleague, 302)):
        refused.refresh_from_db()
        answer = browse(person).post(url(refused, "steps/confirm_refusal"), version=refused.version)
        assert answer.status_code == status
    assert "不符合产业方向。" in text(browse(house.operator).get(url(refused)))
    withdrawn = house.draft()
    browse(house.operator).post(url(withdrawn, "steps/withdraw"), version=1, comment="")
    states = Application.objects.order_by("pk").values_list("state", "number")
    assert [(state, number is None) for state, number in states] == [("refused", False), ("withdrawn", True)]


def test_a_firm_on_record_elsewhere_is_reused_and_not_shown(house, browse):
    firm = EnterpriseFactory(uscc=CONTENT["uscc"], name="慈溪秘密名称", industry_code="331")
    OccupancyFactory(enterprise=firm, park=house.far_away)
    application = house.submitted()
    page = browse(house.officer).get(url(application))
    assert "该企业已在其他园区入驻" in text(page)
    assert "慈溪秘密名称" not in page.content.decode() and house.far_away.name not in page.content.decode()
    assert "该企业已在其他园区入驻" in text(browse(house.officer).get(url(application, "steps/accept")))
    assert "该企业已在其他园区入驻" not in text(browse(house.operator).get(url(application)))
    settled = house.settle(application)
    assert settled.enterprise == firm and Enterprise.objects.get() == firm
    firm.refresh_from_db()
    assert (firm.name, firm.industry_code) == ("慈溪秘密名称", "331")
    assert Occupancy.objects.count() == 2


def test_nobody_decides_on_his_own_application(house, browse):
    both = user_with("county_officer", house.park.place.parent)
    application = house.submitted()
    Application.objects.filter(pk=application.pk).update(owner=both)
    assert "须由其他经办人审核" in text(browse(both).get(url(application)))
    for step in ("accept", "send_back", "propose_refusal"):
        form = {"version": application.version, "comment": "好"}
        assert browse(both).post(url(application, f"steps/{step}"), **form).status_code == 403
        assert browse(both).get(url(application, f"steps/{step}")).status_code == 403
    assert "待资格审查" not in text(browse(both).get("/"))


def test_after_the_decision_no_page_offers_anything(house, browse):
    application = house.settle(house.submitted())
    officer, operator = browse(house.officer), browse(house.operator)
    assert officer.get(url(application)).context["offers"] == []
    answer = officer.get(url(application, "steps/send_back"))
    assert (answer.status_code, answer.url) == (302, url(application))
    assert operator.get(url(application, "edit")).url == url(application)
    page = url(application, "sections/firm")
    assert operator.get(page).url == url(application)
    answer = operator.post(page, version=application.version, **TYPED["firm"])
    assert answer.status_code == 409 and "不能修改" in text(answer)


def test_two_people_editing_get_both_versions(house, browse):
    application = house.draft()
    operator = browse(house.operator)
    page = url(application, "sections/firm")
    operator.post(page, version=1, **{**TYPED["firm"], "employees": "50"})
    answer = operator.post(page, version=1, **{**TYPED["firm"], "employees": "60"})
    assert answer.status_code == 409 and "另一位用户" in text(answer)
    application.refresh_from_db()
    assert application.employees == 50


def test_a_decision_on_an_older_version_is_asked_again(house, browse):
    application = house.in_review()
    seen = application.version
    house.hear(house.accept(house.submit(house.step("send_back", application, comment="补"))))
    form = {"version": seen, "floor_area_m2": "3000", "comment": "好"}
    answer = browse(house.officer).post(url(application, "steps/approve"), **form)
    application.refresh_from_db()
    assert answer.status_code == 409 and "内容已有更新" in text(answer)
    assert application.state == "in_review"
    assert f'name="version" value="{application.version}"' in answer.content.decode()


def test_an_approval_that_cannot_be_meant_is_refused_at_its_field(house, browse):
    PhaseFactory(park=house.park)
    application = house.hear(house.in_review())
    form = {"version": application.version, "floor_area_m2": "99999999", "comment": "同意入园。"}
    page = browse(house.officer).post(url(application, "steps/approve"), **form)
    said = page.context["form"].errors["floor_area_m2"][0]
    assert page.status_code == 422 and "不能大于园区总建筑面积 120,000 ㎡" in said
    application.refresh_from_db()
    assert application.state == "in_review"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2099, 1, 1), "今天起一年内"), (date(2025, 2, 28), "不能早于企业成立日期 2025-03-01")],
)
def test_a_day_of_moving_in_that_cannot_be_meant_is_refused(house, day, sentence):
    application = house.approve(house.submitted(founded_on=date(2025, 3, 1)))
    with pytest.raises(Unsound, match=sentence) as refused:
        house.settle(application, valid_from=day)
    assert refused.value.field == "valid_from" and not Occupancy.objects.exists()


def test_a_firm_long_in_the_park_is_filed_up_to_ten_years_back(house):
    application = house.approve(house.submitted(founded_on=None))
    earliest = application.first_submitted_on - TEN_YEARS
    with pytest.raises(Unsound, match="首次提交前十年") as refused:
        house.settle(application, valid_from=earliest - timedelta(days=1))
    assert refused.value.field == "valid_from"
    assert house.settle(application, valid_from=earliest).occupancy.valid_from == earliest


def test_a_firm_applies_once_at_a_time_in_a_park(house, browse):
    application = house.submitted()
    typed = {"park": house.park.pk, "uscc": CONTENT["uscc"].lower()}
    answer = browse(house.operator).post("/admissions/new/", **typed)
    assert answer.status_code == 409
    assert f"已有正在办理的申请(编号 {application.number})" in text(answer)
    house.step("withdraw", application)
    assert browse(house.operator).post("/admissions/new/", **typed).status_code == 302


def test_the_policy_is_that_of_the_first_submission(house, browse):
    far = user_with("operator", house.far_away.place)
    page = text(browse(far).post("/admissions/new/", park=house.far_away.pk))
    assert page.strip() == ""
    application = Application.objects.get()
    assert "无有效规定" in text(browse(far).get(url(application)))


def test_open_work_passes_to_a_colleague(house, browse):
    draft, done = house.draft(), house.submitted(uscc=uscc_from(7002))
    returned = house.returned(uscc=uscc_from(7003))
    handover = handovers.get("admissions")
    keeper = user_with("security_administrator", place("330300"))
    colleague, stranger = user_with("operator", house.park.place), house.other_operator
    assert handover.count(house.operator) == 2
    assert handover.move(house.operator, stranger, keeper) == 0
    assert handover.move(house.operator, colleague, keeper) == 2
    assert (handover.count(house.operator), handover.count(colleague)) == (0, 2)
    owners = {a.pk: a.owner for a in Application.objects.select_related("owner")}
    assert owners == {draft.pk: colleague, returned.pk: colleague, done.pk: house.operator}
    assert AuditEntry.objects.filter(action="application.hand_over", actor=keeper).count() == 2
    assert {group["label"] for group in browse(colleague).get("/").context["groups"]} == {
        "被退回的申请",
        "申请草稿",
    }


def test_open_work_is_passed_on_only_by_who_keeps_the_accounts(house):
    house.draft()
    colleague = user_with("operator", house.park.place)
    far = user_with("security_administrator", place("330200"))
    assert handovers.get("admissions").move(house.operator, colleague, far) == 0
    with pytest.raises(NotAllowed):
        handovers.get("admissions").move(house.operator, colleague, house.officer)
