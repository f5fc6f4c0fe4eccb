"""The checks of Cixi 2021."""

from parks.rules.conditions import (
    MANUFACTURING,
    NEW,
    ORDINARY_TRADES,
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
CHECKS = (*LAYOUT, *BUILDING)
