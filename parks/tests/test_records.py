"""The engine of records: its pages for every kind, and what is particular to some."""

import datetime

import pytest

from parks.models import HiddenDanger
from parks.records.kind import record_kinds
from portal.models import AuditEntry
from tests.factories import ParkFactory, place, user_with

pytestmark = pytest.mark.django_db
DANGER = {
    "found_on": "2021-03-01",
    "found_by": "镇安监所",
    "level": "general",
    "description": "三楼消火栓缺水带",
    "owner": "王工",
    "due_on": "2021-03-15",
}


def new_danger(client, park, **changes):
    return client.post(f"/parks/{park.pk}/records/danger/new/", {**DANGER, **changes})


def test_a_danger_from_finding_to_closing(as_user, officer, park):
    client = as_user(officer)
    answer = new_danger(client, park)
    danger = HiddenDanger.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/parks/records/danger/{danger.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "三楼消火栓缺水带" in page and "2021-03-15" in page
    listed = client.get(f"/parks/{park.pk}/records/danger/").content.decode()
    assert "已逾期" in listed and "三楼消火栓缺水带" in listed
    assert "隐患待整改" in client.get("/").content.decode()
    closed = {**DANGER, "version": 1, "closed_on": "2021-03-10"}
    refused = client.post(f"/parks/records/danger/{danger.pk}/edit/", closed)
    assert refused.status_code == 422 and "销号须填写整改情况。" in refused.content.decode()
    done = client.post(f"/parks/records/danger/{danger.pk}/edit/", {**closed, "closure": "已补齐"})
    assert done.status_code == 302
    assert "隐患待整改" not in client.get("/").content.decode()
    actions = list(
        AuditEntry.objects.filter(object_type="parks.hiddendanger").values_list("action", flat=True)
    )
    assert sorted(actions) == ["danger.add", "danger.change"]


def test_the_sentence_stands_at_its_field(as_user, officer, park):
    answer = new_danger(as_user(officer), park, due_on="2021-02-01", found_by="")
    errors = answer.context["form"].errors
    assert errors["due_on"] == ["整改期限不能早于发现日期。"]
    assert errors["found_by"] == ["请填写检查单位。"]
    future = new_danger(as_user(officer), park, found_on="2099-01-01", due_on="2099-02-01")
    assert "不能晚于今天" in future.context["form"].errors["found_on"][0]


def test_two_editors_meet_on_the_conflict_page(as_user, officer, park):
    client = as_user(officer)
    new_danger(client, park)
    danger = HiddenDanger.objects.get()
    url = f"/parks/records/danger/{danger.pk}/edit/"
    assert client.post(url, {**DANGER, "version": 1, "owner": "李工"}).status_code == 302
    answer = client.post(url, {**DANGER, "version": 1, "owner": "赵工"})
    assert answer.status_code == 409
    assert "李工" in answer.content.decode() and "赵工" in answer.content.decode()
    assert client.post(f"/parks/records/danger/{danger.pk}/remove/", {"version": 1}).status_code == 409
    assert client.post(f"/parks/records/danger/{danger.pk}/remove/", {"version": 2}).status_code == 302
    assert not HiddenDanger.objects.exists()


@pytest.mark.parametrize("code", [kind.code for kind in record_kinds])
def test_every_kind_has_its_pages(code, as_user, officer, manager, neighbour, park):
    kind = record_kinds.get(code)
    owner = park if kind.of_park else place("330302")
    for url in (kind.list_url(), kind.list_url(owner)):
        assert as_user(manager).get(url).status_code == 200
        assert as_user(officer).get(f"{url}?text=x&format=xlsx").status_code == 200
    new = as_user(officer).get(kind.new_url(owner))
    assert new.status_code == 200 and set(new.context["form"].fields) == set(kind.fields)
    assert as_user(manager).get(kind.new_url(owner)).status_code == 403
    assert as_user(neighbour).get(kind.new_url(owner)).status_code == 404
    assert as_user(officer).post(kind.new_url(owner), {}).status_code == 422


def test_an_operator_keeps_the_daily_records_and_not_the_others(as_user, park):
    operator = as_user(user_with("operator", park.place))
    assert new_danger(operator, park).status_code == 302
    assert operator.get(f"/parks/{park.pk}/records/fire-grade/new/").status_code == 403
    assert operator.get(f"/parks/{ParkFactory().pk}/records/danger/new/").status_code == 404


def test_unknown_kinds_and_wrong_owners_are_not_found(as_user, officer, park):
    client = as_user(officer)
    for url in (
        "/parks/records/nothing/",
        f"/parks/{park.pk}/records/nothing/",
        f"/parks/places/{park.place_id}/records/danger/",
        f"/parks/records/safety/{datetime.date.today().toordinal()}/",
    ):
        assert client.get(url).status_code == 404, url
