from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from enterprises import forms
from enterprises.filters import FigureFilter
from enterprises.models import YearlyFigure
from enterprises.reporting import Key, last_values
from enterprises.reporting_records import source_of
from enterprises.rules.reporting import Period
from enterprises.services import figures
from enterprises.tables import FigureTable, with_tax
from enterprises.views.firms import FirmMixin
from portal.history import history
from portal.numbers import DASH, HIDDEN, decimal_text
from portal.pages import EditPage, ListPage, RecordPage


class AskingPage:
    """A page with the values of a report: whoever meant what was probably meant says so with one button."""

    template_name = "enterprises/report_form.html"
    form_id = "report"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if field := request.POST.get("instead"):
            request.POST = self.put_right(request.POST.copy(), field)
        return super().post(request, *args, **kwargs)  # type: ignore[misc]  # of the page it is mixed into

    def put_right(self, data: QueryDict, field: str) -> QueryDict:
        form = self.get_form(data)  # type: ignore[attr-defined]  # of the page it is mixed into
        form.is_valid()
        for doubt in form.doubts:
            if doubt.field == field and doubt.likely is not None:
                data[field] = str(doubt.likely)
        return data

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        asked = [doubt for doubt in getattr(form, "doubts", ()) if doubt.likely is not None]
        return super().get_context_data(  # type: ignore[misc]  # of the page it is mixed into
            form_id=self.form_id,
            questions=[
                {
                    "field": doubt.field,
                    "label": form.report.item(doubt.field).label,
                    "sentence": doubt.sentence,
                    "likely": f"{decimal_text(doubt.likely)} {form.report.item(doubt.field).unit}",
                }
                for doubt in asked
            ],
            **kwargs,
        )


class FigureList(ListPage):
    model = YearlyFigure
    permission = "figures.view"
    table_class = FigureTable
    sheet_kind = "yearly_figures"
    filterset_class = FigureFilter
    title = "年度数据"

    def get_queryset(self) -> QuerySet[YearlyFigure]:
        return with_tax(super().get_queryset(), self.request.user)


class FigureMixin:
    model = YearlyFigure
    permission = "figures.view"
    related = ("enterprise", "park__place")

    def get_title(self) -> str:
        return f"{self.record.enterprise} {self.record.year} 年度数据"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("年度数据", reverse("enterprises:figures"))]


class FigurePage(FigureMixin, RecordPage):
    """One year's figures of a firm in a park, with every change made to them."""

    template_name = "enterprises/figure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure, user = self.record, self.request.user
        may_edit = user.can("figures.edit", figure.park.place)
        sees_tax = user.can("tax.view", figure.park.place)
        edit = {"label": "修改", "url": reverse("enterprises:figure_edit", args=(figure.pk,))}
        return super().get_context_data(
            facts=[
                {"label": "园区", "value": figure.park.name},
                tax_fact(figure, sees_tax),
                {"label": "销售产值", "value": decimal_text(figure.sales_wan, 2), "unit": "万元"},
                {"label": "综合能耗", "value": decimal_text(figure.energy_tce, 2), "unit": "吨标准煤"},
                {"label": "年末从业人员", "value": decimal_text(figure.employees), "unit": "人"},
                {"label": "来源", "value": source_of(figure)},
                {"label": "数值说明", "value": figure.note or DASH},
            ],
            entries=history(figure, hidden=() if sees_tax else ("tax_wan",)),
            primary_action=edit if may_edit else None,
            **kwargs,
        )


def tax_fact(figure: YearlyFigure, seen: bool) -> dict[str, str]:
    if not seen:
        return {"label": "纳税总额", "value": HIDDEN}
    return {"label": "纳税总额", "value": decimal_text(figure.tax_wan, 2), "unit": "万元"}


class FigureEdit(AskingPage, FigureMixin, EditPage):
    edit_permission = "figures.edit"
    form_class = forms.ChangeFigureForm

    def get_title(self) -> str:
        return f"修改 {super().get_title()}"

    def get_cancel_url(self) -> str:
        return reverse("enterprises:figure", args=(self.record.pk,))

    def get_form_kwargs(self) -> dict[str, Any]:
        figure = self.record
        subject = {"enterprise": figure.enterprise, "park": figure.park, "year": figure.year}
        key = Key(figures.YEARLY, figure.park, Period(figure.year), figure.enterprise)
        last = last_values(key.report, {key.stay}).get(key.stay, {})
        return {**super().get_form_kwargs(), **subject, "row": figure, "last": last}

    def get_initial(self) -> dict[str, Any]:
        shown = {name: getattr(self.record, name) for name in ("version", *figures.VALUES)}
        return {**shown, "magnitude_note": self.record.note}

    def save(self, form: Any) -> str:
        figures.change_figure(
            actor=self.request.user,
            figure=self.record,
            version=form.cleaned_data["version"],
            **form.values(),
        )
        messages.success(self.request, "年度数据已保存。已发布的评价结果不会随之改变，需重新运行评价。")
        return reverse("enterprises:figure", args=(self.record.pk,))


class FigureNew(AskingPage, FirmMixin, EditPage):
    permission = "figures.view"
    edit_permission = "figures.edit"
    form_class = forms.NewFigureForm
    submit_label = "填报"

    def get_title(self) -> str:
        return "填报年度数据"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "enterprise": self.record,
            "parks": self.parks("figures.edit"),
        }

    def save(self, form: Any) -> str:
        figure = figures.enter_figure(
            actor=self.request.user,
            enterprise=self.record,
            park=form.cleaned_data["park"],
            year=form.cleaned_data["year"],
            **form.values(),
        )
        messages.success(self.request, f"{figure.year} 年度数据已填报。")
        return reverse("enterprises:figures_of", args=(self.record.pk,))
