"""The forms of the compliance card: what if, and a step of a waiver."""

from typing import Any

from django import forms

from parks.compliance import Supposed
from policies.library import get_library
from portal.forms import DateField, Form


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
