"""The engine of records: its pages for every kind, and what is particular to some."""

import datetime
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from accounts.roles import ROLES
from parks.models import (
    Contact,
    Conversion,
    FundPayment,
    HiddenDanger,
    Meter,
    MeterReading,
    ModelCase,
    SupplyPlan,
)
from parks.records.kind import record_kinds
from portal.models import AuditEntry
from tests.factories import ParcelFactory, ParkFactory, PhaseFactory, place, user_with

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
    writer, stranger = officer, neighbour
    if not officer.can(kind.edit):
        writer, stranger = (user_with("operator", one.place) for one in (park, ParkFactory()))
    for url in (kind.list_url(), kind.list_url(owner)):
        assert as_user(manager).get(url).status_code == 200
        assert as_user(writer).get(f"{url}?text=x&format=xlsx").status_code == 200
    new = as_user(writer).get(kind.new_url(owner))
    assert new.status_code == 200 and set(new.context["form"].fields) >= set(kind.fields)
    assert as_user(manager).get(kind.new_url(owner)).status_code == 403
    assert as_user(stranger).get(kind.new_url(owner)).status_code == 404
    assert as_user(writer).post(kind.new_url(owner), {}).status_code == 422


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


PHONE = "13812345678"


@pytest.fixture
def contact(park):
    return Contact.objects.create(park=park, role="head", name="林园长", phone=PHONE)


def workbook_text(answer):
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return " ".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)


def test_a_number_is_masked_until_somebody_who_may_opens_it(as_user, officer, manager, park, contact):
    url = f"/parks/records/contact/{contact.pk}/"
    for user in (officer, manager):
        for page in (url, "/parks/records/contact/", f"/parks/{park.pk}/records/contact/"):
            text = as_user(user).get(page).content.decode()
            assert PHONE not in text and "138****5678" in text
    assert as_user(manager).post(url).status_code == 403
    assert "显示号码" not in as_user(manager).get(url).content.decode()
    assert PHONE in as_user(officer).post(url).content.decode()
    assert AuditEntry.objects.get(action="contact.open").object_id == str(contact.pk)


def test_numbers_leave_in_an_export_only_with_a_reason(as_user, officer, manager, park, contact):
    url = "/parks/records/contact/"
    for query in ("?format=xlsx", f"?do=export&pk={contact.pk}", "?format=xlsx&column=phone"):
        text = workbook_text(as_user(officer).get(url + query))
        assert "林园长" in text and "5678" not in text
    assert as_user(manager).post(url, {"reason": "防汛值班联络"}).status_code == 403
    assert as_user(officer).post(url, {"reason": " "}).status_code == 422
    assert PHONE in workbook_text(as_user(officer).post(url, {"reason": "防汛值班联络"}))
    assert AuditEntry.objects.get(action="contact.export").reason == "防汛值班联络"


def test_history_and_audit_keep_numbers_masked(as_user, officer, park, contact):
    client = as_user(officer)
    values = {"version": 1, "role": "head", "name": "林园长", "phone": "13987654321"}
    assert client.post(f"/parks/records/contact/{contact.pk}/edit/", values).status_code == 302
    page = client.get(f"/parks/records/contact/{contact.pk}/").content.decode()
    assert "138****5678" in page and "139****4321" in page and "13987654321" not in page and PHONE not in page
    entry = AuditEntry.objects.get(action="contact.change")
    assert entry.after["phone"] == "139****4321" and entry.before["phone"] == "138****5678"


def test_who_keeps_contacts_may_read_them():
    keepers = {code for code, role in ROLES.items() if "park.run" in role.permissions}
    readers = {code for code, role in ROLES.items() if "contact.view" in role.permissions}
    assert keepers <= readers == {"operator", "township_officer", "county_officer"}


def test_what_is_due_stands_beside_what_is_paid(as_user, park):
    cixi = ParkFactory(under=place("330282"))
    PhaseFactory(park=cixi, floor_area_m2=Decimal("100000"))
    ParcelFactory(park=cixi, contracted_on=datetime.date(2022, 1, 1), started_on=datetime.date(2022, 3, 1))
    FundPayment.objects.create(
        park=cixi, kind="maintenance", on=datetime.date(2023, 1, 1), paid_wan=Decimal("100")
    )
    client = as_user(user_with("county_officer", place("330282")))
    lines = client.get(f"/parks/{cixi.pk}/records/fund/").context["panel"].context["lines"]
    assert [(line["label"], line["due"], line["paid"], line["left"]) for line in lines] == [
        ("物业专项维修资金", "120", "100", "20"),
        ("物业保修金", "60", "0", "60"),
    ]
    assert lines[0]["explanation"].formula_text == "建筑面积 × 专项维修资金标准"


def test_meters_count_the_difference_by_month(as_user, officer, park):
    meter = Meter.objects.create(park=park, kind="water", number="S1")
    other = Meter.objects.create(park=park, kind="power", number="D1")
    for on, value in (((2021, 1, 31), 100), ((2021, 2, 10), 130), ((2021, 2, 28), 150), ((2021, 3, 31), 145)):
        MeterReading.objects.create(meter=meter, on=datetime.date(*on), value=value)
    for on, value in (((2021, 1, 31), 1000), ((2021, 2, 28), 1500)):
        MeterReading.objects.create(meter=other, on=datetime.date(*on), value=value)
    lines = as_user(officer).get(f"/parks/{park.pk}/records/meter/").context["panel"].context["lines"]
    assert [(line["month"], line["cells"], line["fell"]) for line in lines] == [
        ("2021-03", ["-5", "—", "—"], True),
        ("2021-02", ["50", "500", "—"], False),
    ]


@pytest.mark.parametrize(
    ("years", "mu", "state_land", "verdicts"),
    [
        ("2016-03-01", "100", True, ["met", "met", "met"]),
        ("2016-03-02", "99.9999", False, ["not_met", "deviates", "not_met"]),
        (None, "100.0001", None, ["data_missing", "met", "data_missing"]),
    ],
)
def test_w4_conditions_at_their_bounds(as_user, officer, park, years, mu, state_land, verdicts):
    row = Conversion.objects.create(
        park=park,
        name="旧厂",
        land_area_mu=Decimal(mu),
        in_production_since=years,
        is_state_land=state_land,
        consented_on=datetime.date(2021, 3, 1),
        appraised_price_wan=Decimal("800"),
        original_price_wan=Decimal("300"),
        difference_paid_wan=Decimal("450"),
    )
    panel = as_user(officer).get(f"/parks/records/conversion/{row.pk}/").context["panel"].context
    assert [line.finding.verdict.value for line in panel["lines"][:3]] == verdicts
    assert panel["difference"].result == Decimal("500") and "尚差 50.00 万元" in panel["difference"].note


def test_the_share_of_the_land_quota_at_its_bound(as_user, places):
    cixi, client = place("330282"), as_user(user_with("county_officer", place("330282")))
    for parks_mu, verdict in (("5", "met"), ("4.99", "deviates")):
        plan = SupplyPlan.objects.create(
            place=cixi,
            year=2022 + SupplyPlan.objects.count(),
            document="慈发改〔2022〕1号",
            issued_on=datetime.date(2022, 3, 1),
            new_land_quota_mu=Decimal(100),
            parks_quota_mu=Decimal(parks_mu),
        )
        found = client.get(f"/parks/records/supply-plan/{plan.pk}/").context["panel"].context["found"]
        assert found.finding.verdict.value == verdict


def test_a_meter_with_readings_stays(as_user, officer, park):
    meter = Meter.objects.create(park=park, kind="water", number="S1")
    MeterReading.objects.create(meter=meter, on=datetime.date(2021, 1, 31), value=1)
    answer = as_user(officer).post(f"/parks/records/meter/{meter.pk}/remove/", {"version": 1})
    assert answer.status_code == 422 and "下面还有抄表读数" in answer.content.decode()
    assert Meter.objects.exists() and not AuditEntry.objects.filter(action="meter.remove").exists()


def test_published_cases_are_for_everybody_and_drafts_for_nobody_else(as_user, neighbour, park):
    def case(title, on):
        return ModelCase.objects.create(place=place("330282"), title=title, summary="做法", published_on=on)

    case("已发布的案例", datetime.date(2022, 6, 1))
    draft, later = case("草稿案例", None), case("将发布的案例", datetime.date(2099, 1, 1))
    for user in (neighbour, user_with("operator", park.place)):
        text = as_user(user).get("/parks/cases/").content.decode()
        assert "已发布的案例" in text and draft.title not in text and later.title not in text
        assert as_user(user).get(f"/parks/records/model-case/{draft.pk}/").status_code == 404
