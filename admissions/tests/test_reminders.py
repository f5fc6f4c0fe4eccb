"""What falls due is told once for each occasion, to those whom it concerns, on the day and not before."""

import datetime

import pgtrigger
import pytest
from django.core.management import call_command

from admissions.models import AdmissionContract, Commitment
from admissions.registrations.contract import ending_rows
from admissions.services.reminders import remind
from admissions.tests.contract_scenes import breach, effective
from admissions.tests.rounds import on
from portal.models import Notice

pytestmark = pytest.mark.django_db
DAY = datetime.date


def told(person, day: datetime.date) -> list[str]:
    """The titles of the notices the person is newly given on a day."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with on(day):
        call_command("remind", verbosity=0)
    rows = Notice.objects.filter(person=person).exclude(pk__in=before)
    return [row.title.split("：")[0] for row in rows.order_by("pk")]


def test_departments_hear_before_their_last_day_and_after_it(house, admission_schemes):
    with on(DAY(2026, 3, 2)):
        opinion = house.in_review().opinions.get(department="environment")
    assert opinion.due_on.weekday() < 5
    last = opinion.due_on
    assert told(house.department, last - datetime.timedelta(days=5)) == []
    assert told(house.department, last) == [f"部门意见{last} 到期，请按期出具"]
    assert told(house.department, last) == []
    late = last + datetime.timedelta(days=1)
    assert told(house.department, late) == ["部门意见已逾期，请尽快出具"]
    assert told(house.department, late + datetime.timedelta(days=30)) == []
    assert Notice.objects.filter(person=house.operator, title__contains="部门意见").count() == 0


def test_who_has_spoken_is_left_alone(house, admission_schemes):
    with on(DAY(2026, 3, 2)):
        opinion = house.hear(house.in_review()).opinions.get(department="environment")
    assert told(house.department, opinion.due_on) == []


def test_promises_and_rectifications_are_reminded_of_once(house):
    contract = effective(house.park, "甲")
    with on(DAY(2020, 4, 1)):
        assert remind() == 0  # 30 days before 6 May begin on the 6th of April
    assert told(house.operator, DAY(2020, 4, 6)) == ["承诺即将到期"]
    assert told(house.operator, DAY(2020, 4, 30)) == []
    assert told(house.officer, DAY(2020, 5, 7)) == ["承诺逾期"]
    breach(house.park, contract=contract)
    assert told(house.officer, DAY(2020, 5, 7)) == ["整改已逾期"]
    assert told(house.far_officer, DAY(2020, 5, 8)) == []


def test_a_promise_written_anew_is_another_occasion_only_with_another_day(house):
    contract = effective(house.park, "甲")
    assert told(house.operator, DAY(2020, 5, 7)) == ["承诺逾期"]
    with pgtrigger.ignore():
        Commitment.objects.filter(contract=contract, kind="full_production").delete()
        again = Commitment.objects.create(contract=contract, kind="full_production", due_on=DAY(2020, 5, 6))
    assert told(house.operator, DAY(2020, 5, 8)) == []
    with pgtrigger.ignore():
        Commitment.objects.filter(pk=again.pk).update(due_on=DAY(2020, 6, 1))
    assert told(house.operator, DAY(2020, 5, 8)) == ["承诺即将到期"]


def test_a_lease_that_ends_is_told_and_stands_in_the_work_list(house):
    lease = effective(house.park, "甲")
    with pgtrigger.ignore():
        AdmissionContract.objects.filter(pk=lease.pk).update(valid_until=DAY(2021, 5, 5))
        Commitment.objects.filter(contract=lease).delete()
    with on(DAY(2021, 4, 1)):
        assert ending_rows(house.officer) == []
    with on(DAY(2021, 4, 6)):
        row = ending_rows(house.officer)[0]
        assert (row.title, row.clock) == (lease.application.firm_name, "还有 29 天")
        assert ending_rows(house.far_officer) == []
    assert told(house.officer, DAY(2021, 4, 6)) == ["合同即将到期"]
    assert told(house.officer, DAY(2021, 4, 7)) == []
    assert told(house.officer, DAY(2021, 5, 6)) == ["合同已到期"]
