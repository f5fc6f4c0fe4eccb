"""What an application still needs before it can be submitted (W9, C(九))."""

from collections.abc import Iterable
from typing import Any, Protocol

from portal.uscc import InvalidUscc, validate


class Draft(Protocol):
    """What this rule reads of an application."""

    firm_name: str
    uscc: str
    industry_code: str
    tenure: str
    leading_product: str
    process: str
    heavy_equipment: bool | None
    heavy_storey: int | None
    requested_floor_m2: Any
    investment_wan: Any
    expected_sales_wan: Any
    expected_tax_wan: Any
    employees: Any


NEEDED = {
    "firm_name": "企业名称",
    "uscc": "统一社会信用代码",
    "industry_code": "所属行业",
    "employees": "从业人员",
    "leading_product": "主导产品",
    "process": "生产工艺",
    "heavy_equipment": "是否有重型设备",
    "heavy_storey": "重型设备所在楼层",
    "investment_wan": "计划投资",
    "expected_tax_wan": "预计年纳税",
    "expected_sales_wan": "预计年销售产值",
    "tenure": "入驻方式",
    "requested_floor_m2": "申请面积",
}
# Asked only of whoever says yes to the other.
ONLY_IF = {"heavy_storey": "heavy_equipment"}


def missing(application: Draft) -> list[str]:
    """One short sentence for everything that is not yet filled in or does not hold; empty when complete."""
    return gaps(application, NEEDED)


def gaps(application: Draft, names: Iterable[str]) -> list[str]:
    """The same for some of the columns."""
    found = [f"{NEEDED[name]}未填写" for name in names if is_open(application, name)]
    return found + (faults_of(application.uscc) if "uscc" in names and application.uscc else [])


def is_open(application: Draft, name: str) -> bool:
    if name not in NEEDED or (name in ONLY_IF and not getattr(application, ONLY_IF[name])):
        return False
    return getattr(application, name) in (None, "")


def faults_of(uscc: str) -> list[str]:
    try:
        validate(uscc)
    except InvalidUscc as error:
        return [error.message.rstrip("。")]
    return []
