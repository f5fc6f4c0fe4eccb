from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.html import format_html

from admissions.flows.application import ADMISSION
from admissions.flows.round import ROUND
from admissions.models import Allotment
from admissions.tables.applications import number
from enterprises.models import Occupancy
from portal.tables import Column, Row, Table, link_to


def tag(row: Row) -> str:
    state = ROUND.by_state[row["state"]]
    return format_html('<span class="tag tag-{}">{}</span>', state.tone, state.label)


class RoundTable(Table):
    caption = "入园批次"
    empty_text = "没有符合条件的批次。县级或镇街经办人新建批次、选定单元并开放报名后，会显示在这里。"
    default_sort = "-opens_on"
    columns = (
        Column("name", "批次名称", link=link_to("admissions:round")),
        Column("state", "状态", show=tag, choices=dict(ROUND.choices())),
        Column("park__name", "园区"),
        Column("opens_on", "报名开始"),
        Column("closes_on", "报名截止"),
        Column("unit_count", "推出单元", unit="个", numeric=True),
        Column("application_count", "申请", unit="件", numeric=True),
        Column("publicity_until", "公示截止"),
    )


def decided_on(row: Row) -> str:
    return f"{timezone.localtime(row['decided_at']):%Y-%m-%d}"


class ApprovedTable(Table):
    """审核名单: firms that may sign, for the filing of their contracts (C九)."""

    caption = "审核通过名单"
    empty_text = "没有符合条件的企业。申请通过审核（随批次办理的，批次定案）后列入名单。"
    default_sort = "-decided_at"
    columns = (
        Column("firm_name", "企业名称", link=link_to("admissions:application")),
        Column("uscc", "统一社会信用代码"),
        Column("number", "申请编号", show=number),
        Column("park__name", "园区"),
        Column("tenure", "入驻方式", choices=dict(Occupancy.Tenure.choices)),
        Column("floor", "核定面积", unit="㎡", numeric=True, places=2),
        Column("units", "单元", attached=True, sortable=False, needs=("pk",)),
        Column("round__name", "入园批次", optional=True),
        Column("decided_at", "审核通过日期", show=decided_on),
        Column("state", "状态", choices=dict(ADMISSION.choices())),
    )

    def attach(self, rows: list[Row]) -> list[Row]:
        named = units_of([row["pk"] for row in rows])
        return [{**row, "units": named.get(row["pk"], "")} for row in rows]


def units_of(applications: list[int]) -> dict[int, str]:
    """The units each application has been given and has not given back, in words."""
    given: QuerySet[Any] = Allotment.objects.filter(application__in=applications)
    rows = given.exclude(state=Allotment.State.RELEASED).order_by("application", "pk")
    named: dict[int, list[str]] = {}
    for row in rows.values(
        "application",
        building=F("unit__storey__building__name"),
        name=F("unit__name"),
    ):
        named.setdefault(row["application"], []).append(f"{row['building']} {row['name']}")
    return {key: "、".join(labels) for key, labels in named.items()}
