"""Runs: the list, asking for one, and one with its results by level."""

from typing import Any

from django.db.models import Case, CharField, F, Max, QuerySet, Value, When
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from enterprises.models import YearlyFigure
from evaluation.filters import FILTERS, RunFilter
from evaluation.forms import RunForm, WhatIfForm
from evaluation.models import Run, RunResult
from evaluation.scheme_kind import SCHEMES
from evaluation.selectors import levels_for, places_to_evaluate, runs_for, seen, totals
from evaluation.services import Asked, request_by_scheme, request_run
from evaluation.tables import TABLES, RunTable
from portal.numbers import decimal_text
from portal.pages import FormPage, ListPage
from portal.schemes.selectors import readable

Level = RunResult.Level


class RunList(ListPage):
    model = Run
    permission = "evaluation.view"
    table_class = RunTable
    filterset_class = RunFilter
    title = "评价"

    def get_queryset(self) -> QuerySet[Run]:
        title = Concat(
            "place__name",
            Value(" "),
            F("year"),
            Value(" 年"),
            Case(
                *(When(kind=code, then=Value(label)) for code, label in Run.Kind.choices),
                output_field=CharField(),
            ),
            Value("（编号 "),
            F("pk"),
            Value("）"),
            output_field=CharField(),
        )
        return runs_for(self.request.user).annotate(title=title)

    def get_primary_action(self) -> dict[str, str] | None:
        if not self.request.user.can("evaluation.run"):
            return None
        return {"label": "开始评价", "url": reverse("evaluation:new")}

    def get_empty_action(self) -> dict[str, str] | None:
        return self.get_primary_action()


class NewRun(FormPage):
    """Ask for an evaluation; the job's page shows how far it is."""

    permission = "evaluation.run"
    form_class = RunForm
    title = "开始评价"
    submit_label = "开始评价"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("评价", reverse("evaluation:runs"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        place = places_to_evaluate(self.request.user).first()
        last = YearlyFigure.objects.for_user(self.request.user).aggregate(year=Max("year"))["year"]
        year = last or timezone.localdate().year - 1
        return {"kind": Run.Kind.TAX_PER_MU, "place": place, "year": year}

    def save(self, form: Any) -> str:
        asked = {**form.cleaned_data}
        if asked["kind"] == Run.Kind.TAX_PER_MU:
            del asked["kind"]
            job = request_run(actor=self.request.user, **asked)
        else:
            job = request_by_scheme(actor=self.request.user, asked=Asked(**asked))
        return reverse("portal:job", args=(job.pk,))


class WhatIf(NewRun):
    """Ask what would come out by another scheme or another day's rules; the result never counts."""

    form_class = WhatIfForm
    template_name = "evaluation/what_if.html"
    title = "假设测算"
    submit_label = "开始测算"

    def get_initial(self) -> dict[str, Any]:
        """From the page of a run or of a scheme (`?run=`, `?scheme=`) with what is known there."""
        given = {name: self.number(name) for name in ("run", "scheme")}
        run = runs_for(self.request.user).filter(pk=given["run"]).first()
        scheme = readable(SCHEMES, self.request.user).filter(pk=given["scheme"]).first()
        initial = {**super().get_initial(), "kind": Run.Kind.ENTERPRISES}
        if run and run.kind != Run.Kind.TAX_PER_MU:
            initial |= {"kind": run.kind, "place": run.place, "year": run.year}
        if scheme:
            initial |= {"scheme": scheme, "kind": scheme.subject, "place": scheme.place}
        return initial

    def number(self, name: str) -> int | None:
        text = self.request.GET.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class RunPage(ListPage):
    """One run: whole sums of what one sees, and the results of one level."""

    model = RunResult
    permission = "evaluation.view"
    template_name = "evaluation/run.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        runs = (
            runs_for(request.user)
            .filter(kind=Run.Kind.TAX_PER_MU)
            .select_related("place", "created_by", "supersedes")
        )
        self.run = get_object_or_404(runs, pk=kwargs["pk"])
        self.levels = levels_for(request.user, self.run)
        self.level = kwargs.get("level") or self.default_level()
        if self.level not in self.levels:
            raise Http404("没有这个层级的结果。")
        self.table_class, self.filterset_class = TABLES[self.level], FILTERS.get(self.level)
        return super().get(request, *args, **kwargs)

    def default_level(self) -> str:
        """Counties for whoever sees the whole of a city, parks for everybody else."""
        return Level.COUNTY if Level.WHOLE in self.levels else Level.PARK

    def get_queryset(self) -> QuerySet[RunResult]:
        return seen(self.request.user).filter(run=self.run, level=self.level)

    def get_title(self) -> str:
        return f"{self.run.place.name} {self.run.year} 年亩均税收评价"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("评价", reverse("evaluation:runs"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            record=self.run,
            headlines=headlines(totals(seen(self.request.user).filter(run=self.run))),
            partial=not self.request.user.can(self.permission, self.run.place),
            tabs=self.tabs(),
            facts=facts(self.run),
            left_out=self.run.left_out,
            **kwargs,
        )

    def tabs(self) -> list[dict[str, Any]]:
        return [
            {
                "label": Level(code).label,
                "url": reverse("evaluation:level", args=(self.run.pk, code)),
                "active": code == self.level,
            }
            for code in self.levels
        ]


def headlines(found: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "label": "亩均税收",
            "value": decimal_text(found["ratio"], 2),
            "unit": "万元/亩",
            "detail": "税收合计 ÷ 用地合计",
        },
        {"label": "税收合计", "value": decimal_text(found["tax"], 2), "unit": "万元", "detail": ""},
        {"label": "用地合计", "value": decimal_text(found["land"], 4), "unit": "亩", "detail": ""},
        {
            "label": "企业",
            "value": decimal_text(found["firms"]),
            "unit": "户",
            "detail": f"分布在 {found['parks']} 个园区",
        },
    ]


def facts(run: Run) -> list[dict[str, Any]]:
    """How and under which rules the run was held."""
    titles = dict.fromkeys(kept["title"] for kept in run.instruments.values())
    return [
        {"label": "数据年度", "value": f"{run.year} 年"},
        {"label": "适用规则日期", "value": run.rule_date.isoformat()},
        {"label": "适用规定", "value": "；".join(titles)},
        {"label": "评价时间", "value": f"{timezone.localtime(run.created_at):%Y-%m-%d %H:%M}"},
        {"label": "发起人", "value": run.created_by.display_name if run.created_by else "系统"},
        {"label": "与上次评价", "value": compared(run)},
        {"label": "规则摘要", "value": run.rulebook_hash[:16]},
        {"label": "数据摘要", "value": run.inputs_hash[:16]},
        {"label": "结果摘要", "value": run.results_hash[:16]},
    ]


def compared(run: Run) -> str:
    if run.hypothetical:
        return f"假设测算：{run.assumption}"
    if run.supersedes is None:
        return "首次评价"
    same = run.supersedes.results_hash == run.results_hash
    return f"结果与编号 {run.supersedes_id} 的评价{'完全相同' if same else '不同'}"
