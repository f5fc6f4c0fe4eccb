"""The steps of the review: one page each, all alike."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from admissions import cases
from admissions.assessment import standing_of
from admissions.flows import ADMISSION
from admissions.flows.application import reason_asked
from admissions.forms import ApproveForm
from admissions.forms.review import AcceptForm, SendBackForm
from admissions.models import Application
from admissions.procedures import procedure_for
from admissions.services import applications, decisions
from admissions.views.base import OneApplication, firm_facts, need_facts
from policies.errors import NoRuleInForce
from portal.errors import IllegalState, NotAllowed
from portal.steps import DecisionForm, StepPage
from portal.workflow import Transition, history

HINTS = {
    "send_back": "逐条写明需要补正什么，运营机构会在待办中看到。",
    "accept": "如有需要会审部门和决定人注意的事项，写在这里。",
    "propose_refusal": "写明不通过的理由和依据；确认后运营机构会看到。",
    "confirm_refusal": "如有补充说明，写在这里。",
    "rereview": "写明退回的原因。",
    "recheck": "写明退回的原因。",
    "lapse": "写明放弃的原因。",
    "approve": "如有需要向运营机构说明的事项，写在这里。",
    "withdraw": "如有需要，写明撤回的原因。",
}
CONSEQUENCES = {
    "propose_refusal": "提出后由另一位有决定权的人员复核；复核确认后本申请办结。",
    "confirm_refusal": "确认后本申请办结，不能恢复；企业如再次申请，须另行提交。",
    "lapse": "放弃后本申请办结，不能恢复；如再次申请，须另行填写。",
    "withdraw": "撤回后本申请办结，不能恢复；如再次申请，须另行填写。",
}
DONE = {
    "send_back": "已退回补正，运营机构的待办中会出现这份申请。",
    "accept": "已通过资格审查，进入会审，已征求部门意见。",
    "approve": "已通过。入园合同生效后，企业登记为本园区入驻企业。",
    "propose_refusal": "已提出不予通过，待另一人复核确认。",
    "confirm_refusal": "已办结为不通过，运营机构可查看理由。",
    "rereview": "已退回会审。",
    "recheck": "已退回资格审查。",
    "lapse": "已登记为放弃入园。",
    "withdraw": "申请已撤回。",
}


class DecisionPage(StepPage, OneApplication):
    """One step with its opinion; `step` says which."""

    template_name = "admissions/decision.html"
    form_class = DecisionForm
    flow = ADMISSION
    step: Transition = next(iter(ADMISSION.transitions))
    # Who may take the step is asked with everything else that stands against it.
    edit_permission = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever may not take the step is refused before anything that was typed is looked at."""
        objection = ADMISSION.objection(self.step, self.record, request.user)
        if isinstance(objection, NotAllowed):
            raise objection
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "comment_required": self.step.comment_required,
            "comment_hint": HINTS[self.step.code],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reviewing = self.step.permission != "application.draft"
        held = cases.parks_held(self.record) if reviewing else set()
        return super().get_context_data(
            facts=[*firm_facts(self.record), *need_facts(self.record)],
            question=f"确认{self.step.label}“{self.record}”？",
            consequence=CONSEQUENCES.get(self.step.code, ""),
            elsewhere=bool(held - {self.record.park_id}),
            here=self.record.park_id in held,
            **kwargs,
        )

    def save(self, form: DecisionForm) -> str:
        """Back to the case, which says what comes next in the queue it was in."""
        waited = self.record.state
        try:
            self.act(form.cleaned_data)
        except IllegalState:
            if not self.done_by_me():
                raise
        messages.success(self.request, DONE[self.step.code])
        return f"{self.address()}?done={waited}"

    def act(self, data: dict[str, Any]) -> None:
        applications.step(
            application=self.record,
            transition=self.step.code,
            actor=self.request.user,
            comment=data["comment"],
            version=data["version"],
        )

    def done_by_me(self) -> bool:
        """A button pressed twice: the second press finds done what the first one did."""
        last = history(ADMISSION, self.record).last()
        return bool(last and last.transition == self.step.code and last.actor == self.request.user)


class AcceptPage(DecisionPage):
    """资格审查: each sign of 四无 is verified by itself."""

    form_class = AcceptForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "signs": procedure_for(self.record).signs}

    def act(self, data: dict[str, Any]) -> None:
        decisions.accept(application=self.record, actor=self.request.user, **data)


class SendBackPage(DecisionPage):
    """Section by section what is to be mended, with the clauses of the policy in force."""

    form_class = SendBackForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "clauses": clause_choices(self.record),
            "sections": section_choices(self.record),
        }

    def save(self, form: SendBackForm) -> str:
        self.mends = form.mends()
        return super().save(form)

    def act(self, data: dict[str, Any]) -> None:
        decisions.send_back(
            application=self.record,
            actor=self.request.user,
            mends=self.mends,
            comment=data["comment"],
            version=data["version"],
        )


def section_choices(application: Application) -> list[tuple[str, str]]:
    """The sections of the form the operator filled in, with the codes of their addresses."""
    return [(section.code, section.label) for section in standing_of(application).sections]


def clause_choices(application: Application) -> list[tuple[str, str]]:
    """The clauses of the policy the application stands under."""
    try:
        instrument = cases.rules_of(application).instrument
    except NoRuleInForce:
        return []
    return [(clause.id, f"{clause.article} {clause.title}") for clause in instrument.clauses]


class ApprovePage(DecisionPage):
    form_class = ApproveForm

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **ApproveForm.initial_for(self.record)}

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = reason_asked(self.record)
        given = super().get_form_kwargs()
        return {**given, "comment_required": True, "comment_hint": asked} if asked else given

    def act(self, data: dict[str, Any]) -> None:
        applications.approve(
            application=self.record,
            actor=self.request.user,
            floor_area_m2=data["floor_area_m2"],
            comment=data["comment"],
            version=data["version"],
        )


# The steps people take on a page of their own; a firm settles with its contract and is passed over in a round.
PAGES: dict[str, type[DecisionPage]] = {
    "accept": AcceptPage,
    "approve": ApprovePage,
    "send_back": SendBackPage,
    "propose_refusal": DecisionPage,
    "confirm_refusal": DecisionPage,
    "rereview": DecisionPage,
    "recheck": DecisionPage,
    "lapse": DecisionPage,
    "withdraw": DecisionPage,
}


def step_page(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The page of one step at `/admissions/<pk>/<step>/`."""
    if step not in PAGES:
        raise Http404("没有这一步。")
    taken = ADMISSION.by_transition[step]
    return PAGES[step].as_view(step=taken, edit_permission=taken.permission)(request, pk=pk)
