"""Contracts from the draft to a kept word: three sign, the registry and the rooms follow, no old version ever changes."""

import datetime
import hashlib
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from admissions.contract_page import funds
from admissions.models import AdmissionContract
from admissions.services import contract_templates, contracts, performance
from admissions.services.allotments import hold_units
from admissions.services.reference import load_reference
from admissions.tests.contract_scenes import effective as put_effective
from admissions.tests.contract_steps import DAY, PROMISES, ROLES, drafted, revise, sent, signed
from admissions.tests.templates import REFERENCE, saying, text_of
from enterprises.models import Occupancy, TenancyContract
from parks.models import FundPayment
from parks.services.soundness import Unsound
from portal.errors import IllegalState, Incomplete, NotAllowed
from portal.uscc import uscc_from
from tests.factories import UnitFactory, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_documents")]


def test_a_draft_has_what_application_and_scheme_say(house):
    load_reference()
    contract = drafted(house)
    promised = dict(contract.commitments.values_list("kind", "target"))
    assert promised == {"sales": Decimal(2400), "tax": Decimal(60), "employees": Decimal(45)}
    assert contract.floor_area_m2 == Decimal(2800) and contract.number.startswith("HT-")
    assert contract.cap_yuan == Decimal(4000) and contract.yellow_percent == 80
    names = dict(contract.parties.values_list("role", "name"))
    assert names["enterprise"] == "温州泵业有限公司" and set(names) == set(ROLES)


def test_an_application_has_one_contract_at_a_time(house):
    contract = drafted(house)
    with pytest.raises(IllegalState, match="已有合同"):
        contracts.draft_contract(actor=house.officer, application=contract.application)


def test_only_officers_draft(house):
    application = house.approve(house.submitted())
    with pytest.raises(NotAllowed):
        contracts.draft_contract(actor=house.operator, application=application)


def test_nothing_goes_out_half_written(house):
    with pytest.raises(Incomplete) as refusal:
        contracts.send(actor=house.officer, contract=drafted(house))
    assert {"请填写单价。", "请填写达产期限。"} <= set(refusal.value.missing)


def test_all_three_have_to_sign(house):
    contract = signed(house, sent(house), ROLES[:2])
    assert contract.parties_required == 3
    with pytest.raises(Incomplete, match="入园企业"):
        contracts.take_effect(actor=house.officer, contract=contract)
    with pytest.raises(DatabaseError, match="尚未签齐"), transaction.atomic():
        AdmissionContract.objects.filter(pk=contract.pk).update(
            state="effective", effective_on=DAY(2026, 1, 1)
        )


def test_a_signature_counts_once_and_not_before_it_went_out(house):
    contract = sent(house)
    early = timezone.localdate() - datetime.timedelta(days=1)
    with pytest.raises(Unsound, match="送签日期"):
        contracts.sign(
            actor=house.officer, contract=contract, role="developer", signed_on=early, signatory="李四"
        )
    signed(house, contract, ["developer"])
    with pytest.raises(IllegalState, match="已登记签订"):
        signed(house, contract, ["developer"])


def test_in_effect_the_firm_has_moved_in_and_the_registry_has_the_contract(house):
    units = [UnitFactory(storey__building__park=house.park, floor_area_m2=area) for area in (800, 1200)]
    contract = signed(house, sent(house, units=units))
    effective = contracts.take_effect(actor=house.officer, contract=contract)
    application = effective.application
    assert application.state == "settled" and effective.floor_area_m2 == Decimal(2000)
    rooms = Occupancy.objects.filter(enterprise=application.enterprise)
    assert {(room.unit, room.floor_area_m2) for room in rooms} == {
        (unit, unit.floor_area_m2) for unit in units
    }
    assert {room.room for room in rooms} == {unit.full_name for unit in units}
    tenancy = TenancyContract.objects.get(enterprise=application.enterprise)
    assert effective.tenancy == tenancy and tenancy.number == effective.number
    assert (tenancy.amount_wan, tenancy.floor_area_m2) == (Decimal("760.00"), Decimal(2000))


def test_what_went_out_stays_as_it_is(house):
    contract = sent(house)
    with pytest.raises(IllegalState):
        revise(house, contract)
    for rows in (
        AdmissionContract.objects.filter(pk=contract.pk),
        contract.commitments.all(),
        contract.parties.all(),
    ):
        name = {"AdmissionContract": "unit_price_yuan", "Commitment": "target", "ContractParty": "name"}
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**{name[rows.model.__name__]: 1})
    with pytest.raises(DatabaseError), transaction.atomic():
        contract.commitments.all().delete()


def test_taken_back_it_is_signed_anew(house):
    contract = signed(house, sent(house), ["developer"])
    back = contracts.recall(actor=house.officer, contract=contract, comment="单价有误")
    assert back.state == "drafting" and not back.parties.filter(signed_on__isnull=False).exists()


def test_an_amendment_is_a_version_of_its_own(house):
    first = contracts.take_effect(actor=house.officer, contract=signed(house, sent(house)))
    first = file(house, first)
    second = contracts.amend(actor=house.officer, contract=first, reason="单价调整")
    assert (second.number, second.revision) == (first.number, 2)
    second = revise(house, second, content={"unit_price_yuan": Decimal(3600)})
    second = contracts.take_effect(
        actor=house.officer, contract=signed(house, contracts.send(actor=house.officer, contract=second))
    )
    first.refresh_from_db()
    assert first.state == "superseded" and first.unit_price_yuan == Decimal(3800)
    assert second.tenancy == first.tenancy and second.tenancy.amount_wan == Decimal("1008.00")
    assert Occupancy.objects.filter(enterprise=second.application.enterprise).count() == 1
    assert (second.filed_number, second.filed_price_yuan) == ("WQ-1", Decimal(3300))


def test_no_promise_is_due_before_the_contract_begins(house):
    early = {**PROMISES, "production": {"due_on": DAY(2020, 1, 1)}}
    contract = revise(house, drafted(house), commitments=early)
    with pytest.raises(Incomplete, match="投产的期限早于合同起始日期"):
        contracts.send(actor=house.officer, contract=contract)


def file(house, contract):
    return contracts.file_price(
        actor=house.officer,
        contract=contract,
        version=contract.version,
        filed_number="WQ-1",
        filed_price_yuan=Decimal(3300),
        filed_on=timezone.localdate(),
    )


def test_another_filed_price_is_found_in_the_list(house, browse):
    contract = file(house, sent(house))
    page = browse(house.officer).get("/admissions/contracts/", price="double").content.decode()
    assert contract.number in page and "备案价不一致" in page
    assert "阴阳合同" in browse(house.officer).get(f"/admissions/contracts/{contract.pk}/").content.decode()


def test_the_document_is_kept_with_its_hash(house, browse):
    contract = sent(house)
    document = contract.documents.get()
    assert hashlib.sha256(bytes(document.content)).hexdigest() == document.sha256
    text = text_of(bytes(document.content))
    assert contract.number in text and "township方" in text and "2028 年度起每年" in text
    answer = browse(house.officer).get(f"/admissions/contracts/{contract.pk}/", format="docx")
    assert answer.content == bytes(document.content) and "attachment" in answer["Content-Disposition"]
    with pytest.raises(DatabaseError), transaction.atomic():
        contract.documents.update(sha256="0")


def test_a_template_is_used_once_another_person_published_it(house):
    county = place("330302")
    upload = {"actor": house.officer, "place": county, "title": "鹿城合同", "file_name": "合同.docx"}
    template = contract_templates.upload_template(content=saying("本县文本 {{ 企业名称 }}"), **upload)
    with pytest.raises(NotAllowed, match="另一人"):
        contract_templates.step_template(template=template, transition="publish", actor=house.officer)
    contract_templates.step_template(template=template, transition="publish", actor=house.colleague)
    assert "本县文本 温州泵业有限公司" in text_of(bytes(sent(house).documents.get().content))
    with pytest.raises(Unsound, match="联系电话"):
        contract_templates.upload_template(content=saying("{{ 联系电话 }}"), **upload)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(template).objects.filter(pk=template.pk).update(content=REFERENCE.read_bytes())


def test_every_task_has_a_page_and_the_way_is_walked_by_browser(house, browse):
    application = house.approve(house.submitted(tenure="purchased"))
    officer = browse(house.officer)
    answer = officer.post(f"/admissions/{application.pk}/contract/")
    contract = AdmissionContract.objects.get()
    assert answer.url == f"/admissions/contracts/{contract.pk}/edit/"
    assert officer.get(answer.url).status_code == 200
    here = f"/admissions/contracts/{contract.pk}"
    typed = {
        "version": contract.version,
        "floor_area_m2": "2000",
        "unit_price_yuan": "3,800 元",
        "valid_from": "2026-12-1",
    }
    typed |= {f"{role}_name": role for role in ROLES} | {"full_production_due": "2028-6-30"}
    typed |= {"tax_target": "60", "first_year": "2028"}
    assert officer.post(f"{here}/edit/", **typed).status_code == 302
    contract.refresh_from_db()
    assert contract.total_wan == Decimal(760)
    assert officer.post(f"{here}/send/", version=contract.version, comment="").status_code == 302
    for role in ROLES:
        assert officer.get(f"{here}/sign/").status_code == 200
        answer = officer.post(
            f"{here}/sign/", role=role, signed_on=f"{timezone.localdate()}", signatory="张三"
        )
        assert answer.status_code == 302
    contract.refresh_from_db()
    assert officer.post(f"{here}/take_effect/", version=contract.version, comment="").status_code == 302
    assert "已生效" in officer.get(f"{here}/").content.decode()
    for task in ("fulfilment", "breach", "fund", "filed", "amend", "finish"):
        assert officer.get(f"{here}/{task}/").status_code == 200, task
    firm = AdmissionContract.objects.get().application.enterprise_id
    assert "年纳税" in officer.get(f"/admissions/performance/firms/{firm}/").content.decode()
    operator = browse(house.operator)
    assert operator.get(f"{here}/").status_code == 200 and operator.get(f"{here}/breach/").status_code == 403
    assert browse(house.other_operator).get(f"{here}/").status_code == 404


def test_funds_of_a_unit_are_computed_by_the_rule_of_its_day(house):
    """C十一: 12 and 6 元/㎡; after the rule has ended by its last day, labelled so; elsewhere there are none."""
    contract = put_effective(house.far_away, number=Decimal(1500))
    application = contract.application
    for on, note in ((DAY(2022, 5, 6), False), (DAY(2026, 5, 6), True)):
        application.first_submitted_on = on
        rows = funds(contract, timezone.localdate())
        assert [row["due"] for row in rows] == ["18,000.00", "9,000.00"] and bool(rows[0]["note"]) is note
        assert rows[0]["explanation"].substituted_text == "1500 × 12"
    assert funds(put_effective(house.park), timezone.localdate()) == []


def test_what_is_paid_for_a_contract_is_one_row_of_the_parks_payments(house):
    """C十一: one ledger; two payments for a unit add up, another contract's do not count."""
    unit = UnitFactory(storey__building__park=house.far_away, floor_area_m2=Decimal(1500))
    contract = put_effective(house.far_away, number=Decimal(1500), unit=unit)
    contract.application.first_submitted_on = DAY(2022, 5, 6)
    FundPayment.objects.all().delete()
    paid = {"kind": "maintenance", "unit": unit, "paid_on": DAY(2022, 5, 7)}
    for yuan in ("17999.99", "0.01"):
        assert funds(contract, timezone.localdate())[0]["owing"]
        row = performance.record_fund(
            actor=house.far_officer, contract=contract, paid_yuan=Decimal(yuan), **paid
        )
        assert (row.park, row.contract_number) == (house.far_away, contract.number)
    line = funds(contract, timezone.localdate())[0]
    assert (line["paid"], line["owing"], line["paid_on"]) == ("18,000.00", False, DAY(2022, 5, 7))
    FundPayment.objects.update(contract_number="HT-0000-000000")
    assert funds(contract, timezone.localdate())[0]["owing"]
    with pytest.raises(NotAllowed):
        performance.record_fund(actor=house.officer, contract=contract, paid_yuan=Decimal(1), **paid)


def test_a_contract_is_about_the_units_promised_to_the_firm_or_about_free_ones(house):
    contract = drafted(house)
    mine, taken = (UnitFactory(storey__building__park=house.park, floor_area_m2=Decimal(900)) for _ in "ab")
    hold_units(
        application=house.approve(house.submitted(uscc=uscc_from(7099))), actor=house.officer, units=[taken]
    )
    with pytest.raises(Unsound, match="其他企业"):
        revise(house, contract, units=[taken])
    assert revise(house, contract, units=[mine]).floor_area_m2 == 900
