"""One step of a record that goes its way by a flow."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from parks.records.facts import facts
from parks.records.forms import step_form_class
from parks.views.rows import RowPage
from portal.errors import IllegalState, NotAllowed
from portal.pages import EditPage
from portal.workflow import Transition, perform


class RecordStep(RowPage, EditPage):
    """The step named in the address, with its opinion and what else it asks."""

    template_name = "parks/records/step.html"

    @property
    def step(self) -> Transition:
        flow = self.kind.flow
        if flow is None or self.kwargs["step"] not in flow.by_transition:
            raise Http404("没有这个步骤。")
        return flow.by_transition[self.kwargs["step"]]

    @property
    def edit_permission(self) -> str:  # type: ignore[override]
        """The step's own: whoever may not take it here is refused whatever is asked."""
        return self.step.permission

    @property
    def form_class(self) -> Any:  # type: ignore[override]
        return step_form_class(self.kind, self.step)

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        return f"确认{self.step.label}"

    def get_title(self) -> str:
        return self.step.label

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), (str(self.record), self.kind.url(self.record.pk))]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever may not take the step is refused; whoever comes too late is led back."""
        objection = self.kind.flow.objection(self.step, self.record, request.user)
        if isinstance(objection, NotAllowed):
            raise objection
        if objection:
            messages.warning(request, objection.message)
            return HttpResponseRedirect(self.kind.url(self.record.pk))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=facts(self.kind, self.record), **kwargs)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """When the record has changed meanwhile, the page shows it as it is now and goes on from there."""
        if status == IllegalState.status:
            self.record = self.get_queryset().get(pk=self.record.pk)
            form.data = {**form.data.dict(), "version": self.record.version}
        return super().show(form, status)

    def save(self, form: Any) -> str:
        given = {**form.cleaned_data}
        comment, version = given.pop("comment"), given.pop("version")
        perform(
            flow=self.kind.flow,
            subject=self.record,
            transition=self.step.code,
            actor=self.request.user,
            comment=comment,
            given=given,
            version=version,
        )
        messages.success(self.request, f"已办理：{self.step.label}。")
        return self.kind.url(self.record.pk)
