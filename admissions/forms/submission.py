"""Beginning an application, taking over an earlier one, its files, and handing it in."""

from typing import Any
from uuid import uuid4

from django import forms

from admissions.forms.answers import UsccField
from admissions.models import Application, Material
from parks.models import Park
from parks.records.attachments import TAKEN
from portal.forms import Form, TextField


class SourceField(forms.ModelChoiceField):
    """An earlier application, by number, firm and day."""

    def label_from_instance(self, application: Any) -> str:
        return f"{application.number} {application} {application.first_submitted_on}"


def source_field(**said: Any) -> SourceField:
    errors = {"required": "请选择要沿用的申请。", "invalid_choice": "请从列表中选择申请。"}
    return SourceField(queryset=Application.objects.none(), error_messages=errors, **said)


class NewApplicationForm(Form):
    """A first draft: the park is chosen here, once; everything else section by section."""

    park = forms.ModelChoiceField(
        label="申请园区",
        queryset=Park.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择申请园区。", "invalid_choice": "请从列表中选择园区。"},
    )
    firm_name = TextField(label="企业名称", max_length=100, required=False, help_text="与营业执照一致。")
    uscc = UsccField(
        label="统一社会信用代码", max_length=40, required=False, help_text="18 位，营业执照右上角。"
    )
    source = source_field(
        label="沿用以前的申请（选填）",
        required=False,
        empty_label="不沿用",
        help_text="以前填过的内容会带入新申请，可再修改；同一企业的材料一并带入。",
    )
    token = forms.UUIDField(
        widget=forms.HiddenInput,
        required=False,
        initial=uuid4,
        error_messages={"invalid": "页面已过期，请刷新后重新填写。"},
    )

    def __init__(self, *args: Any, parks: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["park"].queryset = parks
        self.fields["source"].queryset = sources

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("firm_name", "uscc")}


class ReuseForm(Form):
    source = source_field(label="沿用哪一份申请的内容", widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources


class MaterialForm(Form):
    """A file and what it shows."""

    kind = forms.ChoiceField(
        label="材料类别",
        choices=[("", "请选择"), *Material.Kind.choices],
        error_messages={"required": "请选择材料类别。"},
    )
    file = forms.FileField(
        label="文件", help_text=TAKEN, max_length=255, error_messages={"required": "请选择文件。"}
    )


class SubmitForm(Form):
    """The promise that goes with a submission (C(九): rooms bought or rented are for one's own use)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    own_use_declared = forms.BooleanField(
        label="企业承诺：购置或租用的生产性用房和非生产性用房均为自用，不擅自转让、转租；确需转让、转租的，由业主单位或运营单位优先回收，并重新办理入园准入。以上内容真实。",
        error_messages={"required": "请阅读并勾选自用承诺后再提交。"},
    )
