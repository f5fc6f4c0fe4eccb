"""单元 by sheet: one row for a unit; its building and storey are made where they are missing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from parks.models import Building, Storey, Unit
from parks.models.options import RoomUse
from parks.references import PARK, ParkReference, park_names, park_word
from parks.sheets.past import refuse_to_come
from portal.sheets.columns import Choice, Day, Flag, Number, Text, Whole
from portal.sheets.kinds import Part, SheetKind, Stage, same
from portal.sheets.layout import Layout

LAYOUT = Layout(
    "units",
    "单元",
    1,
    (
        PARK,
        Text("building", "幢号", required=True, length=60, aliases=("楼幢", "幢"), example="1幢"),
        Whole(
            "storey",
            "层号",
            required=True,
            low=-5,
            high=99,
            aliases=("楼层", "所在层"),
            hint="地下层写 -1、-2。",
            example="1",
        ),
        Text("name", "单元号", required=True, length=60, aliases=("房号", "单元"), example="101"),
        Choice(
            "use",
            "用途",
            required=True,
            options=RoomUse.choices,
            other_words={"生产性": "production", "非生产性": "non_production"},
            example=RoomUse.PRODUCTION.label,
        ),
        Number(
            "floor_area_m2",
            "建筑面积",
            "㎡",
            required=True,
            places=2,
            digits=14,
            aliases=("面积",),
            example="1200",
        ),
        Choice("division", "分割方式", options=Unit.Division.choices),
        Flag("is_self_held", "开发主体自持", aliases=("是否自持", "自持")),
        Day("self_held_until", "自持至", aliases=("自持期限",)),
        Flag("may_be_sold", "可出售", aliases=("是否可售", "是否可出售")),
        Day("sold_on", "售出日期"),
        Text("certificate_number", "不动产权证号", length=60),
    ),
    keys=("park", "building", "storey", "name"),
)
UNIT = (
    "name",
    "use",
    "floor_area_m2",
    "division",
    "is_self_held",
    "self_held_until",
    "may_be_sold",
    "sold_on",
    "certificate_number",
)


class Units(SheetKind):
    code = "units"
    label = "单元"
    about = "每行一个单元，没有的幢和层自动建立"
    list_route = ("parks:units",)
    permission = "park.edit"
    layouts = (LAYOUT,)
    parts = (
        Part("building", Building, ("park_id", "name"), {"park": "park_id", "building": "name"}, shared=True),
        Part(
            "storey",
            Storey,
            ("building_id", "number"),
            {"storey": "number"},
            {"building_id": "building"},
            shared=True,
        ),
        Part("unit", Unit, ("storey_id", "name"), same(*UNIT), {"storey_id": "storey"}),
    )
    references = {"park": ParkReference()}
    naming = ("park", "building", "storey", "name")

    def check(self, stage: Stage) -> None:
        refuse_to_come(stage)

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def example(self) -> Mapping[str, Any]:
        return {
            "park": "示例园区",
            "building": "1幢",
            "storey": 1,
            "name": "101",
            "use": RoomUse.PRODUCTION,
            "floor_area_m2": 1200,
        }

    def prefill(self, actor: Any, region: Any) -> Iterator[Mapping[str, Any]]:
        units = Unit.objects.for_user(actor, self.permission)
        if region is not None:
            units = units.filter(storey__building__park__place__path__startswith=region.path)
        return self.rows(actor, units)

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        names: dict[str, Any] = {name: name for name in UNIT} | {
            "park": park_word("storey__building__park"),
            "building": "storey__building__name",
            "storey": "storey__number",
        }
        units = records.order_by(
            "storey__building__park__place__path", "storey__building__name", "storey__number", "name"
        )
        for unit in units.values_list(*names.values()).iterator(chunk_size=2000):
            yield dict(zip(names, unit, strict=True))
