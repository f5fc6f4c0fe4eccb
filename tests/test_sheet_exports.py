"""What a list gives out to be changed comes back without a change, whatever is filtered, doubled or odd in it."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from enterprises.models import Enterprise
from parks.models import Unit
from planning.models import PlanTarget
from planning.services.reference import load_reference
from portal.models import SheetLine
from portal.sheets import services
from tests.factories import (
    OccupancyFactory,
    ParkFactory,
    TenancyContractFactory,
    UnitFactory,
    YearlyFigureFactory,
    place,
    user_with,
)

pytestmark = pytest.mark.django_db
# A name that a spreadsheet would compute, if it were let.
ODD = "=1+1，“甲”"
LISTS = {
    "parks": "/parks/",
    "units": "/parks/units/",
    "enterprises": "/enterprises/",
    "occupancies": "/enterprises/rooms/",
    "contracts": "/parks/records/tenancy/",
    "yearly_figures": "/enterprises/figures/",
    "plan_targets": "/planning/targets/",
}


@pytest.fixture
def city(places):
    """A city with two parks of one name, full of everything."""
    load_reference()
    parks = [
        ParkFactory(under=place("330302"), name="东风园"),
        ParkFactory(under=place("330304"), name="东风园"),
        ParkFactory(under=place("330302"), name="朝阳园"),
    ]
    for number, park in enumerate(parks):
        for room in ("101", "", ODD):
            unit = UnitFactory(storey__building__park=park, name=room or "B1")
            firm = OccupancyFactory(park=park, room=room, unit=unit).enterprise
            Enterprise.objects.filter(pk=firm.pk).update(industry_code="344")
            earlier = OccupancyFactory(
                enterprise=firm,
                park=park,
                room=room,
                valid_from=datetime.date(2018, 1, 1),
                valid_until=datetime.date(2019, 5, 1),
            )
            TenancyContractFactory(enterprise=firm, park=park, occupancy=earlier, amount_wan=Decimal("10.5"))
            TenancyContractFactory(enterprise=firm, park=park, number=f"{ODD}{number}{room}")
            YearlyFigureFactory(enterprise=firm, park=park, year=2021)
    Unit.objects.filter(name="101").update(is_self_held=True, self_held_until=datetime.date(2031, 1, 1))
    return place("330300")


def given_out(user, address):
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("kind", LISTS)
def test_it_comes_back_unchanged(city, kind):
    user = user_with("city_officer" if kind == "plan_targets" else "county_officer", city)
    data = given_out(user, f"{LISTS[kind]}?format=sheet")
    batch = services.stage(actor=user, kind=kind, data=data, filename="导出.xlsx")
    assert [line.problems for line in batch.lines.filter(status=SheetLine.Status.WRONG)] == []
    assert [(line.label, line.before) for line in batch.lines.filter(status="changed")] == []
    assert batch.counts["new"] == 0 and batch.counts["unchanged"] > 2


def test_only_what_the_filter_shows_with_filter_and_time_noted(city):
    user = user_with("county_officer", city)
    data = given_out(user, "/parks/units/?format=sheet&q=101")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert "单元号或幢号=101" in rows[0][0] and "导出时间" in rows[0][0]
    assert len(rows) == 2 + 3
    assert "建筑面积（㎡）*" in rows[1] or "建筑面积(㎡)*" in rows[1]


def test_nothing_given_out_is_a_formula(city):
    user = user_with("county_officer", city)
    for kind in ("units", "contracts", "occupancies"):
        sheet = openpyxl.load_workbook(io.BytesIO(given_out(user, f"{LISTS[kind]}?format=sheet"))).worksheets[
            0
        ]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert any(ODD in str(cell.value) for cell in cells)
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, kind


def test_the_plan_is_listed_as_printed(city):
    client = Client()
    client.force_login(user_with("manager", city))
    page = client.get("/planning/targets/?indicator=annex1.land_started&year=null")
    assert page.context["table"].total == 0
    page = client.get("/planning/targets/?year=2020")
    assert page.context["table"].total == PlanTarget.objects.filter(year=2020).count()
    assert "format=sheet" not in page.content.decode()
