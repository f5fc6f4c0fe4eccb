"""The list of parks, and the two tables of a park's page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from parks.compliance import tallies
from parks.models import Parcel, Park, Phase, Unit, options
from parks.models.body import Ownership
from portal.numbers import DASH, decimal_text
from portal.tables import Column, Row, Table

STARS = {1: "一星", 2: "二星", 3: "三星", 4: "四星", 5: "五星"}


def park_url(row: Row) -> str:
    return reverse("parks:park", args=(row["pk"],))


def changed(row: Row) -> str:
    return f"{timezone.localtime(row['changed_at']):%Y-%m-%d %H:%M}"


def kept_of_counted(row: Row) -> str:
    """符合(含豁免)的项数 / 适用的项数; a dash where no rule holds."""
    return row["compliance"] or DASH


def operating_year(row: Row) -> str:
    return str(row["first_operating_year"] or DASH)


class ParkTable(Table):
    caption = "园区"
    empty_text = "没有符合条件的园区。可调整或清除筛选条件。"
    default_sort = "county"
    columns = (
        Column("name", "名称", link=park_url),
        Column("county", "县区", sort="place__path"),
        Column("park_type", "类型", choices=dict(Park.Type.choices)),
        Column("plan_kind", "计划类别", choices=dict(Park.PlanKind.choices)),
        Column("status", "状态", choices=dict(Park.Status.choices)),
        Column("land_area_mu", "用地", unit="亩", numeric=True, places=2),
        Column("floor_area_m2", "建筑面积", unit="㎡", numeric=True, places=2),
        Column("floor_area_ratio", "容积率", numeric=True, places=2),
        Column("star", "星级", choices=STARS),
        Column("compliance", "合规", sortable=False, attached=True, show=kept_of_counted),
        Column("changed_at", "更新时间", show=changed),
        *(
            Column(source, label, choices=dict(choices.choices) if choices else None, optional=True)
            for source, label, choices in (
                ("address", "园区地址", None),
                ("developer__name", "开发主体", None),
                ("operator__name", "运营机构", None),
                ("layout_mode", "布局方式", options.LayoutMode),
                ("development_mode", "建设模式", options.DevelopmentMode),
                ("platform", "依托平台", None),
                ("registry_code", "省登记代码", None),
                ("recognised_on", "认定日期", None),
                ("star_on", "星级评定日期", None),
                ("transition_until", "过渡期至", None),
            )
        ),
        Column("first_operating_year", "投运首年", optional=True, show=operating_year),
    )

    def attach(self, rows: list[Row]) -> list[Row]:
        """How many checks each park keeps, of how many that count."""
        found = tallies([row["pk"] for row in rows], timezone.localdate())
        for row in rows:
            kept, counted = found[row["pk"]]
            row["compliance"] = f"{kept}/{counted}" if counted else ""
        return rows


def unit_plan_url(row: Row) -> str:
    return reverse("parks:building", args=(row["storey__building__park_id"], row["storey__building_id"]))


class UnitTable(Table):
    """Units of all parks; each leads to the plan of its building."""

    caption = "单元"
    empty_text = "没有符合条件的单元。可调整或清除筛选条件，或在园区的“幢与单元”中登记。"
    default_sort = "storey__building__park__name"
    columns = (
        Column(
            "name",
            "单元号",
            link=unit_plan_url,
            needs=("storey__building_id", "storey__building__park_id"),
        ),
        Column("storey__building__park__name", "园区"),
        Column("storey__building__name", "幢号"),
        Column("storey__number", "层号", numeric=True),
        Column("use", "用途", choices=dict(options.RoomUse.choices)),
        Column("floor_area_m2", "建筑面积", unit="㎡", numeric=True, places=2),
        Column("division", "分割方式", choices=dict(Unit.Division.choices), optional=True),
        Column("is_self_held", "开发主体自持"),
        Column("self_held_until", "自持至"),
        Column("may_be_sold", "可出售"),
        Column("sold_on", "售出日期"),
        Column("certificate_number", "不动产权证号", optional=True),
    )


class BodyTable(Table):
    """Developers or operators, each with the number of its parks that one sees."""

    caption = "开发与运营主体"
    default_sort = "name"
    empty_text = "没有符合条件的主体。录入园区时填写开发主体、运营机构后会出现在这里。"

    def __init__(self, *parts: Any, kind: str) -> None:
        self.columns = (
            Column("name", "名称", link=lambda row: reverse("parks:body", args=(kind, row["pk"]))),
            Column("uscc", "统一社会信用代码"),
            Column("ownership", "性质", choices=dict(Ownership.choices)),
            Column("park_count", "园区", unit="个", numeric=True),
        )
        super().__init__(*parts)


class BodyParkTable(Table):
    """The parks of a developer or operator, on its own page."""

    caption = "园区"
    export_url = ""
    default_sort = "name"
    empty_text = "没有您可以查看的园区。"
    columns = (
        Column("name", "名称", link=park_url, sortable=False),
        Column("place__parent__name", "所在地", sortable=False),
        Column("status", "状态", choices=dict(Park.Status.choices), sortable=False),
        Column("recognised_on", "认定日期", sortable=False),
    )


def day(date: Any) -> str:
    return date.isoformat() if date else DASH


def parcel_row(parcel: Parcel) -> dict[str, Any]:
    """A parcel's cells as text."""
    return {
        "pk": parcel.pk,
        "name": parcel.name,
        "land": decimal_text(parcel.land_area_mu),
        "contracted_on": day(parcel.contracted_on),
        "started_on": day(parcel.started_on),
        "edit_url": reverse("parks:parcel_edit", args=(parcel.park_id, parcel.pk)),
        "remove_url": reverse("parks:parcel_remove", args=(parcel.park_id, parcel.pk)),
    }


def phase_row(phase: Phase) -> dict[str, Any]:
    """A phase's cells as text."""
    return {
        "pk": phase.pk,
        "name": phase.name,
        "land": decimal_text(phase.land_area_mu),
        "floors": [
            decimal_text(value)
            for value in (
                phase.floor_area_m2,
                phase.far_counted_floor_m2,
                phase.production_floor_m2,
                phase.non_production_floor_m2,
            )
        ],
        "completed_on": day(phase.completed_on),
        "edit_url": reverse("parks:phase_edit", args=(phase.park_id, phase.pk)),
        "remove_url": reverse("parks:phase_remove", args=(phase.park_id, phase.pk)),
    }
