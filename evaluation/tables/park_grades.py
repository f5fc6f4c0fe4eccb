"""The lists of park grades."""

from django.urls import reverse

from evaluation.flows import NOTICE
from evaluation.models import ParkResult
from evaluation.rules.park_grades.parts import LISTS
from evaluation.tables.classes import COUNTY, RANK, SCORE, tag_of
from evaluation.tables.results import Part
from portal.tables import Column, Row, Table


def address(row: Row) -> str:
    return reverse("evaluation:grade_result", args=(row["pk"],))


def grade_tag(row: Row) -> str:
    """The grade; for who has none the outcome."""
    return tag_of(row["park_grade"], "档") or OUTCOMES[row["outcome"]]


def old_grade(row: Row) -> str:
    return f"{row['old_class']} 档" if row["old_class"] else OUTCOMES.get(row["old_outcome"], "没有")


OUTCOMES = dict(ParkResult.OUTCOMES)
LIST = Column("park_type", "榜单", choices=LISTS)
GRADE = Column("park_grade", "档次", show=grade_tag, choices=dict(ParkResult.GRADES), needs=("outcome",))
PLACE = Column("rank", "榜单名次", numeric=True)
OUTCOME = Column("outcome", "结论", choices=OUTCOMES)


class GradeTable(Table):
    caption = "园区绩效评价结果"
    empty_text = "没有符合条件的园区。可调整或清除筛选条件。"
    default_sort = "rank"
    columns = (
        Column("name", "园区", link=address),
        COUNTY,
        LIST,
        GRADE,
        SCORE,
        PLACE,
        Column("bonus", "加分", numeric=True, places=2, optional=True),
        Column("deduction", "减分", numeric=True, places=2, optional=True),
        OUTCOME,
        Column("reason", "说明"),
    )


class GradeChanges(Part):
    """What differs from the run before."""

    caption = "与上次评价的差异"
    empty_text = "与上次评价相比，没有园区的档次、总分或名次改变。"
    default_sort = "rank"
    columns = (
        Column("name", "园区", link=address),
        LIST,
        Column("old_class", "上次档次", show=old_grade, sortable=False, needs=("old_outcome",)),
        GRADE,
        Column("old_score", "上次总分", numeric=True, places=4, sortable=False),
        SCORE,
        Column("old_rank", "上次名次", numeric=True, sortable=False),
        RANK,
    )


class GradeYears(Part):
    """A park's grades through the years."""

    caption = "历年绩效评价"
    empty_text = "本园区还没有绩效评价结果。县级评价并公布后显示在这里。"
    default_sort = "-run__year"
    columns = (
        Column("run__year", "数据年度", link=address, show=lambda row: f"{row['run__year']} 年"),
        LIST,
        GRADE,
        SCORE,
        PLACE,
        OUTCOME,
        Column("reason", "说明"),
        Column(
            "notice_state",
            "公布情况",
            sortable=False,
            show=lambda row: dict(NOTICE.choices()).get(row["notice_state"], "未公布"),
        ),
    )
