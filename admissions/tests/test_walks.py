"""Random walks by everybody: the application never leaves the diagram, and its log folds to its state."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admissions.flows import ADMISSION
from admissions.procedures import procedure_for
from portal.errors import NotAllowed, PortalError
from portal.workflow import history, perform

pytestmark = pytest.mark.django_db

PEOPLE = ("operator", "officer", "colleague", "other_operator", "far_officer", "manager", "department")
STEPS = tuple(ADMISSION.by_transition)
ATTEMPTS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(STEPS), st.sampled_from(["", "意见"])),
    min_size=5,
    max_size=40,
)
GIVEN = {
    "own_use_declared": True,
    "valid_from": datetime.date(2026, 9, 1),
    "floor_area_m2": Decimal(2000),
    "reason": "不符合产业方向。",
}


def folded(application) -> str:
    """The state that the log alone leads to; each entry starts where the one before ended."""
    state = ADMISSION.initial
    for entry in history(ADMISSION, application):
        step = ADMISSION.by_transition[entry.transition]
        assert (entry.source, entry.target) == (state, step.target) and state in step.sources
        assert bool(entry.comment) or not step.comment_required
        state = entry.target
    return state


class Rollback(Exception):
    pass


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(attempts=ATTEMPTS)
def test_walks(house, attempts):
    with pytest.raises(Rollback), transaction.atomic():
        walk(house, attempts)
        raise Rollback


def walk(house, attempts) -> None:
    application, number = house.draft(), None
    supplied = {**GIVEN, "cleared": procedure_for(application).signs}
    for person, code, comment in attempts:
        actor, step = getattr(house, person), ADMISSION.by_transition[code]
        allowed = ADMISSION.objection(step, application, actor) is None
        try:
            with transaction.atomic():
                application = perform(
                    flow=ADMISSION,
                    subject=application,
                    transition=code,
                    actor=actor,
                    comment=comment,
                    given=supplied,
                )
            assert allowed and (person == "operator") == step.permission.endswith("draft")
            assert person in ("operator", "officer", "colleague")
        except (PortalError, NotAllowed) as refusal:
            assert not allowed or refusal.code == "comment_required"
        assert application.number is None or number in (None, application.number)
        number = application.number
        assert folded(application) == application.state
