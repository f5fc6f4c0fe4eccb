"""抄表读数 by sheet (W8): one row for what a meter showed on a day; meters nobody knew are entered along with it."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from parks.models import Meter, MeterReading
from parks.references import PARK, ParkReference, park_names, park_word
from parks.services.readings import PERMISSION
from parks.sheets.past import refuse_to_come
from portal.numbers import decimal_text
from portal.sheets.columns import Choice, Day, Number, Text
from portal.sheets.kinds import Entry, Part, SheetKind, Stage, same
from portal.sheets.layout import Layout

LAYOUT = Layout(
    "meter_readings",
    "抄表读数",
    1,
    (
        PARK,
        Choice(
            "kind",
            "表类别",
            required=True,
            options=Meter.Kind.choices,
            other_words={
                word: kind.value
                for kind, words in (
                    (Meter.Kind.WATER, ("水", "水表", "用水", "自来水")),
                    (Meter.Kind.POWER, ("电", "电表", "用电", "电力")),
                    (Meter.Kind.GAS, ("气", "气表", "燃气", "燃气表", "天然气")),
                )
                for word in words
            },
            aliases=("类别", "计量类别", "表具类型"),
        ),
        Text("number", "表号", required=True, length=40, aliases=("计量表号", "户号", "表具编号")),
        Text("holder", "用户", length=100, aliases=("用表单位", "户名"), hint="同一块表各行写法要一致。"),
        Day("on", "抄表日期", required=True, aliases=("日期", "抄表时间")),
        Number(
            "value",
            "读数",
            required=True,
            places=3,
            digits=16,
            aliases=("表读数", "本次读数", "止码"),
            hint="填写表上的累计数，不是用量。",
        ),
    ),
    keys=("park", "kind", "number", "on"),
)
METER = Part(
    "meter",
    Meter,
    ("park_id", "kind", "number"),
    {"park": "park_id", **same("kind", "number", "holder")},
    shared=True,
)
# Called like its model: what has happened is asked under that name.
READING = Part("meterreading", MeterReading, ("meter_id", "on"), same("on", "value"), {"meter_id": "meter"})
# Meters may report every day for years; an older reading than this says little of a wrong one.
LOOK_BACK = datetime.timedelta(days=400)
Shown = dict[datetime.date, Decimal]


class MeterReadings(SheetKind):
    code = "meter_readings"
    label = "抄表读数"
    about = "每行一块表一天的读数"
    list_route = ("parks:records", None, ("reading",))
    permission = PERMISSION
    layouts = (LAYOUT,)
    parts = (METER, READING)
    references = {"park": ParkReference()}
    naming = ("park", "kind", "number", "on")

    def check(self, stage: Stage) -> None:
        refuse_to_come(stage)
        warn_of_new_meters(stage)
        warn_of_falling(stage)

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def example(self) -> Mapping[str, Any]:
        return {
            "park": "示例园区",
            "kind": Meter.Kind.WATER,
            "number": "S-001",
            "on": timezone.localdate().replace(day=1),
            "value": Decimal("1024.5"),
        }

    def prefill(self, actor: Any, region: Any) -> Iterator[Mapping[str, Any]]:
        """Every meter of one's parks, to be filled with what it shows today."""
        meters = Meter.objects.for_user(actor, self.permission)
        if region is not None:
            meters = meters.filter(park__place__path__startswith=region.path)
        names: dict[str, Any] = {"park": park_word(), **same("kind", "number", "holder")}
        rows = meters.order_by("park__place__path", "kind", "number").values_list(*names.values())
        today = timezone.localdate()
        return ({**dict(zip(names, row, strict=True)), "on": today} for row in rows.iterator())

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        names: dict[str, Any] = {name: f"meter__{name}" for name in ("kind", "number", "holder")}
        names |= {"park": park_word("meter__park"), **same("on", "value")}
        for reading in records.values_list(*names.values()).iterator(chunk_size=2000):
            yield dict(zip(names, reading, strict=True))


def warn_of_new_meters(stage: Stage) -> None:
    """A number nobody knows may be a wrong one."""
    for entry in stage.entries:
        if entry.is_new("meter"):
            entry.warn("number", "本园区没有登记这块表，将一并登记；如系表号填错，请更正。")


def warn_of_falling(stage: Stage) -> None:
    """A meter counts upwards: less than the last reading before it, on record or in the file, is odd."""
    shown = said_and_known(stage)
    for entry in stage.entries:
        if (reading := reading_of(entry)) is None:
            continue
        meter, on, value = reading
        earlier = max((day for day in shown[meter] if day < on), default=None)
        if earlier and value < shown[meter][earlier]:
            last = decimal_text(shown[meter][earlier])
            entry.warn("value", f"小于 {earlier} 的读数 {last}，请核对；换表的请按新表号登记。")


def said_and_known(stage: Stage) -> dict[int, Shown]:
    """What each meter showed on which day; where both say so, the file counts."""
    said = [reading for entry in stage.entries if (reading := reading_of(entry))]
    first = min((on for _, on, _ in said), default=timezone.localdate())
    rows = MeterReading.objects.filter(meter__in={meter for meter, _, _ in said}, on__gte=first - LOOK_BACK)
    shown: dict[int, Shown] = defaultdict(dict)
    for meter, on, value in (*rows.values_list("meter", "on", "value"), *said):
        shown[meter][on] = value
    return shown


def reading_of(entry: Entry) -> tuple[int, datetime.date, Decimal] | None:
    """(meter, day, what it showed), where the row says all of it."""
    meter, values = entry.records.get("meter"), entry.values["meterreading"]
    on, value = values.get("on"), values.get("value")
    return (meter["id"], on, value) if meter and on and value is not None else None
