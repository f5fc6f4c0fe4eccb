"""Many people at the same moment: one number, one decision, one application."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from admissions.models import Application
from admissions.services import applications
from admissions.services.content import marks_text
from admissions.tests.conftest import CONTENT
from enterprises.models import Enterprise, Occupancy
from portal.errors import PortalError
from portal.models import FlowEntry

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run all acts at the same moment, each on its own connection; answers their outcomes."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            outcomes.append(act())
        except PortalError as refusal:
            outcomes.append(refusal.code)
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_hundred_submissions_of_one_application_give_one_number(house, browse):
    """Twenty tabs, ten times each: one submission, and the same receipt for all."""
    application = house.draft()
    clients = [browse(house.operator, fresh=True) for _ in range(20)]
    address = f"/admissions/{application.pk}/submit/"
    form = {"version": application.version, "own_use_declared": "on"}
    rounds = at_once(*[lambda c=client: [c.post(address, **form) for _ in range(10)] for client in clients])
    answers = [answer for own in rounds for answer in own]
    assert len(answers) == 200
    assert {(a.status_code, a.url) for a in answers} == {(302, f"/admissions/{application.pk}/receipt/")}
    application.refresh_from_db()
    assert application.revision == 1 and FlowEntry.objects.count() == 1
    assert browse(house.operator).get(address).url == f"/admissions/{application.pk}/receipt/"


def test_of_tabs_that_save_at_once_each_change_is_kept_or_refused(house, browse):
    application = house.draft()
    application.refresh_from_db()
    seen = marks_text(application, ("expected_tax_wan",))
    address = f"/admissions/{application.pk}/sections/tax/"
    clients = [browse(house.operator, fresh=True) for _ in range(8)]
    form = {"version": 1, "seen": seen}
    answers = at_once(
        *[
            lambda c=c, n=n: c.autosave(address, **form, expected_tax_wan=n)
            for n, c in enumerate(clients, 100)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    application.refresh_from_db()
    assert application.version == 2 and application.expected_tax_wan in range(100, 108)


def test_two_officers_at_once_make_one_decision(house):
    colleague = house.colleague
    application = house.hear(house.in_review())
    outcomes = at_once(
        lambda: house.approve(application).state,
        lambda: house.step("propose_refusal", application, actor=colleague, comment="不符合。").state,
        lambda: house.step("send_back", application, actor=colleague, comment="补。").state,
    )
    assert outcomes.count("illegal_state") == 2
    application.refresh_from_db()
    assert application.state in outcomes and FlowEntry.objects.count() == 3


def test_a_contract_that_takes_effect_twice_at_once_settles_once(house):
    application = house.approve(house.submitted())
    outcomes = at_once(lambda: house.settle(application).state, lambda: house.settle(application).state)
    assert sorted(outcomes) == ["illegal_state", "settled"]
    assert Occupancy.objects.count() == 1


def test_two_drafts_for_one_firm_at_once_make_one(house):
    outcomes = at_once(*[lambda: house.draft().pk for _ in range(8)])
    assert outcomes.count("already_open") == 7
    assert Application.objects.count() == 1


def test_one_page_sent_eight_times_at_once_makes_one_draft(house, browse):
    form = {"park": house.park.pk, "token": uuid4(), "firm_name": "温州泵业有限公司"}
    clients = [browse(house.operator, fresh=True) for _ in range(8)]
    answers = at_once(*[lambda c=client: c.post("/admissions/new/", **form) for client in clients])
    draft = Application.objects.get()
    assert {(a.status_code, a.url) for a in answers} == {(302, f"/admissions/{draft.pk}/edit/")}


def test_two_parks_take_in_one_new_firm_at_once(house):
    first = house.submitted()
    neighbour = applications.draft_application(actor=house.other_operator, park=house.next_door, **CONTENT)
    second = applications.submit(
        application=neighbour, actor=house.other_operator, own_use_declared=True, version=None
    )
    first, second = house.approve(first), house.approve(second)
    outcomes = at_once(lambda: house.settle(first).state, lambda: house.settle(second).state)
    assert outcomes == ["settled", "settled"]
    assert Enterprise.objects.count() == 1 and Occupancy.objects.count() == 2


def test_an_edit_and_a_submission_at_once_never_change_what_was_submitted(house):
    application = house.draft()
    edit = {"actor": house.operator, "version": application.version, **CONTENT, "employees": 99}
    outcomes = at_once(
        lambda: applications.revise_application(application=application, **edit).state,
        lambda: house.submit(application, version=application.version).state,
    )
    application.refresh_from_db()
    assert sorted(map(str, outcomes)) in (
        ["conflict", "submitted"],
        ["illegal_state", "submitted"],
        ["draft", "moved_on"],
    )
    assert (application.state, application.employees) in (("submitted", 45), ("draft", 99))
