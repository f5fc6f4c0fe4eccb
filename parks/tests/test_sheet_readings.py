"""W8: what meters showed, by sheet; meters nobody knew are entered along with it."""

import datetime
import io
from decimal import Decimal

import pytest

from parks.models import Meter, MeterReading
from parks.sheets.readings import LAYOUT
from portal.errors import NotAllowed
from portal.sheets import report, services
from portal.sheets.kinds import sheet_kinds
from portal.sheets.template import write_layout
from tests.factories import ParkFactory, place, user_with

pytestmark = pytest.mark.django_db
HEADER = "园区名称,表类别,表号,用户,抄表日期,读数"


@pytest.fixture
def water(places):
    return Meter.objects.create(park=ParkFactory(name="东风园"), kind="water", number="S-1", holder="正泰")


@pytest.fixture
def operator(water):
    return user_with("operator", water.park.place)


def stage(actor, *rows, header=HEADER):
    data = "\n".join((header, *rows)).encode()
    return services.stage(actor=actor, kind="meter_readings", data=data, filename="抄表.csv")


def told(batch, what):
    return [(one["row"], one["column"]) for one in report.of(batch)[what]]


def test_readings_are_taken_corrected_and_taken_back(operator, water):
    MeterReading.objects.create(meter=water, on=datetime.date(2026, 1, 31), value=100)
    batch = stage(
        operator,
        "东风园,水表,S-1,正泰,2026-1-31,100.5",
        "东风园,水,S-1,正泰,2026-2-28,１２０．１２５",
        "东风园,电表(千瓦时),D-1,正泰,2026-2-28,5000",
    )
    assert report.of(batch)["errors"] == [] and told(batch, "warnings") == [(4, "表号")]
    assert batch.counts == {"new": 2, "changed": 1, "unchanged": 0, "wrong": 0}
    services.commit(actor=operator, batch=batch, accept="all")
    shown = list(water.readings.order_by("on").values_list("value", flat=True))
    assert shown == [Decimal("100.5"), Decimal("120.125")]
    assert Meter.objects.get(number="D-1").readings.get().value == 5000
    services.undo(actor=operator, batch=batch)
    assert Meter.objects.get() == water and water.readings.get().value == 100


def test_without_the_column_who_uses_the_meter_stays(operator, water):
    batch = stage(operator, "东风园,水表,S-1,2026-1-31,7", header="园区名称,表类别,表号,抄表日期,读数")
    services.commit(actor=operator, batch=batch, accept="all")
    water.refresh_from_db()
    assert water.holder == "正泰" and water.readings.get().value == 7


def test_each_wrong_cell_is_named(operator, water):
    ParkFactory(name="西风园")
    batch = stage(
        operator,
        "西风园,水表,S-1,,2026-1-31,1",
        "东风园,煤表,S-2,,2026-1-31,1",
        "东风园,水表,S-1,正泰,2999-1-31,1",
        "东风园,水表,S-1,正泰,2026-1-30,-1",
        "东风园,水表,S-1,正泰,2026-1-29,",
        "东风园,水表,S-1,正泰,2026-1-28,1.0001",
        "东风园,水表,S-1,正泰,2026-1-27,1",
        "东风园,水表,S-1,正泰,2026-1-27,2",
    )
    assert told(batch, "errors") == [
        (2, "园区名称"),
        (3, "表类别"),
        (4, "抄表日期"),
        (5, "读数"),
        (6, "读数"),
        (7, "读数"),
        (9, ""),
    ]


def test_a_meter_that_counts_backwards_is_asked_about(operator, water):
    MeterReading.objects.create(meter=water, on=datetime.date(2026, 1, 31), value=100)
    batch = stage(
        operator,
        "东风园,水表,S-1,正泰,2026-2-28,99",
        "东风园,水表,S-1,正泰,2026-3-31,98",
        "东风园,水表,S-1,正泰,2026-4-30,98",
    )
    sentences = [one["message"] for one in report.of(batch)["warnings"]]
    assert [(row, column) for row, column in told(batch, "warnings")] == [(2, "读数"), (3, "读数")]
    assert "2026-01-31 的读数 100" in sentences[0] and "2026-02-28 的读数 99" in sentences[1]


def test_only_who_runs_the_park(water):
    with pytest.raises(NotAllowed):
        stage(user_with("manager", place("330302")), "东风园,水表,S-1,,2026-1-31,1")


def test_what_the_list_gives_out_comes_back_unchanged(client, operator, water):
    for month in range(1, 7):
        MeterReading.objects.create(meter=water, on=datetime.date(2026, month, 1), value=month)
    client.force_login(operator)
    answer = client.get("/parks/records/reading/?format=sheet")
    batch = services.stage(
        actor=operator, kind="meter_readings", data=b"".join(answer.streaming_content), filename="读数.xlsx"
    )
    assert batch.counts == {"new": 0, "changed": 0, "unchanged": 6, "wrong": 0}


def test_the_template_has_every_meter_of_ones_parks(operator, water):
    Meter.objects.create(park=ParkFactory(), kind="gas", number="Q-1")
    target, kind = io.BytesIO(), sheet_kinds.get("meter_readings")
    write_layout(target, LAYOUT, rows=list(kind.prefill(operator, None)), example=kind.example())
    batch = services.stage(
        actor=operator, kind="meter_readings", data=target.getvalue(), filename="抄表.xlsx"
    )
    assert batch.counts["wrong"] == 1 and told(batch, "errors")[0][1] == "读数*"
