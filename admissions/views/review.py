"""The officials' side of one application: the review page, opinions, and what is done beside the steps."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.selectors import people_with
from admissions import cases, selectors
from admissions.changes import since_last_submission
from admissions.contracts import not_yet
from admissions.facts import all_facts
from admissions.flows.application import IN_REVIEW, own_application
from admissions.forms.review import NothingForm, OpinionForm, ReasonForm, ReassignForm
from admissions.models import Application, Opinion
from admissions.opinions import opinions_for
from admissions.peers import others, peers_of
from admissions.procedures import procedure_for
from admissions.queues import OPINION, neighbours
from admissions.services import opinions, review
from admissions.services.review import UNDER_REVIEW
from admissions.views.base import OneApplication, need_facts
from portal import calendar
from portal.errors import NotAllowed
from portal.pages import FormMixin


def review_context(application: Application, user: Any, settled: str = "") -> dict[str, Any]:
    """What stands beside the application for whoever reviews it; `settled` is where it waited until just now.

    The application comes with `parks_held` (`cases.held_beside`).
    """
    held, beside = set(application.parks_held), others(application, user)
    facts = all_facts([application, *beside.rivals])
    case = cases.case_of(application, held=held, facts=facts[application.pk])
    procedure = procedure_for(application)
    said = opinions_for(application, user)
    before, after = neighbours(application, user, settled)
    return {
        "checks": cases.judge(case, cases.rules_of(application)),
        "elsewhere": bool(held - {application.park_id}),
        "here": application.park_id in held,
        "said": said,
        "clock": cases.clock_words(application, calendar.current(), procedure.review_days),
        "decider": procedure.decider,
        "peers": peers_of(application, beside.rivals, facts),
        "same_firm": beside.same_firm,
        "changed": since_last_submission(application),
        "settled": bool(settled),
        "previous": case_link(before),
        "following": case_link(after),
        "asides": [*asides(application, user, said), *contract_links(application, user)],
    }


def case_link(case: tuple[int, str] | None) -> dict[str, str] | None:
    return {"url": reverse("admissions:application", args=case[:1]), "firm": case[1]} if case else None


def contract_links(application: Application, user: Any) -> list[dict[str, str]]:
    """From an approved application to its contract: the one there is, or the way to draft it."""
    if application.state not in (Application.State.APPROVED, Application.State.SETTLED):
        return []
    known = application.contracts.exclude(state="cancelled").order_by("-pk").first()
    if known:
        return [{"label": f"查看三方合同 {known}", "url": reverse("admissions:contract", args=(known.pk,))}]
    if not not_yet(application) and user.can("contract.edit", application.park.place):
        return [{"label": "起草三方合同", "url": reverse("admissions:contract_new", args=(application.pk,))}]
    return []


def asides(application: Application, user: Any, said: list[Any]) -> list[dict[str, str]]:
    """What this person may do beside the steps while the case is reviewed, as {label, url}."""
    place, pk = application.park.place, application.pk
    if application.state not in UNDER_REVIEW or own_application(application, user):
        return []
    found = []
    waiting = {
        one.department_code for one in said if one.state in WAITING and one.revision == application.revision
    }
    if application.state == IN_REVIEW and waiting & user.departments_at(place):
        found.append({"label": "出具部门意见", "url": reverse("admissions:opinion", args=(pk,))})
    if user.can("application.review", place):
        stopped = any(stop.ended_on is None for stop in application.suspensions.all())
        verbs = ["resume" if stopped else "suspend", "reassign", *(["remind"] if waiting else [])]
        found += [
            {"label": HANDLING[verb].label, "url": reverse("admissions:handling", args=(pk, verb))}
            for verb in verbs
        ]
    return found


WAITING = ("待出具", "逾期未出具")


class OpinionPage(FormMixin, OneApplication):
    """A department says what it thinks of the application."""

    edit_permission = "opinion.give"
    template_name = "admissions/decision.html"
    form_class = OpinionForm
    page_name = "出具部门意见"
    submit_label = "确认出具意见"

    def get_opinion(self) -> Opinion | None:
        """The one this person's department is asked for."""
        own = self.request.user.departments_at(self.get_place())
        rows = self.record.opinions.filter(revision=self.record.revision, department__in=own)
        return rows.order_by("verdict", "pk").first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reason := own_application(self.record, request.user):
            raise NotAllowed(reason)
        row = self.get_opinion()
        if row is None or row.is_given or self.record.state != IN_REVIEW:
            messages.info(request, "本申请没有待您出具的意见。")
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.get_opinion() is None:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            facts=need_facts(self.record), consequence="", elsewhere=False, here=False, **kwargs
        )

    def save(self, form: OpinionForm) -> str:
        opinions.give_opinion(opinion=self.get_opinion(), actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "意见已出具。各部门意见齐备或到期前，只有本部门看得到。")
        return f"{self.address()}?done={OPINION}"


class Handling:
    """One thing done beside the steps: its words, its form, its service."""

    def __init__(self, label: str, note: str, done: str, form: type, act: Any) -> None:
        self.label, self.note, self.done, self.form, self.act = label, note, done, form, act


HANDLING = {
    "suspend": Handling("中止计时", "中止期间不计审核工作日。", "已中止计时。", ReasonForm, review.suspend),
    "resume": Handling(
        "恢复计时",
        "自今日起继续计算；未出具意见的部门期限相应顺延。",
        "已恢复计时。",
        NothingForm,
        review.resume,
    ),
    "reassign": Handling(
        "转办", "转办后本件出现在对方的待办中。", "已转办，对方会收到通知。", ReassignForm, review.reassign
    ),
    "remind": Handling(
        "催办部门意见", "向尚未出具意见的部门发出提醒，每天一次。", "已催办。", NothingForm, opinions.remind
    ),
}


class HandlingPage(FormMixin, OneApplication):
    """`/admissions/<pk>/handling/<verb>/`."""

    edit_permission = "application.review"
    template_name = "admissions/handling.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["verb"] not in HANDLING:
            raise Http404("没有这项办理。")
        self.handling = HANDLING[kwargs["verb"]]
        self.page_name = self.submit_label = self.handling.label
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reason := own_application(self.record, request.user):
            raise NotAllowed(reason)
        if self.record.state not in UNDER_REVIEW:
            messages.warning(request, f"申请当前为“{selectors.state_of(self.record).label}”，不在审核中。")
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        return self.handling.form(data, files, **self.get_form_kwargs())

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.handling.form is not ReassignForm:
            return {}
        officers = people_with("application.review", self.get_place()).exclude(pk=self.request.user.pk)
        fit = [one.pk for one in officers if not review.not_for(self.record, one)]
        return {"officers": officers.filter(pk__in=fit).order_by("display_name", "pk")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(note=self.handling.note, **kwargs)

    def save(self, form: Any) -> str:
        self.handling.act(application=self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, self.handling.done)
        return self.address()
