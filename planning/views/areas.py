from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import Place
from parks.models import Park
from planning.areas import PERMISSION, Area, areas_of
from planning.forms import AsOfForm
from planning.heat import area_body
from planning.rules.lamps import legend
from planning.selectors import progress
from planning.tables import AreaParkTable
from portal.pages import ListPage


class AreaPage(ListPage):
    """One area: every indicator with its lamp, and the parks there."""

    permission = PERMISSION
    template_name = "planning/area.html"
    table_class = AreaParkTable
    area: Area

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        areas = areas_of(request.user)
        self.area = area_of(kwargs["pk"], areas)
        self.form = AsOfForm(request.GET)
        self.progress = progress(request.user, self.form.date, self.area.city.code, areas)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        return Park.objects.for_user(self.request.user, PERMISSION).filter(self.area.within("place"))

    def get_title(self) -> str:
        return f"{self.area.name}计划进度"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("计划进度", f"{reverse('planning:dashboard')}?as_of={self.form.date}")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = next(row for row in self.progress.rows if row.area == self.area)
        context = {**kwargs, "filter_form": self.form, "filter_active": self.form.active}
        return super().get_context_data(
            area=self.area,
            row=row,
            progress=self.progress,
            body=area_body(row),
            legend=legend(self.progress.thresholds),
            **context,
        )


def area_of(pk: int, areas: list[Area]) -> Area:
    """The area in scope that the place belongs to: the page of 龙港市 is that of the plan's 苍南县."""
    place = Place.objects.filter(pk=pk).first()
    found = [area for area in areas if place and place.path.startswith(area.paths)]
    if not found:
        raise Http404("未找到该地域")
    return found[0]
