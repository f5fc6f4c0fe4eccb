"""评分方案: the list, one scheme, its steps, a trial on old applications."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Place
from admissions.filters.schemes import SchemeFilter
from admissions.flows.scheme import SCHEME, missing, period, predecessor
from admissions.forms.decisions import DecisionForm
from admissions.forms.schemes import NewSchemeForm
from admissions.models import AdmissionScheme
from admissions.previews import SHOWN, preview
from admissions.rules.scheme import Scheme, SchemeFaulty
from admissions.rules.scheme.words import differences
from admissions.schemes import in_force_beside, readable
from admissions.services import schemes
from admissions.tables.schemes import SchemeTable
from admissions.views.base import fact
from admissions.views.scheme_sheets import policy_words, sheet
from portal.pages import FormPage, ListPage, RecordPage
from portal.steps import StepPage
from portal.workflow import Offer, Transition, history, told

DRAFT = AdmissionScheme.State.DRAFT
OPEN = (DRAFT, AdmissionScheme.State.SUBMITTED)


class SchemeList(ListPage):
    model = AdmissionScheme
    permission = "application.view"
    title = "评分方案"
    table_class = SchemeTable
    filterset_class = SchemeFilter

    def get_queryset(self) -> QuerySet:
        return readable(self.request.user)

    def get_primary_action(self) -> dict[str, str] | None:
        if not self.request.user.can("scheme.draft"):
            return None
        return {"label": "起草方案", "url": reverse("admissions:scheme_new")}


class OneScheme(RecordPage):
    """A page about one scheme; `page_name` is what it is called below the scheme's own page."""

    model = AdmissionScheme
    permission = "application.view"
    related = ("place", "source", "drafted_by", "submitted_by", "published_by")
    page_name = ""

    def get_queryset(self) -> QuerySet:
        return readable(self.request.user).select_related(*self.related)

    def get_title(self) -> str:
        return self.page_name or str(self.record)

    def get_crumbs(self) -> list[tuple[str, str]]:
        above = [("评分方案", reverse("admissions:schemes"))]
        return [*above, (str(self.record), self.address())] if self.page_name else above

    def address(self) -> str:
        return reverse("admissions:scheme", args=(self.record.pk,))


class SchemePage(OneScheme):
    template_name = "admissions/schemes/scheme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, user = self.record, self.request.user
        own = user.can("scheme.draft", record.place)
        before = in_force_beside(record) if record.state in OPEN else None
        found = Scheme.sketch(record.content)[0]
        return super().get_context_data(
            state=SCHEME.by_state[record.state],
            sheet=sheet(found),
            can_edit=own and record.state == DRAFT,
            can_preview=own and record.state in OPEN,
            gaps=missing(record) if record.state in OPEN else [],
            edit=self.address(),
            before=before,
            differences=differences(Scheme.sketch(before.content)[0], found) if before else [],
            facts=about(record),
            offers=[button(record, offer) for offer in SCHEME.offers(record, user)],
            entries=timeline(record),
            primary_action=self.get_primary_action(),
            **kwargs,
        )

    def get_primary_action(self) -> dict[str, str] | None:
        """A published scheme is where the next one begins."""
        if self.record.state != AdmissionScheme.State.PUBLISHED or not self.request.user.can("scheme.draft"):
            return None
        address = reverse("admissions:scheme_new", query={"source": self.record.pk})
        return {"label": "复制为新草稿", "url": address}


def about(scheme: AdmissionScheme) -> list[dict[str, str]]:
    """Place, days, policy and people."""
    return [
        fact("适用地域", scheme.place),
        fact("生效日期", scheme.valid_from),
        fact("失效日期", scheme.valid_until or "另行发布新方案之日"),
        fact("依据政策", policy_words(scheme)),
        *([fact("复制自", scheme.source)] if scheme.source else []),
        *(fact(label, value) for label, value in people(scheme) if value),
    ]


def people(scheme: AdmissionScheme) -> list[tuple[str, Any]]:
    at = scheme.published_at
    return [
        ("起草人", scheme.drafted_by),
        ("提交人", scheme.submitted_by),
        ("发布人", "随系统提供" if scheme.is_reference else scheme.published_by),
        ("发布时间", at and f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
    ]


def button(scheme: AdmissionScheme, offer: Offer) -> dict[str, Any]:
    step = offer.transition
    style = "btn-outline-danger" if step.destructive else "btn-primary"
    return {
        "label": step.label,
        "url": reverse("admissions:scheme_step", args=(scheme.pk, step.code)),
        "reason": offer.reason,
        "style": "btn-outline-primary" if step.comment_required else style,
    }


def timeline(scheme: AdmissionScheme) -> list[dict[str, Any]]:
    return [told(SCHEME, entry) for entry in reversed(history(SCHEME, scheme))]


class NewScheme(FormPage):
    """A draft for one's county, begun as the copy of another scheme."""

    permission = "scheme.draft"
    title = "起草评分方案"
    form_class = NewSchemeForm
    submit_label = "建立草稿"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("评分方案", reverse("admissions:schemes"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        user = self.request.user
        places = Place.objects.for_user(user, "scheme.draft").county_level()
        sources = readable(user).filter(state=AdmissionScheme.State.PUBLISHED).select_related("place")
        given = self.request.GET.get("source", "")
        chosen = sources.filter(pk=given).first() if given.isdecimal() and len(given) < 10 else None
        only = list(places[:2])
        initial = {"source": chosen, "place": only[0] if len(only) == 1 else None}
        return {"initial": initial, "places": places, "sources": sources}

    def save(self, form: NewSchemeForm) -> str:
        data = form.cleaned_data
        made = schemes.draft_scheme(
            actor=self.request.user, place=data["place"], source=data["source"], **form.basics()
        )
        messages.success(self.request, "草稿已建立。逐项修改后提交，由另一人发布。")
        return reverse("admissions:scheme", args=(made.pk,))


class SchemePreview(OneScheme):
    """试算: what the draft would make of the applications there have been."""

    edit_permission = "scheme.draft"
    template_name = "admissions/schemes/preview.html"
    page_name = "用以往申请试算"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            found, gaps = preview(self.record, self.request.user), []
        except SchemeFaulty as fault:
            found, gaps = None, fault.sentences
        return super().get_context_data(preview=found, gaps=gaps, shown=SHOWN, **kwargs)


class SchemeStep(StepPage, OneScheme):
    """One step of a scheme with its opinion, and what it brings about."""

    flow = SCHEME
    template_name = "admissions/schemes/step.html"
    form_class = DecisionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "comment_required": self.step.comment_required}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(consequence=consequence(self.step, self.record), **kwargs)

    def save(self, form: DecisionForm) -> str:
        schemes.step(
            scheme=self.record,
            transition=self.step.code,
            actor=self.request.user,
            comment=form.cleaned_data["comment"],
            version=form.cleaned_data["version"],
        )
        messages.success(self.request, f"已{self.step.label}。")
        return self.address()


def consequence(step: Transition, scheme: AdmissionScheme) -> str:
    """What the step brings about, before it is taken."""
    if step.code == "submit":
        return "提交后不能修改，由另一名县级经办人核对发布；对方可以退回修改。"
    if step.code == "send_back":
        return "方案退回草稿状态，起草人修改后可再次提交。"
    if step.code == "withdraw":
        return "撤回后本方案不能再修改或发布；需要时可从已发布方案重新复制起草。"
    before = predecessor(scheme)
    ends = f"现行的“{before}”在生效前一天终止。" if before else ""
    return f"发布后内容不能再改，{period(scheme)}首次提交的申请按本方案评分，任何人可以查阅。{ends}"
