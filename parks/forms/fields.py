"""Form fields made from a model's columns: label and unit stand in the column's name, options in its choices."""

import re
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models

from parks.forms.base import CHOOSE, RecordForm
from portal.forms import DateField, DecimalField, ManyField, TextField, YearField, YesNoField

LABEL = re.compile(r"(?P<label>.+?)(?:\((?P<unit>[^()]+)\))?")
# What stands in brackets behind these is a remark, not a unit.
REMARKS = {"省登记", "行业中类"}
# A text that may be longer than this gets a box of several lines.
LONG = 200


def label_of(column: Any) -> tuple[str, str]:
    """(label, unit) of a column called `用地面积(亩)`."""
    match = LABEL.fullmatch(str(column.verbose_name))
    label, unit = match["label"], match["unit"] or ""
    return (str(column.verbose_name), "") if unit in REMARKS else (label, unit)


def column_field(model: type[models.Model], name: str, **said: Any) -> forms.Field:
    """The form field of a column: `said` overrides; what the model lets be empty may stay so."""
    column: Any = model._meta.get_field(name)
    label, unit = label_of(column)
    said = {"label": label, "required": not (column.blank or column.null), **said}
    if column.is_relation:
        # Which rows there are to choose from, the form says.
        return forms.ModelChoiceField(column.related_model._base_manager.none(), empty_label="请选择", **said)
    if isinstance(column, ArrayField):
        return ManyField(choices=column.base_field.choices, **said)
    if isinstance(column, models.BooleanField):
        return yes_no(column, said)
    if column.choices:
        return forms.ChoiceField(choices=CHOOSE + list(column.choices), **said)
    if isinstance(column, models.DecimalField):
        return DecimalField(unit=unit, places=column.decimal_places, digits=column.max_digits, **said)
    if isinstance(column, models.DateField):
        return DateField(**said)
    if isinstance(column, models.IntegerField):
        return whole_number(name, column, unit, said)
    return text(column, said)


def yes_no(column: Any, said: dict[str, Any]) -> forms.Field:
    if column.null:
        return YesNoField(**said)
    return forms.BooleanField(**{**said, "required": False})


def whole_number(name: str, column: Any, unit: str, said: dict[str, Any]) -> forms.Field:
    """A year, or a number within what the column holds."""
    if name.endswith("year"):
        return YearField(**said)
    low = 0 if isinstance(column, models.PositiveIntegerField | models.PositiveSmallIntegerField) else -32768
    high = 32767 if isinstance(column, models.SmallIntegerField) else 2147483647
    field = forms.IntegerField(min_value=low, max_value=high, localize=False, **said)
    field.unit = unit
    return field


def text(column: Any, said: dict[str, Any]) -> forms.Field:
    if column.max_length > LONG:
        rows = 10 if isinstance(column, models.TextField) else 4
        said = {"widget": forms.Textarea(attrs={"rows": rows}), **said}
    return TextField(max_length=column.max_length, **said)


def column_fields(
    model: type[models.Model], names: tuple[str, ...], **said: dict[str, Any]
) -> dict[str, forms.Field]:
    """The fields of several columns, for the body of a form class; `said[name]` overrides."""
    return {name: column_field(model, name, **said.get(name, {})) for name in names}


Group = tuple[str, str, tuple[str, ...]]


def record_form(
    model: type[models.Model], groups: tuple[Group, ...], **said: dict[str, Any]
) -> type[RecordForm]:
    """A form over columns of `model` in groups of (heading, note, names); `said[name]` overrides a field."""
    names = tuple(name for _, _, own in groups for name in own)
    body = {"names": names, "groups": groups, **column_fields(model, names, **said)}
    return type(f"{model.__name__}Form", (RecordForm,), body)
