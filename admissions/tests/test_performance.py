"""What a contract promised beside what became of it: breaches, lamps, days."""

import datetime
from decimal import Decimal

import pgtrigger
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from admissions.contract_page import parts as page_parts
from admissions.measures.performance import assessed
from admissions.models import AdmissionContract, Breach, Commitment, Finding, Fulfilment
from admissions.registrations import contract as registrations
from admissions.rules.performance import Terms, step_standing, sum_standing, term_standing, year_standing
from admissions.services import performance
from admissions.tests.contract_scenes import effective as put_effective
from admissions.tests.contract_steps import DAY
from enterprises.models import Occupancy
from portal.errors import Incomplete, NotAllowed
from portal.models import Notice
from tests.factories import YearlyFigureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_documents")]


def test_a_breach_is_put_right_and_closed_by_another(house):
    contract = put_effective(house.park)
    found = timezone.localdate()
    breach = performance.record_breach(
        actor=house.officer, contract=contract, ground="use", found_on=found, description="擅自转租"
    )
    assert breach.due_on == found + datetime.timedelta(days=30)
    assert Notice.objects.filter(person=house.operator, title__contains="整改").count() == 1
    with pytest.raises(NotAllowed):
        performance.step_breach(
            breach=breach, transition="reply", actor=house.other_operator, comment="已清退"
        )
    breach = performance.step_breach(
        breach=breach, transition="reply", actor=house.operator, comment="已清退"
    )
    with pytest.raises(NotAllowed, match="以外的人"):
        performance.step_breach(breach=breach, transition="accept", actor=house.officer)
    breach = performance.step_breach(breach=breach, transition="accept", actor=house.colleague)
    assert breach.state == "corrected" and breach.settled_by == house.colleague
    with pytest.raises(DatabaseError), transaction.atomic():
        Breach.objects.filter(pk=breach.pk).update(settled_by=house.officer)


def test_a_breach_is_not_upheld_before_its_day(house):
    breach = performance.record_breach(
        actor=house.officer,
        contract=put_effective(house.park),
        ground="other",
        found_on=timezone.localdate(),
        description="迟迟未装修",
    )
    with pytest.raises(Incomplete, match="未到"):
        performance.step_breach(breach=breach, transition="uphold", actor=house.officer, comment="逾期")


def test_the_database_judges_promises_as_the_rules_do(house):
    """Every promise of a contract, at several days and figures: SQL and the written-down rule agree."""
    contract = put_effective(house.park)
    application, terms = contract.application, Terms(Decimal(80), 30)
    YearlyFigureFactory(
        enterprise=application.enterprise,
        park=house.park,
        year=2020,
        tax_wan="799.99",
        sales_wan="800",
        employees=1000,
    )
    Fulfilment.objects.create(
        application=application,
        kind="investment",
        on=DAY(2020, 6, 1),
        value=850,
        evidence="审计",
        noted_by=house.officer,
    )
    rows = commitments_in_memory(contract)
    for today in (DAY(2020, 4, 1), DAY(2020, 5, 6), DAY(2020, 5, 7), DAY(2021, 1, 1)):
        for year in (2018, 2020, 2021):
            for one in assessed(Commitment.objects.filter(pk__in=rows), year, today).select_related(
                "contract"
            ):
                assert one.standing == expected(one, year, today, terms), (one.kind, year, today)


def commitments_in_memory(contract):
    """Promises of every kind on a draft of the same application's next version."""
    following = AdmissionContract.objects.create(
        application=contract.application,
        number=contract.number,
        revision=2,
        amends=contract,
        tenure="purchased",
        floor_area_m2=1000,
        yellow_percent=80,
        reminder_days=30,
        rectification_days=30,
        drafted_by=contract.drafted_by,
    )
    due = {kind: {"due_on": DAY(2020, 5, 6)} for kind in ("production", "fit_out")}
    yearly = {
        kind: {"target": 1000, "first_year": 2020} for kind in ("tax", "sales", "employees", "tax_per_mu")
    }
    sums = {"investment": {"target": 1000, "due_on": DAY(2020, 5, 6)}}
    return [
        Commitment.objects.create(contract=following, kind=kind, **values).pk
        for kind, values in {**due, **yearly, **sums}.items()
    ]


def expected(one, year, today, terms):
    if one.first_year:
        return year_standing(one.target, one.first_year, year, one.actual, terms)
    if one.kind == "investment":
        return sum_standing(one.target, one.due_on, one.actual, today, terms)
    return step_standing(one.due_on, one.done_on, today, terms)


def test_a_term_of_self_holding_has_its_own_lamp_until_its_day(house):
    """自持期限: runs, is kept once over; broken by whoever leaves before it or passes the rooms on without leave."""
    contract = put_effective(house.park)
    with pgtrigger.ignore():
        term = Commitment.objects.create(contract=contract, kind="self_hold", due_on=DAY(2025, 5, 6))

    def lamp(today, term=term):
        one = assessed(Commitment.objects.filter(pk=term.pk), today.year - 1, today).get()
        broken = bool(one.left_early) or one.is_passed_on
        assert one.standing == term_standing(term.due_on, broken, today)
        return one.standing

    assert [lamp(DAY(2025, 5, 6)), lamp(DAY(2025, 5, 7))] == ["running", "met"]
    room = contract.application.occupancy
    found = {"park": house.park, "occupancy": room, "content": "转租他人", "found_on": DAY(2023, 1, 1)}
    finding = Finding.objects.create(kind="unapproved_sublease", **found)
    assert lamp(DAY(2023, 2, 1)) == "broken"
    assert term in registrations.pressing(house.officer)
    finding.delete()
    Finding.objects.create(kind="unapproved_sublease", state="dismissed", **found)
    Finding.objects.create(kind="off_trade", **found)
    assert lamp(DAY(2023, 2, 1)) == "running"
    Occupancy.objects.filter(pk=room.pk).update(valid_until=DAY(2024, 1, 1))
    assert lamp(DAY(2024, 2, 1)) == "broken"
    text = page_parts(contract, house.officer, DAY(2024, 2, 1))["promises"]
    assert {"已违反"} == {row["lamp"].word for row in text if row["label"] == "自持"}


def test_days_of_promises_go_into_a_calendar(house, browse):
    put_effective(house.park)
    answer = browse(house.officer).get("/admissions/performance/", format="ics")
    text = answer.content.decode()
    assert "DTSTART;VALUE=DATE:20200506" in text and text.startswith("BEGIN:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
