"""The layouts parks come in: our own, and the export of the province's registry (its 53 columns, read as it is)."""

import re
from dataclasses import dataclass
from typing import Any

from parks.models import Park, RegistryFigure, options
from parks.models.body import Ownership
from parks.models.registry import FIGURES
from parks.rules import industries
from portal.sheets.columns import (
    CellError,
    Choice,
    Column,
    Day,
    Flag,
    Many,
    Number,
    Phone,
    Star,
    Text,
    Uscc,
    Whole,
    Year,
)
from portal.sheets.layout import Layout

AREA: dict[str, Any] = {"unit": "㎡", "places": 2, "digits": 14}
LAND: dict[str, Any] = {"unit": "亩", "places": 4, "digits": 12}
NO_OTHER = {"其它": "other", "其他": "other"}
TYPES = {
    "生产性制造类": Park.Type.MANUFACTURING.value,
    "制造类": Park.Type.MANUFACTURING.value,
    "服务类": Park.Type.SERVICES.value,
}
STATUSES = {"已投产": "operating", "投运": "operating", "建设中": "building", "规划": "planned"}
OWNERSHIPS = {
    "国企": Ownership.STATE.value,
    "民企": Ownership.PRIVATE.value,
    "私营": Ownership.PRIVATE.value,
}
SERVICES = {**NO_OTHER, "政务待办服务": options.Service.AGENCY.value}  # a common misspelling of 代办
RECOGNISED = {"已认定": True, "未认定": False}
NAME = Text("name", "园区名称", required=True, length=100, example="温州示范小微企业园")


@dataclass(frozen=True)
class Industries(Text):
    """GB/T 4754 groups (中类) by their three digits, names beside them are left alone; the first one leads."""

    empty: Any = ()

    def read(self, cell: Any) -> list[str]:
        text = super().read(cell)
        codes = list(dict.fromkeys(re.findall(r"(?<!\d)\d{3}(?!\d)", text)))
        if not codes:
            raise CellError("请填写国民经济行业中类的三位代码，多个用顿号分开，例如 344、351。")
        for code in codes:
            try:
                industries.group(code)
            except KeyError:
                raise CellError(f"国民经济行业分类中没有中类“{code}”，请核对。") from None
        return codes

    def show(self, value: Any) -> Any:
        return "、".join(value) or None if value else None


def choice(name: str, label: str, choices: Any, **more: Any) -> Choice:
    return Choice(name, label, options=choices.choices, **more)


def several(name: str, label: str, choices: Any, **more: Any) -> Many:
    return Many(name, label, options=choices.choices, **more)


OWN = Layout(
    "parks",
    "园区",
    1,
    (
        NAME,
        Text("county", "区县", aliases=("县区", "县(市、区)", "县（市、区）"), example="鹿城区"),
        Text("township", "镇街", aliases=("属地镇街", "乡镇街道"), hint="不清楚的可以留空。"),
        Text("registry_code", "省登记代码", length=20, aliases=("代码", "园区代码")),
        choice(
            "park_type",
            "园区类型",
            Park.Type,
            required=True,
            other_words=TYPES,
            example=Park.Type.MANUFACTURING.label,
        ),
        choice("plan_kind", "计划类别", Park.PlanKind, required=True, example=Park.PlanKind.INDUSTRIAL.label),
        choice(
            "status",
            "园区状态",
            Park.Status,
            required=True,
            other_words=STATUSES,
            example=Park.Status.OPERATING.label,
        ),
        Text("address", "园区地址", length=200),
        Text("developer_name", "开发主体", length=100, aliases=("开发主体名称",)),
        Uscc("developer_uscc", "开发主体统一社会信用代码", aliases=("开发主体信用代码",)),
        Text("operator_name", "运营机构", length=100, aliases=("运营机构名称",)),
        Uscc("operator_uscc", "运营机构统一社会信用代码", aliases=("运营机构信用代码",)),
        Year("first_operating_year", "投运首年"),
        choice("layout_mode", "布局方式", options.LayoutMode),
        choice("development_mode", "建设模式", options.DevelopmentMode),
        choice("registry_mode", "开发模式（省登记）", options.RegistryMode, other_words=NO_OTHER),
        Text("platform", "依托平台", length=100),
        choice("siting", "选址", options.Siting),
        Flag("is_on_added_land", "新增土地上新建"),
        Flag("is_within_approved_area", "位于工业集聚区规划核定范围内"),
        Industries("leading_industries", "主导产业（行业中类代码）", aliases=("主导产业",), example="344"),
        Flag("is_special_trade", "特殊行业", hint="容积率不作要求的特殊行业。"),
        Flag("is_renovated", "是否改造提升", aliases=("改造提升",)),
        Text("renovation", "改造提升内容", length=500, lines=True),
        Text("introduction", "园区介绍", length=2000, lines=True),
        Day("transition_until", "过渡期至"),
        choice("registry_grade", "绩效评价（省登记）", options.RegistryGrade),
        Flag("has_bike_charging", "电瓶车集中充电停放场地"),
        Number("rentable_floor_m2", "剩余可租面积", **AREA),
        Number("sellable_floor_m2", "剩余可售面积", **AREA),
        several("facilities", "公共配套设施", options.Facility, other_words=NO_OTHER),
        several("services", "公共配套服务", options.Service, other_words=SERVICES),
        several("networks", "网络", options.Network),
        several("digital_functions", "数字化功能", options.DigitalFunction),
        several("party_items", "党建“六个一”", options.PartyItem),
        Day("party_branch_on", "党组织成立日期"),
        Day("owners_committee_on", "业主委员会成立日期"),
        Number(
            "land_area_mu",
            "用地面积",
            hint="园区只有一个地块时填写；有多个地块的留空，在园区页面修改。",
            example="86.5",
            **LAND,
        ),
        choice("land_source", "土地来源", options.LandSource),
        several("land_natures", "土地性质", options.LandNature, other_words=NO_OTHER),
        Day("started_on", "开工日期"),
        Number(
            "floor_area_m2",
            "总建筑面积",
            hint="园区只有一个分期时填写；有多个分期的留空，在园区页面修改。",
            example="120000",
            aliases=("建筑面积",),
            **AREA,
        ),
        Number("far_counted_floor_m2", "计容建筑面积", **AREA),
        Number("production_floor_m2", "生产性用房", **AREA),
        Number("non_production_floor_m2", "非生产性用房", **AREA),
        Day("completed_on", "竣工日期"),
    ),
    keys=("name",),
)


def declared(name: str) -> Column:
    """A count of firms, people or patents: the label of the model is the header, its unit behind it."""
    label, _, unit = str(RegistryFigure._meta.get_field(name).verbose_name).rstrip(")").rpartition("(")
    return Whole(name, label, unit=unit, lenient=True)


REGISTRY = Layout(
    "province_registry",
    "全省小微企业园登记导出表",
    1,
    (
        NAME,
        Text("registry_code", "代码", length=20, lenient=True),
        choice("park_type", "园区类型", Park.Type, other_words=TYPES, lenient=True),
        Text("province", "省"),
        Text("city", "地市"),
        Text("county", "区县"),
        choice("registry_mode", "开发模式", options.RegistryMode, other_words=NO_OTHER, lenient=True),
        choice("land_source", "土地来源", options.LandSource, other_words=NO_OTHER, lenient=True),
        several("land_natures", "土地性质", options.LandNature, other_words=NO_OTHER, lenient=True),
        Star("star", "园区星级", lenient=True),
        Flag("is_recognised", "园区认定", other_words=RECOGNISED, lenient=True),
        Text("address", "园区地址", length=200, lenient=True),
        Flag("is_renovated", "是否改造提升", lenient=True),
        Text("renovation", "改造提升内容", length=500, lines=True, lenient=True),
        Text("industries_named", "主导产业"),
        choice("registry_grade", "绩效评价", options.RegistryGrade, lenient=True),
        Text("introduction", "园区介绍", length=2000, lines=True, lenient=True),
        choice("status", "园区状态", Park.Status, other_words=STATUSES, lenient=True),
        Number("land_area_mu", "实际用地面积", lenient=True, **LAND),
        Number("floor_area_m2", "已建建筑面积", lenient=True, **AREA),
        Number("rentable_floor_m2", "园区剩余可租面积", lenient=True, **AREA),
        Number("sellable_floor_m2", "园区剩余可售面积", lenient=True, **AREA),
        Number("leased_floor_m2", "已出租面积", lenient=True, **AREA),
        several("facilities", "公共配套设施", options.Facility, other_words=NO_OTHER, lenient=True),
        several("services", "公共配套服务", options.Service, other_words=SERVICES, lenient=True),
        Text("operator_name", "运营机构名称", length=100),
        Uscc("operator_uscc", "运营机构统一社会信用代码", lenient=True),
        choice("operator_ownership", "运营机构性质", Ownership, other_words=OWNERSHIPS, lenient=True),
        Text("head_name", "机构负责人", length=60, lenient=True),
        Phone("head_phone", "机构负责人手机", length=30, lenient=True),
        Text("contact_name", "机构联系人", length=60, lenient=True),
        Phone("contact_phone", "机构联系人手机", length=30, lenient=True),
        *(declared(name) for name in FIGURES if name not in {"star", "is_recognised", "leased_floor_m2"}),
    ),
    keys=("name",),
)
