"""履约: every promise of effective contracts with its lamp, a firm's own, breaches and their rectification."""

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from admissions.calendar import calendar_of
from admissions.contract_page import promise_row
from admissions.filters.contracts import BreachFilter, CommitmentFilter, chosen_year
from admissions.flows.contract import BREACH
from admissions.forms.contracts import CommentForm, ReplyForm
from admissions.measures.performance import as_seen_by, assessed, in_force
from admissions.models import AdmissionContract, Breach, Commitment
from admissions.rules.performance import LAMPS
from admissions.services import performance
from admissions.tables.contracts import BreachTable, CommitmentTable
from admissions.views.contract_tasks import kept
from enterprises.views.firms import FirmMixin
from portal.pages import ListPage, RecordPage
from portal.steps import StepPage
from portal.workflow import history, told


class Performance(ListPage):
    """One row for each promise; `?format=ics` is what the filter shows as dates of a calendar."""

    model = Commitment
    permission = "application.view"
    title = "履约监管"
    table_class = CommitmentTable
    filterset_class = CommitmentFilter
    template_name = "admissions/contract/performance.html"

    @property
    def year(self) -> int:
        return chosen_year(self.request.GET.get("year"))

    def get_queryset(self) -> QuerySet:
        user = self.request.user
        return as_seen_by(assessed(in_force(user), self.year, timezone.localdate()), user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "ics":
            return self.calendar()
        return super().get(request, *args, **kwargs)

    def calendar(self) -> HttpResponse:
        rows = self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request).qs
        site = self.request.build_absolute_uri("/").rstrip("/")
        answer = HttpResponse(calendar_of(rows, site), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="contracts.ics"'
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        query["format"] = "ics"
        return super().get_context_data(
            year=self.year, lamps=LAMPS.values(), calendar_url=f"?{query.urlencode()}", **kwargs
        )


class FirmPerformance(FirmMixin, RecordPage):
    """The tab 履约 of a firm: the promises of its contracts in the parks one sees, for the last years."""

    permission = "application.view"
    template_name = "admissions/contract/firm.html"
    tab = "performance"
    YEARS = 3

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        held = AdmissionContract.objects.for_user(self.request.user).filter(
            application__enterprise=self.record, state="effective"
        )
        contracts = list(held.select_related("application__park__place").order_by("effective_on", "pk"))
        years = list(range(today.year - self.YEARS, today.year))
        mine = Commitment.objects.filter(contract__in=contracts).select_related("contract__application")
        by_year = {year: list(assessed(mine, year, today).order_by("pk")) for year in years}
        return super().get_context_data(
            years=years,
            contracts=[self.shown(contract, by_year) for contract in contracts],
            lamps=LAMPS.values(),
            **kwargs,
        )

    def shown(self, contract: AdmissionContract, by_year: dict[int, list[Any]]) -> dict[str, Any]:
        last = max(by_year)
        rows = {
            year: [one for one in found if one.contract_id == contract.pk] for year, found in by_year.items()
        }
        return {
            "title": f"{contract} · {contract.application.park.name}",
            "url": reverse("admissions:contract", args=(contract.pk,)),
            "promises": [
                {
                    **promise_row(one, contract, last, self.request.user),
                    "years": [
                        promise_row(rows[year][place], contract, year, self.request.user) for year in by_year
                    ],
                    "is_yearly": bool(one.first_year),
                }
                for place, one in enumerate(rows[last])
            ],
        }


class BreachList(ListPage):
    model = Breach
    permission = "application.view"
    title = "违约整改"
    table_class = BreachTable
    filterset_class = BreachFilter


class OneBreach(RecordPage):
    model = Breach
    permission = "application.view"
    related = (
        "contract__application__park__place",
        "commitment",
        "recorded_by",
        "replied_by",
        "settled_by",
        "evidence",
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("违约整改", reverse("admissions:breaches"))]

    def address(self) -> str:
        return reverse("admissions:breach", args=(self.record.pk,))


class BreachPage(OneBreach):
    template_name = "admissions/contract/breach.html"

    def get_title(self) -> str:
        return f"{self.record.contract.application.firm_name}：{self.record.get_ground_display()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, state = self.record, BREACH.by_state[self.record.state]
        return super().get_context_data(
            state={"label": state.label, "colour": state.tone},
            clock=clock(row, timezone.localdate()),
            offers=[
                {
                    "label": offer.transition.label,
                    "url": reverse("admissions:breach_step", args=(row.pk, offer.transition.code)),
                    "reason": offer.reason,
                    "style": "btn-outline-danger" if offer.transition.destructive else "btn-outline-primary",
                }
                for offer in BREACH.offers(row, self.request.user)
            ],
            entries=[told(BREACH, one) for one in reversed(history(BREACH, row))],
            contract_url=reverse("admissions:contract", args=(row.contract_id,)),
            **kwargs,
        )


def clock(breach: Breach, today: datetime.date) -> str:
    """How long there is left to put it right, in words; "" once it is settled."""
    if BREACH.by_state[breach.state].final:
        return ""
    left = (breach.due_on - today).days
    return f"还有 {left} 天" if left > 0 else "今天到期" if left == 0 else f"已逾期 {-left} 天"


class BreachStep(StepPage, OneBreach):
    flow = BREACH
    template_name = "admissions/contract/task.html"

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        self.form_class = ReplyForm if self.step.code == "reply" else CommentForm
        return super().get_form(data, files)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "comment_required": self.step.comment_required}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(note=self.record.description, **kwargs)

    def save(self, form: Any) -> str:
        data = form.cleaned_data
        evidence = kept(self, self.record.contract, data.pop("evidence", None), "整改材料")
        performance.step_breach(
            breach=self.record, transition=self.step.code, actor=self.request.user, evidence=evidence, **data
        )
        messages.success(self.request, f"已{self.step.label}。")
        return self.address()
