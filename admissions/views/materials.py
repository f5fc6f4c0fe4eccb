"""The files of an application: brought, handed out, taken off again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from admissions.forms import MaterialForm
from admissions.services.materials import add_material, remove_material
from admissions.views.wizard import OnlyWhileEditable, Wizard, section_url
from portal.bulk_edit import whole_numbers
from portal.errors import PortalError
from portal.pages import FormMixin


class MaterialsPage(OnlyWhileEditable, FormMixin, Wizard):
    template_name = "admissions/materials.html"
    form_class = MaterialForm
    page_name = "材料"
    submit_label = "上传"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        materials = self.record.materials.select_related("attachment")
        return super().get_context_data(materials=materials, next_url=self.address("submit"), **kwargs)

    def get_cancel_url(self) -> str:
        return self.address("edit")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            return self.remove(whole_numbers([request.POST["remove"]]))
        return super().post(request, *args, **kwargs)

    def remove(self, numbers: list[int]) -> HttpResponse:
        try:
            for number in numbers:
                remove_material(application=self.record, actor=self.request.user, material=number)
        except PortalError as refusal:
            messages.error(self.request, refusal.message)
        else:
            messages.success(self.request, "已从本申请的材料中移除，园区附件中仍保留该文件。")
        return HttpResponseRedirect(self.request.get_full_path())

    def save(self, form: MaterialForm) -> str:
        file = form.cleaned_data["file"]
        add_material(
            application=self.record,
            actor=self.request.user,
            kind=form.cleaned_data["kind"],
            name=file.name,
            file=file,
            size=file.size,
        )
        messages.success(self.request, f"“{file.name}”已上传。")
        return section_url(self.record, "materials")
