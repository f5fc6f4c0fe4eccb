"""A first draft, and taking over what an earlier application said."""

from typing import Any

from django.contrib import messages
from django.urls import reverse

from admissions.applicant import sources_for
from admissions.forms import NewApplicationForm, ReuseForm
from admissions.services import applications
from admissions.services.reuse import reuse
from admissions.views.wizard import OnlyWhileEditable, Wizard
from parks.models import Park
from portal.pages import FormMixin, FormPage


class NewApplication(FormPage):
    permission = "application.draft"
    title = "新建入园申请"
    form_class = NewApplicationForm
    submit_label = "开始填写"

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
        return {"initial": initial, "parks": parks, "sources": sources_for(self.request.user)}

    def save(self, form: NewApplicationForm) -> str:
        data = form.cleaned_data
        application = applications.draft_application(
            actor=self.request.user, park=data["park"], token=data["token"], **form.content()
        )
        if data["source"]:
            take_over(self.request, application, data["source"])
        return reverse("admissions:edit", args=(application.pk,))


class ReusePage(OnlyWhileEditable, FormMixin, Wizard):
    """Choose the earlier application whose content fills what is still empty here."""

    template_name = "pages/form.html"
    form_class = ReuseForm
    page_name = "沿用以前的申请"
    submit_label = "沿用"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"sources": sources_for(self.request.user, self.record)}

    def save(self, form: ReuseForm) -> str:
        take_over(self.request, self.record, form.cleaned_data["source"])
        return self.address("edit")


def take_over(request: Any, application: Any, source: Any) -> None:
    values, files = reuse(application=application, actor=request.user, source=source)
    filled = f"填入 {values} 项" if values else "没有可填入的内容"
    with_files = f"，带入材料 {files} 个" if files else ""
    messages.success(request, f"已沿用 {source.number}：{filled}{with_files}，请逐部分核对。")
