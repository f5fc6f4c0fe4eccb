"""What no path into the database gets around, raw SQL included."""

import pytest
from django.db import DatabaseError, connection, transaction

from admissions.models import Application
from admissions.tests.conftest import CONTENT

pytestmark = pytest.mark.django_db
STATES = tuple(Application.State.values)


def write(application: Application, **values: str) -> None:
    """UPDATE by hand; the values are SQL."""
    assignments = ", ".join(f"{name} = {value}" for name, value in values.items())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE admissions_application SET {assignments} WHERE id = {application.pk}")


def refused(application: Application, constraint: str, **values: str) -> None:
    """The row's own constraint refuses, or the flow's diagram does before it comes to that."""
    with pytest.raises(DatabaseError, match=f"{constraint}|^flow admission: there is no way"):
        write(application, **values)


@pytest.fixture
def in_state(house):
    """An application that came into each state the proper way."""
    ways = {
        "draft": house.draft,
        "submitted": house.submitted,
        "returned": house.returned,
        "in_review": house.in_review,
        "refusal_pending": lambda: house.step("propose_refusal", house.submitted(), comment="不符合。"),
        "approved": lambda: house.approve(house.submitted()),
        "settled": lambda: house.settle(house.submitted()),
        "refused": lambda: house.refuse(house.submitted()),
        "withdrawn": lambda: house.step("withdraw", house.submitted()),
    }
    return lambda state: ways[state]()


@pytest.mark.parametrize("target", [state for state in STATES if state not in ("draft", "withdrawn")])
def test_a_draft_cannot_be_written_into_another_state(in_state, target):
    """Number, dates and people are missing; only a withdrawal needs none of them."""
    refused(in_state("draft"), "application_", state=f"'{target}'")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("submitted", "draft"),
        ("submitted", "approved"),
        ("submitted", "refused"),
        ("submitted", "in_review"),
        ("submitted", "refusal_pending"),
        ("in_review", "submitted"),
        ("in_review", "returned"),
        ("in_review", "approved"),
        ("in_review", "settled"),
        ("in_review", "refused"),
        ("in_review", "refusal_pending"),
        ("refusal_pending", "refused"),
        ("refusal_pending", "approved"),
        ("approved", "settled"),
        ("settled", "approved"),
        ("settled", "lapsed"),
        ("returned", "draft"),
        ("returned", "submitted"),
        ("approved", "submitted"),
        ("approved", "refused"),
        ("approved", "withdrawn"),
        ("refused", "approved"),
        ("refused", "submitted"),
        ("submitted", "nonsense"),
    ],
)
def test_a_state_without_its_dates_and_people_is_refused(in_state, source, target):
    refused(in_state(source), "application_", state=f"'{target}'")


@pytest.mark.parametrize(
    ("state", "column"),
    [
        ("submitted", "number"),
        ("submitted", "first_submitted_on"),
        ("submitted", "submitted_at"),
        ("submitted", "submitted_by_id"),
        ("submitted", "requested_floor_m2"),
        ("submitted", "employees"),
        ("approved", "decided_at"),
        ("approved", "decided_by_id"),
        ("approved", "approved_floor_m2"),
        ("approved", "accepted_by_id"),
        ("in_review", "accepted_at"),
        ("refusal_pending", "refusal_proposed_by_id"),
        ("refused", "refusal_proposed_by_id"),
        ("settled", "occupancy_id"),
        ("settled", "enterprise_id"),
        ("refused", "decided_at"),
        ("refused", "decided_by_id"),
    ],
)
def test_what_a_state_rests_on_cannot_be_taken_away(in_state, state, column):
    refused(in_state(state), "application_|Cannot update", **{column: "NULL"})


def test_a_draft_has_no_number(in_state):
    refused(in_state("draft"), "application_number_with_submission", number="'RY-2026-000001'")


def test_number_first_date_and_author_stay(house, in_state):
    application = in_state("returned")
    for values in (
        {"number": "'RY-2026-999999'"},
        {"first_submitted_on": "'2019-01-01'"},
        {"created_by_id": str(house.officer.pk)},
    ):
        refused(application, "Cannot update rows", **values)


def test_who_drafted_cannot_be_who_decided(house, in_state):
    refused(in_state("approved"), "application_decided_by_another", decided_by_id=str(house.operator.pk))


def test_a_refusal_keeps_its_reason_and_its_two_people(house, in_state):
    application = in_state("refused")
    refused(application, "application_refusal_with_reason", refusal_reason="''")
    refused(application, "application_refused_by_two", decided_by_id=str(house.officer.pk))


@pytest.mark.parametrize(
    ("state", "column"),
    [("in_review", "accepted_by_id"), ("refusal_pending", "refusal_proposed_by_id")],
)
def test_who_drafted_can_neither_qualify_nor_propose_a_refusal(house, in_state, state, column):
    refused(in_state(state), "application_decided_by_another", **{column: str(house.operator.pk)})


def test_a_decision_is_not_older_than_the_submission(in_state):
    refused(in_state("refused"), "application_decided_after_submission", decided_at="'2019-01-01'")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("application_uscc_form", {"uscc": "'91330302R6838WPG6'"}),
        ("application_uscc_form", {"uscc": "'91330302r6838wpg60'"}),
        ("application_uscc_form", {"uscc": "'91330302I6838WPG60'"}),
        ("application_industry_form", {"industry_code": "'34x'"}),
        ("application_floor_positive", {"requested_floor_m2": "0"}),
        ("application_not_negative", {"expected_tax_wan": "-0.01"}),
        ("application_not_negative", {"investment_wan": "-1"}),
    ],
)
def test_values_have_their_form(in_state, constraint, values):
    refused(in_state("draft"), constraint, **values)


def test_one_open_application_per_firm_and_park(house):
    house.submitted()
    twin = Application(park=house.park, created_by=house.operator, owner=house.operator, **CONTENT)
    with pytest.raises(DatabaseError, match="application_open_once_per_firm"), transaction.atomic():
        twin.save()
    twin.park = house.next_door
    twin.save()
    assert Application.objects.count() == 2


def test_the_constraints_speak_chinese(house):
    house.draft()
    twin = Application(park=house.park, created_by=house.operator, owner=house.operator, **CONTENT)
    messages = {
        constraint.name: str(constraint.get_violation_error_message())
        for constraint in twin._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
    assert messages["application_open_once_per_firm"].startswith("该企业在本园区已有正在办理的申请")
    assert all(message.endswith("。") for message in messages.values())
