"""节假日: the days off and the weekends worked of a year, kept by the system administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from portal import calendar
from portal.forms import DateField, Form, TextField
from portal.models import CalendarDay
from portal.pages import FormPage
from portal.tables import bounded
from portal.workdays import DAYS_OFF_A_YEAR

KINDS = (("off", "放假"), ("work", "调休上班"))
WEEKDAYS = "一二三四五六日"


class DayForm(Form):
    date = DateField(label="日期")
    kind = forms.ChoiceField(label="安排", choices=KINDS, widget=forms.RadioSelect, initial="off")
    name = TextField(label="名称", max_length=60, help_text="例如：国庆节、春节调休上班。")


class CalendarPage(FormPage):
    permission = "system.manage"
    title = "节假日"
    form_class = DayForm
    submit_label = "添加"
    template_name = "portal/calendar.html"

    @property
    def year(self) -> int:
        return bounded(self.request.GET.get("year"), timezone.localdate().year, 2000, 2100)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = list(CalendarDay.objects.filter(date__year=self.year))
        years = sorted({day.year for day in CalendarDay.objects.dates("date", "year")} | {self.year})
        return super().get_context_data(
            year=self.year,
            years=[
                {"label": f"{year} 年", "url": f"?year={year}", "active": year == self.year} for year in years
            ],
            days=[day_row(day) for day in days],
            is_whole=sum(not day.is_workday for day in days) >= DAYS_OFF_A_YEAR,
            **kwargs,
        )

    def get_cancel_url(self) -> str:
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = request.POST.get("remove", "")
        if not number:
            return super().post(request, *args, **kwargs)
        calendar.remove_day(actor=request.user, pk=bounded(number, 0, 0, 999_999_999))
        messages.success(request, "已删除。各时限按新的节假日表计算。")
        return HttpResponseRedirect(f"{reverse('portal:calendar')}?year={self.year}")

    def save(self, form: Any) -> str:
        data = form.cleaned_data
        day = calendar.add_day(
            actor=self.request.user, date=data["date"], is_workday=data["kind"] == "work", name=data["name"]
        )
        messages.success(self.request, "已添加。各时限按新的节假日表计算。")
        return f"{reverse('portal:calendar')}?year={day.date.year}"


def day_row(day: CalendarDay) -> dict[str, Any]:
    return {
        "pk": day.pk,
        "date": day.date.isoformat(),
        "weekday": f"星期{WEEKDAYS[day.date.weekday()]}",
        "kind": "调休上班" if day.is_workday else "放假",
        "colour": "yellow" if day.is_workday else "green",
        "name": day.name,
    }
