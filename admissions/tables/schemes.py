from django.urls import reverse
from django.utils.html import format_html

from admissions.flows.scheme import SCHEME
from portal.tables import Column, Row, Table


def address(row: Row) -> str:
    return reverse("admissions:scheme", args=(row["pk"],))


def state(row: Row) -> str:
    known = SCHEME.by_state[row["state"]]
    reference = format_html(' <span class="tag tag-yellow">{}</span>', "参考") if row["is_reference"] else ""
    return format_html('<span class="tag tag-{}">{}</span>{}', known.tone, known.label, reference)


def until(row: Row) -> str:
    return str(row["valid_until"] or "另行发布之日")


class SchemeTable(Table):
    caption = "评分方案"
    empty_text = "没有符合条件的评分方案。县级经办人可以从参考方案复制起草；也可调整或清除筛选条件。"
    default_sort = "-valid_from"
    columns = (
        Column("title", "方案名称", link=address),
        Column("state", "状态", show=state, choices=dict(SCHEME.choices()), needs=("is_reference",)),
        Column("place__name", "适用地域"),
        Column("valid_from", "生效日期"),
        Column("valid_until", "失效日期", show=until),
        Column("drafted_by__display_name", "起草人", optional=True),
    )
