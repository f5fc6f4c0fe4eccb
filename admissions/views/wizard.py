"""The applicant's side: the list of tasks, and each section on a page of its own that saves itself."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from admissions import selectors
from admissions.applicant import sources_for
from admissions.assessment import Standing, preview
from admissions.flows import ADMISSION
from admissions.forms import SectionForm
from admissions.models import AdmissionRound, Application
from admissions.rounds import open_rounds
from admissions.rules.completeness import missing
from admissions.rules.sections import MATERIALS, STEPS, UNITS, VETOES, Section, next_of
from admissions.services import content
from admissions.services.content import EDITABLE
from admissions.unit_choices import Building, codes_of, units_of
from admissions.views.answers import corrections_of
from admissions.views.base import OneApplication
from portal.errors import PortalError
from portal.pages import FormMixin
from portal.workflow import history


class OnlyWhileEditable:
    """Drafts and returned applications only; afterwards the page leads to where the application is now."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state not in EDITABLE:
            return self.moved_on()
        return super().get(request, *args, **kwargs)

    def moved_on(self) -> HttpResponse:
        label = selectors.state_of(self.record).label_for(applicant=True)
        messages.info(self.request, f"申请当前为“{label}”，内容不能修改。")
        return HttpResponseRedirect(self.address())


class Wizard(OneApplication):
    """What the pages of an application that is being filled in have in common."""

    edit_permission = "application.draft"

    @cached_property
    def standing(self) -> Standing:
        return preview(self.record)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), ("填写申请", self.address("edit"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(standing=self.standing, **kwargs)


def section_url(application: Application, code: str) -> str:
    return reverse("admissions:section", args=(application.pk, code))


class Tasks(OnlyWhileEditable, Wizard):
    """What there is to say, section by section, and how much of it is said."""

    template_name = "admissions/tasks.html"
    page_name = "填写申请"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return super().get_crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = self.record.materials.count()
        tasks = [task(self.record, section, files) for section in self.standing.sections]
        entries = list(history(ADMISSION, self.record))
        return super().get_context_data(
            steps=steps(tasks),
            done=sum(one["is_done"] for one in tasks),
            count=len(tasks),
            missing=missing(self.record),
            returned=selectors.last_comment(self.record, entries),
            corrections=corrections_of(self.record, self.request.user),
            earlier=self.earlier(),
            rounds=self.rounds(),
            **kwargs,
        )

    def rounds(self) -> list[AdmissionRound]:
        """The rounds a draft may still go into."""
        if self.record.state != Application.State.DRAFT:
            return []
        return list(open_rounds(self.record.park, timezone.localdate()).order_by("closes_on", "pk"))

    def earlier(self) -> Application | None:
        """The firm's last application, while nothing has been said here that it could not say."""
        if self.record.version > 1 or not self.record.uscc:
            return None
        return sources_for(self.request.user, self.record).filter(uscc=self.record.uscc).first()


def steps(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tasks under the numbers of their steps; the last step has a page of its own."""
    return [
        {"number": number, "label": label, "tasks": [one for one in tasks if one["step"] == number]}
        for number, label in STEPS.items()
    ]


def task(application: Application, section: Section, files: int) -> dict[str, Any]:
    gaps, unanswered = section.gaps(application), section.unanswered(application.answers)
    of_files = section.code == MATERIALS
    return {
        "step": section.step,
        "label": section.label,
        "url": section_url(application, section.code),
        "is_done": bool(files) if of_files else not gaps and not unanswered,
        "note": files_note(files) if of_files else gaps_note(section, len(gaps), len(unanswered)),
    }


def files_note(files: int) -> str:
    return f"已上传 {files} 个文件" if files else "选填"


def gaps_note(section: Section, gaps: int, unanswered: int) -> str:
    words = "项未填" if section.code.startswith(VETOES) else "项指标未填，按 0 分计"
    notes = [f"{gaps} 项必填未填"] if gaps else []
    return "，".join([*notes, f"{unanswered} {words}"] if unanswered else notes)


class AnswersPage(OnlyWhileEditable, FormMixin, Wizard):
    """One section, saved by its buttons and, while somebody types, by itself (`static/autosave.js`)."""

    template_name = "admissions/section.html"
    form_class = SectionForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("wishes")

    @cached_property
    def section(self) -> Section:
        found = {one.code: one for one in self.standing.sections}.get(self.kwargs["section"])
        if found is None:
            raise Http404("没有这一部分。")
        return found

    @cached_property
    def buildings(self) -> list[Building]:
        """The units to pick from, where the section asks for some."""
        if UNITS not in self.section.columns:
            return []
        chosen = {str(unit) for unit in content.stored(self.record, UNITS)}
        return units_of(self.record.park, chosen, timezone.localdate(), self.record.round)

    @property
    def checks(self) -> bool:
        """Has the person come from the page where all is checked, to go back there?"""
        return "check" in self.request.GET

    @property
    def submit_label(self) -> str:
        return "保存并返回核对" if self.checks else "保存并继续"

    def get_title(self) -> str:
        return self.section.label

    def get_cancel_url(self) -> str:
        return self.address("submit" if self.checks else "edit")

    def get_form_kwargs(self) -> dict[str, Any]:
        initial = SectionForm.initial_for(self.record, self.section)
        return {"initial": initial, "section": self.section, "units": codes_of(self.buildings)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            section=self.section,
            seen=self.request.POST.get("seen") or self.seen(),
            buildings=self.buildings,
            area=self.standing.area_words if UNITS in self.section.columns else "",
            **kwargs,
        )

    def seen(self) -> str:
        return content.marks_text(self.record, self.section.columns, self.section.codes)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "X-Autosave" in request.headers:
            return self.autosave(self.get_form(request.POST))
        return super().post(request, *args, **kwargs)

    def save(self, form: SectionForm) -> str:
        self.write(content.revise_application, form)
        if self.checks:
            return self.address("submit")
        if "list" in self.request.POST:
            return self.address("edit")
        after = next_of(self.standing.sections, self.section.code)
        return section_url(self.record, after.code) if after else self.address("submit")

    def write(self, service: Any, form: SectionForm) -> Application:
        return service(
            application=self.record,
            actor=self.request.user,
            version=form.cleaned_data["version"],
            seen=self.request.POST.get("seen", ""),
            **form.content(),
        )

    def autosave(self, form: SectionForm) -> HttpResponse:
        """Keep what is right of what was typed so far, and answer with the score that comes of it."""
        form.is_valid()
        if "version" not in form.cleaned_data:
            return JsonResponse({"words": "页面已过期，请刷新后继续填写。"}, status=422)
        try:
            self.record = self.write(content.autosave, form)
        except PortalError as refusal:
            return JsonResponse({"words": refusal.message, "code": refusal.code}, status=refusal.status)
        score = render_to_string("admissions/score.html", {"standing": preview(self.record)})
        saved = {"version": self.record.version, "seen": self.seen(), "score": score}
        return JsonResponse({**saved, "words": saved_words(len(form.errors))})


def saved_words(wrong: int) -> str:
    return f"已自动保存 {timezone.localtime():%H:%M:%S}" + (f"，{wrong} 项填写有误，未保存" if wrong else "")
