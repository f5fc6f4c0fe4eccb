"""One result explained, and the results of a firm and of a park through the years."""

from typing import Any

from django.urls import reverse

from enterprises.views.firms import FirmMixin
from evaluation.class_selectors import classes_of_firm
from evaluation.explanations import against_target, changed_since, explain
from evaluation.models import RunResult, StarCase
from evaluation.park_grades import grades_of_park
from evaluation.published_classes import Held, Tables, published_classes
from evaluation.selectors import CHILDREN, latest_of_firm, latest_of_park, parts_of
from evaluation.tables import PARTS, FirmYears, ParkYears
from evaluation.tables.classes import ClassYears
from evaluation.tables.park_grades import GradeYears
from evaluation.tables.stars import StarCases, StarHistory
from parks.models import ParkStar
from parks.views.base import ParkPage
from portal.facts import fact
from portal.pages import RecordPage


class ResultPage(RecordPage):
    """计算过程 of one result, down to the frozen operands, and the parts that add up to it."""

    model = RunResult
    permission = "evaluation.view"
    related = ("run__place", "run__created_by", "county", "place")
    template_name = "evaluation/result.html"

    def get_title(self) -> str:
        return f"{self.record.name} {self.record.run.year} 年亩均税收"

    def get_crumbs(self) -> list[tuple[str, str]]:
        run = self.record.run
        return [
            ("评价", reverse("evaluation:runs")),
            (
                f"{run.place.name} {run.year} 年",
                reverse("evaluation:level", args=(run.pk, self.record.level)),
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        result = self.record
        found = explain(result, result.run)
        return super().get_context_data(
            explanation=found,
            facts=facts(result, against_target(found)),
            changed=changed_since(result),
            parts=self.parts(),
            **kwargs,
        )

    def parts(self) -> Any:
        """The table of the results one level down, largest tax first; None below a firm in a park."""
        below = CHILDREN.get(self.record.level)
        if below is None:
            return None
        query = {"sort": "-tax_wan", **self.request.GET.dict()}
        table = PARTS[below](parts_of(self.record, self.request.user), query)
        table.caption = f"{RunResult.Level(below).label}结果"
        return table


def facts(result: RunResult, target: str) -> list[dict[str, Any]]:
    run = result.run
    rows = [
        ("层级", result.get_level_display()),
        ("县(市、区)", result.county.name if result.county else "—"),
        ("园区", result.park_name or "—"),
        ("企业户数", f"{result.firms} 户"),
        ("名次", rank(result)),
        ("结论", result.get_outcome_display()),
        ("与目标比较", target or "—"),
        ("适用规则日期", run.rule_date.isoformat()),
        ("规则摘要", run.rulebook_hash[:16]),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def rank(result: RunResult) -> str:
    if result.rank is None:
        return "—"
    within = (
        "本次评价的县(市、区)中"
        if result.level == RunResult.Level.COUNTY
        else f"{result.county.name}同层级中"
    )
    return f"{within}第 {result.rank} 名"


class FirmEvaluation(FirmMixin, RecordPage):
    """评价 of a firm: its results through the years in the parks one sees."""

    permission = "evaluation.view"
    template_name = "evaluation/firm.html"
    tab = "evaluation"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = latest_of_firm(self.request.user, self.record.pk)
        table = FirmYears(rows, self.request.GET.dict())
        found = classes_of_firm(self.request.user, self.record.pk)
        classes = ClassYears(found, {}) if found.exists() else None
        treated = treatments(self.request.user, self.record.pk)
        return super().get_context_data(table=table, classes=classes, treated=treated, **kwargs)


def treatments(user: Any, enterprise_id: int) -> list[dict[str, Any]]:
    """The firm's latest published class in each county, and what it means there."""
    rows = published_classes(user).filter(enterprise=enterprise_id).select_related("county", "run")
    latest: dict[int, Any] = {}
    for row in rows.order_by("run__year", "pk"):
        latest[row.county_id] = row
    tables = Tables() if latest else None
    return [treated(row, tables.of(row.county.code, row.run.year)) for row in latest.values() if tables]


def treated(row: Any, held: Held | None) -> dict[str, Any]:
    said = {"year": row.run.year, "letter": row.enterprise_class, "county": row.county.name}
    if held is None:
        return said
    return {
        **said,
        "table": held.scheme.title,
        "is_reference": held.scheme.is_reference,
        "url": reverse("evaluation:scheme", args=(held.scheme.pk,)),
        "gets": [fact(label, text) for label, text in held.of(row.enterprise_class)],
    }


class ParkEvaluation(ParkPage):
    """评价 of a park: its grades, its stars and its 亩均税收 through the years."""

    permission = "evaluation.view"
    template_name = "evaluation/park.html"
    tab = "evaluation"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = ParkYears(latest_of_park(self.request.user, self.record.pk), self.request.GET.dict())
        grades = GradeYears(grades_of_park(self.request.user, self.record.pk), {})
        stars = StarHistory(ParkStar.objects.for_user(self.request.user).filter(park=self.record), {})
        rows = StarCase.objects.for_user(self.request.user).filter(park=self.record)
        return super().get_context_data(
            table=table, grades=grades, stars=stars, star_cases=StarCases(rows, {}), **kwargs
        )
