"""Buildings with their storeys at once, units many at a time, a storey copied, and the plan that shows who is where."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from parks.forms.rooms import ROWS, UNIT_ROW
from parks.models import Building, Parcel, Storey, Unit
from parks.selectors.units import self_holding_ending
from parks.services import rooms
from parks.services.soundness import Unsound
from parks.unit_plan import plans_of
from parks.views.rooms import TASKS
from portal.errors import Conflict
from portal.models import AuditEntry
from tests.factories import (
    BuildingFactory,
    OccupancyFactory,
    ParkFactory,
    PhaseFactory,
    StoreyFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
NEW = {"name": "1幢", "above": "3", "below": "1", "storey_floor_area_m2": "2,000", "storey_height_m": "4.5"}


@pytest.fixture
def unit(park):
    storey = StoreyFactory(building=BuildingFactory(park=park, name="1幢"), number=3)
    return UnitFactory(storey=storey, name="301", floor_area_m2=650)


def task(park, kind, row, name):
    return f"/parks/{park.pk}/rooms/{kind}/{row.pk}/{name}/"


def test_a_building_is_entered_with_its_storeys(as_user, officer, park):
    client, path = as_user(officer), f"/parks/{park.pk}/buildings/new/"
    assert client.get(path).status_code == 200
    response = client.post(path, {**NEW, "phase": park.phases.get().pk})
    building = Building.objects.get()
    assert response["Location"] == f"/parks/{park.pk}/buildings/{building.pk}/"
    storeys = building.storeys.values_list("number", "floor_area_m2", "height_m")
    assert list(storeys) == [(number, 2000, Decimal("4.5")) for number in (3, 2, 1, -1)]
    assert building.phase == park.phases.get()
    again = client.post(path, NEW)
    assert again.context["form"].errors["name"] == ["本园区已有同名的幢，请换一个幢号。"]
    foreign = client.post(path, {**NEW, "name": "2幢", "phase": PhaseFactory().pk})
    assert "phase" in foreign.context["form"].errors


def test_many_units_of_a_storey_in_one_form(as_user, officer, unit):
    park, storey, client = unit.storey.building.park, unit.storey, as_user(officer)
    path = task(park, "storey", storey, "units")
    assert client.get(path).content.decode().count("<tr>") == ROWS + 1
    rows = {
        "1_name": "302",
        "1_use": "production",
        "1_floor_area_m2": "700",
        "1_may_be_sold": "on",
        "3_name": "303",
        "3_use": "non_production",
        "3_floor_area_m2": "300.5",
    }
    assert client.post(path, rows).status_code == 302
    assert list(storey.units.values_list("name", "floor_area_m2", "may_be_sold")) == [
        ("301", 650, False),
        ("302", 700, True),
        ("303", Decimal("300.5"), False),
    ]
    wrong = client.post(
        path, {"2_name": "301", "2_use": "production", "2_floor_area_m2": "0", "4_name": "304"}
    )
    errors = wrong.context["form"].errors
    assert wrong.status_code == 422
    assert {"2_name", "2_floor_area_m2", "4_use", "4_floor_area_m2"} <= set(errors)
    assert storey.units.count() == 3
    assert "请至少填写一个单元" in client.post(path, {}).content.decode()
    twice = {
        f"{row}_{name}": value
        for row in (1, 2)
        for name, value in zip(UNIT_ROW, ("9", "production", "1"), strict=False)
    }
    assert "填了不止一次" in client.post(path, twice).content.decode()


def test_a_storey_is_copied_with_its_units_and_their_names(as_user, officer, unit):
    rooms.change_unit(
        actor=officer, unit=unit, version=1, values={"certificate_number": "浙2020", "is_self_held": True}
    )
    UnitFactory(storey=unit.storey, name="东")
    client = as_user(officer)
    path = task(unit.storey.building.park, "storey", unit.storey, "copy")
    assert client.post(path, {"numbers": "4-5、8"}).status_code == 302
    copied = Unit.objects.filter(storey__number=5).values_list("name", "is_self_held", "certificate_number")
    assert sorted(copied) == [("501", True, ""), ("东", False, "")]
    assert sorted(unit.storey.building.storeys.values_list("number", flat=True)) == [3, 4, 5, 8]
    taken = client.post(path, {"numbers": "8"})
    assert (taken.status_code, "本幢已有这一层" in taken.content.decode()) == (422, True)
    for text in ("0", "三", "100", "", "-6"):
        assert client.post(path, {"numbers": text}).status_code == 422, text


@pytest.mark.parametrize(
    ("tenure", "values", "word"),
    [
        (None, {}, "空置"),
        (None, {"is_self_held": True}, "自用自持"),
        (None, {"sold_on": datetime.date(2021, 1, 1)}, "已售"),
        ("purchased", {}, "已售"),
        ("leased", {}, "已租"),
        ("leased", {"is_self_held": True}, "已租"),
    ],
)
def test_the_plan_says_how_a_unit_is_used(unit, tenure, values, word):
    Unit.objects.filter(pk=unit.pk).update(**values)
    building = unit.storey.building
    if tenure:
        OccupancyFactory(park=building.park, unit=unit, tenure=tenure)
        OccupancyFactory(
            park=building.park,
            unit=unit,
            tenure="leased",
            valid_from=datetime.date(2018, 1, 1),
            valid_until=datetime.date(2018, 12, 31),
        )
    (plan,) = plans_of(building.park, [building], timezone.localdate())
    assert [cell.state.word for cell in plan.cells] == [word]


def test_the_plan_is_a_table_with_colour_and_word_and_the_firm(as_user, manager, unit):
    park = unit.storey.building.park
    firm = OccupancyFactory(park=park, unit=unit, tenure="leased").enterprise
    client = as_user(manager)
    html = client.get(f"/parks/{park.pk}/buildings/{unit.storey.building_id}/").content.decode()
    for words in ("3 层", "301", "已租", "heat-green", firm.name, "650 ㎡"):
        assert words in html, words
    assert "/rooms/" not in html, "a manager is offered nothing to change"
    rows = client.get(f"/parks/{park.pk}/buildings/").context
    assert [(row["units"], row["unit_floor"]) for row in rows["buildings"]] == [(1, "650")]
    assert [row["difference"] for row in rows["phases"]] == ["—"]


def test_buildings_are_held_against_their_phase(as_user, officer, park):
    BuildingFactory(park=park, phase=park.phases.get(), floor_area_m2=Decimal("119000"))
    rows = as_user(officer).get(f"/parks/{park.pk}/buildings/").context["phases"]
    assert [(row["built"], row["difference"]) for row in rows] == [("119,000", "-1,000")]


def test_what_is_removed_goes_with_its_units_but_no_firm_loses_its_unit(as_user, officer, unit):
    building, client = unit.storey.building, as_user(officer)
    room = OccupancyFactory(park=building.park, unit=unit)
    path = task(building.park, "building", building, "remove")
    assert "其中的 1 个单元一并删除" in client.get(path).content.decode()
    refused = client.post(path, {"version": 1})
    assert (refused.status_code, "有企业登记在其中的单元" in refused.content.decode()) == (422, True)
    room.delete()
    assert client.post(path, {"version": 1}).status_code == 302
    assert not (Building.objects.exists() or Storey.objects.exists() or Unit.objects.exists())
    assert AuditEntry.objects.filter(action="building.remove").exists()


def test_somebody_elses_change_is_not_removed(officer, unit):
    rooms.change_unit(actor=officer, unit=unit, version=1, values={"floor_area_m2": Decimal(651)})
    with pytest.raises(Conflict):
        rooms.remove_room(actor=officer, row=unit, version=1)
    assert Unit.objects.filter(pk=unit.pk).exists()


@pytest.mark.parametrize("kind_task", TASKS, ids=" ".join)
def test_every_task_is_its_countys_own(kind_task, as_user, officer, neighbour, manager, unit):
    kind, name = kind_task
    park = unit.storey.building.park
    row = {"building": unit.storey.building, "storey": unit.storey, "unit": unit}[kind]
    path = task(park, kind, row, name)
    assert as_user(officer).get(path).status_code == 200
    assert as_user(neighbour).get(path).status_code == 404
    assert as_user(manager).post(path).status_code == 403
    assert as_user(officer).get(task(ParkFactory(), kind, row, name)).status_code == 404


def test_constraints_of_a_unit_speak_at_their_field(officer, unit):
    for values, field in (
        ({"is_self_held": True, "sold_on": datetime.date(2021, 1, 1)}, "sold_on"),
        ({"self_held_until": datetime.date(2030, 1, 1)}, "is_self_held"),
        ({"sold_on": datetime.date(2999, 1, 1)}, "sold_on"),
    ):
        with pytest.raises(Unsound) as refusal:
            rooms.change_unit(actor=officer, unit=unit, version=1, values=values)
        assert refusal.value.field == field


def test_self_holding_ends_as_said_or_three_years_after_opening_or_with_the_land(unit):
    park = unit.storey.building.park  # its first phase was completed on 2019-12-01
    Parcel.objects.filter(park=park).update(land_use_until=datetime.date(2022, 12, 15))
    Unit.objects.filter(pk=unit.pk).update(is_self_held=True)
    canteen = UnitFactory(storey=unit.storey, use="non_production", is_self_held=True)
    said = UnitFactory(storey=unit.storey, is_self_held=True, self_held_until=datetime.date(2022, 11, 30))
    UnitFactory(storey=unit.storey)

    def ending(day, days=30):
        return [
            row.pk
            for row in self_holding_ending(Unit.objects.all(), datetime.date.fromisoformat(day), days, 3)
        ]

    assert ending("2022-11-30") == [said.pk, unit.pk, canteen.pk]
    assert ending("2022-12-01") == [unit.pk, canteen.pk]
    assert ending("2022-12-02") == [canteen.pk]
    assert ending("2022-11-01", 29) == [said.pk]
    assert ending("2022-11-01", 30) == [said.pk, unit.pk]


def test_history_tells_of_buildings_and_of_what_is_gone(as_user, officer, unit):
    building = unit.storey.building
    rooms.change_unit(actor=officer, unit=unit, version=1, values={"use": "non_production"})
    rooms.remove_room(actor=officer, row=building, version=1)
    html = as_user(officer).get(f"/parks/{building.park_id}/history/?part=rooms").content.decode()
    for words in ("删除幢“1幢”", "修改单元“301”", "生产性用房", "非生产性用房", "删除层“3”"):
        assert words in html, words
