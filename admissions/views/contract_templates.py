"""合同模板: the list, an upload, one template with its file and its steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import Place
from admissions.documents.names import FIELDS, LISTS
from admissions.flows.contract import TEMPLATE
from admissions.forms.contracts import CommentForm, TemplateForm
from admissions.models import ContractTemplate
from admissions.services import contract_templates
from admissions.services.contract_text import REFERENCE
from admissions.tables.contracts import TemplateTable
from admissions.views.contracts import word_file
from portal.errors import NotAllowed
from portal.pages import FormPage, ListPage, RecordPage
from portal.steps import StepPage
from portal.workflow import history, told


class TemplateList(ListPage):
    model = ContractTemplate
    permission = "application.view"
    title = "合同模板"
    table_class = TemplateTable
    template_name = "admissions/contract/templates.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().defer("content")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "docx":
            return word_file(REFERENCE.read_bytes(), "三方入园合同（参考模板）.docx")
        return super().get(request, *args, **kwargs)

    def get_primary_action(self) -> dict[str, str] | None:
        if county_of(self.request.user) is None:
            return None
        return {"label": "上传模板", "url": reverse("admissions:template_new")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = [{"name": name, "columns": "、".join(columns)} for name, columns in LISTS.items()]
        return super().get_context_data(fields=FIELDS.items(), lists=lists, **kwargs)


def county_of(user: Any) -> Place | None:
    """The county or zone for which this person keeps templates."""
    return Place.objects.for_user(user, "contract.edit").county_level().order_by("sort", "code").first()


class NewTemplate(FormPage):
    permission = "contract.edit"
    title = "上传合同模板"
    form_class = TemplateForm
    submit_label = "上传并检查"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("合同模板", reverse("admissions:templates"))]

    def save(self, form: TemplateForm) -> str:
        place = county_of(self.request.user)
        if place is None:
            raise NotAllowed("合同模板由县级经办人上传。")
        data = form.cleaned_data
        template = contract_templates.upload_template(
            actor=self.request.user,
            place=place,
            title=data["title"],
            file_name=data["file"].name,
            content=data["file"].read(),
        )
        messages.success(self.request, "模板检查通过，已保存；由另一名经办人发布后使用。")
        return reverse("admissions:template", args=(template.pk,))


class OneTemplate(RecordPage):
    model = ContractTemplate
    permission = "application.view"
    related = ("place", "drafted_by", "published_by")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("合同模板", reverse("admissions:templates"))]

    def address(self) -> str:
        return reverse("admissions:template", args=(self.record.pk,))


class TemplatePage(OneTemplate):
    template_name = "admissions/contract/template.html"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("合同模板", reverse("admissions:templates"))]

    def get_queryset(self) -> Any:
        return super().get_queryset().defer("content")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "docx":
            return word_file(bytes(self.record.content), self.record.file_name)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, state = self.record, TEMPLATE.by_state[self.record.state]
        return super().get_context_data(
            state={"label": state.label, "colour": state.tone},
            offers=[
                {
                    "label": offer.transition.label,
                    "url": reverse("admissions:template_step", args=(row.pk, offer.transition.code)),
                    "reason": offer.reason,
                    "style": "btn-outline-danger" if offer.transition.destructive else "btn-primary",
                }
                for offer in TEMPLATE.offers(row, self.request.user)
            ],
            entries=[told(TEMPLATE, one) for one in reversed(history(TEMPLATE, row))],
            **kwargs,
        )


class TemplateStep(StepPage, OneTemplate):
    """Publishing or retiring, with its opinion."""

    flow = TEMPLATE
    form_class = CommentForm

    def get_queryset(self) -> Any:
        return super().get_queryset().defer("content")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "comment_required": False}

    def save(self, form: CommentForm) -> str:
        contract_templates.step_template(
            template=self.record, transition=self.step.code, actor=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, f"已{self.step.label}。")
        return self.address()
