"""Units by sheet: buildings and storeys are made where they are missing."""

import io

import pytest

from parks.models import Building, Storey, Unit
from parks.sheets.units import LAYOUT
from portal.sheets import report, services
from portal.sheets.kinds import sheet_kinds
from portal.sheets.template import write_layout
from tests.factories import ParkFactory, place, user_with

pytestmark = pytest.mark.django_db
HEADER = "园区名称,幢号,层号,单元号,用途,建筑面积（㎡）,自持,自持至,可出售"


@pytest.fixture
def officer(places):
    ParkFactory(name="东风园")
    return user_with("county_officer", place("330302"))


def stage(actor, *rows):
    data = "\n".join((HEADER, *rows)).encode()
    return services.stage(actor=actor, kind="units", data=data, filename="单元.csv")


def test_buildings_and_storeys_are_made_once(officer):
    batch = stage(
        officer,
        "东风园,1幢,1,101,生产性用房,1000,是,2030-1-1,否",
        "东风园,1幢,1,102,生产性用房,800,否,,是",
        "东风园,1幢,-1,B1,非生产性用房,300,,,",
    )
    assert report.of(batch)["errors"] == []
    services.commit(actor=officer, batch=batch, accept="all")
    assert (Building.objects.count(), Storey.objects.count(), Unit.objects.count()) == (1, 2, 3)
    target = io.BytesIO()
    write_layout(target, LAYOUT, rows=sheet_kinds.get("units").rows(officer, Unit.objects.all()))
    again = services.stage(actor=officer, kind="units", data=target.getvalue(), filename="单元.xlsx")
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 3, "wrong": 0}
    services.undo(actor=officer, batch=batch)
    assert not Building.objects.exists()


def test_each_wrong_cell_is_named(officer):
    batch = stage(
        officer,
        "西风园,1幢,1,101,生产性用房,1000,,,",
        "东风园,1幢,0,101,生产性用房,1000,,,",
        "东风园,1幢,1,102,厂房,1000,,,",
        "东风园,1幢,1,103,生产性用房,0,,,",
        "东风园,1幢,1,104,生产性用房,10,否,2030-1-1,",
        "东风园,1幢,1,104,生产性用房,10,,,",
    )
    told = sorted((one["row"], one["column"]) for one in report.of(batch)["errors"])
    assert told == [(2, "园区名称"), (3, "层号"), (4, "用途"), (5, "建筑面积（㎡）"), (6, "自持至"), (7, "")]
