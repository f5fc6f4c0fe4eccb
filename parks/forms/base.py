"""What the forms of the room have in common: what the database refuses is asked of it and said at the field."""

from copy import copy
from typing import Any

from django import forms

from parks.services.soundness import violations, with_values
from portal.forms import Form

CHOOSE = [("", "请选择")]


class RoomForm(Form):
    """A form whose cleaned values go to a service by name."""

    def values(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}


class RecordForm(RoomForm):
    """A form over one row of a model: `names` are its columns, `row` the record or a new one."""

    names: tuple[str, ...] = ()
    groups: tuple[Any, ...] = (("", "", ()),)

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = copy(row)

    def for_service(self) -> dict[str, Any]:
        return {"values": self.values(*self.names)}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        row = with_values(self.row, {name: data[name] for name in self.names if name in data})
        for field, message in violations(row, without=set(self.names) - set(data)):
            self.add_error(field if field in self.fields else None, message)
        return data


def versioned(form_class: type[RecordForm]) -> type[RecordForm]:
    """The same form for a record that two people may edit."""
    version = forms.IntegerField(widget=forms.HiddenInput)
    return type(f"Edit{form_class.__name__}", (form_class,), {"version": version})


class RemovalForm(RoomForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
