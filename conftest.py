"""Fixtures for every test of the house."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Place
from accounts.services.places import load_reference
from admissions.services.reference import load_reference as load_schemes


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The worker's own database, with the tree of places and the reference schemes in it."""
    with django_db_blocker.unblock():
        load_reference()
        load_schemes()


def plant() -> None:
    """A test that writes for others to see is followed by an emptied database: then the places come back."""
    if not Place.objects.exists():
        load_reference()
        load_schemes()


@pytest.fixture
def places(db):
    """The reference tree of places: 浙江省, 温州市 and its areas, 宁波市, 慈溪市, their townships."""
    plant()


@pytest.fixture(scope="module")
def kept_places(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The places, in a transaction around all tests of a module: a dear world is made in it once.

    Each test undoes what it did itself; what the module's own fixtures made goes after the last one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        plant()
        yield
        transaction.set_rollback(True)
