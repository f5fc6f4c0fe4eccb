"""The measures of a park that need nothing but its own records, each with what explains it."""

from collections.abc import Callable

from django.db.models import Q

from parks.measures import facts, sums
from parks.measures.parcels import PARCELS
from parks.measures.projects import PROJECTS
from parks.measures.rooms import UNITS
from parks.measures.safety import SAFETY
from parks.measures.subject import Land
from parks.models.options import DigitalFunction, PartyItem
from policies.explanation import Operand
from policies.numbers import FLAG, SHARE
from portal.measures import Measure

JUDGED_UNROUNDED = "显示的结果已四舍五入；是否达标按未舍入的数值判断。"
COMPLETED_BY = "只计 {on} 及以前竣工的分期。"
MU = f"1 亩 = 2000/3 ㎡。{JUDGED_UNROUNDED}"

Operands = Callable[[Land], list[Operand]]


def phases(label: str, field: str, unit: str = "㎡", finished: bool = False) -> Operands:
    return lambda land: land.of_phases(label, field, unit, finished)


def both(first: Operands, then: Operands) -> Operands:
    return lambda land: [*first(land), *then(land)]


def industrial(land: Land) -> list[Operand]:
    return [
        one for row, one in zip(land.parcels, land.of_parcels(), strict=True) if "industrial" in row.natures
    ]


counted = phases("计容建筑面积", "far_counted_floor_m2")
total_floor = phases("总建筑面积", "floor_area_m2")
non_production = phases("非生产性用房", "non_production_floor_m2")

SUMS = (
    Measure(
        "land_area_mu",
        "用地面积",
        "亩",
        "各地块用地面积之和",
        4,
        lambda on: sums.land_area_mu(),
        Land.of_parcels,
    ),
    Measure(
        "floor_area_m2",
        "建筑面积",
        "㎡",
        "各分期总建筑面积之和",
        2,
        lambda on: sums.floor_area_m2(),
        total_floor,
    ),
    Measure(
        "land_in_use_mu",
        "已投用用地",
        "亩",
        "已竣工分期用地面积之和",
        4,
        sums.land_in_use_mu,
        phases("用地面积", "land_area_mu", "亩", finished=True),
        COMPLETED_BY,
    ),
    Measure(
        "finished_floor_m2",
        "竣工建筑面积",
        "㎡",
        "已竣工分期总建筑面积之和",
        2,
        sums.finished_floor_m2,
        phases("总建筑面积", "floor_area_m2", finished=True),
        COMPLETED_BY,
    ),
)
SHARES = (
    Measure(
        "floor_area_ratio",
        "容积率",
        "倍",
        "各分期计容建筑面积之和 ÷（各地块用地面积之和 × 2000 ÷ 3）",
        2,
        lambda on: sums.floor_area_ratio(),
        both(counted, Land.of_parcels),
        MU,
    ),
    Measure(
        "non_production_share",
        "非生产性用房占总建筑面积",
        SHARE,
        "各分期非生产性用房之和 ÷ 各分期总建筑面积之和",
        4,
        lambda on: sums.non_production_share(),
        both(non_production, total_floor),
        JUDGED_UNROUNDED,
    ),
    Measure(
        "non_production_share_of_counted",
        "非生产性用房占计容建筑面积",
        SHARE,
        "各分期非生产性用房之和 ÷ 各分期计容建筑面积之和",
        4,
        lambda on: sums.non_production_share_of_counted(),
        both(non_production, counted),
        JUDGED_UNROUNDED,
    ),
    Measure(
        "green_ratio",
        "绿地率",
        SHARE,
        "各分期绿地面积之和 ÷（各地块用地面积之和 × 2000 ÷ 3）",
        4,
        lambda on: sums.green_ratio(),
        both(phases("绿地面积", "green_area_m2"), Land.of_parcels),
        MU,
    ),
    Measure(
        "non_production_land_share",
        "非生产性用房用地占工业用地",
        SHARE,
        "各分期非生产性用房用地面积之和 ÷（各工业用地地块面积之和 × 2000 ÷ 3）",
        4,
        lambda on: sums.non_production_land_share(),
        both(phases("非生产性用房用地面积", "non_production_land_m2"), industrial),
        MU,
    ),
    Measure(
        "parking_per_100_m2",
        "机动车位配建比例",
        "个/100㎡",
        "各分期机动车位之和 × 100 ÷ 各分期总建筑面积之和",
        2,
        lambda on: sums.parking_per_100_m2(),
        both(phases("机动车位", "parking_spaces", "个"), total_floor),
        JUDGED_UNROUNDED,
    ),
)
FACTS = (
    Measure(
        "is_clear_of_added_land",
        "不在核定范围外新增土地上新建",
        FLAG,
        "不是新增土地，或位于工业集聚区规划核定范围内",
        0,
        lambda on: facts.is_clear_of_added_land(),
        lambda land: [land.fact("is_on_added_land"), land.fact("is_within_approved_area")],
    ),
    Measure(
        "leading_industries",
        "主导产业数",
        "个",
        "主导产业（国民经济行业分类中类）的个数",
        0,
        lambda on: facts.length("leading_industries"),
        lambda land: [land.count("leading_industries", "个")],
    ),
    Measure(
        "is_in_industrial_area",
        "选址在集聚区、开发区、高新区或工业园区",
        FLAG,
        "选址为产业集聚区、经济开发区、高新技术产业园区或工业园区",
        0,
        lambda on: facts.is_in_industrial_area(),
        lambda land: [land.chosen("siting")],
    ),
    Measure(
        "has_facilities",
        "有公共配套设施",
        FLAG,
        "登记有公共配套设施",
        0,
        lambda on: facts.holds(~Q(facilities=[])),
        lambda land: [land.count("facilities", "项")],
    ),
    Measure(
        "has_professional_operator",
        "有专业化运营机构",
        FLAG,
        "运营机构为专业化运营机构",
        0,
        lambda on: facts.holds(Q(operator__is_professional=True)),
        lambda land: [land.chosen("operator")],
    ),
    Measure(
        "has_smart_management",
        "智慧化管理",
        FLAG,
        "登记有数字化功能",
        0,
        lambda on: facts.holds(~Q(digital_functions=[])),
        lambda land: [land.count("digital_functions", "项")],
    ),
    Measure(
        "has_party_branch",
        "非公党建",
        FLAG,
        "建有区域性综合党组织",
        0,
        lambda on: facts.holds(Q(party_items__contains=[PartyItem.BRANCH])),
        lambda land: [land.count("party_items", "项")],
    ),
    Measure(
        "has_digital_safety",
        "安全生产数字化监管",
        FLAG,
        "数字化功能中有安全生产数字化监管",
        0,
        lambda on: facts.holds(Q(digital_functions__contains=[DigitalFunction.SAFETY])),
        lambda land: [land.count("digital_functions", "项")],
    ),
    Measure(
        "party_items",
        "党建“六个一”完成数",
        "项",
        "已完成的党建“六个一”事项数",
        0,
        lambda on: facts.length("party_items"),
        lambda land: [land.count("party_items", "项")],
    ),
    Measure(
        "has_bike_charging",
        "电瓶车集中充电停放场地",
        FLAG,
        "设有电瓶车集中充电停放场地",
        0,
        lambda on: facts.said("has_bike_charging"),
        lambda land: [land.fact("has_bike_charging")],
    ),
)
CATALOGUE = (*SUMS, *SHARES, *FACTS, *PARCELS, *PROJECTS, *UNITS, *SAFETY)
