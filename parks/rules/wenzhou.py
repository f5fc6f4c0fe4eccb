"""The checks of Wenzhou 2019."""

from parks.rules.conditions import NEW
from parks.rules.standards import Bound, Standard

BUILDING = (
    Standard("w05.far", "容积率", (Bound("floor_area_ratio", "w05.far_min"),)),
    Standard(
        "w06.non_production",
        "非生产性用房占总建筑面积",
        (Bound("non_production_share", "w06.non_production_min", "w06.non_production_max"),),
        (NEW,),
    ),
    Standard(
        "w09.leading_share", "主导产业生产性用房占比", (Bound("leading_share", "w09.leading_share_min"),)
    ),
)
CHECKS = (*BUILDING,)
