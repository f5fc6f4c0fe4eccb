"""The checks of Wenzhou 2019."""

from parks.rules.conditions import NEW, OPERATING, at_least
from parks.rules.standards import NONE, YES, Bound, Standard, Subject
from policies.model import Strength

HARD, PRINCIPLE, INFORMATION = Strength.HARD, Strength.PRINCIPLE, Strength.INFORMATION
PARCEL, PROJECT = Subject.PARCEL, Subject.CONVERSION
LARGE = at_least("land_area_mu", "w02.coverage_park_mu", "仅百亩以上园区")

COVERAGE = (
    Standard(
        "w02.smart",
        "智慧化管理全覆盖",
        (Bound("has_smart_management", at_least=YES),),
        (LARGE,),
        clause="w02",
        strength=INFORMATION,
    ),
    Standard(
        "w02.party",
        "非公党建全覆盖",
        (Bound("has_party_branch", at_least=YES),),
        (LARGE,),
        clause="w02",
        strength=INFORMATION,
    ),
    Standard(
        "w03.siting",
        "选址",
        (Bound("is_in_industrial_area", at_least=YES),),
        clause="w03",
        strength=INFORMATION,
    ),
)


def of(subject: Subject, code: str, label: str, bound: Bound, clause: str = "") -> Standard:
    """A check of what a park may have several of; with `clause` one that is asked without a number, and strictly."""
    return Standard(code, label, (bound,), subject=subject, clause=clause, strength=HARD if clause else None)


CONVERSION = (
    of(PROJECT, "w04.years", "低效用地已投产年限", Bound("conversion_years", "w04.production_years_min")),
    of(PROJECT, "w04.site", "成片开发用地规模", Bound("conversion_site_mu", "w04.site_mu_min")),
    of(
        PROJECT,
        "w04.conditions",
        "国有建设用地、符合四项规划",
        Bound("conversion_conditions", at_least=YES),
        "w04",
    ),
    of(PROJECT, "w04.scheme", "成片开发方案四项齐全", Bound("conversion_scheme", at_least=YES), "w04"),
    of(
        Subject.UNIT,
        "w04.division",
        "改造项目按层或按幢分割",
        Bound("conversion_division", at_least=YES),
        "w04",
    ),
)
BUILDING = (
    Standard("w05.far", "容积率", (Bound("floor_area_ratio", "w05.far_min"),)),
    Standard(
        "w06.non_production",
        "非生产性用房占总建筑面积",
        (Bound("non_production_share", "w06.non_production_min", "w06.non_production_max"),),
        (NEW,),
    ),
    Standard(
        "w06.facilities",
        "百亩以上已投运园区的公共配套",
        (Bound("has_facilities", at_least=YES),),
        (OPERATING, at_least("land_area_mu", "w06.retrofit_park_mu", "仅百亩以上园区")),
        clause="w06",
        strength=PRINCIPLE,
    ),
    Standard(
        "w07.operator",
        "专业化运营机构",
        (Bound("has_professional_operator", at_least=YES),),
        (at_least("land_area_mu", "w07.operator_park_mu", "仅百亩以上园区"),),
        clause="w07",
        strength=PRINCIPLE,
    ),
    Standard(
        "w09.leading_share", "主导产业生产性用房占比", (Bound("leading_share", "w09.leading_share_min"),)
    ),
)
LAND = (
    Standard("w14.supply", "一次性供地", (Bound("supply_batches", upper="w14.supply_batches_max"),)),
    of(PARCEL, "w14.works", "建设工期", Bound("works_years", upper="w14.construction_years_max")),
    of(
        PARCEL,
        "w15.price_cap",
        "封顶地价溢价率",
        Bound("land_price_premium", upper="w15.land_price_premium_max"),
    ),
    of(
        PARCEL, "w15.price_within_cap", "成交地价不超过最高限价", Bound("price_over_cap", at_most=NONE), "w15"
    ),
    of(PARCEL, "w18.promises", "标准地指标约定齐全", Bound("has_all_promises", at_least=YES), "w18"),
    of(PARCEL, "w18.approval", "开工审批时限", Bound("approval_days", upper="w18.start_approval_days_max")),
    of(
        PARCEL,
        "w18.acceptance",
        "竣工验收时限",
        Bound("acceptance_working_days", upper="w18.acceptance_working_days_max"),
    ),
    of(
        Subject.PHASE,
        "w18.presale",
        "预售许可的投资比例",
        Bound("presale_invested", "w18.presale_investment_min"),
    ),
    Standard("w19.party", "党建“六个一”", (Bound("party_items", "w19.party_items"),)),
    of(
        PARCEL,
        "w-end.restrictions",
        "限制条款载入公告和合同",
        Bound("has_restrictions", at_least=YES),
        "w-end",
    ),
)
CHECKS = (*COVERAGE, *CONVERSION, *BUILDING, *LAND)
