"""Firms with their published class and what it means for them."""

from django.urls import reverse
from django.utils.html import format_html, strip_tags

from evaluation.published_classes import Tables
from evaluation.tables.classes import CLASS, GROUP
from portal.numbers import DASH
from portal.tables import Column, Row, Table

OPEN = "查看待遇"
NO_TABLE = "当地该年度没有差别化政策表"


class PublishedTable(Table):
    caption = "企业类别与差别化政策"
    empty_text = "没有符合条件的企业。评价结果公布后，企业的类别和待遇列在这里。"
    default_sort = "name"

    def __init__(self, *args: object, **kwargs: object) -> None:
        tables = Tables()

        def meaning(row: Row) -> str:
            held = tables.of(row["county__code"], row["run__year"])
            if held is None:
                return NO_TABLE
            said = held.sentence(row["enterprise_class"])
            return format_html("<details><summary>{}</summary>{}</details>", OPEN, said)

        self.columns = (*COLUMNS, Meaning("enterprise", "待遇", sortable=False, show=meaning, needs=NEEDS))
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as every table's


class Meaning(Column):
    def plain(self, row: Row) -> str:
        """What leaves in an export: the sentence itself."""
        return strip_tags(self.text(row)).removeprefix(OPEN)


def address(row: Row) -> str:
    return reverse("evaluation:class_result", args=(row["pk"],))


NEEDS = ("county__code", "run__year", "enterprise_class")
COLUMNS = (
    Column("name", "企业", link=address),
    Column("uscc", "统一社会信用代码"),
    Column("county__name", "县(市、区)", sort="county__path"),
    Column("parks_now", "入驻园区", sortable=False, show=lambda row: row["parks_now"] or DASH),
    Column("run__year", "数据年度", show=lambda row: f"{row['run__year']} 年"),
    CLASS,
    GROUP,
    Column("published_at", "公布日期", show=lambda row: f"{row['published_at']:%Y-%m-%d}"),
)
