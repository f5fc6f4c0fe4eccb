"""公示: what everybody reads, who objects how, and that nothing else gets out."""

import re

import pytest
from django.test import Client

from admissions.models import AdmissionRound, Objection
from admissions.publicity import LINE_FIELDS, ROUND_FIELDS, public_lines, public_round
from admissions.services import objections
from admissions.tests.rounds import Fair, later, on
from portal.errors import IllegalState, NotAllowed
from portal.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/admissions/publicity/"
SAID = {"name": "王某", "contact": "13800001111", "text": "该企业评分有误。"}


@pytest.fixture
def fair(house, admission_schemes) -> Fair:
    return Fair(house)


@pytest.fixture
def published(fair):
    round_ = fair.open(fair.unit())
    fair.approved(round_, "90", firm_name="得房企业", expected_tax_wan="7654321")
    fair.approved(round_, "80", firm_name="落选企业")
    fair.approved(round_, "50", firm_name="未达线企业", score_trace={"passed": False, "vetoes": []})
    return fair.published(round_)


def read(round_, client=None, **query) -> str:
    return (client or Client()).get(f"{PAGE}{round_.pk}/", query).content.decode()


def object_to(round_, client=None, **said):
    return (client or Client()).post(f"{PAGE}{round_.pk}/", {**SAID, **said})


def test_everybody_reads_the_committed_fields_and_no_others(published):
    with on(later(14)):
        assert tuple(public_round(published)) == ROUND_FIELDS
        assert all(tuple(line) == LINE_FIELDS for line in public_lines(published))
        page = read(published)
    assert "得房企业" in page and "落选企业" in page and "还有 5 天" in page
    assert "7654321" not in page and "未达线企业" not in page
    for firm in published.applications.all():
        assert firm.uscc not in page and firm.number not in page


def test_where_the_county_keeps_it_inside_one_has_to_log_in(published, browse, house):
    AdmissionRound.objects.filter(pk=published.pk).update(is_public=False)
    assert Client().get(f"{PAGE}{published.pk}/").status_code == 404
    assert object_to(published).status_code == 404
    assert published.name not in Client().get(PAGE).content.decode()
    assert "得房企业" in browse(house.far_officer).get(f"{PAGE}{published.pk}/").content.decode()
    with pytest.raises(IllegalState):
        objections.file_objection(round_=published, **SAID)


def test_before_publication_there_is_nothing(fair):
    round_ = fair.open(fair.unit())
    assert Client().get(f"{PAGE}{round_.pk}/").status_code == 404
    assert "目前没有公示" in Client().get(PAGE).content.decode()


def test_somebody_objects_and_reads_the_answer_with_the_receipt(published, house):
    with on(later(13)):
        answer = object_to(published)
        assert answer.status_code == 302 and "receipt=" in answer.url
        said = Objection.objects.get()
        assert "待答复" in Client().get(answer.url).content.decode()
        assert "王某" not in read(published) and SAID["text"] not in read(published)
        objections.answer_objection(
            objection=said, actor=house.officer, answer="已核实，无误。", upheld=False
        )
        mine = Client().get(answer.url).content.decode()
    assert "已核实，无误。" in mine and "异议不成立" in mine and "13800001111" not in mine
    with pytest.raises(IllegalState):
        objections.answer_objection(objection=said, actor=house.officer, answer="再答。", upheld=True)


def test_objections_are_limited_in_length_number_and_time(published):
    with on(later(13)):
        assert object_to(published, text="长" * 1001).status_code == 422
        assert object_to(published, contact="").status_code == 422
        assert [object_to(published).status_code for _ in range(6)] == [302] * 5 + [429]
        assert object_to(published, Client(REMOTE_ADDR="10.9.8.7")).status_code == 302
    with on(later(14)):
        assert object_to(published).status_code == 302
    with on(later(20)):
        assert object_to(published).status_code == 409
    assert Objection.objects.count() == 7


def test_the_contact_is_masked_until_an_officer_opens_it(published, house, browse):
    with on(later(13)):
        object_to(published)
    said = Objection.objects.get()
    address = f"/admissions/objections/{said.pk}/"
    assert "13800001111" not in browse(house.officer).get(address).content.decode()
    assert "13800001111" in browse(house.officer).post(address, open="1").content.decode()
    assert AuditEntry.objects.filter(action="contact.open", object_id=str(said.pk)).exists()
    filed = AuditEntry.objects.get(action="objection.file")
    assert "13800001111" not in str(filed.after) and filed.actor is None
    with pytest.raises(NotAllowed):
        objections.open_contact(objection=said, actor=house.manager)


def test_an_officer_answers_on_the_page(published, house, browse):
    with on(later(13)):
        object_to(published)
    said = Objection.objects.get()
    address = f"/admissions/objections/{said.pk}/"
    assert browse(house.officer).post(address, answer="").status_code == 422
    assert browse(house.officer).post(address, answer="不实。", upheld="no").status_code == 302
    said.refresh_from_db()
    assert (said.upheld, said.answered_by) == (False, house.officer)
    assert browse(house.operator).get(address).status_code == 403


def test_the_address_hides_who_objected(published):
    with on(later(13)):
        object_to(published, Client(REMOTE_ADDR="10.9.8.7"))
    assert re.fullmatch(r"[0-9a-f]{64}", Objection.objects.get().origin)
