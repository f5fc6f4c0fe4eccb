"""Check the answers, promise own use, submit, and the receipt."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from admissions import selectors
from admissions.applicant import office_for
from admissions.assessment import stored
from admissions.forms import SubmitForm
from admissions.services import applications
from admissions.services.content import EDITABLE
from admissions.views.answers import section_url, shown_sections
from admissions.views.base import OneApplication, StepForm, need_facts
from admissions.views.wizard import OnlyWhileEditable, Wizard
from portal.errors import IllegalState


class SubmitApplication(OnlyWhileEditable, StepForm, Wizard):
    """Coming back here after the submission shows the receipt, whichever way one comes."""

    template_name = "admissions/submit.html"
    form_class = SubmitForm
    page_name = "核对并提交"
    submit_label = "确认提交申请"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            missing=self.missing(),
            sections=shown_sections(self.record, self.standing, edit=True),
            edit_url=self.address("edit"),
            **kwargs,
        )

    def missing(self) -> list[dict[str, str]]:
        """What is still open, each with the way to its section and back here."""
        return [
            {"words": gap, "url": section_url(self.record, section.code)}
            for section in self.standing.sections
            for gap in section.gaps(self.record)
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state not in EDITABLE:
            return self.moved_on()
        return super().post(request, *args, **kwargs)

    def moved_on(self) -> HttpResponse:
        if not self.record.number:
            return super().moved_on()
        messages.info(self.request, f"这份申请已经提交过，编号 {self.record.number}，没有重复提交。")
        return HttpResponseRedirect(self.address("receipt"))

    def save(self, form: SubmitForm) -> str:
        try:
            applications.submit(
                application=self.record,
                actor=self.request.user,
                own_use_declared=form.cleaned_data["own_use_declared"],
                version=form.cleaned_data["version"],
            )
        except IllegalState:
            self.record.refresh_from_db(fields=("state",))
            if self.record.state in EDITABLE:
                raise
        return self.address("receipt")


class Receipt(OneApplication):
    """What was handed in, under which number, and what happens next; made to be printed."""

    template_name = "admissions/receipt.html"
    page_name = "提交回执"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.record.number:
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            county=selectors.county_name(self.record),
            policy=selectors.policy_for(self.record),
            office=office_for(self.record),
            facts=need_facts(self.record),
            standing=stored(self.record),
            **kwargs,
        )
