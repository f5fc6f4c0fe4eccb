"""One step of a record that goes its way by a flow."""

from typing import Any

from django.contrib import messages

from parks.records.facts import facts
from parks.records.forms import step_form_class
from parks.views.rows import RowPage
from portal.steps import StepPage
from portal.workflow import perform


class RecordStep(StepPage, RowPage):
    """The step named in the address, with its opinion and what else it asks."""

    template_name = "parks/records/step.html"

    @property
    def flow(self) -> Any:
        return self.kind.flow

    def address(self) -> str:
        return self.kind.url(self.record.pk)

    @property
    def form_class(self) -> Any:  # type: ignore[override]  # each step has its own
        return step_form_class(self.kind, self.step)

    def get_initial(self) -> dict[str, Any]:
        known = {name: getattr(self.record, name) for name in self.form_class.carries}
        return {**super().get_initial(), **known}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=facts(self.kind, self.record), **kwargs)

    def save(self, form: Any) -> str:
        given = {**form.cleaned_data}
        comment, version = given.pop("comment"), given.pop("version")
        perform(
            flow=self.flow,
            subject=self.record,
            transition=self.step.code,
            actor=self.request.user,
            comment=comment,
            given=given,
            version=version,
        )
        messages.success(self.request, f"已办理：{self.step.label}。")
        return self.address()
