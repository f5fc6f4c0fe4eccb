"""Entering a park, and noting its recognition."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.urls import reverse

from parks import forms, services
from parks.selectors import homes_for
from parks.views.base import ParkEditPage
from parks.views.derived import DerivedMixin
from portal.pages import FormPage

PARK_SECTIONS = (
    (
        "基本信息",
        "",
        ("name", "parent", "park_type", "plan_kind", "status", "first_operating_year", "address"),
    ),
    ("开发主体", "名称和代码一并填写；尚未确定的可以以后再补。", forms.BODY_NAMES[:2]),
    ("运营机构", "名称和代码一并填写；尚未确定的可以以后再补。", forms.BODY_NAMES[2:]),
)
PART_SECTIONS = (
    (
        "首个地块",
        "可以以后再补；填写时地块名称和用地面积必填。",
        tuple(f"parcel_{name}" for name in forms.ParcelEntryForm.names),
    ),
    (
        "首个分期",
        "可以以后再补；填写时分期名称、用地面积和总建筑面积必填。",
        tuple(f"phase_{name}" for name in forms.PhaseEntryForm.names),
    ),
)


def sections(form: Any, plan: Any) -> list[dict[str, Any]]:
    """The form's fields in groups for the template."""
    return [
        {"label": label, "note": note, "fields": [form[name] for name in names]}
        for label, note, names in plan
    ]


class ParkNew(DerivedMixin, FormPage):
    permission = "park.edit"
    title = "新增园区"
    form_class = forms.NewParkForm
    template_name = "parks/form.html"
    submit_label = "保存园区"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("园区", reverse("parks:list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "homes": homes_for(self.request.user)}

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid4(), "parcel_name": "1号地块", "phase_name": "一期"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = sections(kwargs["form"], PARK_SECTIONS + PART_SECTIONS)
        return super().get_context_data(form_sections=plan, **kwargs)

    def save(self, form: Any) -> str:
        park = services.create_park(actor=self.request.user, **form.for_service())
        messages.success(self.request, f"“{park.name}”已保存。")
        return reverse("parks:park", args=(park.pk,))


class Recognition(ParkEditPage):
    """The day a park was recognised; its star is given by the evaluation."""

    form_class = forms.RecognitionForm
    submit_label = "登记认定"

    def get_title(self) -> str:
        return "登记认定日期"

    def get_initial(self) -> dict[str, Any]:
        return {"recognised_on": self.record.recognised_on, "version": self.record.version}

    def save(self, form: Any) -> str:
        data = form.cleaned_data
        services.recognise(
            actor=self.request.user, park=self.record, on=data["recognised_on"], version=data["version"]
        )
        messages.success(self.request, "认定日期已登记。")
        return reverse("parks:park", args=(self.record.pk,))
