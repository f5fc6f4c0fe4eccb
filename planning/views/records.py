from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from planning.areas import PERIOD, PERMISSION, Area, areas_of
from planning.explanations import explain
from planning.forms import RecordForm
from planning.heat import shown
from planning.indicators import INDICATORS, Indicator, total_of
from planning.rules.lamps import Period
from planning.selectors import Figure, Progress, Row, progress
from planning.tables import RecordTable
from portal.pages import ListPage


class Records(ListPage):
    """The records behind a cell: their sum is the cell, by the same queryset."""

    permission = PERMISSION
    template_name = "planning/records.html"
    indicator: Indicator
    form: RecordForm
    areas: list[Area]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.indicator = INDICATORS.get(kwargs["indicator"]) or missing("指标")
        everything = areas_of(request.user)
        self.form = RecordForm(request.GET, self.indicator, everything)
        self.code = self.form.area_code or missing("地域")
        self.areas = [area for area in everything if self.code in (area.code, area.city.code)]
        city_code = self.areas[0].city.code
        self.progress = progress(request.user, self.form.date, city_code, everything)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        period = Period.of_year(self.form.chosen_year) if self.form.chosen_year else PERIOD
        until = min(self.form.date, period.end)
        return self.indicator.records(self.request.user, self.areas, until, period.start)

    def filterset_class(self, query: Any, queryset: QuerySet, request: HttpRequest) -> SimpleNamespace:
        """The queryset is asked for by the form already."""
        return SimpleNamespace(form=self.form, qs=queryset)

    def table_class(self, *parts: Any) -> RecordTable:
        return RecordTable(*parts, indicator=self.indicator, areas=self.areas)

    @property
    def row(self) -> Row:
        return row_of(self.progress, self.code)

    def get_title(self) -> str:
        year = f"{self.form.chosen_year}年" if self.form.chosen_year else ""
        return f"{self.row.label}{year}{self.indicator.label}明细"

    def get_crumbs(self) -> list[tuple[str, str]]:
        crumbs = [("计划进度", f"{reverse('planning:dashboard')}?as_of={self.form.date}")]
        if self.row.area:
            address = reverse("planning:area", args=(self.row.area.pk,))
            crumbs.append((self.row.label, f"{address}?as_of={self.form.date}"))
        return crumbs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure: Figure = self.row.figure(self.indicator.code, self.form.chosen_year)
        return super().get_context_data(
            figure=figure,
            sum=shown(total_of(self.get_queryset())),
            explanation=explain(figure, self.row.label, self.progress.thresholds),
            as_of=self.form.date,
            clause_id=self.indicator.clause_id,
            **kwargs,
        )


def row_of(found: Progress, code: str) -> Row:
    """The row of an area, or the sum row for the city's code."""
    rows = (row for row in found.rows if row.area and row.area.code == code)
    return next(rows, found.head if found.city and code == found.city.code else None) or missing("地域")


def missing(what: str) -> Any:
    raise Http404(f"未找到该{what}")
