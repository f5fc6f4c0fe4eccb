"""Enterprise classes: a run with its distribution, one firm explained, and what to mend before a run."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from enterprises.models import YearlyFigure
from evaluation import class_explanations as explanations
from evaluation.class_selectors import changes, class_rows, distribution, to_mend
from evaluation.filters.classes import CheckFilter, ClassFilter
from evaluation.models import EnterpriseResult, Run
from evaluation.rules.classes.parts import CLASSES
from evaluation.selectors import runs_for
from evaluation.tables.classes import ChangeTable, CheckTable, ClassTable
from evaluation.views.runs import facts
from portal.numbers import decimal_text
from portal.pages import ListPage, RecordPage

RUNS = "评价"


class ClassRunPage(ListPage):
    """One run: how the classes are spread over counties and groups, what changed, and the firms."""

    model = EnterpriseResult
    permission = "evaluation.view"
    template_name = "evaluation/classes.html"
    table_class = ClassTable
    filterset_class = ClassFilter

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = runs_for(request.user).filter(kind=Run.Kind.ENTERPRISES)
        self.run = get_object_or_404(
            rows.select_related("place", "created_by", "supersedes"), pk=kwargs["pk"]
        )
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[EnterpriseResult]:
        return class_rows(self.request.user, self.run)

    def get_title(self) -> str:
        return f"{self.run.place.name} {self.run.year} 年企业分类"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(RUNS, reverse("evaluation:runs"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        spread = distribution(self.request.user, self.run)
        return super().get_context_data(
            record=self.run,
            headlines=headlines(spread),
            spread=[spread_row(row) for row in spread],
            partial=not self.request.user.can(self.permission, self.run.place),
            facts=facts(self.run),
            left_out=self.run.left_out,
            changed=self.changed(),
            **kwargs,
        )

    def changed(self) -> ChangeTable | None:
        """What differs from the run before; None for the first."""
        if self.run.supersedes is None:
            return None
        rows = changes(self.request.user, self.run, self.run.supersedes)
        return ChangeTable(rows, {"page_size": "20"})


def headlines(spread: list[dict[str, Any]]) -> list[dict[str, str]]:
    ranked = sum(row[letter] for row in spread for letter in CLASSES)
    without = sum(row["without"] for row in spread)
    rows = [
        ("参加分类", ranked, f"另有 {without} 户豁免、不参评或数据不全" if without else "没有未分类的企业")
    ]
    for letter in CLASSES:
        number = sum(row[letter] for row in spread)
        rows.append((f"{letter} 类", number, f"占 {percent(number, ranked)}"))
    return [
        {"label": label, "value": decimal_text(number), "unit": "户", "detail": detail}
        for label, number, detail in rows
    ]


def percent(number: int, whole: int) -> str:
    """To one digit, half up, in whole numbers."""
    if not whole:
        return "—"
    tenths = (2000 * number + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def spread_row(row: dict[str, Any]) -> dict[str, Any]:
    figures = row["part"].groups.get(row["group"])
    ranked = figures["ranked"] if figures else 0
    return {
        "county": row["part"].county.name,
        "group": row["group_label"] or "不属于任何分组",
        "classes": [
            {"letter": letter, "number": row[letter], "percent": percent(row[letter], ranked)}
            for letter in CLASSES
        ],
        "ranked": ranked,
        "without": row["without"],
        "how": how(figures),
        "scheme": row["part"].scheme,
    }


def how(figures: dict[str, Any] | None) -> str:
    if not figures or not figures["ranked"]:
        return "—"
    return "按比例" if figures["positions"] else "按分数线"


class ClassResultPage(RecordPage):
    """怎么算的: one firm's class, down to its figures, and why it is no better."""

    model = EnterpriseResult
    permission = "evaluation.view"
    related = ("run__place", "run__created_by", "county")
    template_name = "evaluation/class_result.html"

    def get_title(self) -> str:
        return f"{self.record.name} {self.record.run.year} 年企业类别"

    def get_crumbs(self) -> list[tuple[str, str]]:
        run = self.record.run
        return [
            (RUNS, reverse("evaluation:runs")),
            (f"{run.place.name} {run.year} 年企业分类", reverse("evaluation:classes", args=(run.pk,))),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = explanations.measured(self.record)
        sentence, rises = explanations.why_not_better(found)
        return super().get_context_data(
            run=self.record.run,
            facts=result_facts(found),
            explanation=explanations.explain(found),
            how=explanations.class_words(found),
            why=sentence,
            rises=explanations.rise_rows(rises),
            inputs=[input_row(found, one) for one in found.inputs],
            scheme=found.part.scheme,
            **kwargs,
        )


def result_facts(found: explanations.Measured) -> list[dict[str, str]]:
    result = found.result
    rows = [
        ("类别", result.get_enterprise_class_display() or "—"),
        ("结论", result.get_outcome_display()),
        ("总分", f"{decimal_text(result.score, 4)} 分" if result.score is not None else "—"),
        ("分组", result.group_label or "—"),
        ("组内名次", f"第 {result.rank} 名" if result.rank else "—"),
        ("县(市、区)", result.county.name),
        ("统一社会信用代码", result.uscc),
        ("说明", result.reason or "—"),
        ("评价方案", found.part.scheme["title"] + ("（参考）" if found.part.scheme["is_reference"] else "")),
        ("适用规则日期", result.run.rule_date.isoformat()),
        ("规则摘要", found.part.rulebook_hash[:16]),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def input_row(found: explanations.Measured, one: Any) -> dict[str, Any]:
    label, url = explanations.figure_source(found, one)
    return {
        "park": one.park_name,
        "numbers": [
            decimal_text(one.tax_wan, 2),
            decimal_text(one.sales_wan, 2),
            decimal_text(one.energy_tce, 2),
            decimal_text(one.employees),
            decimal_text(one.land_mu, 4),
        ],
        "source": label,
        "url": url,
    }


class CheckList(ListPage):
    """评价前检查: figures with missing or zero values."""

    model = YearlyFigure
    permission = "evaluation.run"
    title = "评价前检查"
    table_class = CheckTable
    filterset_class = CheckFilter

    def get_queryset(self) -> QuerySet[YearlyFigure]:
        return to_mend(self.request.user)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(RUNS, reverse("evaluation:runs"))]
