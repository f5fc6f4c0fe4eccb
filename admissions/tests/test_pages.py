"""Lists, forms and what people may type into them."""

import datetime
import io
import re
from uuid import uuid4

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from admissions.assessment import preview
from admissions.models import Application
from admissions.services.content import CONTENT as CONTENT_COLUMNS
from admissions.tests.conftest import CONTENT, TYPED
from parks.rules import industries
from portal.uscc import uscc_from
from tests.factories import user_with

pytestmark = pytest.mark.django_db

POISON = (
    "\x00",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "\u202e反向",
    "１２３",
    "1e400",
    "NaN",
    "-1",
    "0",
    "9999-99-99",
    "99999999999999999999",
    "<script>alert(1)</script>",
    "=1+1",
    "𠮷㙍𬸣",
    "长" * 5000,
    "{{ 7|add:7 }}",
    "' OR 1=1 --",
    "0.000001",
    " \u3000 ",
)


def rows(page) -> list[str]:
    return re.findall(r'<th scope="row">.*?>([^<]+)</a>', page.content.decode())


def test_the_list_filters_by_state_park_words_and_dates(house, browse):
    wanted = house.submitted(firm_name="温州泵业", uscc=uscc_from(1))
    house.draft(firm_name="鹿城鞋业", uscc=uscc_from(2))
    officer = browse(house.officer)
    today = f"{wanted.first_submitted_on}"
    for query, found in (
        ({}, ["温州泵业", "鹿城鞋业"]),
        ({"state": "draft"}, ["鹿城鞋业"]),
        ({"park": house.park.pk}, ["温州泵业", "鹿城鞋业"]),
        ({"park": house.next_door.pk}, []),
        ({"q": "泵"}, ["温州泵业"]),
        ({"q": uscc_from(2).lower()}, ["鹿城鞋业"]),
        ({"q": wanted.number}, ["温州泵业"]),
        ({"submitted_from": today.replace("-", "/"), "submitted_until": today}, ["温州泵业"]),
        ({"submitted_until": "2020-1-1"}, []),
    ):
        assert sorted(rows(officer.get("/admissions/", **query))) == sorted(found), query


def test_the_export_holds_what_the_filter_shows(house, browse):
    house.submitted(firm_name="=1+1", uscc=uscc_from(1))
    house.draft(firm_name="鹿城鞋业", uscc=uscc_from(2))
    answer = browse(house.officer).get("/admissions/", state="submitted", format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    head, first = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)]
    line = dict(zip(head, first, strict=True))
    assert sheet.cell(2, 1).data_type == "s" and line["企业名称"] == "=1+1"
    assert (line["状态"], line["申请面积(㎡)"]) == ("待资格审查", 3000)


def test_industries_are_chosen_by_group_under_their_division(house, browse):
    address = f"/admissions/{house.draft(industry_code='').pk}/sections/firm/"
    page = browse(house.operator).get(address).content.decode()
    assert '<option value="344">344 泵、阀门、压缩机及类似机械制造</option>' in page
    assert page.count("<optgroup") == len(industries.divisions())
    answer = browse(house.operator).post(address, **{**TYPED["firm"], "industry_code": "34", "version": 1})
    assert answer.status_code == 422


def test_no_section_asks_more_than_seven_questions(house, browse):
    application = house.draft()
    operator, asked = browse(house.operator), []
    for section in preview(application).sections:
        page = operator.get(f"/admissions/{application.pk}/sections/{section.code}/")
        fields = [field.name for field in page.context["form"].visible_fields()]
        assert 0 < len(fields) <= 7
        asked += fields
    columns = {name for name in CONTENT_COLUMNS if name != "answers"} | {"wanted_units", "kind", "file"}
    questions = {f"answer_{one.code}" for one in preview(application).questions}
    assert sorted(asked) == sorted(columns | questions) and len(questions) > 5


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("91310115MA1H8R7C6D", "校验位不符"),
        ("91330302R6838WPG6", "应为 18 位，现为 17 位"),
        ("91330302I6838WPG60", "不合规则"),
    ],
)
def test_a_wrong_credit_code_is_named_and_kept(house, browse, typed, sentence):
    answer = browse(house.operator).post("/admissions/new/", park=house.park.pk, uscc=typed, firm_name="甲")
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and f'value="{typed}"' in page
    assert "错误：" in page and 'href="#id_uscc"' in page


def test_a_credit_code_as_people_paste_it_is_taken(house, browse):
    browse(house.operator).post("/admissions/new/", park=house.park.pk, uscc=" 91330302-r6838 wpg60 ")
    assert Application.objects.get().uscc == "91330302R6838WPG60"


@pytest.mark.parametrize(
    ("section", "name"), [(section, name) for section, typed in TYPED.items() for name in typed]
)
def test_poison_in_a_field_is_refused_or_kept_but_never_breaks(house, browse, section, name):
    operator, application = browse(house.operator), house.draft()
    address = f"/admissions/{application.pk}/sections/{section}/"
    for value in POISON:
        application.refresh_from_db()
        typed = {**TYPED[section], "version": application.version, name: value}
        assert operator.post(address, **typed).status_code in (302, 409, 422), (name, value)
        assert "<script>alert" not in operator.get(address).content.decode()


@pytest.mark.parametrize("name", ["equipment", "heavy_storey", "wanted_units", "version", "seen"])
def test_poison_in_what_saves_itself_never_breaks(house, browse, name):
    operator, application = browse(house.operator), house.draft()
    section = "rooms" if name == "wanted_units" else "production"
    address = f"/admissions/{application.pk}/sections/{section}/"
    for value in POISON:
        application.refresh_from_db()
        typed = {**TYPED[section], "version": application.version, name: value}
        assert operator.autosave(address, **typed).status_code in (200, 409, 422), (name, value)


@pytest.mark.parametrize("name", ["version", "comment", "floor_area_m2"])
def test_poison_in_a_decision_never_breaks(house, browse, name):
    application = house.in_review()
    for value in (*POISON, "意" * 3000):
        fresh = Application.objects.get(pk=application.pk)
        form = {"version": fresh.version, "comment": "", "floor_area_m2": "10"}
        for step in ("send_back", "approve"):
            address = f"/admissions/{fresh.pk}/steps/{step}/"
            answer = browse(house.officer).post(address, **{**form, name: value})
            assert answer.status_code in (302, 400, 409, 422), (step, value)
        if Application.objects.get(pk=application.pk).state != "in_review":
            application = house.in_review(uscc=uscc_from(8000 + application.pk))


def test_poison_in_the_address_never_breaks(house, browse):
    house.submitted()
    officer = browse(house.officer)
    names = ("state", "park", "q", "submitted_from", "submitted_until", "page", "size", "sort", "format")
    for value in POISON:
        assert officer.get("/admissions/", **dict.fromkeys(names, value)).status_code == 200, value
    for name in names:
        assert officer.get("/admissions/", **{name: "\x00" + "9" * 400}).status_code == 200, name


def test_only_the_content_is_taken_from_a_form(house, browse):
    """Every column of the table is posted to every form; what is not asked for stays as it was."""
    application = house.returned()
    forged = {
        "state": "approved",
        "number": "RY-2026-777777",
        "revision": 9,
        "owner": house.officer.pk,
        "created_by": house.officer.pk,
        "submitted_by": house.officer.pk,
        "decided_by": house.officer.pk,
        "decided_at": "2026-01-01",
        "first_submitted_on": "2019-01-01",
        "park": house.next_door.pk,
        "enterprise": 1,
        "occupancy": 1,
        "own_use_declared": "on",
        "score": "100",
        "scheme": 1,
    }
    kept = [*forged, "id"]
    kept[kept.index("park")] = "park_id"
    before = Application.objects.filter(pk=application.pk).values(*kept).get()
    operator = browse(house.operator)
    for section, typed in TYPED.items():
        application.refresh_from_db()
        sent = {**typed, **forged, "version": application.version}
        assert operator.post(f"/admissions/{application.pk}/sections/{section}/", **sent).status_code == 302
    assert Application.objects.filter(pk=application.pk).values(*kept).get() == before
    forged["park"] = house.park.pk
    operator.post("/admissions/new/", **{**TYPED["firm"], **forged, "uscc": uscc_from(9)})
    new = Application.objects.get(uscc=uscc_from(9))
    assert (new.state, new.number, new.owner, new.created_by) == (
        "draft",
        None,
        house.operator,
        house.operator,
    )
    assert (new.decided_by, new.revision, new.own_use_declared) == (None, 0, False)


def queries(visitor, address) -> int:
    """How many queries a visit costs once the browser is known."""
    visitor.get(address)
    with CaptureQueriesContext(connection) as seen:
        visitor.get(address)
    return len(seen)


# What a page may cost.
MOST = 15


def test_the_number_of_queries_does_not_grow_with_the_rows(house, browse):
    operator, officer = browse(house.operator), browse(house.officer)

    def counts(numbers):
        for number in numbers:
            application = house.submitted(uscc=uscc_from(number), firm_name=f"企业{number}")
        visits = (
            (officer, "/admissions/"),
            (operator, "/admissions/"),
            (officer, f"/admissions/{application.pk}/"),
            (operator, f"/admissions/{application.pk}/"),
            (officer, "/api/v1/applications/"),
        )
        return [queries(visitor, address) for visitor, address in visits]

    few, many = counts(range(3)), counts(range(3, 30))
    assert few == many and max(many) <= MOST


def test_one_application_costs_the_same_with_a_long_log(house, browse):
    officer = browse(house.officer)
    # Sent back once: from then on there is an earlier submission to compare with.
    application = house.submit(house.step("send_back", house.submitted(), comment="补正。"))
    counts = []
    for _ in range(2):
        for page in ("", "history/", "steps/accept/"):
            counts.append(queries(officer, f"/admissions/{application.pk}/{page}"))
        for _ in range(5):
            application = house.submit(house.step("send_back", application, comment="补正。"))
    assert counts[:3] == counts[3:] and max(counts) <= MOST


def test_the_words_after_each_step(house, browse):
    application = house.submitted()
    officer = browse(house.officer)
    answer = officer.post(
        f"/admissions/{application.pk}/steps/send_back/", version=application.version, comment="补。"
    )
    assert [str(m) for m in get_messages(answer.wsgi_request)] == [
        "已退回补正，运营机构的待办中会出现这份申请。"
    ]


def test_an_operator_of_one_park_need_not_choose(house, browse):
    assert browse(house.operator).get("/admissions/new/").context["form"].initial == {"park": house.park}
    both = user_with("operator", house.park.place)
    assert "park" in browse(both).get("/admissions/new/").context["form"].fields


def test_pages_hold_no_english_and_no_empty_values(house, browse):
    application = house.draft(
        **{name: None for name in CONTENT if name.endswith(("wan", "m2", "on")) or name == "employees"}
    )
    for page in ("", "edit/", "submit/", "history/", "steps/withdraw/"):
        html = browse(house.operator).get(f"/admissions/{application.pk}/{page}").content.decode()
        body = re.sub(
            r"<(script|style)[\s\S]*?</\1>|<[^>]+>", " ", html[html.index("<main") : html.index("</main>")]
        )
        assert not re.search(r"\b(None|null|NaN|True|False|draft|submit|application)\b", body), page


def test_the_same_page_sent_three_times_makes_one_draft(house, browse):
    operator = browse(house.operator)
    token = operator.get("/admissions/new/").context["form"]["token"].value()
    typed = {"park": house.park.pk, "token": token, "firm_name": "温州泵业有限公司"}
    answers = [operator.post("/admissions/new/", **typed) for _ in range(3)]
    draft = Application.objects.get()
    assert {answer.url for answer in answers} == {f"/admissions/{draft.pk}/edit/"}
    assert token != operator.get("/admissions/new/").context["form"]["token"].value()


def test_what_is_typed_after_going_back_is_kept_until_the_draft_moves_on(house, browse):
    operator = browse(house.operator)
    typed = {"park": house.park.pk, "firm_name": "甲", "token": uuid4()}
    operator.post("/admissions/new/", **typed)
    assert operator.post("/admissions/new/", **{**typed, "firm_name": "乙"}).status_code == 302
    draft = Application.objects.get()
    assert (draft.firm_name, draft.version) == ("乙", 2)
    answer = operator.post("/admissions/new/", **{**typed, "firm_name": "丙"})
    assert answer.status_code == 409 and "已保存为草稿" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.firm_name == "乙"


def test_a_page_is_used_by_one_person_only(house, browse):
    typed = {"park": house.park.pk, "token": uuid4()}
    assert browse(house.operator).post("/admissions/new/", **typed).status_code == 302
    colleague = user_with("operator", house.park.place)
    assert browse(colleague).post("/admissions/new/", **typed).status_code == 409
    assert browse(colleague).post("/admissions/new/", **{**typed, "token": "x"}).status_code == 422
    assert Application.objects.get().created_by == house.operator


def test_an_applicant_is_not_founded_tomorrow(house, browse):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    address = f"/admissions/{house.draft().pk}/sections/firm/"
    answer = browse(house.operator).post(address, version=1, founded_on=f"{tomorrow}")
    assert answer.status_code == 422
    assert "不能晚于今天" in answer.context["form"].errors["founded_on"][0]
