"""Yearly figures by sheet: checked like those typed, written as a whole, taken back as a whole."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from enterprises.models import YearlyFigure
from portal.errors import IllegalState, NotAllowed
from portal.history import history
from portal.models import AuditEntry, SheetBatch
from portal.sheets import report, services
from portal.sheets.services import SheetRefused
from tests.factories import (
    EnterpriseFactory,
    OccupancyFactory,
    ParkFactory,
    YearlyFigureFactory,
    place,
    user_with,
)

pytestmark = pytest.mark.django_db
HEADER = ("统一社会信用代码", "园区名称", "年度", "纳税总额（万元）", "销售产值（万元）")


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


@pytest.fixture
def room(places):
    return OccupancyFactory(park=ParkFactory(name="东风园"))


def csv(*rows, header=HEADER) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in (header, *rows)).encode()


def row(room, year=2021, tax="12.5", sales="300") -> tuple:
    return room.enterprise.uscc, room.park.name, year, tax, sales


def stage(actor, *rows, **more) -> SheetBatch:
    return services.stage(
        actor=actor, kind="yearly_figures", data=csv(*rows, **more), filename="年度数据.csv"
    )


def commit(actor, *rows, accept="all", **more) -> SheetBatch:
    return services.commit(actor=actor, batch=stage(actor, *rows, **more), accept=accept)


def statuses(batch) -> list[str]:
    return list(batch.lines.values_list("status", flat=True))


def errors(batch) -> list[tuple[int, str]]:
    return [(error["row"], error["column"]) for error in report.of(batch)["errors"]]


def test_new_changed_and_unchanged_rows_are_told_apart(officer, room):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2020, tax_wan="12.50", sales_wan=300)
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2021, tax_wan=10, sales_wan=300)
    batch = stage(officer, row(room, 2020), row(room, 2021), row(room, 2022))
    assert statuses(batch) == ["unchanged", "changed", "new"]
    assert batch.counts == {"new": 1, "changed": 1, "unchanged": 1, "wrong": 0}
    assert batch.lines.get(status="changed").before == {"figure": {"tax_wan": 10.0}}


def test_a_sheet_is_written_and_leaves_history_and_audit(officer, room):
    known = YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2020, energy_tce=7)
    batch = commit(officer, row(room, 2020), row(room, 2021))
    assert batch.state == "committed"
    known.refresh_from_db()
    assert (known.tax_wan, known.version) == (Decimal("12.50"), 2)
    assert known.energy_tce == 7  # a column the sheet does not have
    fresh = YearlyFigure.objects.get(year=2021)
    assert (fresh.sales_wan, fresh.version, fresh.source) == (Decimal(300), 1, "表格导入")
    entry = history(known)[0]
    assert (entry.who, entry.comment) == (officer.display_name, "导入 年度数据.csv")
    assert AuditEntry.objects.get(action="sheet.import").after["rows"]["changed"] == 1


def test_rules_of_the_page_hold_for_the_sheet(officer, room):
    this_year = timezone.localdate().year
    batch = stage(officer, row(room, 2018), row(room, this_year), row(room, 2021, tax="abc"), row(room, 2020))
    assert errors(batch) == [(2, "年度"), (3, "年度"), (4, "纳税总额（万元）")]
    assert statuses(batch) == ["wrong", "wrong", "wrong", "new"]


def test_a_required_column_that_is_missing_is_named(officer, room):
    rows = [cells[:4] for cells in (row(room, 2021),)]
    batch = stage(officer, *rows, header=HEADER[:4])
    assert "缺少“销售产值(万元)”" in report.of(batch)["errors"][0]["message"]
    assert not errors(stage(officer, (room.enterprise.uscc, room.park.name, 2020, 1, 2)))


def test_a_known_record_needs_only_the_columns_that_change(officer, room):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2021)
    assert statuses(stage(officer, row(room)[:4], header=HEADER[:4])) == ["changed"]


def test_the_same_row_twice_is_named(officer, room):
    batch = stage(officer, row(room), row(room, tax="13"))
    assert report.of(batch)["errors"][0]["message"] == "与第 2 行重复，请只保留一行。"
    assert statuses(batch) == ["new", "wrong"]


def test_all_is_refused_while_a_row_is_wrong_and_good_leaves_it(officer, room):
    with pytest.raises(SheetRefused, match="有 1 行有错误"):
        commit(officer, row(room, 2020), row(room, 2018))
    assert not YearlyFigure.objects.exists()
    assert commit(officer, row(room, 2020), row(room, 2018), accept="good").state == "committed"
    assert YearlyFigure.objects.get().year == 2020


def test_a_park_out_of_reach_and_one_that_does_not_exist_are_the_same_to_the_reader(officer, room):
    far = OccupancyFactory(park=ParkFactory(name="远方园", under=place("330303")))
    batch = stage(officer, row(far), (room.enterprise.uscc, "没有的园", 2021, 1, 1))
    said = [(error["column"], error["message"]) for error in report.of(batch)["errors"]]
    assert ("园区名称", "园区不在您的管辖范围或名称有误，请核对。") in said
    assert len({message for column, message in said if column == "园区名称"}) == 1
    assert statuses(batch) == ["wrong", "wrong"]
    assert "远方园" not in str(report.of(batch)["errors"][0]["message"])


def test_a_firm_elsewhere_and_one_nobody_knows_are_the_same_to_the_reader(officer, room):
    far = OccupancyFactory(park=ParkFactory(under=place("330303")))
    unknown = EnterpriseFactory.build()
    batch = stage(officer, *[(firm.uscc, room.park.name, 2021, 1, 1) for firm in (far.enterprise, unknown)])
    assert len({error["message"] for error in report.of(batch)["errors"]}) == 1


def test_who_only_reads_brings_nothing_in(room):
    with pytest.raises(NotAllowed):
        stage(user_with("manager", place("330302")), row(room))


def test_a_file_is_its_senders_alone(officer, room):
    batch = stage(officer, row(room))
    colleague = user_with("county_officer", place("330302"))
    assert not SheetBatch.objects.for_user(colleague).exists()
    with pytest.raises(NotAllowed):
        services.commit(actor=colleague, batch=batch, accept="all")


def test_a_role_that_ended_since_writes_nothing(officer, room):
    batch = stage(officer, row(room))
    officer.memberships.update(valid_until=datetime.date(2020, 1, 1))
    officer = type(officer).objects.get(pk=officer.pk)
    with pytest.raises(NotAllowed):
        services.commit(actor=officer, batch=batch, accept="all")
    assert not YearlyFigure.objects.exists()


def test_a_region_narrows_what_a_sheet_may_say(places, room):
    officer = user_with("county_officer", place("330302"))
    beside = OccupancyFactory(park=ParkFactory(under=room.park.place.parent))
    batch = services.stage(
        actor=officer,
        kind="yearly_figures",
        data=csv(row(room), row(beside)),
        filename="a.csv",
        region=room.park.place,
    )
    assert statuses(batch) == ["new", "wrong"]


def test_written_twice_it_is_written_once(officer, room):
    batch = commit(officer, row(room))
    services.commit(actor=officer, batch=batch, accept="all")
    assert YearlyFigure.objects.get().version == 1


def test_what_somebody_changed_meanwhile_is_named_and_left(officer, room):
    known = YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2020)
    batch = stage(officer, row(room, 2020), row(room, 2021))
    known.change(1, tax_wan=Decimal(99))
    refused = services.commit(actor=officer, batch=batch, accept="all")
    assert (refused.state, refused.counts["wrong"]) == ("staged", 1)
    assert YearlyFigure.objects.count() == 1
    written = services.commit(actor=officer, batch=batch, accept="good")
    assert written.state == "committed"
    assert "已被他人修改" in report.of(written)["errors"][0]["message"]
    known.refresh_from_db()
    assert known.tax_wan == 99 and YearlyFigure.objects.filter(year=2021).exists()


def test_what_somebody_entered_meanwhile_is_named_and_left(officer, room):
    batch = stage(officer, row(room, 2020), row(room, 2021))
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2020, tax_wan=5)
    written = services.commit(actor=officer, batch=batch, accept="good")
    assert written.counts == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1}
    assert YearlyFigure.objects.get(year=2020).tax_wan == 5


def test_undo_puts_everything_back(officer, room):
    known = YearlyFigureFactory(
        enterprise=room.enterprise, park=room.park, year=2020, tax_wan=Decimal("9.99")
    )
    batch = services.undo(actor=officer, batch=commit(officer, row(room, 2020), row(room, 2021)))
    assert batch.state == "undone"
    figure = YearlyFigure.objects.get()
    assert (figure.pk, figure.tax_wan, figure.version) == (known.pk, Decimal("9.99"), 3)
    with pytest.raises(IllegalState):
        services.undo(actor=officer, batch=batch)


def test_undo_names_what_was_changed_since_and_touches_nothing(officer, room):
    batch = commit(officer, row(room, 2020), row(room, 2021))
    YearlyFigure.objects.get(year=2021).change(1, tax_wan=Decimal(1))
    with pytest.raises(SheetRefused, match="第 3 行"):
        services.undo(actor=officer, batch=batch)
    assert YearlyFigure.objects.count() == 2


def test_undo_has_its_day(officer, room):
    batch = commit(officer, row(room))
    SheetBatch.objects.update(committed_at=timezone.now() - datetime.timedelta(hours=24, seconds=1))
    with pytest.raises(SheetRefused, match="24 小时"):
        services.undo(actor=officer, batch=batch)


def test_a_tenfold_jump_is_a_warning_and_goes_in(officer, room):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2020, tax_wan=Decimal("12.5"))
    batch = stage(officer, row(room, 2021, tax="125000"))
    assert "是否单位有误" in report.of(batch)["warnings"][0]["message"]
    assert statuses(batch) == ["new"]


def test_signs_of_the_way_into_the_database_are_only_text(officer, room):
    names = ("\\N", "\\", "东\\t风", "{}", "%s", "𠮷")
    batch = stage(officer, *[(room.enterprise.uscc, name, 2021, 1, 1) for name in names])
    assert [error["value"] for error in report.of(batch)["errors"]] == list(names)


@pytest.mark.parametrize("address", ["/enterprises/", "/enterprises/figures/"])
def test_a_list_goes_out_as_a_sheet_and_comes_back_unchanged(address, officer, room, client):
    """A firm's rooms in another county's park are not among them."""
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2021)
    OccupancyFactory(enterprise=room.enterprise, park=ParkFactory(name="外县园", under=place("330382")))
    client.force_login(officer)
    data = b"".join(client.get(address, {"format": "sheet"}).streaming_content)
    kind = "yearly_figures" if "figures" in address else "enterprises"
    batch = services.stage(actor=officer, kind=kind, data=data, filename="导出.xlsx")
    assert batch.counts == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 0}


@pytest.mark.parametrize("kind", ["yearly_figures", "enterprises", "occupancies", "contracts"])
def test_a_filled_template_can_be_had(kind, officer, room, client):
    client.force_login(officer)
    answer = client.get(f"/sheets/{kind}/", {"template": "filled"})
    assert b"".join(answer.streaming_content).startswith(b"PK")
