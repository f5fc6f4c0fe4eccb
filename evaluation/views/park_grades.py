"""Park grades: a run with its lists, and one park explained."""

from typing import Any

from django.db.models import QuerySet

from evaluation import park_explanations as explanations
from evaluation.filters.park_grades import GradeFilter
from evaluation.models import ParkResult, Run
from evaluation.park_grades import grade_changes, grade_rows, grades_seen, spread
from evaluation.tables.park_grades import GradeChanges, GradeTable
from evaluation.views.classes import LetterResultPage, SchemeRunPage
from portal.facts import fact
from portal.numbers import DASH, decimal_text
from portal.tables import Table


class GradeRunPage(SchemeRunPage):
    model = ParkResult
    kind = Run.Kind.PARKS
    table_class = GradeTable
    filterset_class = GradeFilter

    def rows(self, run: Run) -> QuerySet[ParkResult]:
        return grade_rows(self.request.user, run)

    def spread(self, run: Run) -> list[dict[str, Any]]:
        return spread(self.request.user, run)

    def changes_from(self, other: Run) -> Table:
        return GradeChanges(grade_changes(self.request.user, self.run, other), {"page_size": "20"})


class GradeResultPage(LetterResultPage):
    model = ParkResult
    kind = Run.Kind.PARKS

    def get_queryset(self) -> QuerySet[ParkResult]:
        return grades_seen(self.request.user).select_related(*self.related)

    def explained(self) -> dict[str, Any]:
        found = explanations.measured(self.record)
        sentence, rises = explanations.why_not_better(found)
        return {
            "facts": result_facts(found),
            "dimensions": explanations.dimensions(found),
            "explanation": explanations.explain(found),
            "how": explanations.grade_words(found),
            "why": sentence,
            "rises": rises,
            "scheme": found.part.scheme,
        }


def result_facts(found: explanations.Measured) -> list[dict[str, str]]:
    result, scheme = found.result, found.part.scheme
    return [
        fact("档次", result.get_park_grade_display() or DASH),
        fact("结论", result.get_outcome_display()),
        fact("总分", f"{decimal_text(result.score, 4)} 分" if result.score is not None else DASH),
        fact("榜单", result.get_park_type_display()),
        fact("榜单名次", f"第 {result.rank} 名" if result.rank else DASH),
        fact("县(市、区)", result.county.name),
        fact("年末星级", f"{found.taken['star']} 星" if found.taken["star"] else DASH),
        fact("说明", result.reason or DASH),
        fact("评价方案", f"{scheme['title']}{'（参考）' if scheme['is_reference'] else ''}"),
        fact("适用规则日期", result.run.rule_date.isoformat()),
        fact("规则摘要", found.part.rulebook_hash[:16]),
    ]
