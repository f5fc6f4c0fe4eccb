"""Firms, rooms and contracts by sheet: two kinds of records in one row, and the rules of the pages."""

import datetime
from decimal import Decimal

import pytest

from enterprises.models import Enterprise, Occupancy, TenancyContract
from portal.sheets import report, services
from portal.sheets.services import SheetRefused
from portal.uscc import uscc_from
from tests.factories import (
    EnterpriseFactory,
    OccupancyFactory,
    ParkFactory,
    PhaseFactory,
    YearlyFigureFactory,
    place,
    user_with,
)

pytestmark = pytest.mark.django_db
FIRMS = "统一社会信用代码,企业名称,行业中类,成立日期,园区名称,入驻方式,建筑面积(㎡),房号,入驻日期"
ROOMS = "统一社会信用代码,园区名称,入驻方式,建筑面积(㎡),房号,入驻日期,退出日期"
CONTRACTS = (
    "合同编号,统一社会信用代码,园区名称,入驻方式,合同面积(㎡),合同金额(元),签订日期,起始日期,终止日期,房号"
)
NEW = uscc_from(700, "330302")


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


@pytest.fixture
def park(places):
    return ParkFactory(name="东风园")


def stage(officer, kind, header, *rows):
    data = "\n".join((header, *rows)).encode()
    return services.stage(actor=officer, kind=kind, data=data, filename="表.csv")


def commit(officer, *sheet, accept="all"):
    return services.commit(actor=officer, batch=stage(officer, *sheet), accept=accept)


def statuses(batch):
    return list(batch.lines.values_list("status", flat=True))


def errors(batch):
    return [(error["row"], error["column"]) for error in report.of(batch)["errors"]]


def firm_row(
    code=NEW, name="新企业有限公司", floor="800", room="1幢", since="2021-3-1", park="东风园"
) -> str:
    return f"{code},{name},344,2019-5-6,{park},租赁,{floor},{room},{since}"


def test_a_new_firm_comes_with_its_rooms(officer, park):
    batch = commit(officer, "enterprises", FIRMS, firm_row(), firm_row(room="2幢"))
    assert batch.counts["new"] == 2
    firm = Enterprise.objects.get()
    assert (firm.uscc, firm.industry_code, firm.version) == (NEW, "344", 1)
    assert set(firm.occupancies.values_list("room", flat=True)) == {"1幢", "2幢"}


def test_undo_takes_the_rooms_and_then_the_firm(officer, park):
    batch = commit(officer, "enterprises", FIRMS, firm_row())
    services.undo(actor=officer, batch=batch)
    assert not Enterprise.objects.exists() and not Occupancy.objects.exists()


def test_undo_names_what_is_used_by_now(officer, park):
    batch = commit(officer, "enterprises", FIRMS, firm_row())
    YearlyFigureFactory(enterprise=Enterprise.objects.get(), park=park)
    with pytest.raises(SheetRefused, match=r"第 2 行.*被其他资料引用"):
        services.undo(actor=officer, batch=batch)
    assert Occupancy.objects.exists()


def test_rows_that_say_different_things_of_one_firm_are_named(officer, park):
    batch = stage(officer, "enterprises", FIRMS, firm_row(), firm_row(room="2幢", name="别的名称"))
    assert errors(batch) == [(3, "企业名称")]


def test_of_two_rows_of_a_new_firm_the_good_one_goes_in(officer, park):
    commit(officer, "enterprises", FIRMS, firm_row(floor="-1"), firm_row(room="2幢"), accept="good")
    assert Enterprise.objects.get().occupancies.get().room == "2幢"


def test_a_firm_on_record_is_changed_where_it_is_ones_own(officer, park):
    room = OccupancyFactory(park=park, room="1幢", valid_from=datetime.date(2021, 3, 1), floor_area_m2=800)
    batch = commit(officer, "enterprises", FIRMS, firm_row(code=room.enterprise.uscc))
    assert batch.counts["changed"] == 1
    room.enterprise.refresh_from_db()
    assert (room.enterprise.name, room.enterprise.version) == ("新企业有限公司", 2)
    assert Occupancy.objects.get().version == 1


def test_a_firm_of_another_county_is_taken_as_it_is(officer, park):
    far = OccupancyFactory(park=ParkFactory(under=place("330303")))
    batch = commit(officer, "enterprises", FIRMS, firm_row(code=far.enterprise.uscc))
    [warning] = report.of(batch)["warnings"]
    assert "已在其他园区入驻" in warning["message"] and far.enterprise.name not in str(warning)
    before = far.enterprise.name
    far.enterprise.refresh_from_db()
    assert (far.enterprise.name, far.enterprise.occupancies.count()) == (before, 2)


def test_rooms_are_bounded_by_their_park_and_their_firm(officer, park):
    PhaseFactory(park=park, floor_area_m2=1000)
    batch = stage(
        officer,
        "enterprises",
        FIRMS,
        firm_row(floor="1000.01"),
        firm_row(room="2幢", floor="1000", since="2019-5-5"),
        firm_row(room="3幢", since="2099-1-1"),
        firm_row(room="4幢", floor="1000", since="2019-5-6"),
    )
    assert errors(batch) == [(2, "建筑面积(㎡)"), (3, "入驻日期"), (4, "入驻日期")]


def test_what_stays_as_it_was_is_not_asked_again(officer, park):
    PhaseFactory(park=park, floor_area_m2=1000)
    room = OccupancyFactory(park=park, room="1幢", valid_from=datetime.date(2021, 3, 1), floor_area_m2=5000)
    line = f"{room.enterprise.uscc},东风园,租赁,5000,1幢,2021-3-1,2023-3-1"
    assert statuses(stage(officer, "occupancies", ROOMS, line)) == ["changed"]


def test_an_occupancy_is_told_by_what_the_file_has(officer, park):
    room = OccupancyFactory(park=park, room="1幢", floor_area_m2=800)
    header = "统一社会信用代码,园区名称,退出日期"
    assert statuses(stage(officer, "occupancies", header, f"{room.enterprise.uscc},东风园,2023-3-1")) == [
        "changed"
    ]
    OccupancyFactory(enterprise=room.enterprise, park=park, room="2幢")
    batch = stage(officer, "occupancies", header, f"{room.enterprise.uscc},东风园,2023-3-1")
    assert "多条相同的记录" in report.of(batch)["errors"][0]["message"]


def test_a_room_beside_another_asks_whether_it_is_a_correction(officer, park):
    room = OccupancyFactory(park=park, room="1幢", floor_area_m2=800)
    batch = stage(officer, "occupancies", ROOMS, f"{room.enterprise.uscc},东风园,租赁,800,2幢,2021-3-1,")
    assert statuses(batch) == ["new"]
    assert "另增一处" in report.of(batch)["warnings"][0]["message"]


def test_an_unknown_firm_has_no_rooms(officer, park):
    batch = stage(officer, "occupancies", ROOMS, f"{NEW},东风园,租赁,800,2幢,2021-3-1,")
    assert errors(batch) == [(2, "统一社会信用代码")]


def contract(room, number="HT-1", tenure="租赁", until="2024-2-29", where="") -> str:
    return f"{number},{room.enterprise.uscc},东风园,{tenure},800,960000,2021-2-1,2021-3-1,{until},{where}"


def test_contracts_of_firms_there_already(officer, park):
    room = OccupancyFactory(park=park, room="1幢")
    batch = commit(officer, "contracts", CONTRACTS, contract(room, where="1幢"), contract(room, "HT-2"))
    assert batch.counts["new"] == 2
    first = TenancyContract.objects.get(number="HT-1")
    assert (first.amount_wan, first.occupancy, first.enterprise) == (Decimal(96), room, room.enterprise)
    assert statuses(stage(officer, "contracts", CONTRACTS, contract(room, where="1幢"))) == ["unchanged"]


def test_the_firm_s_page_names_its_contracts(client, officer, park):
    room = OccupancyFactory(park=park, room="1幢")
    commit(officer, "contracts", CONTRACTS, contract(room, where="1幢"), contract(room, "HT-2"))
    client.force_login(officer)
    page = client.get(f"/enterprises/{room.enterprise_id}/")
    assert "HT-1、HT-2" in page.content.decode()


def test_what_a_contract_must_say(officer, park):
    room = OccupancyFactory(park=park, room="1幢")
    batch = stage(
        officer,
        "contracts",
        CONTRACTS,
        contract(room, until=""),
        contract(room, "HT-2", until="2021-2-28"),
        contract(room, "HT-3", where="9幢"),
        contract(OccupancyFactory(park=ParkFactory()), "HT-4"),
        contract(room, "HT-5", tenure="自购", until=""),
    )
    assert errors(batch) == [(2, "终止日期"), (3, "终止日期"), (4, "房号"), (5, "统一社会信用代码")]


@pytest.mark.parametrize("kind", ["enterprises", "occupancies", "contracts"])
def test_what_is_known_comes_back_without_a_change(officer, park, kind):
    room = OccupancyFactory(park=park, room="1幢", enterprise=EnterpriseFactory(systems=["erp", "mes"]))
    commit(officer, "contracts", CONTRACTS, contract(room, where="1幢"))
    found = services.sheet_kinds.get(kind)
    [known] = found.prefill(officer, None)
    columns = found.layout.columns
    cells = ["" if (cell := column.show(known[column.name])) is None else str(cell) for column in columns]
    batch = stage(officer, kind, ",".join(column.heading for column in columns), ",".join(cells))
    assert statuses(batch) == ["unchanged"]
