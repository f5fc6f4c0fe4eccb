"""一事一议: two people, between its dates, readable by everybody; reasons of deviations; what if."""

import datetime

import pytest
from django.test import Client

from parks.compliance import Supposed, hold
from parks.flows import WAIVER
from parks.models import ComplianceReason, HigherStandard, Park, Waiver
from parks.records.kind import record_kinds
from parks.services.records import change_record
from parks.services.soundness import Unsound
from portal.errors import NotAllowed
from portal.workflow import perform
from tests.factories import ParcelFactory, ParkFactory, PhaseFactory, place, user_with

pytestmark = pytest.mark.django_db
DAY = datetime.date
FIELDS = {"park", "county", "rule", "ground", "reason", "document", "decided_on", "valid_until"}


@pytest.fixture
def second(places):
    return user_with("county_officer", place("330302"), display_name="鹿城复核")


@pytest.fixture
def low(places):
    """A park of 鹿城区 whose floor area ratio deviates."""
    park = ParkFactory(name="双屿园")
    ParcelFactory(park=park, contracted_on=DAY(2019, 3, 1), started_on=None)
    PhaseFactory(park=park, far_counted_floor_m2=60000)
    return park


def waiver_of(park, **values):
    return Waiver.objects.create(
        park=park,
        **{
            "rule": "w05.far",
            "reason": "重型设备",
            "document": "会议纪要〔2021〕3号",
            "decided_on": DAY(2021, 3, 1),
            "valid_until": DAY(2021, 6, 30),
            **values,
        },
    )


def granted(park, officer, second, **values):
    row = perform(flow=WAIVER, subject=waiver_of(park, **values), transition="submit", actor=officer)
    return perform(flow=WAIVER, subject=row, transition="grant", actor=second)


def verdict(park, code, today, supposed=None):
    held = hold([park.pk], today, supposed)[park.pk]
    return {one.standard.code: one.finding.verdict.value for one in held.judged}.get(code)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (DAY(2021, 2, 28), "deviates"),
        (DAY(2021, 3, 1), "waived"),
        (DAY(2021, 6, 30), "waived"),
        (DAY(2021, 7, 1), "deviates"),
    ],
)
def test_a_waiver_holds_between_its_dates(low, officer, second, today, expected):
    granted(low, officer, second)
    assert verdict(low, "w05.far", today) == expected


def test_only_what_was_granted_waives(low, officer, second):
    row = perform(flow=WAIVER, subject=waiver_of(low), transition="submit", actor=officer)
    assert verdict(low, "w05.far", DAY(2021, 4, 1)) == "deviates"
    perform(flow=WAIVER, subject=row, transition="refuse", actor=second, comment="依据不足")
    assert verdict(low, "w05.far", DAY(2021, 4, 1)) == "deviates"


def test_nobody_settles_his_own(low, officer, second, manager, as_user):
    row = perform(flow=WAIVER, subject=waiver_of(low), transition="submit", actor=officer)
    for person in (officer, manager):
        with pytest.raises(NotAllowed):
            perform(flow=WAIVER, subject=row, transition="grant", actor=person)
        assert as_user(person).get(f"/parks/records/waiver/{row.pk}/steps/grant/").status_code == 403
    answer = as_user(second).post(
        f"/parks/records/waiver/{row.pk}/steps/grant/", {"comment": "", "version": row.version}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.submitted_by, row.settled_by) == ("granted", officer, second)


def test_what_is_submitted_is_not_changed(low, officer):
    row = perform(flow=WAIVER, subject=waiver_of(low), transition="submit", actor=officer)
    with pytest.raises(Unsound):
        change_record(
            actor=officer,
            kind=record_kinds.get("waiver"),
            row=row,
            version=row.version,
            values={"reason": "改"},
        )


def test_everybody_reads_what_is_waived_and_nothing_else(low, officer, second):
    today = datetime.date.today()
    granted(low, officer, second, decided_on=today, valid_until=today)
    waiver_of(low, document="草稿文件", valid_until=today)
    answer = Client().get("/parks/waivers/")
    assert answer.status_code == 200
    assert [set(row) for row in answer.context["rows"]] == [FIELDS]
    html = answer.content.decode()
    assert "会议纪要〔2021〕3号" in html and "草稿文件" not in html and officer.display_name not in html


def test_the_card_asks_for_the_reason_of_a_deviation_and_shows_it(low, officer, as_user):
    client, path = as_user(officer), f"/parks/{low.pk}/compliance/"
    assert f"/parks/{low.pk}/records/deviation/new/" in client.get(path).content.decode()
    ComplianceReason.objects.create(park=low, rule="w05.far", reason="层高较高")
    assert "理由：层高较高" in client.get(path).content.decode()


def test_what_if_another_policy_or_another_day(low, officer, as_user):
    today = DAY(2021, 12, 1)
    assert verdict(low, "w05.far", today) == "deviates"
    assert verdict(low, "w05.far", today, Supposed("cixi-2021")) is None
    assert verdict(low, "c02.far", today, Supposed("cixi-2021")) == "deviates"
    assert verdict(low, "w05.far", today, Supposed(on=DAY(2018, 12, 31))) is None
    before = Park.objects.values().get(pk=low.pk)
    html = as_user(officer).get(f"/parks/{low.pk}/compliance/?policy=cixi-2021").content.decode()
    assert "【假设】" in html and "说明理由" not in html
    assert "【假设】" not in as_user(officer).get(f"/parks/{low.pk}/compliance/").content.decode()
    assert Park.objects.values().get(pk=low.pk) == before


def test_a_standard_set_higher_up_wins_while_it_holds(places):
    park = ParkFactory(under=place("330282"))
    ParcelFactory(park=park, contracted_on=DAY(2021, 9, 1), started_on=None, promised_tax_per_mu=20)
    HigherStandard.objects.create(
        place=place("330282"),
        rule="c04.tax_per_mu",
        value="20.01",
        document="甬政",
        valid_from=DAY(2022, 1, 1),
    )
    assert verdict(park, "c04.tax_per_mu", DAY(2021, 12, 31)) == "met"
    assert verdict(park, "c04.tax_per_mu", DAY(2022, 1, 1)) == "deviates"
