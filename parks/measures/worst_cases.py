"""The catalogue of measures that are the worst of several rows, and of those counted over units and safety events."""

from typing import Any

from django.db.models import Aggregate, Max, Min
from django.urls import reverse

from parks.measures import rows
from parks.measures.rows import UNIT_PARK, Each, Rows, unsaid, worst
from parks.measures.subject import Land, number, trimmed
from parks.models import SafetyEvent, Unit
from parks.models.options import RoomUse
from policies.explanation import Operand
from policies.numbers import FLAG, SHARE
from portal.measures import Measure

ROUNDED = "显示的结果已四舍五入；是否达标按未舍入的数值判断。"
RUNNING = "尚未办结的算到 {on}。"


def of_rows(
    code: str,
    label: str,
    unit: str,
    formula: str,
    places: int,
    rows_of: Rows,
    value: Each,
    pick: type[Aggregate],
    path: str = "park",
    note: str = "",
) -> Measure:
    """The worst of the park's rows, with every row as an operand."""

    def operands(land: Land) -> list[Operand]:
        mine = rows_of(land.on).filter(**{path: land.park.pk}).annotate(own=value(land.on))
        return [row_operand(land, row, label, unit) for row in mine.order_by("pk")[:SHOWN]]

    return Measure(
        code,
        label,
        unit,
        formula,
        places,
        lambda on: worst(rows_of(on), path, value(on), pick),
        operands,
        note or ROUNDED,
        rows_open=lambda on: unsaid(rows_of(on), path, value(on)),
    )


SHOWN = 200


def row_operand(land: Land, row: Any, label: str, unit: str) -> Operand:
    address = reverse("parks:land", args=(land.park.pk,))
    return Operand(f"{row} {label}", trimmed(number(row.own), unit), unit, str(row), address)


def kept_rooms(use: str) -> Any:
    def operands(land: Land) -> list[Operand]:
        mine = rows.kept(use, land.on).filter(**{UNIT_PARK: land.park.pk}).order_by("pk")
        address = reverse("parks:land", args=(land.park.pk,))
        return [Operand(f"{row} 自持", row.floor_area_m2, "㎡", row.name, address) for row in mine[:SHOWN]]

    return operands


def events(*kinds: str) -> Any:
    def operands(land: Land) -> list[Operand]:
        mine = rows.of_kinds(land.on, *kinds).filter(park=land.park).order_by("on")
        address = reverse("parks:park", args=(land.park.pk,))
        return [Operand(str(one), number(one.on.year), "年份", str(one), address) for one in mine[:SHOWN]]

    return operands


def floor_and(use: str, field: str, label: str) -> Any:
    kept = kept_rooms(use)
    return lambda land: [*kept(land), *land.of_phases(label, field, "㎡")]


PARCELS = (
    of_rows(
        "approval_days",
        "开工审批天数",
        "天",
        "各地块（办结日期 − 受理日期）中的最大值",
        0,
        rows.in_approval,
        rows.approval_days,
        Max,
        note=RUNNING,
    ),
    of_rows(
        "acceptance_working_days",
        "竣工验收工作日",
        "个工作日",
        "各地块自受理次日至办结日的工作日数中的最大值",
        0,
        rows.in_acceptance,
        rows.acceptance_days,
        Max,
        note=f"按节假日表计算；年度节假日未录入的不能计算。{RUNNING}",
    ),
    of_rows(
        "works_years",
        "建设工期",
        "年",
        "各地块（竣工日期 − 开工日期）中的最大值",
        2,
        rows.started,
        rows.works_years,
        Max,
        note=f"满周年之日为整数年。{RUNNING}",
    ),
    of_rows(
        "land_price_premium",
        "封顶地价溢价率",
        SHARE,
        "竞价地块（最高限价 − 起始价）÷ 起始价中的最大值",
        4,
        rows.auctioned,
        rows.premium,
        Max,
    ),
    of_rows(
        "price_over_cap",
        "成交地价超出最高限价",
        "万元",
        "竞价地块（成交地价 − 最高限价）中的最大值",
        2,
        rows.auctioned,
        rows.over_cap,
        Max,
    ),
    of_rows(
        "has_all_promises",
        "标准地指标齐全",
        FLAG,
        "各地块四项标准地指标均已约定",
        0,
        rows.contracted,
        rows.promises_said,
        Min,
    ),
    of_rows(
        "has_restrictions",
        "限制条款已载明",
        FLAG,
        "各地块的出让公告、土地合同、投资协议均已载明限制条款",
        0,
        rows.contracted,
        rows.restrictions,
        Min,
    ),
    *(
        of_rows(name, label, unit, f"各地块{label}中的最小值", 2, rows.contracted, rows.promised(name), Min)
        for name, label, unit in (
            ("promised_investment_per_mu", "承诺投资强度", "万元/亩"),
            ("promised_tax_per_mu", "承诺亩均税收", "万元/亩"),
            ("promised_value_added_per_emission", "承诺单位排放增加值", "万元/吨"),
            ("promised_value_added_per_tce", "承诺单位能耗增加值", "万元/吨标准煤"),
        )
    ),
    Measure(
        "supply_batches",
        "供地次数",
        "次",
        "各地块供地批次的个数",
        0,
        lambda on: rows.supply_batches(),
        lambda land: [
            land.operand("parcel", row, "供地批次", number(row.supply_batch), "批") for row in land.parcels
        ],
    ),
)
OTHERS = (
    of_rows(
        "presale_invested",
        "预售时已完成投资比例",
        SHARE,
        "已办预售的分期（已完成投资 ÷ 计划总投资）中的最小值",
        4,
        rows.on_presale,
        rows.invested_share,
        Min,
    ),
    of_rows(
        "conversion_years",
        "低效用地已投产年限",
        "年",
        "各改造项目（同意日期 − 原项目投产日期）中的最小值",
        2,
        rows.conversions,
        rows.production_years,
        Min,
        note=RUNNING,
    ),
    of_rows(
        "conversion_site_mu",
        "改造用地面积",
        "亩",
        "各改造项目用地面积中的最小值",
        4,
        rows.conversions,
        rows.promised("land_area_mu"),
        Min,
    ),
    of_rows(
        "conversion_conditions",
        "国有建设用地且符合四项规划",
        FLAG,
        "各改造项目为国有建设用地，并符合城乡、土地利用、环境功能区和产业发展四项规划",
        0,
        rows.conversions,
        rows.conversion_conditions,
        Min,
    ),
)
UNITS = (
    of_rows(
        "unit_floor_m2",
        "分割单元面积",
        "㎡",
        "各生产性单元建筑面积中的最小值",
        2,
        rows.units,
        rows.unit_floor,
        Min,
        UNIT_PARK,
    ),
    of_rows(
        "sale_unit_floor_m2",
        "可出售单元面积",
        "㎡",
        "各可出售或已售的生产性单元建筑面积中的最小值",
        2,
        rows.for_sale,
        rows.unit_floor,
        Min,
        UNIT_PARK,
    ),
    of_rows(
        "non_production_unsold",
        "非生产性用房未单独出售",
        FLAG,
        "各非生产性单元均未售出，也不可出售",
        0,
        rows.support_rooms,
        rows.unsold,
        Min,
        UNIT_PARK,
    ),
    of_rows(
        "is_divided_properly",
        "按幢、层或竖向分割",
        FLAG,
        "各生产性单元均按幢、层或竖向分割",
        0,
        rows.units,
        rows.divided_as(Unit.Division.BUILDING, Unit.Division.STOREY, Unit.Division.VERTICAL),
        Min,
        UNIT_PARK,
    ),
    of_rows(
        "kept_production_years",
        "生产性用房自持年限",
        "年",
        "各有期限的自持生产性单元（自持至的年度 − 投运首年）中的最小值",
        0,
        rows.limited_holding,
        rows.holding_years,
        Min,
        UNIT_PARK,
    ),
    Measure(
        "kept_non_production_share",
        "自持非生产性用房比例",
        SHARE,
        "开发主体自持的非生产性单元面积之和 ÷ 各分期非生产性用房之和",
        4,
        rows.kept_non_production_share,
        floor_and(RoomUse.NON_PRODUCTION, "non_production_floor_m2", "非生产性用房"),
        f"自持期限短于土地使用期限的不计。{ROUNDED}",
    ),
    Measure(
        "kept_non_production_of_total",
        "自持非生产性用房占总建筑面积",
        SHARE,
        "开发主体自持的非生产性单元面积之和 ÷ 各分期总建筑面积之和",
        4,
        rows.kept_non_production_of_total,
        floor_and(RoomUse.NON_PRODUCTION, "floor_area_m2", "总建筑面积"),
        f"自持期限短于土地使用期限的不计。{ROUNDED}",
    ),
    Measure(
        "kept_production_of_total",
        "自持生产性用房占总建筑面积",
        SHARE,
        "开发主体自持的生产性单元面积之和 ÷ 各分期总建筑面积之和",
        4,
        rows.kept_production_of_total,
        floor_and(RoomUse.PRODUCTION, "floor_area_m2", "总建筑面积"),
        ROUNDED,
    ),
)
KIND = SafetyEvent.Kind
SAFETY = (
    Measure(
        "drills_a_year",
        "近一年消防安全演练",
        "次",
        "截至当日的十二个月内演练次数",
        0,
        rows.drills_a_year,
        events(KIND.DRILL),
    ),
    Measure(
        "training_year",
        "安全培训完成年度",
        "年份",
        "运营负责人和安全管理人员首次培训年度中较晚的一个",
        0,
        rows.training_year,
        events(*rows.TRAININGS),
        "尚未开展的按当前年度计。",
    ),
    Measure(
        "is_trained",
        "安全培训已完成",
        FLAG,
        "运营负责人和安全管理人员均已培训",
        0,
        lambda on: rows.has_held(on, *rows.TRAININGS),
        events(*rows.TRAININGS),
    ),
    Measure(
        "risk_assessment_year",
        "整体性安全风险评估年度",
        "年份",
        "首次整体性安全风险评估的年度",
        0,
        lambda on: rows.first_year(KIND.RISK, on),
        events(KIND.RISK),
        "尚未开展的按当前年度计。",
    ),
    Measure(
        "is_risk_assessed",
        "已开展整体性安全风险评估",
        FLAG,
        "开展过整体性安全风险评估",
        0,
        lambda on: rows.has_held(on, KIND.RISK),
        events(KIND.RISK),
    ),
)
WORST_CASES = (*PARCELS, *OTHERS, *UNITS, *SAFETY)
