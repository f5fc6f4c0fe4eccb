"""A sheet that still uses an old code or name lands on the record that counts now, and says so."""

import pytest

from enterprises.models import Enterprise, Occupancy, TenancyContract
from parks.models import Developer, Park, Unit
from portal import identity, merging
from portal.registry import identities
from portal.sheets import report, services
from tests.factories import (
    DeveloperFactory,
    EnterpriseFactory,
    OccupancyFactory,
    ParkFactory,
    place,
    user_with,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": "重复登记", "document": ""}


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


def merge(officer, kind, survivor, loser):
    merging.merge(
        actor=officer,
        identity=identities.get(kind),
        survivor=survivor,
        loser=loser,
        versions=(survivor.version, loser.version),
        choices={},
        **WHY,
    )
    loser.refresh_from_db()


def stage(officer, kind, header, *rows):
    data = "\n".join((header, *rows)).encode()
    return services.stage(actor=officer, kind=kind, data=data, filename="表.csv")


def take(officer, batch):
    assert report.of(batch)["errors"] == []
    services.commit(actor=officer, batch=batch, accept="all")


def warnings(batch):
    return [(one["row"], one["column"], one["message"]) for one in report.of(batch)["warnings"]]


@pytest.fixture
def doubles(officer):
    """A park and its double, merged."""
    survivor = ParkFactory(name="东风园", registry_code="330302001")
    loser = ParkFactory(name="东风小微园", registry_code="330302999")
    merge(officer, "park", survivor, loser)
    return survivor, loser


@pytest.mark.parametrize("word", ["东风小微园", "330302999", "place code"])
def test_rows_of_a_merged_park_go_to_the_one_that_stands(officer, doubles, word):
    survivor, loser = doubles
    word = loser.place.code if word == "place code" else word
    batch = stage(
        officer, "units", "园区名称,幢号,层号,单元号,用途,建筑面积（㎡）", f"{word},1幢,1,101,生产性用房,900"
    )
    assert warnings(batch) == [(2, "园区名称", f"“{word}”已并入“东风园”，本行按“东风园”处理，请核对。")]
    take(officer, batch)
    assert Unit.objects.get().storey.building.park == survivor


HEADER = "园区名称,区县,省登记代码,园区类型,计划类别,园区状态,园区地址"


@pytest.mark.parametrize("code", ["330302999", ""])
def test_the_row_of_a_merged_park_itself_changes_the_one_that_stands(officer, doubles, code):
    survivor, _ = doubles
    batch = stage(officer, "parks", HEADER, f"东风小微园,鹿城区,{code},生产制造类,工业,已投运,新路1号")
    assert "已并入“东风园”" in warnings(batch)[0][2]
    take(officer, batch)
    survivor.refresh_from_db()
    assert (survivor.name, survivor.registry_code, survivor.address) == ("东风园", "330302001", "新路1号")
    assert Park.objects.count() == 2


def test_a_renamed_park_is_not_entered_once_more(officer):
    park = ParkFactory(name="旧名园")
    identity.rename(
        actor=officer,
        identity=identities.get("park"),
        record=park,
        version=1,
        name="新名园",
        on=park.created_at.date(),
        **WHY,
    )
    batch = stage(officer, "parks", HEADER, "旧名园,鹿城区,,生产制造类,工业,已投运,新路1号")
    assert warnings(batch)[0][2] == "“旧名园”现为“新名园”，本行按“新名园”处理，请核对。"
    assert batch.counts["new"] == 0 and batch.counts["changed"] == 1


def test_a_row_for_each_of_two_merged_parks_is_one_too_many(officer, doubles):
    rows = [
        f"{name},鹿城区,{code},生产制造类,工业,已投运,新路1号"
        for name, code in (("东风园", "330302001"), ("东风小微园", "330302999"))
    ]
    batch = stage(officer, "parks", HEADER, *rows)
    errors = report.of(batch)["errors"]
    assert {one["row"] for one in errors} == {3} and errors[0]["message"] == "与第 2 行重复，请只保留一行。"


@pytest.fixture
def firms(officer):
    """A firm and its double, merged; the firm has a room in the park."""
    park = ParkFactory(name="朝阳园")
    survivor = OccupancyFactory(park=park, room="101", enterprise=EnterpriseFactory(name="正泰")).enterprise
    loser = OccupancyFactory(park=park, room="102", enterprise=EnterpriseFactory(name="正太")).enterprise
    merge(officer, "enterprise", survivor, loser)
    return survivor, loser


def test_rows_of_a_merged_firm_go_to_the_one_that_stands(officer, firms):
    survivor, loser = firms
    header = "合同编号,统一社会信用代码,企业名称,园区名称,入驻方式,签订日期,合同面积（㎡）,起始日期"
    batch = stage(officer, "contracts", header, f"HT-1,{loser.uscc},正太,朝阳园,自购,2020-1-1,900,2020-1-1")
    assert [(row, column) for row, column, _ in warnings(batch)] == [(2, "统一社会信用代码")]
    take(officer, batch)
    assert TenancyContract.objects.get().enterprise == survivor


def test_a_firm_under_its_old_code_is_not_renamed_nor_entered_again(officer, firms):
    survivor, loser = firms
    header = "统一社会信用代码,企业名称,行业中类,园区名称,入驻方式,建筑面积（㎡）,房号,入驻日期"
    batch = stage(officer, "enterprises", header, f"{loser.uscc},正太,382,朝阳园,租赁,90,103,2021-1-1")
    assert "已并入“正泰”" in warnings(batch)[0][2]
    take(officer, batch)
    survivor.refresh_from_db()
    assert survivor.name == "正泰" and survivor.occupancies.count() == 3
    assert Enterprise.objects.count() == 2


def test_who_a_firm_elsewhere_has_become_is_not_told(officer, firms, places):
    there = user_with("county_officer", place("330304"))
    park = ParkFactory(under=place("330304"), name="瓯海园")
    header = "统一社会信用代码,企业名称,行业中类,园区名称,入驻方式,建筑面积（㎡）,房号,入驻日期"
    batch = stage(there, "enterprises", header, f"{firms[1].uscc},正太,382,瓯海园,租赁,90,103,2021-1-1")
    assert "正泰" not in str(report.of(batch))
    take(there, batch)
    assert Occupancy.objects.get(park=park).enterprise == firms[0]
    header = "统一社会信用代码,园区名称,入驻方式,建筑面积（㎡）,入驻日期"
    unknown = stage(
        user_with("county_officer", place("330382")),
        "occupancies",
        header,
        f"{firms[1].uscc},瓯海园,租赁,9,2021-1-1",
    )
    assert "正泰" not in str(report.of(unknown)) and unknown.counts["wrong"] == 1


def test_a_merged_developer_is_the_one_that_stands(officer):
    survivor, loser = DeveloperFactory(name="正泰置业"), DeveloperFactory(name="正太置业")
    for number, body in enumerate((survivor, loser)):
        ParkFactory(name=f"{number}号园", developer=body)
    merge(officer, "developer", survivor, loser)
    header = "园区名称,区县,园区类型,计划类别,园区状态,开发主体,开发主体统一社会信用代码"
    batch = stage(officer, "parks", header, f"新园,鹿城区,生产制造类,工业,已投运,正太置业,{loser.uscc}")
    assert [(row, column) for row, column, _ in warnings(batch)] == [(2, "开发主体统一社会信用代码")]
    take(officer, batch)
    assert Park.objects.get(name="新园").developer == survivor and Developer.objects.count() == 2
