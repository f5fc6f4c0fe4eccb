"""The application's pages: what saves itself, what two tabs do to each other, and the score beside the answers."""

import io
import json
import re
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from admissions import facts
from admissions.assessment import preview
from admissions.facts import Ground, facts_of
from admissions.flows.application import stamp_submission
from admissions.models import AdmissionScheme, Application
from admissions.rules.equipment import EquipmentFaulty, machines_of, text_of
from admissions.rules.scheme import Indicator, Kind, question_of
from admissions.services.content import autosave, marks_text, revise_application
from admissions.services.reuse import reuse
from admissions.tests.conftest import TYPED
from admissions.tests.test_scoring import applicant, oracle
from portal.errors import Conflict
from portal.history import history
from portal.models import AuditEntry
from portal.uscc import uscc_from
from tests.factories import BuildingFactory, OccupancyFactory, PhaseFactory, StoreyFactory, UnitFactory

pytestmark = pytest.mark.django_db

ANSWERS = {
    "answer_tech_title": "national",
    "answer_rd_share": "5.0%",
    "answer_patents": "3",
}

AMOUNTS = ("requested_floor_m2", "investment_wan", "expected_tax_wan", "expected_sales_wan")


def page(application: Application, section: str) -> str:
    return f"/admissions/{application.pk}/sections/{section}/"


def seen_in(answer) -> dict[str, str]:
    """The hidden values a page was made with."""
    html = answer.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("version", "seen")}


def test_what_is_half_typed_is_kept_and_answered_with_the_score(house, browse):
    PhaseFactory(park=house.park)
    application, operator = house.draft(uscc="", employees=None), browse(house.operator)
    form = seen_in(operator.get(page(application, "firm")))
    answer = operator.autosave(
        page(application, "firm"), **form, firm_name="甲阀门厂", uscc="9133", employees="12"
    )
    told = answer.json()
    application.refresh_from_db()
    assert (application.firm_name, application.employees, application.uscc) == ("甲阀门厂", 12, "")
    assert re.match(r"已自动保存 \d\d:\d\d:\d\d，1 项填写有误", told["words"])
    assert told["version"] == application.version == 2
    form = seen_in(operator.get(page(application, "technology")))
    told = operator.autosave(page(application, "technology"), **form, **ANSWERS).json()
    application.refresh_from_db()
    assert application.answers == {"tech_title": "national", "rd_share": "5", "patents": "3"}
    assert preview(application).score["total"] in told["score"] and "还差" in told["score"]


def test_nothing_new_writes_nothing(house, browse):
    application, operator = house.draft(), browse(house.operator)
    form = seen_in(operator.get(page(application, "tax")))
    for _ in range(3):
        operator.autosave(page(application, "tax"), **form, **TYPED["tax"])
    application.refresh_from_db()
    assert application.version == 1 and not AuditEntry.objects.filter(action="application.autosave").exists()


def test_a_sitting_is_one_entry_of_the_audit_trail_and_every_step_is_history(house, browse):
    application, operator = house.draft(), browse(house.operator)
    form = seen_in(operator.get(page(application, "tax")))
    for tax in range(61, 66):
        told = operator.autosave(page(application, "tax"), **{**form, "expected_tax_wan": tax}).json()
        form = {"version": told["version"], "seen": told["seen"]}
    assert AuditEntry.objects.filter(action="application.autosave").count() == 1
    application.refresh_from_db()
    assert application.version == 6 and len(history(application)) == 6


def test_two_tabs_never_overwrite_each_other_in_silence(house, browse):
    application, operator = house.draft(), browse(house.operator)
    first = seen_in(operator.get(page(application, "tax")))
    assert operator.autosave(page(application, "tax"), **first, expected_tax_wan="70").status_code == 200
    late = operator.autosave(page(application, "tax"), **first, expected_tax_wan="80")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    form = operator.post(page(application, "tax"), **first, expected_tax_wan="80")
    assert form.status_code == 409 and "另一位用户" in form.content.decode()
    rows = {row["name"]: row for row in form.context["rows"]}
    assert (rows["expected_tax_wan"]["mine"], rows["expected_tax_wan"]["theirs"]) == ("80", "70")
    application.refresh_from_db()
    assert application.expected_tax_wan == 70
    chosen = {"version": application.version, "expected_tax_wan": "80"}
    assert operator.post(page(application, "tax"), **chosen).status_code == 302


def test_what_others_changed_elsewhere_stays(house):
    """Two tabs on two sections, or on two fields of one, are no conflict."""
    application = house.draft()
    application.refresh_from_db()
    seen = marks_text(application, ("expected_tax_wan", "expected_sales_wan"), ("rd_share", "patents"))
    revise_application(
        application=application,
        actor=house.operator,
        version=1,
        expected_tax_wan=Decimal(70),
        answers={"patents": "2"},
    )
    late = {"application": application, "actor": house.operator, "version": 1, "seen": seen}
    row = autosave(**late, expected_sales_wan=Decimal(9), answers={"rd_share": "4"})
    assert (row.expected_tax_wan, row.expected_sales_wan) == (70, 9)
    assert row.answers == {"patents": "2", "rd_share": "4"}
    with pytest.raises(Conflict):
        autosave(**late, answers={"patents": "7"})


def test_the_preview_shown_is_the_score_that_is_kept(house, browse):
    PhaseFactory(park=house.park)
    application, operator = house.draft(), browse(house.operator)
    form = seen_in(operator.get(page(application, "technology")))
    operator.post(page(application, "technology"), **form, **ANSWERS)
    shown = operator.get(f"/admissions/{application.pk}/submit/").content.decode()
    application.refresh_from_db()
    sent = house.submit(application)
    assert f"<strong>{sent.score}</strong>" in shown and sent.score > 20
    assert Decimal(sent.score_trace["total"]) == sent.score
    assert (
        f"<strong>{sent.score_trace['total']}</strong>"
        in operator.get(f"/admissions/{sent.pk}/receipt/").content.decode()
    )
    api = operator.get(f"/api/v1/applications/{sent.pk}/").json()
    assert (Decimal(api["score"]), api["score_trace"]) == (sent.score, sent.score_trace)


def test_ten_thousand_previews_are_the_scores_kept_and_the_oracles(house, monkeypatch):
    ground = Ground(Decimal(90), Decimal(120_000))
    monkeypatch.setattr(facts, "grounds_of", lambda parks, on: {house.park.pk: ground})
    scheme, chance = AdmissionScheme.objects.get(policy="wenzhou-2019"), Random(2026)
    for index in range(10_000):
        application = random_application(house, scheme, chance, index)
        shown = preview(application).score
        kept = stamp_submission(application, house.operator, {"own_use_declared": True})
        total, parts, passed = oracle(scheme.content, facts_of(application))
        assert kept["score_trace"] == shown and Fraction(kept["score"]) == Fraction(shown["total"]) == total
        assert [Fraction(one["points"]) for one in shown["dimensions"]] == parts and shown["passed"] == passed


def random_application(house, scheme: AdmissionScheme, chance: Random, index: int) -> Application:
    said = applicant(chance, scheme.rules)
    asked = {
        question.code: said[question.code] for question in scheme.rules.questions if said.get(question.code)
    }
    return Application(
        pk=index,
        park=house.park,
        number=f"RY-2026-{index:06d}",
        scheme=scheme,
        answers=asked,
        **{name: chance.choice((None, Decimal(chance.randrange(1, 400_000)) / 100)) for name in AMOUNTS},
    )


def test_a_new_revision_is_scored_anew_under_the_first_scheme(house):
    returned = house.returned()
    first = (returned.scheme, returned.score, returned.score_trace)
    revise_application(
        application=returned,
        actor=house.operator,
        version=returned.version,
        answers={"tech_title": "national"},
    )
    again = house.submit(returned)
    assert again.scheme == first[0] and again.score == first[1] + 10
    old = [change for entry in history(again) for change in entry.changes if change.field == "五度评分"]
    assert [Decimal(change.new) for change in old] == [again.score, first[1]]


@pytest.mark.parametrize("change", [{"score": 99}, {"score_trace": {}}, {"scheme": None}])
def test_what_was_scored_stays_even_by_sql(house, change):
    application = house.submitted()
    if "scheme" in change:
        other = AdmissionScheme.objects.exclude(pk=application.scheme_id).first()
        change = {"scheme": other}
    with pytest.raises(Exception, match="Cannot update rows"):
        Application.objects.filter(pk=application.pk).update(**change)


def test_units_are_picked_from_the_park_and_the_taken_ones_cannot_be(house, browse):
    storey = StoreyFactory(building=BuildingFactory(park=house.park, name="3幢"))
    free, taken = UnitFactory(storey=storey, name="301"), UnitFactory(storey=storey, name="302")
    OccupancyFactory(park=house.park, unit=taken)
    elsewhere = UnitFactory(storey__building__park=house.next_door)
    application, operator = house.draft(), browse(house.operator)
    answer = operator.get(page(application, "rooms"))
    assert "空置" in answer.content.decode() and "已租" in answer.content.decode()
    form = seen_in(answer)
    for unit in (taken, elsewhere):
        wrong = operator.post(page(application, "rooms"), **form, **TYPED["rooms"], wanted_units=unit.pk)
        assert wrong.status_code == 422
    assert operator.post(page(application, "rooms"), **form, wanted_units=free.pk).status_code == 302
    assert list(application.wanted_units.all()) == [free]


def test_the_limit_on_floor_is_said_where_the_floor_is_asked_for(house, browse):
    text = browse(house.operator).get(page(house.draft(), "rooms")).content.decode()
    assert "购置厂房面积上限" in text and "20,000 ㎡" in text


def test_an_earlier_application_fills_what_is_empty_and_brings_its_files(house, browse):
    operator = browse(house.operator)
    old = house.draft()
    licence = io.BytesIO(b"%PDF-1.7 licence")
    licence.name = "营业执照.pdf"
    assert operator.post(page(old, "materials"), kind="licence", file=licence).status_code == 302
    old = house.step("withdraw", house.submit(old))
    form = {"park": house.park.pk, "firm_name": "新名称", "uscc": old.uscc, "source": old.pk}
    answer = operator.post("/admissions/new/", **form)
    new = Application.objects.latest("pk")
    assert (new.firm_name, new.process, new.employees) == ("新名称", old.process, old.employees)
    assert [one.attachment.name for one in new.materials.all()] == ["营业执照.pdf"]
    assert f"已沿用 {old.number}" in operator.get(answer.url).content.decode()
    other = house.draft(firm_name="别家", uscc=uscc_from(7009), process="")
    assert reuse(application=other, actor=house.operator, source=old)[1] == 0
    other.refresh_from_db()
    assert (other.firm_name, other.process) == ("别家", old.process)


def test_a_list_of_machines_as_people_paste_it():
    text = "数控车床\t12台\t3.5吨\t一\n"
    with pytest.raises(EquipmentFaulty, match="第 1 行：楼层应为整数"):
        machines_of(text)
    machines = machines_of("数控车床，１２台，3.50，2层\n\n检测台\n 加工中心,4,,-1 ")
    assert machines == [
        {"name": "数控车床", "count": 12, "weight_t": "3.5", "storey": "2"},
        {"name": "检测台", "count": 1, "weight_t": "", "storey": ""},
        {"name": "加工中心", "count": 4, "weight_t": "", "storey": "-1"},
    ]
    assert machines_of(text_of(machines)) == machines
    assert json.dumps(machines)
    for wrong in ("，12", "甲，0", "甲，1.5", "甲，1，-2", "甲，1，2，0", "甲，1，2，3，4", "甲，1，9999999"):
        with pytest.raises(EquipmentFaulty):
            machines_of(wrong)


def test_a_share_is_at_most_the_whole_unless_the_scheme_counts_further(house, admission_schemes, browse):
    application, operator = house.draft(), browse(house.operator)
    answer = operator.post(
        page(application, "technology"), version=application.version, answer_rd_share="1200"
    )
    assert answer.status_code == 422
    assert "不能大于 100" in answer.content.decode()
    growth = Indicator("growth", "tax", "增长", "%", Kind.LINEAR, Decimal(5), full_at=Decimal(150))
    assert question_of(growth).most is None


def test_what_is_open_leads_to_its_section_and_back_to_the_check(house, admission_schemes, browse):
    application = house.draft(tenure="", process="")
    html = browse(house.operator).get(f"/admissions/{application.pk}/submit/").content.decode()
    for section, words in (("production", "生产工艺未填写"), ("rooms", "入驻方式未填写")):
        assert f'<a href="{page(application, section)}?check">{words}</a>' in html
