"""Stars: the sheet of a case as its turn fills it, runs of them, one result explained."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from evaluation import star_explanations as explanations
from evaluation.filters.stars import StarFilter
from evaluation.forms.stars import StarSheetForm
from evaluation.models import Run, RunPart, RunStarMark, StarCase, StarResult
from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.scoring import score, tidy
from evaluation.selectors import runs_for
from evaluation.services.stars import STAGES, save_sheet
from evaluation.star_cases import address
from evaluation.star_files import add_file
from evaluation.star_panels import TASKS
from evaluation.star_standing import marks_of, rules_of
from evaluation.tables.stars import StarTable
from evaluation.views.runs import facts
from portal.errors import Conflict, IllegalState
from portal.numbers import decimal_text
from portal.pages import EditPage, ListPage, RecordPage

RUNS = "评价"


class StarSheet(EditPage):
    """The column of the sheet whose turn it is: the park's own points, the desk's, those after the visit."""

    model = StarCase
    permission = "evaluation.view"
    related = ("park__place__parent", "scheme")
    template_name = "evaluation/stars/sheet.html"
    submit_label = "保存评分表"

    @property
    def edit_permission(self) -> str:  # type: ignore[override]  # whose turn it is
        return STAGES.get(StarCase.State(self.record.state), STAGES[StarCase.State.DRAFT])[1]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state not in STAGES:
            messages.info(request, f"当前状态为“{self.record.get_state_display()}”，评分表不能再改。")
            return HttpResponseRedirect(address(self.record))
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return TASKS.get(StarCase.State(self.record.state), "评分表")

    def get_crumbs(self) -> list[tuple[str, str]]:
        above = reverse("parks:records", args=("star-case",))
        return [("星级申报", above), (str(self.record), address(self.record))]

    def get_form(self, data: Any = None, files: Any = None) -> StarSheetForm:
        return StarSheetForm(
            data,
            files,
            case=self.record,
            scheme=rules_of(self.record),
            marks=marks_of(self.record),
            initial={"version": self.record.version},
        )

    def save(self, form: StarSheetForm) -> str:
        user, case = self.request.user, self.record
        try:
            save_sheet(actor=user, case=case, version=form.cleaned_data["version"], rows=form.rows())
        except Conflict as conflict:
            raise IllegalState(
                "评分表刚刚被他人修改，请在新窗口打开核对，再保存本页。", code="moved_on"
            ) from conflict
        for mark, label, file in form.uploads():
            add_file(user, case, mark, label, file)
        messages.success(self.request, "评分表已保存。")
        return address(case)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """After somebody else's change the page goes on from there."""
        if status == IllegalState.status:
            self.record.refresh_from_db()
            form.data = form.data.copy()
            form.data["version"] = self.record.version
        return super().show(form, status)


class StarRunPage(ListPage):
    """One run of stars: how many reach each star, and the cases."""

    model = StarResult
    permission = "evaluation.view"
    template_name = "evaluation/classes.html"
    table_class = StarTable
    filterset_class = StarFilter

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = runs_for(request.user).filter(kind=Run.Kind.STARS)
        self.run = get_object_or_404(
            rows.select_related("place", "created_by", "supersedes"), pk=kwargs["pk"]
        )
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[StarResult]:
        return StarResult.objects.for_user(self.request.user).filter(run=self.run)

    def get_title(self) -> str:
        return f"{self.run.place.name} {self.run.year} 年星级评定"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(RUNS, reverse("evaluation:runs"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stars = list(self.get_queryset().values_list("reached", flat=True).order_by())
        return super().get_context_data(
            record=self.run,
            headlines=headlines(stars),
            spread=[],
            changed=None,
            partial=not self.request.user.can(self.permission, self.run.place),
            facts=facts(self.run),
            left_out=self.run.left_out,
            **kwargs,
        )


def headlines(stars: list[int]) -> list[dict[str, str]]:
    rows = [("申报园区", len(stars))]
    rows += [(explanations.star_words(star), stars.count(star)) for star in (5, 4, 3, 2, 1, 0)]
    return [
        {"label": label, "value": decimal_text(number), "unit": "个", "detail": ""} for label, number in rows
    ]


class StarResultPage(RecordPage):
    """怎么算的: one case's score in a run, from its frozen points, and why no more stars."""

    model = StarResult
    permission = "evaluation.view"
    related = ("run__place", "run__created_by", "county")
    template_name = "evaluation/stars/result.html"

    def get_title(self) -> str:
        return f"{self.record.park_name} {self.record.run.year} 年星级评定"

    def get_crumbs(self) -> list[tuple[str, str]]:
        run = self.record.run
        title = f"{run.place.name} {run.year} 年星级评定"
        return [(RUNS, reverse("evaluation:runs")), (title, reverse("evaluation:star_run", args=(run.pk,)))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        result = self.record
        part = RunPart.objects.get(run=result.run_id, county=result.county_id)
        scheme = StarScheme.load(part.scheme["content"])
        frozen = list(RunStarMark.objects.filter(run=result.run_id, case=result.case_id).order_by("pk"))
        points = {one.code: one.points for one in frozen if one.points is not None}
        standing = score(scheme, points, {one.code for one in frozen if one.vetoed})
        return super().get_context_data(
            run=result.run,
            facts=result_facts(result, part),
            case_url=case_url(result, self.request.user),
            explanation=explanations.explain(scheme, points, standing, "评价时取用的评分"),
            standing={
                "levels": explanations.levels(scheme, standing),
                "why_not": explanations.why_not(scheme, points, standing),
                "source": "评价时取用的评分",
            },
            **kwargs,
        )


def case_url(result: StarResult, user: Any) -> str:
    """The living case, where it still is and one sees it."""
    found = StarCase.objects.for_user(user).filter(pk=result.case_id).first()
    return address(found) if found else ""


def result_facts(result: StarResult, part: RunPart) -> list[dict[str, str]]:
    rows = (
        ("总分", f"{tidy(result.score)} 分"),
        ("得分达到", explanations.star_words(result.reached)),
        ("申报星级", result.get_applied_display()),
        ("县内名次", f"第 {result.rank} 名"),
        ("县(市、区)", result.county.name),
        ("评价时申报状态", result.get_case_state_display()),
        ("绩效评价档次", f"{result.gate_grade} 档" if result.gate_grade else "—"),
        ("评定方案", part.scheme["title"] + ("（参考）" if part.scheme["is_reference"] else "")),
        ("适用规则日期", result.run.rule_date.isoformat()),
        ("规则摘要", part.rulebook_hash[:16]),
    )
    return [{"label": label, "value": value} for label, value in rows]
