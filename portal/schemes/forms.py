"""Drafting a scheme; each form makes the JSON of its part, nobody types any."""

import secrets
from decimal import Decimal
from typing import Any

from django import forms

from portal.forms import DateField, Form, TextField
from portal.numbers import parse_decimal

BASICS = ("title", "valid_from", "valid_until")


def new_code() -> str:
    """A code no other row ever has: an answer never counts for a question it was not given to."""
    return f"q{secrets.token_hex(4)}"


def text_of(number: Decimal | None) -> str | None:
    """A number as the content keeps it."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_of(text: Any) -> Decimal | None:
    """A kept number for the form."""
    return None if text in (None, "") else parse_decimal(str(text))


class PartForm(Form):
    """One part of a draft. Where there is one such part, `initial_for(content)` fills the form and `changes()` are the
    values it puts into the content; of a row in a list, `initial_for(row)` fills it and `row(code)` is what it makes."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def values(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}


class BasicsForm(PartForm):
    """Title and days; `from_hint` says what the first day decides."""

    from_hint = ""
    title = TextField(label="方案名称", max_length=100)
    valid_from = DateField(label="生效日期")
    valid_until = DateField(label="失效日期", required=False, help_text="不填表示到另行发布新方案为止。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = self.from_hint

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        since, until = data.get("valid_from"), data.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", "失效日期不能早于生效日期。")
        return data

    def basics(self) -> dict[str, Any]:
        return self.values(*BASICS)


class NewSchemeForm(BasicsForm):
    """A draft begins as the copy of a scheme that holds or held."""

    version = None  # type: ignore[assignment]  # None takes a field off a form
    place = forms.ModelChoiceField(None, label="适用地域", empty_label="请选择")
    source = forms.ModelChoiceField(
        None, label="复制自", empty_label="请选择", help_text="新草稿与所选方案相同，之后逐项修改。"
    )
    field_order = ("place", "source", *BASICS)

    def __init__(self, *args: Any, places: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places
        self.fields["source"].queryset = sources
        self.fields["source"].label_from_instance = source_label


def source_label(scheme: Any) -> str:
    kind = "参考方案" if scheme.is_reference else scheme.place.name
    return f"{scheme.title}（{kind}，{scheme.valid_from} 起）"
