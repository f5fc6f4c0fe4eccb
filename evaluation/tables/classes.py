"""The lists of enterprise classes."""

from django.urls import reverse
from django.utils.html import format_html

from evaluation.flows import NOTICE
from evaluation.models import EnterpriseResult, EvaluationScheme
from evaluation.tables.results import Part
from portal.numbers import DASH
from portal.schemes.tables import scheme_columns
from portal.tables import Column, Row, Table

TONES = {"A": "green", "B": "blue", "C": "yellow", "D": "red"}


def address(row: Row) -> str:
    return reverse("evaluation:class_result", args=(row["pk"],))


def class_tag(row: Row) -> str:
    """The class; for who has none the outcome."""
    return tag_of(row["enterprise_class"], "类") or str(dict(EnterpriseResult.OUTCOMES)[row["outcome"]])


def tag_of(letter: str, word: str) -> str:
    """A letter in its colour; "" for none."""
    return format_html('<span class="tag tag-{}">{} {}</span>', TONES[letter], letter, word) if letter else ""


def old_class(row: Row) -> str:
    if row["old_class"]:
        return f"{row['old_class']} 类"
    return str(dict(EnterpriseResult.OUTCOMES).get(row["old_outcome"], "没有"))


CLASS = Column(
    "enterprise_class",
    "类别",
    show=class_tag,
    choices={letter: f"{letter} 类" for letter in TONES},
    needs=("outcome",),
)
SCORE = Column("score", "总分", numeric=True, places=4)
RANK = Column("rank", "组内名次", numeric=True)
GROUP = Column("group_label", "分组")
COUNTY = Column("county__name", "县(市、区)", sort="county__path")
TAX = Column("tax_wan", "纳税总额", unit="万元", numeric=True, places=2)
LAND = Column("land_mu", "用地", unit="亩", numeric=True, places=4)
OUTCOME = Column("outcome", "结论", choices=dict(EnterpriseResult.OUTCOMES))


class ClassTable(Table):
    caption = "企业分类结果"
    empty_text = "没有符合条件的企业。可调整或清除筛选条件。"
    default_sort = "rank"
    columns = (
        Column("name", "企业", link=address),
        Column("uscc", "统一社会信用代码", optional=True),
        COUNTY,
        GROUP,
        CLASS,
        SCORE,
        RANK,
        TAX,
        Column("sales_wan", "销售产值", unit="万元", numeric=True, places=2, optional=True),
        Column("energy_tce", "综合能耗", unit="吨标准煤", numeric=True, places=2, optional=True),
        LAND,
        OUTCOME,
        Column("reason", "说明"),
    )


class ChangeTable(Part):
    """What differs from the run beside it."""

    caption = "与对照评价的差异"
    empty_text = "与对照的评价相比，没有企业的类别、总分或名次改变。"
    default_sort = "rank"
    columns = (
        Column("name", "企业", link=address),
        GROUP,
        Column("old_class", "对照类别", show=old_class, sortable=False, needs=("old_outcome",)),
        CLASS,
        Column("old_score", "对照总分", numeric=True, places=4, sortable=False),
        SCORE,
        Column("old_rank", "对照名次", numeric=True, sortable=False),
        RANK,
    )


class ClassYears(Part):
    """A firm's classes through the years, from the latest run of each."""

    caption = "历年企业类别"
    empty_text = "本企业还没有分类结果。"
    default_sort = "-run__year"
    columns = (
        Column("run__year", "数据年度", link=address, show=lambda row: f"{row['run__year']} 年"),
        COUNTY,
        GROUP,
        CLASS,
        SCORE,
        RANK,
        TAX,
        LAND,
        Column(
            "notice_state",
            "公布情况",
            sortable=False,
            show=lambda row: dict(NOTICE.choices()).get(row["notice_state"], "未公布"),
        ),
    )


class SchemeTable(Table):
    caption = "评价方案"
    empty_text = "没有符合条件的评价方案。县级经办人可以从参考方案复制起草；也可调整或清除筛选条件。"
    default_sort = "-valid_from"
    columns = scheme_columns(
        "evaluation:scheme", Column("subject", "评价对象", choices=dict(EvaluationScheme.Subject.choices))
    )


LACKING = {
    "tax_wan": "纳税总额",
    "sales_wan": "销售产值",
    "energy_tce": "综合能耗",
    "employees": "从业人员",
}


def lacking(row: Row) -> str:
    """Which of the numbers are missing, which are zero."""
    missing = [f"缺{label}" for name, label in LACKING.items() if row[name] is None]
    zero = [f"{label}为零" for name, label in LACKING.items() if row[name] == 0]
    return "；".join([*missing, *zero]) or DASH


class CheckTable(Table):
    caption = "评价前检查"
    empty_text = "没有缺失或为零的数据。可以发起评价；也可调整或清除筛选条件。"
    default_sort = "-year"
    columns = (
        Column("enterprise__name", "企业", link=lambda row: reverse("enterprises:figure", args=(row["pk"],))),
        Column("park__name", "园区"),
        Column("year", "数据年度", show=lambda row: str(row["year"])),
        Column("energy_tce", "需要核对", show=lacking, sortable=False, needs=tuple(LACKING)),
        Column("source", "数据来源"),
    )
