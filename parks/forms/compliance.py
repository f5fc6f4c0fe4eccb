"""The forms of the compliance card: what if, and a step of a waiver."""

from typing import Any

from django import forms

from parks.compliance import Supposed
from policies.library import get_library
from portal.forms import DateField, Form, TextField


class WhatIf(Form):
    """Another policy, another day: asked in the address, kept nowhere."""

    policy = forms.ChoiceField(label="假设适用政策", required=False)
    on = DateField(label="假设适用日期", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policies = [(one.id, one.short_title) for one in get_library().instruments]
        self.fields["policy"].choices = [("", "按实际"), *policies]

    def supposed(self) -> Supposed:
        """What is supposed; what cannot be read is not supposed."""
        if not self.is_bound:
            return Supposed()
        self.is_valid()
        return Supposed(self.cleaned_data.get("policy") or "", self.cleaned_data.get("on"))


class StepForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"] = TextField(label="意见", required=required, max_length=500)
