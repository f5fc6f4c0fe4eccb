"""The columns of a list of schemes."""

from django.utils.html import format_html

from portal.schemes.flow import STATES
from portal.schemes.succession import OPEN_END
from portal.tables import Column, Row, link_to

LABELS = {one.code: one.label for one in STATES}
TONES = {one.code: one.tone for one in STATES}


def state(row: Row) -> str:
    code = row["state"]
    reference = format_html(' <span class="tag tag-yellow">{}</span>', "参考") if row["is_reference"] else ""
    return format_html('<span class="tag tag-{}">{}</span>{}', TONES[code], LABELS[code], reference)


def until(row: Row) -> str:
    return str(row["valid_until"] or OPEN_END)


def scheme_columns(url: str, *own: Column) -> tuple[Column, ...]:
    """`url` is the name of a scheme's page, `own` the columns only this list has."""
    return (
        Column("title", "方案名称", link=link_to(url)),
        *own,
        Column("state", "状态", show=state, choices=LABELS, needs=("is_reference",)),
        Column("place__name", "适用地域"),
        Column("valid_from", "生效日期"),
        Column("valid_until", "失效日期", show=until),
        Column("drafted_by__display_name", "起草人", optional=True),
    )
