"""The lists behind the cells, and the parks of an area."""

from typing import Any

from django.urls import reverse

from enterprises.models import GrowthEvent, Occupancy
from parks.models import Parcel, Park, Phase
from planning.areas import Area
from planning.indicators import Indicator
from planning.models import PlanTarget
from planning.models.target import cell_of
from planning.rules.plan import indicators
from portal.tables import Column, Row, Table


def park_link(key: str) -> Any:
    return lambda row: reverse("parks:park", args=(row[key],))


def firm_link(row: Row) -> str:
    return reverse("enterprises:enterprise", args=(row["enterprise_id"],))


PARK_OF = Column("park__name", "园区", link=park_link("park_id"), needs=("park_id",))
FIRM = Column("enterprise__name", "企业", link=firm_link, needs=("enterprise_id",))
COLUMNS: dict[Any, tuple[Column, ...]] = {
    Parcel: (
        PARK_OF,
        Column("name", "地块"),
        Column("event_on", "开工日期"),
        Column("amount", "用地面积", "亩", True),
    ),
    Phase: (
        PARK_OF,
        Column("name", "分期"),
        Column("event_on", "竣工日期"),
        Column("floor_area_m2", "总建筑面积", "㎡", True),
        Column("amount", "折合", "万㎡", True),
    ),
    Park: (
        Column("name", "园区", link=park_link("pk")),
        Column("plan_kind", "计划类别", choices=dict(Park.PlanKind.choices)),
        Column("event_on", "认定日期"),
        Column("amount", "计数", "个", True),
    ),
    Occupancy: (
        FIRM,
        PARK_OF,
        Column("event_on", "首次入驻日期"),
        Column("amount", "计数", "家", True),
    ),
    GrowthEvent: (
        FIRM,
        PARK_OF,
        Column("direction", "进出", choices=dict(GrowthEvent.Direction.choices)),
        Column("event_on", "日期"),
        Column("document", "文件或名单"),
        Column("amount", "计数", "家", True),
    ),
}


def planned(row: Row) -> str:
    return cell_of(row["state"], row["value"]).label


class TargetTable(Table):
    """The plan cell by cell, as printed: a number, no task, or nothing handed down."""

    caption = "计划指标"
    empty_text = "没有符合条件的计划指标。可调整或清除筛选条件。"
    default_sort = "area__path"
    columns = (
        Column("area__name", "地域", sort="area__path"),
        Column(
            "indicator",
            "指标",
            choices={one.id: f"{one.label}（{one.unit}）" for one in indicators().values()},
        ),
        Column("year", "年度", show=lambda row: str(row["year"] or "合计")),
        Column("value", "计划数", numeric=True, show=planned, needs=("state",)),
        Column("state", "状态", choices=dict(PlanTarget.State.choices)),
    )


class RecordTable(Table):
    """The records an indicator counts, each with its area, its day and what it adds."""

    default_sort = "event_on"
    empty_text = "此范围内截至该日还没有计入的记录。"

    def __init__(
        self, rows: Any, query: Any, empty_action: Any, indicator: Indicator, areas: list[Area]
    ) -> None:
        first, *rest = COLUMNS[indicator.model]
        area = Column("area_code", "地域", choices={area.code: area.name for area in areas})
        self.columns = (first, area, *rest)
        self.caption = f"{indicator.label}明细"
        super().__init__(rows, query, empty_action)


class AreaParkTable(Table):
    """The parks of an area."""

    caption = "园区"
    default_sort = "name"
    empty_text = "该地域还没有登记园区。"
    columns = (
        Column("name", "园区", link=park_link("pk")),
        Column("plan_kind", "计划类别", choices=dict(Park.PlanKind.choices)),
        Column("status", "园区状态", choices=dict(Park.Status.choices)),
        Column("recognised_on", "认定日期"),
        Column("star", "星级", numeric=True),
    )
