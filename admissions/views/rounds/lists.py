"""The list of rounds, a new round, the list of approved firms."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from admissions.contracts import LISTED_FOR_GOOD
from admissions.filters.rounds import ApprovedFilter, RoundFilter
from admissions.forms.rounds import NewRoundForm
from admissions.models import AdmissionRound, Application
from admissions.services import rounds
from admissions.tables.rounds import ApprovedTable, RoundTable
from parks.models import Park
from portal.pages import FormPage, ListPage


class RoundList(ListPage):
    model = AdmissionRound
    permission = "application.view"
    title = "入园批次"
    table_class = RoundTable
    filterset_class = RoundFilter

    def get_queryset(self) -> QuerySet:
        units = Count("offered", distinct=True)
        applications = Count("applications", distinct=True)
        return super().get_queryset().annotate(unit_count=units, application_count=applications)

    def get_primary_action(self) -> dict[str, str] | None:
        may = self.request.user.can("round.run")
        return {"label": "新建批次", "url": reverse("admissions:round_new")} if may else None

    get_empty_action = get_primary_action


class NewRound(FormPage):
    permission = "round.run"
    title = "新建批次"
    form_class = NewRoundForm

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("入园批次", reverse("admissions:rounds"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        parks = Park.objects.for_user(self.request.user, "round.run").exclude(status=Park.Status.CLOSED)
        initial = {"park": self.request.GET.get("park")}
        return {"initial": initial, "parks": parks.select_related("place").order_by("name")}

    def save(self, form: NewRoundForm) -> str:
        round_ = rounds.create_round(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "批次已建立，请选定推出的单元。")
        return reverse("admissions:round_task", args=(round_.pk, "units"))


class ApprovedList(ListPage):
    """审核名单 for the filing of contracts (C九): who may sign for which rooms."""

    model = Application
    permission = "application.view"
    title = "审核通过名单"
    table_class = ApprovedTable
    filterset_class = ApprovedFilter

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset().filter(LISTED_FOR_GOOD, state__in=("approved", "settled"))
        return rows.annotate(floor=Coalesce("approved_floor_m2", "requested_floor_m2"))
