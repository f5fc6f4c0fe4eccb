"""Drafting a table of what each enterprise class gets."""

from collections.abc import Mapping
from typing import Any

from django import forms

from evaluation.rules.classes.parts import CLASSES
from portal.forms import TextField
from portal.schemes.forms import PartForm, new_code

MOST = 500


class MeasureForm(PartForm):
    """One factor with what each class gets of it."""

    label = TextField(label="要素", max_length=60, help_text="例如：用地和厂房、用电、信贷和担保。")
    basis = TextField(label="依据文件", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for letter in CLASSES:
            box = forms.Textarea(attrs={"rows": 3})
            self.fields[letter] = TextField(label=f"{letter} 类企业", max_length=MOST, widget=box)
        self.order_fields(("label", *CLASSES, "basis"))

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: row.get(name, "") for name in ("label", "basis", *CLASSES)}

    def row(self, code: str) -> dict[str, Any]:
        return {"code": code or new_code(), **self.values("label", *CLASSES, "basis")}
