"""消防评级 by sheet: the fire brigade's grade of each park in a year (C(十三))."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from parks.models import FireGrade
from parks.references import PARK, ParkReference, park_names
from portal.sheets.columns import Choice, Text, Year
from portal.sheets.kinds import Part, SheetKind, Stage, same
from portal.sheets.layout import Layout

GRADES = tuple((grade.value, f"{grade.value} {grade.label}") for grade in FireGrade.Grade)
LAYOUT = Layout(
    "fire_grades",
    "消防评级",
    1,
    (
        PARK,
        Year("year", "年度", required=True, aliases=("年份", "评级年度")),
        Choice(
            "grade",
            "等级",
            required=True,
            options=GRADES,
            other_words={
                word: grade.value for grade in FireGrade.Grade for word in (grade.value, str(grade.label))
            },
            aliases=("消防等级", "评级"),
        ),
        Text("document", "依据文件", length=100),
    ),
    ("park", "year"),
)


class FireGrades(SheetKind):
    code = "fire_grades"
    label = "消防评级"
    about = "每行一个园区一年的消防等级，由消防部门提供"
    list_route = ("parks:records", None, ("fire-grade",))
    permission = "fire.supply"
    layouts = (LAYOUT,)
    parts = (
        Part(
            "grade", FireGrade, ("park_id", "year"), {"park": "park_id", **same("year", "grade", "document")}
        ),
    )
    references = {"park": ParkReference()}
    naming = ("park", "year")

    def check(self, stage: Stage) -> None:
        """A grade is of a year that has begun."""
        for entry, year in stage.column("grade", "year"):
            if year and year > timezone.localdate().year:
                entry.refuse("year", f"{year} 年还没有开始，请核对年度。")

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def example(self) -> Mapping[str, Any]:
        return {"year": timezone.localdate().year - 1, "grade": "A"}
