"""Parks by sheet: the province's export as it is, our own layout, exports that change nothing when they come back."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from accounts.models import Place
from parks.models import Contact, Operator, Parcel, Park, Phase, RegistryFigure
from parks.sheets.layouts import OWN, REGISTRY
from parks.tests.registry_export import COLUMNS, PLANTED, ROWS, rows, workbook
from portal.sheets import report, services
from portal.sheets.headers import Dictionary
from portal.sheets.kinds import sheet_kinds
from portal.sheets.services import SheetRefused
from portal.sheets.template import write_layout
from portal.uscc import uscc_from
from tests.factories import OperatorFactory, ParcelFactory, ParkFactory, PhaseFactory, place, user_with

pytestmark = pytest.mark.django_db
NEEDED = ["园区名称", "园区类型", "计划类别", "园区状态"]


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


def stage(actor, data, region=None):
    return services.stage(actor=actor, kind="parks", data=data, filename="园区.xlsx", region=region)


def commit(actor, data, accept="all"):
    return services.commit(actor=actor, batch=stage(actor, data), accept=accept)


def own(**values) -> dict:
    return {"园区名称": "东风园", "园区类型": "生产制造类", "计划类别": "工业", "园区状态": "在建", **values}


def sheet(*lines) -> bytes:
    return workbook(list(lines), [*NEEDED, *(name for name in lines[0] if name not in NEEDED)])


def told(batch, kind) -> list[tuple[int, str]]:
    return sorted((one["row"], one["column"]) for one in report.of(batch)[kind])


def test_every_column_of_the_provinces_export_is_read():
    dictionary = Dictionary(REGISTRY)
    names = [dictionary.name(column) for column in COLUMNS]
    assert len(COLUMNS) == len(REGISTRY.columns) == len({name for name, _ in names}) == 53


def test_an_export_of_the_province_comes_in_with_its_inconsistencies_as_warnings(officer):
    batch = stage(officer, workbook(rows()))
    assert batch.layout == "province_registry"
    assert told(batch, "errors") == []
    assert told(batch, "warnings") == sorted((row, column) for row, (column, _) in PLANTED.items())
    assert batch.counts == {"new": ROWS, "changed": 0, "unchanged": 0, "wrong": 0}
    services.commit(actor=officer, batch=batch, accept="all")
    assert (Park.objects.count(), Parcel.objects.count(), Phase.objects.count()) == (ROWS,) * 3
    # One operator's code lacks a digit: that park has none.
    assert (Operator.objects.count(), Park.objects.filter(operator=None).count()) == (ROWS - 1, 1)
    assert Contact.objects.filter(phone__in=("13800000000", "13900000000")).count() == 2 * ROWS
    park = Park.objects.select_related("place__parent").get(name="鹿城第8小微企业园")
    assert (park.place.parent.code, park.place.name) == ("330302", park.name)
    assert park.place.code.startswith("P")
    assert (park.park_type, park.plan_kind, park.status) == ("services", "sci_tech", "operating")
    assert (park.facilities, park.services) == (["research", "canteen", "other"], ["agency", "property"])
    assert park.star is None  # declared, not given by the evaluation
    figure = RegistryFigure.objects.get(park=park)
    assert figure.is_recognised and figure.firms > 0
    assert Phase.objects.get(park=park).completed_on is None


def test_the_same_export_again_changes_nothing(officer):
    data = workbook(rows()[:9])
    commit(officer, data)
    assert stage(officer, data).counts == {"new": 0, "changed": 0, "unchanged": 9, "wrong": 0}


def test_parks_are_known_by_code_then_by_name(officer):
    coded = ParkFactory(name="旧名", registry_code="A01Z0001")
    named = ParkFactory(name="鹿城第2小微企业园")
    batch = commit(officer, workbook(rows()[:3]))
    assert batch.counts == {"new": 1, "changed": 2, "unchanged": 0, "wrong": 0}
    coded.refresh_from_db()
    named.refresh_from_db()
    assert (coded.name, named.registry_code) == ("鹿城第1小微企业园", "A01Z0002")
    assert Place.objects.get(park=coded).name == coded.name
    services.undo(actor=officer, batch=batch)
    assert Place.objects.get(park=coded).name == "旧名"
    assert Park.objects.count() == 2


def test_an_empty_cell_of_the_province_leaves_what_is_known(officer):
    park = ParkFactory(name="鹿城第1小微企业园", address="老地址")
    commit(officer, workbook([{**rows()[0], "园区地址": None, "园区类型": None}]))
    park.refresh_from_db()
    assert (park.address, park.park_type) == ("老地址", "manufacturing")


def test_another_countys_rows_are_refused(officer):
    batch = stage(officer, workbook([{**rows()[0], "区县": "乐清市"}, rows()[1]]))
    assert told(batch, "errors") == [(2, "区县")]
    assert batch.counts["new"] == 1


def test_our_own_layout_makes_a_park_with_its_land(officer):
    data = sheet(
        own(
            县区="鹿城",
            镇街="五马街道",
            主导产业="344 泵阀、351",
            运营机构="某运营公司",
            运营机构信用代码=uscc_from(77, "330302"),
            **{"用地面积（亩）": 90, "总建筑面积（万㎡）": 12, "生产性用房": 100000, "非生产性用房": 20000},
        )
    )
    commit(officer, data)
    park = Park.objects.get()
    assert (park.place.parent.name, park.leading_industries) == ("五马街道", ["344", "351"])
    assert park.operator.name == "某运营公司"
    assert park.phases.get().floor_area_m2 == Decimal(120000)
    assert park.parcels.get().land_area_mu == park.phases.get().land_area_mu == 90


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"区县": "慈溪市"}, "区县"),
        ({"镇街": "没有的镇"}, "镇街"),
        ({"运营机构": "只有名称"}, "运营机构信用代码"),
        ({"党组织成立日期": "2090-1-1"}, "党组织成立日期"),
        ({"剩余可租面积": -1}, "剩余可租面积"),
        ({"主导产业": "999"}, "主导产业"),
        ({"用地面积": 10, "总建筑面积": 100, "生产性用房": 60, "非生产性用房": 50}, "非生产性用房"),
        ({"园区类型": None}, "园区类型"),
    ],
)
def test_what_the_services_refuse_is_refused_at_its_cell(officer, values, column):
    complete = {"运营机构": None, "运营机构信用代码": None, **values}
    batch = stage(officer, sheet(own(**complete)))
    assert told(batch, "errors") == [(2, column)]


def test_two_rows_for_one_new_park_are_named(officer):
    batch = stage(officer, sheet(own(), own()))
    assert told(batch, "errors") == [(3, "园区名称")]


def test_a_name_taken_meanwhile_stops_the_whole_sheet(officer):
    batch = stage(officer, sheet(own()))
    ParkFactory(name="东风园")
    with pytest.raises(Exception, match="已有名为“东风园”的园区"):
        services.commit(actor=officer, batch=batch, accept="all")
    assert Park.objects.count() == 1


def test_codes_of_new_parks_are_given_when_they_are_written(officer):
    first, second = stage(officer, sheet(own())), stage(officer, sheet(own(园区名称="西风园")))
    for batch in (second, first):
        services.commit(actor=officer, batch=batch, accept="all")
    codes = Place.objects.filter(kind="park").values_list("code", flat=True)
    assert len(set(codes)) == 2


def test_a_registered_body_keeps_its_name(officer):
    body = OperatorFactory(name="登记名称")
    batch = stage(officer, sheet(own(运营机构="别的名称", 运营机构信用代码=body.uscc)))
    assert told(batch, "errors") == [(2, "运营机构")]


def test_several_parcels_are_left_to_the_page(officer):
    park = ParkFactory(name="东风园")
    ParcelFactory(park=park)
    ParcelFactory(park=park)
    batch = stage(officer, sheet(own(园区状态="已投运", 用地面积=7)))
    assert told(batch, "warnings") == [(2, "用地面积")]
    assert batch.counts["unchanged"] == 1


def test_an_export_comes_back_without_a_change(officer):
    """Formulas typed as text among it."""
    operator = OperatorFactory(name="=1+1公司")
    park = ParkFactory(
        name="+cmd园",
        operator=operator,
        address="@SUM(A1)",
        introduction="-2+3\n第二行",
        leading_industries=["351", "344"],
        facilities=["canteen", "logistics"],
        rentable_floor_m2=Decimal("12.30"),
        under=Place.objects.filter(parent__code="330302").order_by("code").first(),
    )
    ParcelFactory(park=park)
    PhaseFactory(park=park)
    ParcelFactory(park=ParkFactory(), natures=["industrial"])
    several = ParkFactory()
    ParcelFactory(park=several)
    ParcelFactory(park=several)
    kind, target = sheet_kinds.get("parks"), io.BytesIO()
    write_layout(target, OWN, rows=kind.rows(officer, Park.objects.all()), note="导出时间：现在")
    batch = stage(officer, target.getvalue())
    assert report.of(batch)["errors"] == report.of(batch)["warnings"] == []
    assert batch.counts == {"new": 0, "changed": 0, "unchanged": 3, "wrong": 0}
    cells = [cell for row in load_workbook(target).worksheets[0].iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []


def test_the_template_with_its_example_makes_nothing(officer):
    kind, target = sheet_kinds.get("parks"), io.BytesIO()
    write_layout(target, OWN, options=kind.options(officer, None), example=kind.example())
    assert sum(stage(officer, target.getvalue()).counts.values()) == 0


def test_a_batch_is_taken_back_whole(officer):
    batch = commit(officer, workbook(rows()[:5]))
    services.undo(actor=officer, batch=batch)
    assert not Park.objects.exists()
    assert not Place.objects.filter(kind="park").exists()
    again = commit(officer, workbook(rows()[:5]))
    ParcelFactory(park=Park.objects.order_by("pk").first())
    with pytest.raises(SheetRefused, match="鹿城第1小微企业园"):
        services.undo(actor=officer, batch=again)
