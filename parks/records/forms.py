"""The form of a kind of record, made from its declaration."""

from functools import cache
from typing import Any

from django import forms

from parks.forms.base import CHOOSE, RecordForm, RoomForm, versioned
from parks.forms.fields import column_fields
from parks.records.kind import RecordKind
from portal.forms import TextField
from portal.workflow import Transition


@cache
def form_class(kind: RecordKind) -> type[RecordForm]:
    """The form in which a new row of the kind is written."""
    hints = {name: {"help_text": hint} for name, hint in kind.hints.items()}
    body = {"names": kind.fields, "record_kind": kind, **column_fields(kind.model, kind.fields, **hints)}
    return type(f"{kind.model.__name__}Form", (KindForm,), body)


@cache
def edit_form_class(kind: RecordKind) -> type[RecordForm]:
    """The same for a row that two people may edit."""
    return versioned(form_class(kind))


class StepForm(RoomForm):
    """What every step asks; a kind's own step forms add what else theirs needs. The opinion comes last.

    `carries` are the fields that begin with what the record says already.
    """

    carries: tuple[str, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


@cache
def step_form_class(kind: RecordKind, step: Transition) -> type[StepForm]:
    """The form of one step: the kind's own or the plain one; the opinion is asked as the flow says."""
    base = kind.step_forms.get(step.code, StepForm)
    opinion = TextField(
        label="意见",
        required=step.comment_required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写意见，说明理由。"},
    )
    return type(f"{base.__name__}For{step.code}", (base,), {"comment": opinion})


class KindForm(RecordForm):
    """A form whose links offer what the kind says this person may choose from at this owner."""

    record_kind: RecordKind

    def __init__(self, *args: Any, owner: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in self.record_kind.choices.items():
            self.fields[name].queryset = rows(owner, user)
        for name, texts in self.record_kind.offers.items():
            said = dict.fromkeys(filter(None, (*texts(owner), getattr(self.row, name))))
            none = CHOOSE if self.fields[name].required else [("", "无")]
            self.fields[name].widget = forms.Select(choices=[*none, *((text, text) for text in said)])


class ReasonForm(RoomForm):
    """Why somebody needs personal data."""

    reason = TextField(
        label="导出号码的理由",
        max_length=200,
        min_length=4,
        error_messages={"min_length": "请写明用途，至少 4 个字。"},
        widget=forms.TextInput,
    )
