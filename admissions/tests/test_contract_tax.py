"""What came of a promise of tax is told to those alone who may see tax figures."""

import datetime

import pytest
from django.urls import reverse

from admissions.measures.performance import as_seen_by, assessed
from admissions.models import Commitment
from admissions.tests import contract_scenes
from portal.numbers import HIDDEN
from tests.factories import ParkFactory, give, place, user_with

pytestmark = pytest.mark.django_db


def test_the_tax_of_a_promise_is_hidden_from_other_departments(client, places):
    contract = contract_scenes.effective(ParkFactory(name="东风园"))
    pages = (reverse("admissions:contract", args=(contract.pk,)), reverse("admissions:performance"))
    for department, hidden in (("fire", True), ("tax", False)):
        reviewer = user_with("department_reviewer", None)
        give(reviewer, "department_reviewer", place("330302"), department=department)
        client.force_login(reviewer)
        for page in pages:
            assert (HIDDEN in client.get(page).content.decode()) is hidden, (department, page)


def test_the_measure_itself_hides_it(places):
    contract = contract_scenes.effective(ParkFactory(name="东风园"))
    reviewer = user_with("department_reviewer", place("330302"))
    officer = user_with("county_officer", place("330302"))
    rows = assessed(Commitment.objects.filter(contract=contract), 2020, datetime.date(2021, 5, 1))
    assert dict(as_seen_by(rows, reviewer).values_list("kind", "is_tax_hidden")) == {
        "full_production": False,
        "tax_per_mu": True,
    }
    assert not as_seen_by(rows, officer).filter(is_tax_hidden=True).exists()
