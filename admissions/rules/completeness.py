"""What an application still needs before it can be submitted (W9, C(九))."""

from typing import Any, Protocol

from portal.uscc import InvalidUscc, validate


class Draft(Protocol):
    """What this rule reads of an application."""

    firm_name: str
    uscc: str
    industry_code: str
    tenure: str
    process: str
    requested_floor_m2: Any
    investment_wan: Any
    expected_sales_wan: Any
    expected_tax_wan: Any
    employees: Any


NEEDED = {
    "firm_name": "企业名称",
    "uscc": "统一社会信用代码",
    "industry_code": "所属行业",
    "tenure": "入驻方式",
    "requested_floor_m2": "申请面积",
    "investment_wan": "计划投资",
    "expected_sales_wan": "预计年销售产值",
    "expected_tax_wan": "预计年纳税",
    "employees": "从业人员",
    "process": "生产工艺",
}


def missing(application: Draft) -> list[str]:
    """One short sentence for everything that is not yet filled in or does not hold; empty when complete."""
    gaps = [f"{label}未填写" for name, label in NEEDED.items() if getattr(application, name) in (None, "")]
    return gaps + ([] if not application.uscc else faults_of(application.uscc))


def faults_of(uscc: str) -> list[str]:
    try:
        validate(uscc)
    except InvalidUscc as error:
        return [error.message.rstrip("。")]
    return []
