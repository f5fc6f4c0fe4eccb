"""On paper: the card of compliance is one sheet of A4."""

import datetime
import re

import pytest

from parks.models import ComplianceReason
from tests.factories import ParcelFactory, ParkFactory, PhaseFactory, place, user_with

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.date


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize(("county", "on"), [("330302", DAY(2019, 3, 1)), ("330282", DAY(2021, 9, 1))])
def test_the_card_of_compliance_is_one_sheet(places, visit, county, on):
    """With every check of the policy on it, and a reason given for a deviation."""
    park = ParkFactory(under=place(county), name="温州市鹿城区双屿鞋都小微企业创业园二期")
    ParcelFactory(park=park, contracted_on=on, started_on=None, land_area_mu=200)
    PhaseFactory(park=park, far_counted_floor_m2=60000, non_production_floor_m2=1000)
    far = "c02.far" if county == "330282" else "w05.far"
    ComplianceReason.objects.create(park=park, rule=far, reason="生产工艺要求单层高跨厂房，" * 4)
    window = visit()
    window.become(user_with("county_officer", place(county)))
    for address in (f"/parks/{park.pk}/compliance/", f"/parks/{park.pk}/compliance/?on=2021-09-01"):
        page = window.open(address)
        assert page.locator(".compliance-table tbody tr").count() > 15
        assert pages_of(page.pdf(format="A4", print_background=True)) == 1, address
