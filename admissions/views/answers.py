"""An application's content as people read it: section by section, on every page that shows it."""

from typing import Any

from django.urls import reverse

from admissions import selectors
from admissions.assessment import Standing, answer_word
from admissions.cases import industry_label, wishes_of
from admissions.flows import RETURNED
from admissions.models import Application
from admissions.rules.sections import MATERIALS, Section
from portal.facts import fact
from portal.numbers import DASH

YES_NO = {True: "是", False: "否"}


def shown_sections(
    application: Application, standing: Standing, *, edit: bool = False
) -> list[dict[str, Any]]:
    """All sections with what they say; with `edit`, the way to change each, from which one comes back."""
    return [shown(application, section, edit) for section in standing.sections]


def shown(application: Application, section: Section, edit: bool) -> dict[str, Any]:
    url = reverse("admissions:section", args=(application.pk, section.code)) + "?check"
    of_files = section.code == MATERIALS
    return {
        "code": section.code,
        "label": section.label,
        "url": url if edit else "",
        "facts": [] if of_files else section_facts(application, section),
        "texts": section_texts(application, section),
        "machines": application.equipment if "equipment" in section.columns else [],
        "materials": application.materials.select_related("attachment") if of_files else None,
    }


def section_facts(application: Application, section: Section) -> list[dict[str, str]]:
    columns = [FACTS[name](application) for name in section.columns if name in FACTS]
    answers = ((one, application.answers.get(one.code, "")) for one in section.questions)
    return columns + [
        {
            "label": one.label,
            "value": answer_word(one, answer) or DASH,
            "unit": one.unit if answer and one.is_number else "",
        }
        for one, answer in answers
    ]


def section_texts(application: Application, section: Section) -> list[dict[str, str]]:
    """What people wrote in sentences."""
    return [{"label": "生产工艺", "text": application.process}] if "process" in section.columns else []


def heavy_storey(application: Application) -> dict[str, str]:
    """Asked only of whoever has heavy machines."""
    storey = application.heavy_storey
    return fact("重型设备所在楼层", storey if application.heavy_equipment else None, "层")


def wanted(application: Application) -> dict[str, str]:
    rows = wishes_of(application)
    return fact("意向单元", "、".join(f"{one.unit.storey.building} {one.unit}" for one in rows))


FACTS: dict[str, Any] = {
    "firm_name": lambda one: fact("企业名称", one.firm_name),
    "uscc": lambda one: fact("统一社会信用代码", one.uscc),
    "industry_code": lambda one: fact("所属行业", industry_label(one.industry_code)),
    "founded_on": lambda one: fact("成立日期", one.founded_on),
    "employees": lambda one: fact("从业人员", one.employees, "人"),
    "leading_product": lambda one: fact("主导产品", one.leading_product),
    "heavy_equipment": lambda one: fact("是否有重型设备", YES_NO.get(one.heavy_equipment)),
    "heavy_storey": heavy_storey,
    "investment_wan": lambda one: fact("计划投资", one.investment_wan, "万元"),
    "expected_tax_wan": lambda one: fact("预计年纳税", one.expected_tax_wan, "万元"),
    "expected_sales_wan": lambda one: fact("预计年销售产值", one.expected_sales_wan, "万元"),
    "tenure": lambda one: fact("入驻方式", one.get_tenure_display()),
    "requested_floor_m2": lambda one: fact("申请面积", one.requested_floor_m2, "㎡"),
    "wanted_units": wanted,
}


def corrections_of(application: Application, user: Any) -> list[dict[str, str]]:
    """What is to be mended while the application is back; for its applicant with the way to each section."""
    if application.state != RETURNED:
        return []
    edits = selectors.is_applicant(application, user)
    rows = application.corrections.filter(revision=application.revision)
    return [
        {
            "label": row.label,
            "reason": row.reason,
            "clause": row.clause,
            "url": section_url(application, row.section) if edits else "",
        }
        for row in rows
    ]


def section_url(application: Application, section: str) -> str:
    """The section, from which one comes back to where all is checked."""
    return reverse("admissions:section", args=(application.pk, section)) + "?check"
