"""The applicant's side: draft, correct, submit, receipt."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from admissions import selectors
from admissions.flows import ADMISSION
from admissions.forms import ApplicationForm, NewApplicationForm, SubmitForm
from admissions.models import Application
from admissions.rules.completeness import missing
from admissions.services import applications
from admissions.services.applications import EDITABLE
from admissions.views.base import OneApplication, StepForm, firm_facts, need_facts
from parks.models import Park
from portal.errors import IllegalState
from portal.pages import FormMixin, FormPage
from portal.workflow import history


class TwoButtons(FormMixin):
    """A draft's form: save and come back later, or save and go on to check and submit."""

    template_name = "admissions/form.html"
    submit_label = "保存并核对"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form_sections=kwargs["form"].sections(), **kwargs)

    def after(self, application: Application) -> str:
        """Where the pressed button leads."""
        if "check" in self.request.POST:
            return reverse("admissions:submit", args=(application.pk,))
        messages.success(self.request, "草稿已保存。填写完整后请核对并提交。")
        return reverse("admissions:application", args=(application.pk,))


class NewApplication(TwoButtons, FormPage):
    permission = "application.draft"
    title = "新建入园申请"
    form_class = NewApplicationForm

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("入园准入", reverse("admissions:list"))]

    def get_parks(self) -> Any:
        """The parks for which this person may apply; a closed one takes nobody in."""
        parks = Park.objects.for_user(self.request.user, "application.draft")
        return parks.exclude(status=Park.Status.CLOSED).select_related("place").order_by("name")

    def get_form_kwargs(self) -> dict[str, Any]:
        parks = self.get_parks()
        only = list(parks[:2])
        initial = {"park": only[0]} if len(only) == 1 else {}
        return {"initial": initial, "parks": parks}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(returned=None, **kwargs)

    def save(self, form: NewApplicationForm) -> str:
        data = form.cleaned_data
        return self.after(
            applications.draft_application(
                actor=self.request.user, park=data["park"], token=data["token"], **form.content()
            )
        )


class OnlyWhileEditable:
    """Drafts and returned applications only; afterwards the page leads to where the application is now."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state not in EDITABLE:
            return self.moved_on()
        return super().get(request, *args, **kwargs)

    def moved_on(self) -> HttpResponse:
        label = selectors.state_of(self.record).label_for(applicant=True)
        messages.info(self.request, f"申请当前为“{label}”，内容不能修改。")
        return HttpResponseRedirect(self.address())


class EditApplication(OnlyWhileEditable, TwoButtons, OneApplication):
    edit_permission = "application.draft"
    form_class = ApplicationForm
    page_name = "修改申请"

    def get_initial(self) -> dict[str, Any]:
        return ApplicationForm.initial_for(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = list(history(ADMISSION, self.record))
        return super().get_context_data(returned=selectors.last_comment(self.record, entries), **kwargs)

    def save(self, form: ApplicationForm) -> str:
        version = form.cleaned_data["version"]
        return self.after(
            applications.revise_application(
                application=self.record, actor=self.request.user, version=version, **form.content()
            )
        )


class SubmitApplication(OnlyWhileEditable, StepForm, OneApplication):
    """Check the answers, promise own use, submit. Coming back here afterwards shows the receipt."""

    edit_permission = "application.draft"
    template_name = "admissions/submit.html"
    form_class = SubmitForm
    page_name = "核对并提交"
    submit_label = "确认提交申请"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            missing=missing(self.record),
            firm_facts=firm_facts(self.record),
            need_facts=need_facts(self.record),
            edit_url=self.address("edit"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state not in EDITABLE:
            return self.moved_on()
        return super().post(request, *args, **kwargs)

    def moved_on(self) -> HttpResponse:
        return HttpResponseRedirect(self.address("receipt" if self.record.number else "application"))

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
    """What was handed in, under which number, and what happens next."""

    template_name = "admissions/receipt.html"
    page_name = "提交回执"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.record.number:
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            county=selectors.county_name(self.record), policy=selectors.policy_for(self.record), **kwargs
        )
