from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from admissions.models import Application
from admissions.services.applications import CONTENT
from enterprises.forms import PastDateField
from enterprises.models import Occupancy
from parks.models import Park
from parks.rules import industries
from portal.forms import DecimalField, Form, TextField
from portal.uscc import InvalidUscc, validate

WAN = {"unit": "万元", "places": 2, "digits": 14}


class UsccField(TextField):
    """A credit code as typed or pasted; what comes out is the code as the standard writes it."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return validate(text)
        except InvalidUscc as error:
            raise ValidationError(error.message, code=error.fault.value) from error


def industry_choices() -> list[Any]:
    return [("", "请选择"), *industries.choices()]


class ApplicationForm(Form):
    """The content of an application. Everything may still be empty in a draft; what is there must be right."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    firm_name = TextField(label="企业名称", max_length=100, help_text="与营业执照一致。")
    uscc = UsccField(label="统一社会信用代码", max_length=40, help_text="18 位，营业执照右上角。")
    industry_code = forms.ChoiceField(
        label="所属行业",
        choices=industry_choices,
        help_text="按国民经济行业分类选到中类，可直接键入三位代码查找。",
    )
    founded_on = PastDateField(label="成立日期", required=False)
    tenure = forms.ChoiceField(label="入驻方式", choices=Occupancy.Tenure.choices, widget=forms.RadioSelect)
    requested_floor_m2 = DecimalField(label="申请面积", unit="㎡", places=2, digits=14)
    investment_wan = DecimalField(label="计划投资", **WAN)
    expected_sales_wan = DecimalField(label="预计年销售产值", help_text="达产后每年。", **WAN)
    expected_tax_wan = DecimalField(label="预计年纳税", help_text="达产后每年。", **WAN)
    employees = DecimalField(label="从业人员", unit="人", places=0, digits=6)
    process = TextField(
        label="生产工艺",
        max_length=2000,
        help_text="写明主要产品、工序和设备，有重型设备的请注明所在楼层。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    SECTIONS = (
        ("企业基本情况", ("firm_name", "uscc", "industry_code", "founded_on")),
        (
            "用房与投入",
            (
                "tenure",
                "requested_floor_m2",
                "investment_wan",
                "expected_sales_wan",
                "expected_tax_wan",
                "employees",
            ),
        ),
        ("生产情况", ("process",)),
    )
    ALWAYS = ("version", "park")

    def full_clean(self) -> None:
        """Check what is filled in; that something is still empty is said before submission, not here."""
        marked = [field for name, field in self.fields.items() if field.required and name not in self.ALWAYS]
        for field in marked:
            field.required = False
        super().full_clean()
        for field in marked:
            field.required = True

    def clean_requested_floor_m2(self) -> Any:
        value = self.cleaned_data["requested_floor_m2"]
        if value == 0:
            raise ValidationError("申请面积应大于 0 ㎡。", code="low")
        return value

    def content(self) -> dict[str, Any]:
        """The values a service takes."""
        return {name: self.cleaned_data[name] for name in CONTENT}

    def sections(self) -> list[dict[str, Any]]:
        return [
            {"label": label, "note": "", "fields": [self[name] for name in names]}
            for label, names in self.SECTIONS
        ]

    @staticmethod
    def initial_for(application: Application) -> dict[str, Any]:
        return {name: getattr(application, name) for name in ("version", *CONTENT)}


class NewApplicationForm(ApplicationForm):
    """A first draft: the park is chosen here, once."""

    park = forms.ModelChoiceField(
        label="申请园区",
        queryset=Park.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择申请园区。", "invalid_choice": "请从列表中选择园区。"},
    )
    token = forms.UUIDField(
        widget=forms.HiddenInput,
        required=False,
        initial=uuid4,
        error_messages={"invalid": "页面已过期，请刷新后重新填写。"},
    )
    field_order = ("park",)
    SECTIONS = (
        ("园区与企业", ("park", "firm_name", "uscc", "industry_code", "founded_on")),
        *ApplicationForm.SECTIONS[1:],
    )

    def __init__(self, *args: Any, parks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.fields["park"].queryset = parks


class SubmitForm(Form):
    """The promise that goes with a submission (C(九): rooms bought or rented are for one's own use)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    own_use_declared = forms.BooleanField(
        label="企业承诺：购置或租用的生产性用房和非生产性用房均为自用，不擅自转让、转租；确需转让、转租的，由业主单位或运营单位优先回收，并重新办理入园准入。以上内容真实。",
        error_messages={"required": "请阅读并勾选自用承诺后再提交。"},
    )
