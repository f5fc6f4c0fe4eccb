"""Enterprise classes: a run with its distribution, one firm explained, and what to mend before a run."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from enterprises.models import YearlyFigure
from evaluation import charts
from evaluation import class_explanations as explanations
from evaluation.class_selectors import changes, class_rows, distribution, to_mend, unlocked
from evaluation.filters.classes import CheckFilter, ClassFilter
from evaluation.models import EnterpriseResult, Run
from evaluation.publicity import WORDS, Words
from evaluation.rules.classes.parts import CLASSES
from evaluation.rules.park_grades.parts import LISTS
from evaluation.selectors import beside, run_url, runs_for
from evaluation.tables.classes import ChangeTable, CheckTable, ClassTable
from evaluation.views.runs import facts
from portal.numbers import decimal_text
from portal.pages import ListPage, RecordPage
from portal.tables import Table

RUNS = "评价"


class SchemeRunPage(ListPage):
    """One run by schemes: how the letters are spread over counties and groups, what changed, and whom it was about."""

    permission = "evaluation.view"
    template_name = "evaluation/classes.html"
    kind: Run.Kind

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = runs_for(request.user).filter(kind=self.kind)
        self.run = get_object_or_404(
            rows.select_related("place", "created_by", "supersedes"), pk=kwargs["pk"]
        )
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{self.run.place.name} {self.run.year} 年{self.kind.label}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(RUNS, reverse("evaluation:runs"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        spread, words = self.spread(self.run), WORDS[self.kind]
        self.other = beside(self.run)
        return super().get_context_data(
            record=self.run,
            other=self.other,
            other_url=run_url(self.kind, self.other.pk) if self.other else "",
            what_if=self.what_if(),
            words=words,
            headlines=headlines(spread, words),
            charts=self.charts(spread, words) if spread else [],
            spread=[spread_row(row, words) for row in spread],
            partial=not self.request.user.can(self.permission, self.run.place),
            facts=facts(self.run),
            left_out=self.run.left_out,
            changed=self.changed(),
            **kwargs,
        )

    def rows(self, run: Run) -> QuerySet:
        """The results of a run that this person sees."""
        raise NotImplementedError

    def spread(self, run: Run) -> list[dict[str, Any]]:
        """For each county and group: how many have each letter, how many none (`class_selectors.spread_over`)."""
        raise NotImplementedError

    def changes_from(self, other: Run) -> Table:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet:
        return self.rows(self.run)

    def changed(self) -> Table | None:
        """What differs from the run beside it; None where there is none."""
        return self.changes_from(self.other) if self.other else None

    def charts(self, spread: list[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
        """Letters over counties, and scores; of a what-if run beside the real one."""
        runs = [self.run, *([self.other] if self.run.hypothetical and self.other else [])]
        letters = [charts.letters(spread), *(charts.letters(self.spread(run)) for run in runs[1:])]
        names = [charts.name_of(run) for run in runs]
        scores = [charts.scores(self.rows(run)) for run in runs]
        compared = charts.compared(words, list(zip(names, letters, strict=True)))
        return [
            charts.spread_over_counties(spread, words),
            *([compared] if len(runs) > 1 else []),
            charts.of_scores(words, list(zip(names, scores, strict=True))),
        ]

    def what_if(self) -> str:
        """Where one asks what another scheme would give; "" for whoever may not."""
        if not self.request.user.can("evaluation.run", self.run.place):
            return ""
        return reverse("evaluation:what_if", query={"run": self.run.pk})


class ClassRunPage(SchemeRunPage):
    model = EnterpriseResult
    kind = Run.Kind.ENTERPRISES
    table_class = ClassTable
    filterset_class = ClassFilter

    def rows(self, run: Run) -> QuerySet[EnterpriseResult]:
        return class_rows(self.request.user, run)

    def spread(self, run: Run) -> list[dict[str, Any]]:
        return distribution(self.request.user, run)

    def changes_from(self, other: Run) -> Table:
        return ChangeTable(changes(self.request.user, self.run, other), {"page_size": "20"})


def headlines(spread: list[dict[str, Any]], words: Words) -> list[dict[str, str]]:
    lettered = sum(row[letter] for row in spread for letter in CLASSES)
    without = sum(row["without"] for row in spread)
    rows = [
        (
            f"已定{words.letters}",
            lettered,
            f"另有 {without} {words.unit}未定{words.letters}" if without else "没有未定的",
        )
    ]
    for letter in CLASSES:
        number = sum(row[letter] for row in spread)
        rows.append((f"{letter} {words.letter}", number, f"占 {percent(number, lettered)}"))
    return [
        {"label": label, "value": decimal_text(number), "unit": words.unit, "detail": detail}
        for label, number, detail in rows
    ]


def percent(number: int, whole: int) -> str:
    """To one digit, half up, in whole numbers."""
    if not whole:
        return "—"
    tenths = (2000 * number + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def spread_row(row: dict[str, Any], words: Words) -> dict[str, Any]:
    figures = row["part"].groups.get(group_of(row))
    lettered = sum(row[letter] for letter in CLASSES)
    return {
        "county": row["part"].county.name,
        "group": label_of(row),
        "classes": [
            {"letter": letter, "number": row[letter], "percent": percent(row[letter], lettered)}
            for letter in CLASSES
        ],
        "ranked": figures["ranked"] if figures else 0,
        "without": row["without"],
        "how": how(figures),
        "scheme": row["part"].scheme,
    }


def group_of(row: dict[str, Any]) -> str:
    return str(row["park_type"] if "park_type" in row else row["group"])


def label_of(row: dict[str, Any]) -> str:
    return LISTS[row["park_type"]] if "park_type" in row else row["group_label"] or "不属于任何分组"


def how(figures: dict[str, Any] | None) -> str:
    if not figures or not figures["ranked"]:
        return "—"
    return "按比例" if figures["positions"] else "按分数线"


class LetterResultPage(RecordPage):
    """怎么算的: one result's letter, down to what it was taken from, and why it is no better."""

    permission = "evaluation.view"
    related = ("run__place", "run__created_by", "county")
    template_name = "evaluation/class_result.html"
    kind: Run.Kind

    def get_title(self) -> str:
        return f"{self.record.name} {self.record.run.year} 年{WORDS[self.kind].subject}{WORDS[self.kind].letters}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        run = self.record.run
        title = f"{run.place.name} {run.year} 年{self.kind.label}"
        return [(RUNS, reverse("evaluation:runs")), (title, run_url(self.kind, run.pk))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.record.run
        return super().get_context_data(
            run=run,
            run_url=run_url(self.kind, run.pk),
            words=WORDS[self.kind],
            **self.explained(),
            **kwargs,
        )

    def explained(self) -> dict[str, Any]:
        """facts, explanation, how, why, rises, scheme, and what else the page shows."""
        raise NotImplementedError


class ClassResultPage(LetterResultPage):
    model = EnterpriseResult
    kind = Run.Kind.ENTERPRISES

    def explained(self) -> dict[str, Any]:
        found = explanations.measured(self.record)
        sentence, rises = explanations.why_not_better(found)
        return {
            "facts": result_facts(found),
            "explanation": explanations.explain(found),
            "how": explanations.class_words(found),
            "why": sentence,
            "rises": explanations.rise_rows(rises),
            "inputs": [input_row(found, one) for one in found.inputs],
            "scheme": found.part.scheme,
        }


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

    template_name = "evaluation/check.html"

    def get_queryset(self) -> QuerySet[YearlyFigure]:
        return to_mend(self.request.user)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(RUNS, reverse("evaluation:runs"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(unlocked=unlocked(self.request.user), **kwargs)
