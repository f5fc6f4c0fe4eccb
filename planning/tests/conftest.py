import pytest

from planning.services.reference import load_reference


@pytest.fixture
def plan(places):
    """The tree of places, both tables of the plan and the reference lamp scheme."""
    load_reference()
