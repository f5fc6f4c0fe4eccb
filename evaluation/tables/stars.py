"""The lists of stars."""

from django.urls import reverse

from evaluation.models import StarCase, StarResult
from evaluation.rules.stars.parts import STAR_WORDS
from evaluation.tables.results import Part
from portal.tables import Column, Row, Table

REACHED = dict(StarResult._meta.get_field("reached").choices)
STATES = dict(StarCase.State.choices)
SCORE = Column("score", "总分", numeric=True, places=2)


def address(row: Row) -> str:
    return reverse("evaluation:star_result", args=(row["pk"],))


class StarTable(Table):
    caption = "星级评定结果"
    empty_text = "没有符合条件的申报。可调整或清除筛选条件。"
    default_sort = "rank"
    columns = (
        Column("park_name", "园区", link=address),
        Column("county__name", "县(市、区)", sort="county__path"),
        Column("applied", "申报星级", choices=STAR_WORDS),
        SCORE,
        Column("reached", "得分达到星级", choices=REACHED),
        Column("rank", "县内名次", numeric=True),
        Column("gate_grade", "绩效评价档次", show=lambda row: f"{row['gate_grade']} 档"),
        Column("case_state", "评价时申报状态", choices=STATES),
    )


class StarHistory(Part):
    """Every star given to a park or taken from it."""

    caption = "星级记录"
    empty_text = "本园区还没有评定过星级。"
    default_sort = "-on"
    columns = (
        Column("star", "星级", show=lambda row: STAR_WORDS[row["star"]] if row["star"] else "摘牌"),
        Column("on", "日期"),
        Column("valid_until", "有效期至"),
        Column("document", "文件"),
        Column("reason", "说明"),
    )


class StarCases(Part):
    """A park's star cases."""

    caption = "星级申报"
    empty_text = "本园区还没有星级申报。"
    default_sort = "-year"
    columns = (
        Column(
            "star",
            "申报星级",
            show=lambda row: STAR_WORDS[row["star"]],
            link=lambda row: reverse("parks:record", args=("star-case", row["pk"])),
        ),
        Column("year", "数据年度", show=lambda row: str(row["year"])),
        Column("kind", "申报类别", choices=dict(StarCase.Kind.choices)),
        Column("state", "状态", choices=STATES),
        SCORE,
        Column("reached", "得分达到星级", choices=REACHED),
    )
