"""The page of one step of a flow."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from portal.errors import IllegalState, NotAllowed
from portal.forms import Form, TextField
from portal.pages import EditPage
from portal.workflow import Transition


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


class StepPage(EditPage):
    """The step that the address names (`step_word`), taken from the version the person looked at. Set `flow`; comes
    before the class of the record's pages, which says its `address()`."""

    flow: Any
    step_word = "step"
    address: Any

    @property
    def step(self) -> Transition:
        steps = self.flow.by_transition if self.flow else {}
        if self.kwargs[self.step_word] not in steps:
            raise Http404("没有这个步骤。")
        return steps[self.kwargs[self.step_word]]

    @property
    def edit_permission(self) -> str:  # type: ignore[override]  # a plain attribute on pages with one permission
        """The step's own: whoever may not take it here is refused whatever is asked."""
        return self.step.permission

    @property
    def submit_label(self) -> str:  # type: ignore[override]  # a plain attribute on forms with one button
        return f"确认{self.step.label}"

    def get_title(self) -> str:
        return self.step.label

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), (str(self.record), self.address())]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever may not take the step is refused; whoever comes too early or too late is led back with the reason."""
        objection = self.flow.objection(self.step, self.record, request.user)
        if isinstance(objection, NotAllowed):
            raise objection
        if objection:
            messages.warning(request, objection.message)
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """When the record has changed meanwhile, the page shows it as it is now and goes on from there."""
        if status == IllegalState.status:
            self.record = self.get_queryset().get(pk=self.record.pk)
            form.data = {**form.data.dict(), "version": self.record.version}
        return super().show(form, status)
