"""What reviewers and departments fill in beside a decision."""

from typing import Any

from django import forms

from admissions.models import Opinion
from admissions.services.decisions import Mend
from portal.forms import Form, TextField
from portal.steps import DecisionForm


class AcceptForm(DecisionForm):
    """资格审查: each sign of 四无 is verified by itself."""

    field_order = ("version", "cleared", "comment")

    def __init__(self, *args: Any, signs: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signs:
            self.fields["cleared"] = forms.MultipleChoiceField(
                label="“四无”核实（逐项核实，确认不存在的勾选）",
                choices=[(sign, f"不存在“{sign}”情形") for sign in signs],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "请逐项核实后勾选。"},
            )
            self.order_fields(self.field_order)


class SendBackForm(DecisionForm):
    """退回补正: section by section, with the clause it rests on; at least one says what to mend."""

    def __init__(
        self, *args: Any, sections: list[tuple[str, str]], clauses: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "comment_required": False})
        self.sections = sections
        self.fields["comment"].label = "总体意见"
        for section, label in sections:
            self.fields[f"{section}_reason"] = TextField(
                label=f"{label}：需要补正什么",
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 1}),
            )
            self.fields[f"{section}_clause"] = forms.ChoiceField(
                label=f"{label}：依据条款", choices=[("", "不指明"), *clauses], required=False
            )
        self.order_fields(["version", *(name for name in self.fields if name != "comment"), "comment"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        reasons = [name for name in cleaned if name.endswith("_reason") and cleaned[name]]
        for section, _ in self.sections:
            if cleaned.get(f"{section}_clause") and not cleaned.get(f"{section}_reason"):
                self.add_error(f"{section}_reason", "选了依据条款的部分，请写明需要补正什么。")
        if not reasons and not cleaned.get("comment") and not self.errors:
            self.add_error("comment", "请填写意见，说明理由。至少写明一个部分需要补正什么。")
        return cleaned

    def mends(self) -> list[Mend]:
        data = self.cleaned_data
        return [
            Mend(section, label, data[f"{section}_reason"], data[f"{section}_clause"])
            for section, label in self.sections
            if data[f"{section}_reason"]
        ]


class OpinionForm(Form):
    """部门意见."""

    verdict = forms.ChoiceField(
        label="意见",
        choices=Opinion.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择意见。"},
    )
    text = TextField(
        label="说明",
        max_length=2000,
        required=False,
        help_text="有条件同意的写明条件，不同意的写明理由和依据。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("verdict") in ("conditions", "disagree") and not cleaned.get("text"):
            self.add_error("text", "有条件同意和不同意须写明条件或理由。")
        return cleaned


class ReasonForm(Form):
    """Why the clock stops."""

    reason = TextField(label="原因", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ReassignForm(ReasonForm):
    officer = forms.ModelChoiceField(
        label="转给",
        queryset=None,
        empty_label="请选择",
        error_messages={"required": "请选择承办人。", "invalid_choice": "该人员不能审核本园区的申请。"},
    )
    field_order = ("officer", "reason")

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers


class NothingForm(Form):
    """A confirmation without a question."""
