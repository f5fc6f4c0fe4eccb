"""What is done to a round: a page for each task."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from admissions.flows.round import ROUND
from admissions.forms.rounds import DraftsForm, RoundForm, StepForm, UnitsForm
from admissions.models import AdmissionRound, Application
from admissions.rounds import offerable, open_rounds
from admissions.services import rounds
from admissions.views.rounds.page import OneRound, round_facts
from parks.models import Unit
from portal.numbers import decimal_text
from portal.pages import EditPage
from portal.steps import StepPage

CONSEQUENCES = {
    "open": "报名开放后，推出的单元和评分方案不能再变动，截止日期只能延后。",
    "close": "结束报名后不再接受新的申请；退回补正的申请仍可重新提交。",
    "allot": "按评分方案从高到低排序，依次分配单元，并生成名单。",
    "publish": "名单将公示，公示期间不能改动；异议成立的，须撤回公示重新评审。",
    "finalise": "定案后名单不能再改；未分配到用房的申请同时办结。",
    "recall": "撤回后名单不再公开，批次回到评审中，可重新排序后再次公示。",
    "rerank": "名单作废，批次回到评审中。",
    "cancel": "取消后不能恢复；单元释放，在办申请转为批次外办理。",
}
DONE = {
    "open": "报名已开放，运营机构可在申请中选择本批次。",
    "close": "报名已结束。申请全部办结后可排序分配。",
    "allot": "已排序分配，请核对名单后公示。",
    "publish": "已公示。",
    "finalise": "已定案，分配到用房的企业可以签订合同。",
    "recall": "已撤回公示。",
    "rerank": "已退回评审。",
    "cancel": "批次已取消。",
}


class EditRound(OneRound, EditPage):
    edit_permission = "round.run"
    form_class = RoundForm
    template_name = "pages/form.html"
    page_name = "修改批次"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rounds.editable(self.record):
            messages.info(request, f"批次当前为“{self.record.get_state_display()}”，不能修改。")
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_form(self, data: Any = None, files: Any = None) -> RoundForm:
        """Only what may still be changed."""
        form = super().get_form(data, files)
        for name in set(rounds.CONTENT) - set(rounds.editable(self.record)):
            del form.fields[name]
        return form

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("version", *rounds.CONTENT)}

    def save(self, form: RoundForm) -> str:
        rounds.edit_round(round_=self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "批次已保存。")
        return self.address()


class RoundUnits(OneRound, EditPage):
    """Which units the round offers."""

    edit_permission = "round.run"
    form_class = UnitsForm
    template_name = "pages/form.html"
    page_name = "选定推出的单元"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state != AdmissionRound.State.DRAFT:
            messages.info(request, "报名开放后，推出的单元不能再变动。")
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        self.units = {str(unit.pk): unit for unit in offerable(self.record, timezone.localdate())}
        chosen = [str(pk) for pk in self.record.offered.values_list("unit", flat=True)]
        choices = [(key, unit_words(unit)) for key, unit in self.units.items()]
        return {"initial": {"units": chosen}, "choices": choices}

    def save(self, form: UnitsForm) -> str:
        units = [self.units[key] for key in form.cleaned_data["units"]]
        rounds.offer_units(round_=self.record, actor=self.request.user, units=units)
        messages.success(self.request, f"已选定 {len(units)} 个单元。")
        return self.address()


def unit_words(unit: Unit) -> str:
    way = "可出售" if unit.may_be_sold and not unit.is_self_held else "仅出租"
    return f"{unit.full_name} · {unit.get_use_display()} · {decimal_text(unit.floor_area_m2, 2)} ㎡ · {way}"


class JoinRound(OneRound, EditPage):
    """The operator puts drafts into an open round, or takes them out again."""

    edit_permission = "application.draft"
    form_class = DraftsForm
    template_name = "pages/form.html"
    page_name = "报入本批次"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not open_rounds(self.record.park, timezone.localdate()).filter(pk=self.record.pk).exists():
            messages.info(request, "本批次不在报名期内。")
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        drafts = Application.objects.filter(park=self.record.park, state=Application.State.DRAFT)
        self.drafts = {str(draft.pk): draft for draft in drafts.select_related("round").order_by("pk")}
        choices = [(key, draft_words(draft, self.record)) for key, draft in self.drafts.items()]
        inside = [key for key, draft in self.drafts.items() if draft.round_id == self.record.pk]
        return {"initial": {"drafts": inside}, "choices": choices}

    def save(self, form: DraftsForm) -> str:
        picked = set(form.cleaned_data["drafts"])
        for key, draft in self.drafts.items():
            inside = draft.round_id == self.record.pk
            if inside != (key in picked):
                round_ = None if inside else self.record
                rounds.choose_round(application=draft, round_=round_, actor=self.request.user)
        messages.success(self.request, f"已有 {len(picked)} 份草稿报入本批次，请在截止前填写完整并提交。")
        return reverse("admissions:edit", args=(picked.pop(),)) if len(picked) == 1 else self.address()


def draft_words(draft: Application, round_: AdmissionRound) -> str:
    elsewhere = f"（现在“{draft.round}”）" if draft.round_id not in (None, round_.pk) else ""
    return f"{draft}{elsewhere}"


class RoundStep(StepPage, OneRound):
    """One step of the round, after a page that says what it brings about."""

    flow = ROUND
    step_word = "task"
    form_class = StepForm
    template_name = "admissions/round_step.html"
    edit_permission = "round.run"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "required": self.step.comment_required}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=f"确认{self.step.label}“{self.record}”？",
            consequence=CONSEQUENCES[self.step.code],
            is_destructive=self.step.destructive,
            facts=round_facts(self.record),
            **kwargs,
        )

    def save(self, form: StepForm) -> str:
        data = form.cleaned_data
        rounds.step(
            round_=self.record,
            transition=self.step.code,
            actor=self.request.user,
            comment=data["comment"],
            version=data["version"],
        )
        messages.success(self.request, DONE[self.step.code])
        return self.address()


TASKS: dict[str, Callable[..., HttpResponse]] = {
    "edit": EditRound.as_view(),
    "units": RoundUnits.as_view(),
    "join": JoinRound.as_view(),
    **{code: RoundStep.as_view() for code in ROUND.by_transition},
}


def round_task(request: HttpRequest, pk: int, task: str) -> HttpResponse:
    """`/admissions/rounds/<pk>/<task>/`: changing it, its units, or one of its steps."""
    if task not in TASKS:
        raise Http404("没有这项操作。")
    return TASKS[task](request, pk=pk, task=task)
