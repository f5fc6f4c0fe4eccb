"""Who sees and who may do what with an application of a 鹿城 park."""

import pytest
from django.test import Client

from admissions.models import Application
from tests.factories import place, user_with

pytestmark = pytest.mark.django_db

DRAFTING = ("edit/", "submit/", "steps/withdraw/")
DECIDING = ("steps/accept/", "steps/send_back/", "steps/propose_refusal/")
READING = ("", "receipt/", "history/")
PAGES = (*READING, *DRAFTING, *DECIDING)


def statuses(user, application, method="get"):
    client = Client()
    client.force_login(user)
    return {
        page: getattr(client, method)(f"/admissions/{application.pk}/{page}").status_code for page in PAGES
    }


def expected(**groups):
    return {
        page: groups["reading" if page in READING else "drafting" if page in DRAFTING else "deciding"]
        for page in PAGES
    }


def test_each_role_at_its_place(house):
    application = house.submitted()
    people = {
        "operator": (house.operator, expected(reading=200, drafting=200, deciding=403)),
        "officer": (house.officer, expected(reading=200, drafting=403, deciding=200)),
        "manager": (house.manager, expected(reading=200, drafting=403, deciding=403)),
        "department": (house.department, expected(reading=200, drafting=403, deciding=403)),
    }
    for user, answers in people.values():
        found = statuses(user, application)
        if user is house.operator:
            answers = {**answers, "edit/": 302, "submit/": 302}
        assert found == answers


def test_outside_the_scope_there_is_nothing(house):
    application = house.submitted()
    for user in (house.other_operator, house.far_officer):
        for method in ("get", "post"):
            assert set(statuses(user, application, method).values()) == {404}


def test_who_holds_nothing_here_is_refused_at_once(house):
    application = house.submitted()
    auditor = user_with("audit_administrator", place("330300"))
    for method in ("get", "post"):
        assert set(statuses(auditor, application, method).values()) == {403}
    client = Client()
    client.force_login(auditor)
    assert [client.get(url).status_code for url in ("/admissions/", "/admissions/new/")] == [403, 403]


def test_refused_posts_change_nothing(house):
    application = house.submitted()
    before = Application.objects.filter(pk=application.pk).values().get()
    form = {
        "version": application.version,
        "comment": "好",
        "valid_from": "2026-9-1",
        "floor_area_m2": "3000",
    }
    for user in (house.other_operator, house.far_officer, house.manager, house.department, house.operator):
        client = Client()
        client.force_login(user)
        for page in (*DECIDING, "edit/"):
            client.post(f"/admissions/{application.pk}/{page}", form)
    assert Application.objects.filter(pk=application.pk).values().get() == before


def test_without_login_everything_leads_to_the_login_page(house):
    application = house.submitted()
    for page in PAGES:
        answer = Client().get(f"/admissions/{application.pk}/{page}")
        assert answer.status_code == 302 and answer.url.startswith("/login/")


def test_the_list_holds_ones_own_rows_only(house):
    application = house.submitted()
    for user, rows in (
        (house.operator, 1),
        (house.officer, 1),
        (house.manager, 1),
        (house.department, 1),
        (house.other_operator, 0),
        (house.far_officer, 0),
    ):
        client = Client()
        client.force_login(user)
        page = client.get("/admissions/")
        assert page.context["table"].total == rows
        assert (application.firm_name in page.content.decode()) == bool(rows)
        listed = client.get("/api/v1/applications/").json()["results"]
        assert [row["number"] for row in listed] == [application.number][:rows]
        assert client.get(f"/api/v1/applications/{application.pk}/").status_code == (200 if rows else 404)


def test_an_operator_applies_for_his_own_park_only(house, browse):
    for park in (house.next_door, house.far_away):
        answer = browse(house.operator).post("/admissions/new/", park=park.pk, firm_name="甲")
        assert answer.status_code == 422 and "请从列表中选择园区" in answer.content.decode()
    assert not Application.objects.exists()


def test_a_manager_sees_the_steps_with_the_reason(house, browse):
    application = house.submitted()
    page = browse(house.manager).get(f"/admissions/{application.pk}/")
    assert {offer["reason"] for offer in page.context["offers"]} == {
        "您的角色不能办理“通过资格审查”，由县级或镇街经办人办理。",
        "您的角色不能办理“退回补正”，由县级或镇街经办人办理。",
        "您的角色不能办理“拟不予通过”，由县级或镇街经办人办理。",
        "您的角色不能办理“撤回申请”，由运营机构办理。",
    }
    assert page.content.decode().count("disabled") >= 4


def test_each_side_reads_its_own_word_for_the_state(house, browse):
    house.submitted()
    assert "已提交</span>" in browse(house.operator).get("/admissions/").content.decode()
    assert "待资格审查</span>" in browse(house.officer).get("/admissions/").content.decode()


def test_the_api_says_what_is_missing(house, browse):
    application = house.draft(uscc="", process="")
    row = browse(house.operator).get(f"/api/v1/applications/{application.pk}/").json()
    assert row["missing"] == ["统一社会信用代码未填写", "生产工艺未填写"]
    assert (row["state"], row["requested_floor_m2"], row["park_name"]) == (
        "draft",
        "3000.00",
        house.park.name,
    )
    assert browse(house.operator).post("/api/v1/applications/", firm_name="甲").status_code == 405
