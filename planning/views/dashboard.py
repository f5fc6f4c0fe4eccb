from typing import Any

from django.http import HttpRequest, HttpResponse

from planning.areas import PERIOD, PERMISSION, areas_of, cities_of
from planning.charts import trend
from planning.exports import export_response
from planning.forms import DashboardForm
from planning.heat import shown, tables
from planning.rules.lamps import legend
from planning.rules.plan import Cell
from planning.selectors import Figure, Progress, months, progress
from portal import audit
from portal.pages import Page


class Dashboard(Page):
    """计划进度: both tables of the plan against what the records say, for everything in the user's scope."""

    permission = PERMISSION
    title = "计划进度"
    template_name = "planning/dashboard.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        areas = areas_of(request.user)
        self.form = DashboardForm(request.GET, cities_of(areas))
        self.progress = progress(request.user, self.form.date, self.form.city_code, areas)
        if request.GET.get("format") == "xlsx":
            return self.export()
        return super().get(request, *args, **kwargs)

    def export(self) -> HttpResponse:
        found = self.progress
        audit.record(
            actor=self.request.user,
            action="progress.export",
            after={
                "as_of": found.as_of,
                "city": found.city.name if found.city else "",
                "rows": len(found.rows),
            },
        )
        return export_response(found, self.request.user.display_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.progress
        return super().get_context_data(
            progress=found,
            filter_form=self.form,
            filter_active=self.form.active,
            headlines=[headline(figure) for figure in found.head.wholes] if found.head else [],
            tables=tables(found),
            legend=legend(found.thresholds),
            checks=[printed_words(figure, printed) for figure, printed in found.mismatches],
            chart=self.chart(found),
            primary_action={"label": "导出 Excel", "url": self.form.address(format="xlsx")},
            **kwargs,
        )

    def chart(self, found: Progress) -> dict[str, Any] | None:
        if found.head is None:
            return None
        indicator = self.form.chosen
        rows = indicator.records(self.request.user, found.areas, min(found.as_of, PERIOD.end))
        return trend(found.head, indicator, months(rows, found.head, indicator, found.as_of))


def printed_words(figure: Figure, printed: Cell) -> str:
    """A sum of the rows that is not the printed one."""
    span = f"{figure.year}年" if figure.year else "合计"
    return f"{figure.indicator.label}{span}：印发 {printed.label}，各行之和 {shown(figure.plan.or_zero)}"


def headline(figure: Figure) -> dict[str, Any]:
    """A card: the whole period of one indicator."""
    return {
        "label": figure.indicator.label,
        "unit": figure.indicator.unit,
        "lamp": figure.lamp,
        "actual": shown(figure.actual),
        "plan": shown(figure.plan.number) if figure.plan.has_number else "",
        "note": note(figure),
        "url": figure.url,
    }


def note(figure: Figure) -> str:
    """How far it is to the plan."""
    if figure.lamp.rate is None:
        return "不计算完成率" if figure.plan.has_number else "没有计划数"
    missing = f"，还差 {shown(figure.gap)} {figure.indicator.unit}" if figure.gap else ""
    return f"完成 {figure.lamp.rate}%{missing}"
