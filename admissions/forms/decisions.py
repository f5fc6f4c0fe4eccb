"""The steps of those who decide: an opinion, and what goes with it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from admissions.models import Application
from portal.forms import DecimalField, Form, TextField


class DecisionForm(Form):
    """A step with its opinion."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    comment = TextField(
        label="意见",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写意见，说明理由。"},
    )

    def __init__(self, *args: Any, comment_required: bool, comment_hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].required = comment_required
        self.fields["comment"].help_text = comment_hint


class ApproveForm(DecisionForm):
    """What the decider confirms: how much floor the firm may have."""

    floor_area_m2 = DecimalField(
        label="核定面积", unit="㎡", places=2, digits=14, help_text="不大于园区总建筑面积。"
    )
    field_order = ("version", "floor_area_m2", "comment")

    def clean_floor_area_m2(self) -> Any:
        value = self.cleaned_data["floor_area_m2"]
        if value == 0:
            raise ValidationError("核定面积应大于 0 ㎡。", code="low")
        return value

    @staticmethod
    def initial_for(application: Application) -> dict[str, Any]:
        return {"floor_area_m2": application.requested_floor_m2}
