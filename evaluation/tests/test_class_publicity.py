"""公示 of enterprise classes: what everybody reads, who objects how, and that nothing else gets out (W12)."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from evaluation.models import EnterpriseResult, ResultNotice, ResultObjection
from evaluation.publicity import LINE_FIELDS, NOTICE_FIELDS, classed, public_line, public_notice
from evaluation.services import objections
from evaluation.tests.test_class_pages import DAY, notice_of, officers, step, ten_firms  # noqa: F401
from evaluation.tests.test_class_run import COUNTY, reference, run_of  # noqa: F401
from portal.errors import IllegalState
from portal.models import AuditEntry
from tests.factories import place, user_with

pytestmark = pytest.mark.usefixtures("places")
PAGE = "/evaluation/publicity/"
SAID = {"name": "王某", "contact": "13800001111", "text": "该企业能耗有误。"}


@pytest.fixture
def firms(reference):  # noqa: F811
    """Ten firms of which one is exempt."""
    rows = ten_firms()
    rows[9].matters.create(place=place(COUNTY), year=2020, kind="exempt", reason="公共服务平台")
    return rows


@pytest.fixture
def notice(firms, officers) -> ResultNotice:  # noqa: F811
    made = step(notice_of(run_of(), is_public=True), "submit", officers[0])
    return step(made, "publicise", officers[1], last_day=timezone.localdate() + 3 * DAY)


def read(notice, client=None, **query) -> str:
    return (client or Client()).get(f"{PAGE}{notice.pk}/", query).content.decode()


def object_to(notice, client=None, **said):
    return (client or Client()).post(f"{PAGE}{notice.pk}/", {**SAID, **said})


def hide(notice) -> None:
    ResultNotice.objects.filter(pk=notice.pk).update(is_public=False)


def test_everybody_reads_the_committed_fields_and_no_others(notice, firms):
    assert tuple(public_notice(notice, "方案")) == NOTICE_FIELDS
    assert all(tuple(public_line(row)) == LINE_FIELDS["enterprises"] for row in classed(notice))
    page = read(notice)
    assert firms[0].name in page and "A 类" in page and "还有 3 天" in page
    assert firms[9].name not in page, "who was not classed is nobody's business"
    for row in EnterpriseResult.objects.filter(run=notice.run):
        assert row.uscc not in page and str(row.score) not in page
    assert notice.place.name in Client().get(PAGE).content.decode()


def test_where_the_county_keeps_it_inside_one_has_to_log_in(notice, firms, client):
    hide(notice)
    assert Client().get(f"{PAGE}{notice.pk}/").status_code == 404
    assert object_to(notice).status_code == 404
    assert str(notice) not in Client().get(PAGE).content.decode()
    client.force_login(user_with("county_officer", place("330382")))
    assert firms[0].name in read(notice, client)
    with pytest.raises(IllegalState):
        objections.file_objection(notice=notice, **SAID)


@pytest.mark.parametrize("state", ["draft", "review"])
def test_what_is_not_in_publicity_is_nobodys_business(firms, officers, state):  # noqa: F811
    notice = notice_of(run_of(), is_public=True)
    if state == "review":
        step(notice, "submit", officers[0])
    assert Client().get(f"{PAGE}{notice.pk}/").status_code == 404


def test_an_objection_leaves_a_receipt_that_shows_the_answer_to_its_holder_alone(notice, officers, client):  # noqa: F811
    answer = object_to(notice)
    receipt = re.search("receipt=([0-9a-f-]{36})", answer["Location"])[1]
    row = ResultObjection.objects.get()
    assert (row.place, row.filed_on, str(row.token)) == (notice.place, timezone.localdate(), receipt)
    assert "待答复" in read(notice, receipt=receipt)
    filed = AuditEntry.objects.get(action="objection.file")
    assert SAID["contact"] not in str(filed.after) and filed.actor is None
    assert re.fullmatch("[0-9a-f]{64}", row.origin)
    row.change(row.version, upheld=False, answer="已核对，数据无误。")
    assert "已核对，数据无误" in read(notice, receipt=receipt)
    for other in ("", "x", "00000000-0000-4000-8000-000000000000"):
        assert "已核对" not in read(notice, receipt=other)
    client.force_login(officers[0])
    assert SAID["text"] in client.get(f"/parks/records/result-objection/{row.pk}/").content.decode()


def test_an_incomplete_objection_says_what_is_missing(notice):
    answer = object_to(notice, contact="")
    assert answer.status_code == 422 and "请填写联系方式" in answer.content.decode()
    assert not ResultObjection.objects.exists()


def test_nobody_objects_without_end(notice):
    for _ in range(objections.MOST_A_DAY):
        assert object_to(notice).status_code == 302
    assert object_to(notice).status_code == 429


def test_after_the_last_day_nobody_objects_and_the_result_stays_to_be_read(notice, officers, firms):  # noqa: F811
    today = timezone.localdate()
    ResultNotice.objects.filter(pk=notice.pk).update(
        publicity_from=today - 8 * DAY, publicity_until=today - DAY
    )
    notice.refresh_from_db()
    assert "提出异议" not in read(notice)
    with pytest.raises(IllegalState):
        objections.file_objection(notice=notice, **SAID)
    step(notice, "publish", officers[1])
    assert "公布" in read(notice) and firms[0].name in read(notice)


def test_one_firm_is_found_among_many(notice, firms):
    page = read(notice, name=firms[3].name)
    assert firms[3].name in page and firms[4].name not in page
    assert "没有符合条件" in read(notice, name="没有这家")
