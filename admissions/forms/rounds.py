"""Forms of rounds, their steps, objections and answers."""

from typing import Any

from django import forms

from admissions.models.objection import TEXT_LENGTH
from parks.models import Park
from portal.forms import DateField, Form, TextField


class RoundForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    name = TextField(label="批次名称", max_length=60, help_text="如“2026 年第一批”，本园区内不重复。")
    opens_on = DateField(label="报名开始")
    closes_on = DateField(label="报名截止", help_text="截止当天仍可提交。")
    note = TextField(
        label="报名说明",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="运营机构选择批次时会看到。",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("opens_on"), data.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", "报名截止不能早于报名开始。")
        return data


class NewRoundForm(RoundForm):
    park = forms.ModelChoiceField(
        label="园区",
        queryset=Park.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择园区。", "invalid_choice": "请从列表中选择园区。"},
    )
    field_order = ("park",)

    def __init__(self, *args: Any, parks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.fields["park"].queryset = parks


NO_UNITS = (
    "本园区没有可以推出的单元：已售出、有企业入驻、已分配或已在其他未结束批次中的都不能推出。"
    "新建的用房请先在园区的“楼幢”一栏登记单元。"
)


class UnitsForm(Form):
    """Which of the units that may be offered the round offers."""

    units = forms.MultipleChoiceField(
        label="推出的单元",
        widget=forms.CheckboxSelectMultiple,
        help_text="只列出未售出、无企业入驻、未分配、也不在其他未结束批次中的单元。",
        error_messages={
            "required": "请至少选择一个单元。",
            "invalid_choice": "所选单元已不能推出，请刷新页面后重新选择。",
        },
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = choices
        if not choices:
            self.fields["units"].help_text = NO_UNITS


class DraftsForm(Form):
    """Which of the park's drafts are to be in the round."""

    drafts = forms.MultipleChoiceField(
        label="申请草稿",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选要报入本批次的草稿；取消勾选的转为批次外办理。还没有草稿的，请先新建申请。",
        error_messages={"invalid_choice": "所选草稿已提交或撤回，请刷新页面后重新选择。"},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drafts"].choices = choices


class StepForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    comment = TextField(
        label="意见",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写意见，说明理由。"},
    )

    def __init__(self, *args: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].required = required


class ObjectionForm(Form):
    """What somebody says against a published result."""

    name = TextField(label="姓名或单位", max_length=60, error_messages={"required": "请填写姓名或单位名称。"})
    contact = TextField(
        label="联系方式",
        max_length=60,
        help_text="电话或邮箱，只有办理人员可以查看。",
        error_messages={"required": "请填写联系方式，以便核实和答复。"},
    )
    text = TextField(
        label="异议内容",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"写明对哪家企业的哪项结果有异议、事实和依据，{TEXT_LENGTH} 字以内。",
        error_messages={"required": "请填写异议内容。"},
    )


class AnswerForm(Form):
    upheld = forms.TypedChoiceField(
        label="结论",
        choices=(("no", "异议不成立"), ("yes", "异议成立")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="成立的，须撤回公示、重新评审后再次公示。",
        error_messages={"required": "请选择异议是否成立。"},
    )
    answer = TextField(
        label="答复",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="提出人凭回执可以看到，答复后不能再改。",
        error_messages={"required": "请填写答复。"},
    )
