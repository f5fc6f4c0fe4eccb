"""The checks of Cixi 2021."""

from parks.rules.conditions import (
    MANUFACTURING,
    NEW,
    OPERATING,
    ORDINARY_TRADES,
    RECOGNISED,
    STARRED,
    due,
    until,
)
from parks.rules.standards import YES, Bound, Standard, Subject
from policies.model import Strength

UNIT, PARCEL = Subject.UNIT, Subject.PARCEL
HARD, PRINCIPLE = Strength.HARD, Strength.PRINCIPLE

LAYOUT = (
    Standard(
        "c01.added_land",
        "不在核定范围外新增土地上新建",
        (Bound("is_clear_of_added_land", at_least=YES),),
        (NEW,),
        clause="c01",
        strength=PRINCIPLE,
    ),
)
BUILDING = (
    Standard(
        "c02.site",
        "占地或建筑规模",
        (Bound("land_area_mu", "c02.site_mu_min"), Bound("floor_area_m2", "c02.floor_m2_min")),
        (MANUFACTURING,),
    ),
    Standard("c02.far", "容积率", (Bound("floor_area_ratio", "c02.far_min"),), (ORDINARY_TRADES,)),
    Standard("c02.green", "绿地率", (Bound("green_ratio", "c02.green_ratio_min"),)),
    Standard(
        "c02.leading_industries",
        "主导产业数",
        (Bound("leading_industries", upper="c02.leading_industries_max"),),
    ),
    Standard("c02.concentration", "产业集聚度", (Bound("leading_share", "c02.concentration_min"),)),
    Standard("c02.small_firms", "小微企业占比", (Bound("small_firm_share", "c02.small_firm_share_min"),)),
    Standard(
        "c02.non_production_land",
        "非生产性用房用地占工业用地",
        (Bound("non_production_land_share", upper="c02.non_production_land_max"),),
    ),
    Standard(
        "c02.non_production_floor",
        "非生产性用房占计容面积",
        (Bound("non_production_share_of_counted", upper="c02.non_production_floor_max"),),
    ),
    Standard("c02.parking", "机动车位配建", (Bound("parking_per_100_m2", "c02.parking_min"),)),
    Standard(
        "c02.bike_charging",
        "电瓶车集中充电停放场地",
        (Bound("has_bike_charging", at_least=YES),),
        clause="c02",
        strength=PRINCIPLE,
    ),
)
KEEPING = (
    Standard(
        "c04.kept_non_production",
        "自持非生产性用房",
        (Bound("kept_non_production_share", "c04.kept_non_production_min"),),
    ),
    Standard(
        "c04.kept_non_production_of_total",
        "自持非生产性用房占总建筑面积",
        (Bound("kept_non_production_of_total", "c04.kept_non_production_of_total_min"),),
    ),
    Standard(
        "c04.kept_production",
        "自持生产性用房占总建筑面积",
        (Bound("kept_production_of_total", "c04.kept_production_min"),),
        (until("first_operating_year", "c04.kept_production_years", "仅投用后的自持期内"),),
    ),
    Standard(
        "c04.kept_production_term",
        "生产性用房自持年限",
        (Bound("kept_production_years", "c04.kept_production_years"),),
        subject=UNIT,
    ),
    Standard(
        "c04.division",
        "可分割单元面积",
        (Bound("unit_floor_m2", "c04.division_unit_m2_min"),),
        subject=UNIT,
    ),
    Standard(
        "c04.division_kind",
        "按幢、层或竖向分割",
        (Bound("is_divided_properly", at_least=YES),),
        subject=UNIT,
        clause="c04",
        strength=HARD,
    ),
    Standard(
        "c04.sale",
        "可出售单元面积",
        (Bound("sale_unit_floor_m2", "c04.sale_unit_m2_min"),),
        subject=UNIT,
    ),
    Standard(
        "c04.non_production_sale",
        "非生产性用房不单独出售",
        (Bound("non_production_unsold", at_least=YES),),
        subject=UNIT,
        clause="c04",
        strength=HARD,
    ),
)
STANDARD_LAND = tuple(
    Standard(f"c04.{code}", label, (Bound(f"promised_{code}", f"c04.{code}_min"),), subject=PARCEL)
    for code, label in (
        ("investment_per_mu", "标准地：固定资产投资强度"),
        ("tax_per_mu", "标准地：土地税收"),
        ("value_added_per_emission", "标准地：单位排放增加值"),
        ("value_added_per_tce", "标准地：单位能耗增加值"),
    )
)
SAFETY = (
    Standard(
        "c10.drills", "每年消防安全演练", (Bound("drills_a_year", "c10.drills_per_year_min"),), (OPERATING,)
    ),
    Standard(
        "c10.training",
        "星级园区安全培训全覆盖",
        (Bound("training_year", upper="c10.training_deadline_year"),),
        (STARRED, due("is_trained", "c10.training_deadline_year", "期限未到")),
    ),
    Standard(
        "c10.risk_assessment",
        "省级园区安全风险评估全覆盖",
        (Bound("risk_assessment_year", upper="c10.risk_assessment_deadline_year"),),
        (RECOGNISED, due("is_risk_assessed", "c10.risk_assessment_deadline_year", "期限未到")),
    ),
    Standard(
        "c12.digital_safety",
        "星级园区安全生产数字化监管",
        (Bound("has_digital_safety", at_least=YES),),
        (STARRED, due("has_digital_safety", "c12.deadline_year", "期限未到")),
        clause="c12",
        strength=HARD,
    ),
)
CHECKS = (*LAYOUT, *BUILDING, *KEEPING, *STANDARD_LAND, *SAFETY)
