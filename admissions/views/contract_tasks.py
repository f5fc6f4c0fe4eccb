"""Everything that is done to a contract, each a form of its own at one address: `/admissions/contracts/<pk>/<task>/`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from admissions.contracts import rooms_for
from admissions.flows.contract import CONTRACT
from admissions.forms import contracts as forms
from admissions.models import AdmissionContract, Commitment
from admissions.services import contracts, performance
from admissions.views.contracts import OneContract
from parks.models import Attachment, Unit
from parks.services.attachments import attach
from portal.errors import NotAllowed
from portal.pages import EditPage

EDIT, RECORD = "contract.edit", "performance.record"


@dataclass(frozen=True)
class Task:
    """What is done: its words, who may, its form, the states in which it can be done, the service that does it."""

    code: str
    label: str
    form: Any
    do: Callable[..., Any]
    done: str
    permission: str = EDIT
    states: tuple[str, ...] = ("effective",)
    note: str = ""


def revise(page: Any, contract: AdmissionContract, form: Any) -> Any:
    return contracts.revise_contract(actor=page.request.user, contract=contract, **form.for_service())


def sign(page: Any, contract: AdmissionContract, form: Any) -> Any:
    data = form.cleaned_data
    scan = kept(page, contract, data.pop("scan"), "签章扫描件")
    return contracts.sign(actor=page.request.user, contract=contract, scan=scan, **data)


def kept(page: Any, contract: AdmissionContract, file: Any, note: str) -> Attachment | None:
    """The uploaded file as one of the park's; None without."""
    if not file:
        return None
    return attach(
        actor=page.request.user,
        park=contract.application.park,
        name=file.name,
        file=file,
        size=file.size,
        note=note,
        about_label=f"三方合同：{contract}",
    )


def filed(page: Any, contract: AdmissionContract, form: Any) -> Any:
    return contracts.file_price(actor=page.request.user, contract=contract, **form.cleaned_data)


def fund(page: Any, contract: AdmissionContract, form: Any) -> Any:
    return performance.record_fund(actor=page.request.user, contract=contract, **form.cleaned_data)


def fulfilment(page: Any, contract: AdmissionContract, form: Any) -> Any:
    data = form.cleaned_data
    attachment = kept(page, contract, data.pop("attachment"), "履约依据")
    return performance.record_fulfilment(
        actor=page.request.user, contract=contract, attachment=attachment, **data
    )


def breach(page: Any, contract: AdmissionContract, form: Any) -> Any:
    return performance.record_breach(actor=page.request.user, contract=contract, **form.cleaned_data)


def amend(page: Any, contract: AdmissionContract, form: Any) -> Any:
    return contracts.amend(actor=page.request.user, contract=contract, **form.cleaned_data)


def step(name: str) -> Callable[..., Any]:
    def do(page: Any, contract: AdmissionContract, form: Any) -> Any:
        return getattr(contracts, name)(actor=page.request.user, contract=contract, **form.cleaned_data)

    return do


OPEN = ("drafting", "signing")
TASKS = {
    task.code: task
    for task in (
        Task("edit", "修改合同", forms.ContractForm, revise, "合同已保存。", states=("drafting",)),
        Task("sign", "登记签订", forms.SignForm, sign, "签订已登记。", states=("signing",)),
        Task(
            "filed",
            "登记网签备案",
            forms.FiledForm,
            filed,
            "网签备案已登记。",
            states=("signing", "effective"),
        ),
        Task("fund", "登记资金缴纳", forms.FundForm, fund, "缴纳已登记。"),
        Task("fulfilment", "登记履约", forms.FulfilmentForm, fulfilment, "履约情况已登记。", RECORD),
        Task("breach", "登记违约", forms.BreachForm, breach, "违约已登记，运营机构的待办中会出现整改要求。"),
        Task("amend", "变更合同", forms.AmendForm, amend, "已生成变更稿，请修改后送各方签订。"),
        Task(
            "send",
            "送各方签订",
            forms.CommentForm,
            step("send"),
            "合同文本已生成，请送各方签订。",
            states=("drafting",),
            note="送签后合同内容固定，并生成 Word 文本；如需修改须撤回。",
        ),
        Task(
            "recall",
            "撤回修改",
            forms.CommentForm,
            step("recall"),
            "已撤回，可以修改。",
            states=("signing",),
            note="撤回后已登记的签订作废，须重新签订。",
        ),
        Task(
            "take_effect",
            "合同生效",
            forms.CommentForm,
            step("take_effect"),
            "合同已生效，企业已登记入驻。",
            states=("signing",),
            note="生效后企业按合同用房登记入驻，合同进入企业的合同登记。",
        ),
        Task(
            "finish",
            "终止合同",
            forms.FinishForm,
            step("finish"),
            "合同已终止。",
            note="终止后不能恢复；退出用房另行办理。",
        ),
        Task(
            "cancel",
            "作废",
            forms.CommentForm,
            step("cancel"),
            "合同已作废。",
            states=OPEN,
            note="作废后不能恢复，可重新起草。",
        ),
    )
}


class ContractTask(OneContract, EditPage):
    template_name = "admissions/contract/task.html"

    @property
    def task(self) -> Task:
        if self.kwargs["task"] not in TASKS:
            raise Http404("没有这项办理。")
        return TASKS[self.kwargs["task"]]

    @property
    def edit_permission(self) -> str:  # type: ignore[override]  # each task has its own
        return self.task.permission

    @property
    def page_name(self) -> str:  # type: ignore[override]  # each task has its own
        return self.task.label

    @property
    def submit_label(self) -> str:  # type: ignore[override]  # each task has its own
        return "保存" if self.task.code == "edit" else f"确认{self.task.label}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever comes too late is led back, as is whoever comes to a step that is not complete."""
        if reason := self.hindrance():
            messages.warning(request, reason)
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def hindrance(self) -> str:
        if self.record.state not in self.task.states:
            return f"合同当前为“{self.record.get_state_display()}”，不能{self.task.label}。"
        if self.task.code in CONTRACT.by_transition:
            objection = CONTRACT.objection(
                CONTRACT.by_transition[self.task.code], self.record, self.request.user
            )
            if isinstance(objection, NotAllowed):
                raise objection
            return objection.message if objection else ""
        return ""

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        self.form_class = self.task.form
        return super().get_form(data, files)

    def get_form_kwargs(self) -> dict[str, Any]:
        contract, code = self.record, self.task.code
        more: dict[str, Any] = {}
        if code == "edit":
            more = {"contract": contract, "units": rooms_for(contract.application, timezone.localdate())}
        elif code == "sign":
            more = {"contract": contract}
        elif code == "fund":
            more = {"units": Unit.objects.filter(admission_contracts__contract=contract)}
        elif code == "breach":
            more = {"commitments": Commitment.objects.filter(contract=contract)}
        elif code in CONTRACT.by_transition:
            more = {"comment_required": CONTRACT.by_transition[code].comment_required}
        return {"initial": self.get_initial(), **more}

    def get_initial(self) -> dict[str, Any]:
        if self.task.code == "edit":
            return forms.ContractForm.initial_for(self.record)
        names = ("filed_number", "filed_price_yuan", "filed_on") if self.task.code == "filed" else ()
        return {"version": self.record.version, **{name: getattr(self.record, name) for name in names}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        if self.task.code == "edit":
            kwargs["form_sections"] = form.sections()
        return super().get_context_data(note=self.task.note, **kwargs)

    def save(self, form: Any) -> str:
        answer = self.task.do(self, self.record, form)
        messages.success(self.request, self.task.done)
        if self.task.code == "amend":
            return reverse("admissions:contract_task", args=(answer.pk, "edit"))
        return self.address()
