from django.urls import reverse
from django.utils.html import format_html

from admissions.cases import industry_label
from admissions.flows import ADMISSION
from admissions.selectors import day
from portal.numbers import DASH
from portal.tables import Column, Row, Table


def address(row: Row) -> str:
    return reverse("admissions:application", args=(row["pk"],))


def firm(row: Row) -> str:
    return row["firm_name"] or "（未填企业名称）"


def officials_tag(row: Row) -> str:
    return tag(row["state"], applicant=False)


def applicants_tag(row: Row) -> str:
    return tag(row["state"], applicant=True)


def tag(code: str, *, applicant: bool) -> str:
    state = ADMISSION.by_state[code]
    label = state.label_for(applicant=applicant)
    return format_html('<span class="tag tag-{}">{}</span>', state.tone, label)


def industry(row: Row) -> str:
    return industry_label(row["industry_code"]) or DASH


def submitted(row: Row) -> str:
    moment = row["submitted_at"]
    return unbroken(day(moment)) if moment else DASH


def number(row: Row) -> str:
    return unbroken(row["number"]) if row["number"] else DASH


def unbroken(text: str) -> str:
    return format_html('<span class="text-nowrap">{}</span>', text)


def columns(*, applicant: bool) -> tuple[Column, ...]:
    """One definition for both sides; only the words of the state differ."""
    return (
        Column("firm_name", "企业名称", show=firm, link=address),
        Column(
            "state",
            "状态",
            show=applicants_tag if applicant else officials_tag,
            choices=dict(ADMISSION.choices(applicant=applicant)),
        ),
        Column("number", "申请编号", show=number),
        Column("park__name", "园区"),
        Column("industry_code", "所属行业", show=industry),
        Column("requested_floor_m2", "申请面积", unit="㎡", numeric=True, places=2),
        Column("submitted_at", "提交日期", show=submitted),
    )


class ApplicationTable(Table):
    caption = "入园申请"
    empty_text = "没有符合条件的申请。运营机构提交申请后会出现在这里，也可调整或清除筛选条件。"
    default_sort = "-submitted_at"
    columns = columns(applicant=False)


class ApplicantTable(ApplicationTable):
    empty_text = "没有符合条件的申请。企业有意入园时，请新建申请；也可调整或清除筛选条件。"
    columns = columns(applicant=True)
