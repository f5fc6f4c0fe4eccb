"""The list of contracts, one contract, its Word document, a new draft."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from admissions import contract_page
from admissions.contracts import not_yet
from admissions.documents.render import TYPE
from admissions.filters.contracts import ContractFilter
from admissions.flows.contract import CONTRACT
from admissions.forms.contracts import RoomForm
from admissions.models import AdmissionContract
from admissions.models.contract import ABOVE_CAP, DOUBLE
from admissions.services import contracts
from admissions.tables.contracts import ContractTable
from admissions.views.base import OneApplication, firm_facts, need_facts
from portal.errors import IllegalState
from portal.pages import FormMixin, ListPage, RecordPage
from portal.workflow import history

RELATED = (
    "application__park__place__parent",
    "application__enterprise",
    "application__scheme",
    "template",
    "amends",
    "drafted_by",
    "tenancy",
)


def flagged(rows: QuerySet) -> QuerySet:
    return rows.annotate(
        is_above_cap=Case(When(ABOVE_CAP, then=Value(True)), default=Value(False)),
        is_double=Case(When(DOUBLE, then=Value(True)), default=Value(False)),
    )


class ContractList(ListPage):
    model = AdmissionContract
    permission = "application.view"
    title = "三方合同"
    table_class = ContractTable
    filterset_class = ContractFilter

    def get_queryset(self) -> QuerySet:
        return flagged(super().get_queryset())


class OneContract(RecordPage):
    """A page about one contract; `page_name` is what it is called below the contract's own page."""

    model = AdmissionContract
    permission = "application.view"
    related = RELATED
    page_name = ""

    def get_queryset(self) -> QuerySet:
        return flagged(super().get_queryset())

    def get_title(self) -> str:
        return self.page_name or str(self.record)

    def get_crumbs(self) -> list[tuple[str, str]]:
        above = [("三方合同", reverse("admissions:contracts"))]
        return [*above, (str(self.record), self.address())] if self.page_name else above

    def address(self) -> str:
        return reverse("admissions:contract", args=(self.record.pk,))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = CONTRACT.by_state[self.record.state]
        return super().get_context_data(state={"label": state.label, "colour": state.tone}, **kwargs)


class ContractPage(OneContract):
    template_name = "admissions/contract/page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "docx":
            return self.document()
        return super().get(request, *args, **kwargs)

    def document(self) -> HttpResponse:
        """The Word file as it was made when the version went out."""
        made = self.record.documents.order_by("-pk").first()
        if made is None:
            messages.info(self.request, "合同送各方签订时生成文本，目前还没有。")
            return HttpResponseRedirect(self.address())
        return word_file(bytes(made.content), f"{self.record}.docx")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract, user, today = self.record, self.request.user, timezone.localdate()
        return super().get_context_data(
            entries=contract_page.timeline(list(history(CONTRACT, contract)), contract),
            **contract_page.parts(contract, user, today),
            **kwargs,
        )


def word_file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


class NewContract(FormMixin, OneApplication):
    """Draft the contract of an approved application; where there is one already, it is shown."""

    edit_permission = "contract.edit"
    page_name = "起草三方合同"
    submit_label = "起草合同"
    template_name = "admissions/contract/new.html"
    form_class = RoomForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if known := self.record.contracts.exclude(state="cancelled").order_by("-pk").first():
            return HttpResponseRedirect(reverse("admissions:contract", args=(known.pk,)))
        if reason := not_yet(self.record):
            messages.info(request, reason)
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            firm_facts=firm_facts(self.record), need_facts=need_facts(self.record), **kwargs
        )

    def save(self, form: RoomForm) -> str:
        try:
            contract = contracts.draft_contract(actor=self.request.user, application=self.record)
        except IllegalState:
            known = self.record.contracts.exclude(state="cancelled").order_by("-pk").first()
            if known is None:
                raise
            return reverse("admissions:contract", args=(known.pk,))
        messages.success(self.request, "合同已起草，申请中的承诺已带入，请补全后送各方签订。")
        return reverse("admissions:contract_task", args=(contract.pk, "edit"))
