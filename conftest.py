"""Fixtures for every test of the house."""

import pytest

from accounts.models import Place
from accounts.services.places import load_reference


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The worker's own database, with the tree of places in it."""
    with django_db_blocker.unblock():
        load_reference()


@pytest.fixture
def places(db):
    """The reference tree of places: 浙江省, 温州市 and its areas, 宁波市, 慈溪市, their townships.

    A test that writes for others to see is followed by an emptied database: then they come back.
    """
    if not Place.objects.exists():
        load_reference()
