"""Rounds: their list, one round, what is done to it; the list of approved firms."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from admissions.contracts import LISTED_FOR_GOOD
from admissions.filters.rounds import ApprovedFilter, RoundFilter
from admissions.flows.application import ADMISSION
from admissions.flows.round import ROUND
from admissions.forms.rounds import DraftsForm, NewRoundForm, RoundForm, StepForm, UnitsForm
from admissions.models import AdmissionRound, Allotment, Application
from admissions.models.round import PUBLISHED
from admissions.rounds import in_house_order, offerable, open_rounds, tie_rule, unit_label
from admissions.services import rounds
from admissions.tables.rounds import ApprovedTable, RoundTable
from parks.models import Park, Unit
from portal.errors import NotAllowed
from portal.numbers import DASH, decimal_text
from portal.pages import EditPage, FormPage, ListPage, RecordPage
from portal.workflow import Offer, Transition, history

LISTED = ("allotted", *PUBLISHED)
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


class RoundList(ListPage):
    model = AdmissionRound
    permission = "application.view"
    title = "入园批次"
    table_class = RoundTable
    filterset_class = RoundFilter

    def get_queryset(self) -> QuerySet:
        units = Count("offered", distinct=True)
        applications = Count("applications", distinct=True)
        return super().get_queryset().annotate(unit_count=units, application_count=applications)

    def get_primary_action(self) -> dict[str, str] | None:
        may = self.request.user.can("round.run")
        return {"label": "新建批次", "url": reverse("admissions:round_new")} if may else None

    get_empty_action = get_primary_action


class NewRound(FormPage):
    permission = "round.run"
    title = "新建批次"
    form_class = NewRoundForm

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("入园批次", reverse("admissions:rounds"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        parks = Park.objects.for_user(self.request.user, "round.run").exclude(status=Park.Status.CLOSED)
        initial = {"park": self.request.GET.get("park")}
        return {"initial": initial, "parks": parks.select_related("place").order_by("name")}

    def save(self, form: NewRoundForm) -> str:
        round_ = rounds.create_round(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "批次已建立，请选定推出的单元。")
        return reverse("admissions:round_task", args=(round_.pk, "units"))


class OneRound(RecordPage):
    model = AdmissionRound
    permission = "application.view"
    related = ("park__place", "scheme", "created_by", "finalised_by")
    page_name = ""

    def get_title(self) -> str:
        return self.page_name or str(self.record)

    def get_crumbs(self) -> list[tuple[str, str]]:
        above = [("入园批次", reverse("admissions:rounds"))]
        return [*above, (str(self.record), self.address())] if self.page_name else above

    def address(self) -> str:
        return reverse("admissions:round", args=(self.record.pk,))


class RoundPage(OneRound):
    template_name = "admissions/round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round_, user = self.record, self.request.user
        state = ROUND.by_state[round_.state]
        return super().get_context_data(
            state={"label": state.label, "colour": state.tone},
            facts=round_facts(round_),
            rule=tie_rule(round_.scheme.rules) if round_.scheme else "",
            offers=[button(round_, offer) for offer in ROUND.offers(round_, user)],
            units=offered_units(round_),
            lines=standing_lines(round_) if round_.state in LISTED else [],
            applications=application_lines(round_),
            objections=objection_lines(round_),
            entries=timeline(round_),
            is_published=round_.state in PUBLISHED,
            is_draft=round_.state == AdmissionRound.State.DRAFT,
            may_run=user.can("round.run", round_.park.place),
            primary_action=self.get_primary_action(),
            **kwargs,
        )

    def get_primary_action(self) -> dict[str, str] | None:
        place, user = self.get_place(), self.request.user
        if rounds.editable(self.record) and user.can("round.run", place):
            return {"label": "修改批次", "url": task_address(self.record, "edit")}
        if self.record.state == AdmissionRound.State.OPEN and user.can("application.draft", place):
            return {"label": "报入本批次", "url": task_address(self.record, "join")}
        return None


def task_address(round_: AdmissionRound, task: str) -> str:
    return reverse("admissions:round_task", args=(round_.pk, task))


def round_facts(round_: AdmissionRound) -> list[dict[str, Any]]:
    park = reverse("parks:park", args=(round_.park_id,))
    facts = [
        {"label": "园区", "value": round_.park.name, "url": park},
        {"label": "报名期", "value": f"{round_.opens_on} 至 {round_.closes_on}"},
        {"label": "评分方案", "value": str(round_.scheme or "开放报名时确定")},
        {"label": "起草人", "value": str(round_.created_by)},
    ]
    if round_.published_on:
        facts += [
            {"label": "公示期", "value": f"{round_.published_on} 至 {round_.publicity_until}"},
            {"label": "异议截止", "value": str(round_.objections_until)},
        ]
    if round_.finalised_on:
        facts.append({"label": "定案", "value": f"{round_.finalised_on} {round_.finalised_by}"})
    return facts


def button(round_: AdmissionRound, offer: Offer) -> dict[str, Any]:
    step = offer.transition
    style = "btn-outline-primary" if step.comment_required else "btn-primary"
    return {
        "label": step.label,
        "url": task_address(round_, step.code),
        "reason": offer.reason,
        "style": "btn-outline-danger" if step.destructive else style,
    }


def offered_units(round_: AdmissionRound) -> list[dict[str, Any]]:
    units = in_house_order(Unit.objects.filter(offered_in__round=round_))
    promised = Allotment.objects.filter(unit__in=units.order_by(), state=Allotment.State.LIVE)
    firms = dict(promised.values_list("unit", "application__firm_name"))
    return [
        {
            "label": unit_label(unit),
            "use": unit.get_use_display(),
            "floor": decimal_text(unit.floor_area_m2, 2),
            "way": "可出售" if unit.may_be_sold and not unit.is_self_held else "仅出租",
            "firm": firms.get(unit.pk, DASH),
        }
        for unit in units
    ]


def standing_lines(round_: AdmissionRound) -> list[Any]:
    return list(
        round_.standings.select_related("application")
        .prefetch_related("units__storey__building")
        .order_by(F("rank").asc(nulls_last=True), "pk")
    )


def application_lines(round_: AdmissionRound) -> list[dict[str, Any]]:
    """Who has applied, by the score of the submission; drafts are the operator's own."""
    rows = round_.applications.exclude(number__isnull=True).order_by(
        F("score").desc(nulls_last=True), "number"
    )
    return [
        {
            "record": row,
            "state": ADMISSION.by_state[row.state],
            "score": DASH if row.score is None else decimal_text(row.score, 2),
            "floor": decimal_text(row.approved_floor_m2 or row.requested_floor_m2, 2),
            "tenure": row.get_tenure_display(),
        }
        for row in rows
    ]


def objection_lines(round_: AdmissionRound) -> list[Any]:
    return list(round_.objections.order_by("filed_at", "pk"))


def timeline(round_: AdmissionRound) -> list[dict[str, Any]]:
    started = {"when": round_.created_at, "who": str(round_.created_by), "what": "起草批次"}
    steps = [
        {
            "when": entry.at,
            "who": entry.actor.display_name,
            "what": ROUND.by_transition[entry.transition].label,
            "comment": entry.comment,
            "changes": (),
        }
        for entry in reversed(history(ROUND, round_))
    ]
    return [*steps, {**started, "comment": "", "changes": ()}]


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
    return f"{unit_label(unit)} · {unit.get_use_display()} · {decimal_text(unit.floor_area_m2, 2)} ㎡ · {way}"


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


class RoundStep(OneRound, EditPage):
    """One step of the round, after a page that says what it brings about."""

    form_class = StepForm
    template_name = "admissions/round_step.html"
    edit_permission = "round.run"

    @property
    def step(self) -> Transition:
        return ROUND.by_transition[self.kwargs["task"]]

    @property
    def page_name(self) -> str:  # type: ignore[override]
        return self.step.label

    @property
    def submit_label(self) -> str:
        return f"确认{self.step.label}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever comes too early or too late is led back with the reason."""
        objection = ROUND.objection(self.step, self.record, request.user)
        if isinstance(objection, NotAllowed):
            raise objection
        if objection:
            messages.warning(request, objection.message)
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.get_initial(), "required": self.step.comment_required}

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


class ApprovedList(ListPage):
    """审核名单 for the filing of contracts (C九): who may sign for which rooms."""

    model = Application
    permission = "application.view"
    title = "审核通过名单"
    table_class = ApprovedTable
    filterset_class = ApprovedFilter

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset().filter(LISTED_FOR_GOOD, state__in=("approved", "settled"))
        return rows.annotate(floor=Coalesce("approved_floor_m2", "requested_floor_m2"))
