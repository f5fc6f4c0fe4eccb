"""Fixtures for every test of the house."""

import pytest

from accounts.services.places import load_reference


@pytest.fixture
def places(db):
    """The reference tree of places: 浙江省, 温州市 and its areas, 宁波市, 慈溪市, their townships."""
    load_reference()
