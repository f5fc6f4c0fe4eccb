"""The pages of a kind of schemes: the list, one scheme, a new draft, its steps. A room sets `kind` and says the rest."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from policies.library import get_library
from portal.facts import fact
from portal.models import DraftedScheme
from portal.pages import FormPage, ListPage, RecordPage
from portal.schemes import services
from portal.schemes.filters import SchemeFilter
from portal.schemes.flow import missing
from portal.schemes.forms import NewSchemeForm
from portal.schemes.kind import SchemeKind
from portal.schemes.selectors import in_force_beside, readable
from portal.schemes.succession import OPEN_END, period, predecessor
from portal.steps import DecisionForm, StepPage
from portal.workflow import Offer, Transition, history, told

S = DraftedScheme.State
OPEN = (S.DRAFT, S.SUBMITTED)


class SchemeList(ListPage):
    """A room sets `kind`, `model`, `permission`, `title` and its `table_class`."""

    kind: SchemeKind
    filterset_class: Any = SchemeFilter

    def get_queryset(self) -> QuerySet:
        return readable(self.kind, self.request.user)

    def get_primary_action(self) -> dict[str, str] | None:
        if not self.request.user.can("scheme.draft"):
            return None
        return {"label": "起草方案", "url": reverse(f"{self.kind.url}_new")}


class OneScheme(RecordPage):
    """A page about one scheme; `page_name` is what it is called below the scheme's own page."""

    kind: SchemeKind
    related = ("place", "source", "drafted_by", "submitted_by", "published_by")
    page_name = ""

    def get_queryset(self) -> QuerySet:
        return readable(self.kind, self.request.user).select_related(*self.related)

    def get_title(self) -> str:
        return self.page_name or str(self.record)

    def get_crumbs(self) -> list[tuple[str, str]]:
        above = [(self.kind.label, reverse(f"{self.kind.url}s"))]
        return [*above, (str(self.record), self.address())] if self.page_name else above

    def address(self) -> str:
        return reverse(self.kind.url, args=(self.record.pk,))

    @property
    def can_edit(self) -> bool:
        return self.record.state == S.DRAFT and self.request.user.can("scheme.draft", self.record.place)


class SchemePage(OneScheme):
    """One scheme with what stands against it, what it changes, and its steps. A room's template extends
    `schemes/scheme.html` and draws the content."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, kind = self.record, self.kind
        is_open = record.state in OPEN
        before = in_force_beside(kind, record) if is_open else None
        return super().get_context_data(
            kind=kind,
            state=kind.flow.by_state[record.state],
            edit=self.address() if self.can_edit else "",
            gaps=missing(kind, record) if is_open else [],
            before=before,
            before_url=reverse(kind.url, args=(before.pk,)) if before else "",
            differences=kind.differences(record, before.content, record.content) if before else [],
            facts=[*self.own_facts(), *about(record)],
            offers=[button(kind, record, offer) for offer in kind.flow.offers(record, self.request.user)],
            entries=[told(kind.flow, entry) for entry in reversed(list(history(kind.flow, record)))],
            primary_action=self.get_primary_action(),
            **kwargs,
        )

    def own_facts(self) -> list[dict[str, str]]:
        return []

    def get_primary_action(self) -> dict[str, str] | None:
        """A published scheme is where the next one begins."""
        if self.record.state != S.PUBLISHED or not self.request.user.can("scheme.draft"):
            return None
        address = reverse(f"{self.kind.url}_new", query={"source": self.record.pk})
        return {"label": "复制为新草稿", "url": address}


def about(scheme: DraftedScheme) -> list[dict[str, str]]:
    """Place, days, policy and people."""
    return [
        fact("适用地域", scheme.place),
        fact("生效日期", scheme.valid_from),
        fact("失效日期", scheme.valid_until or OPEN_END),
        fact("依据政策", policy_words(scheme)),
        *([fact("复制自", scheme.source)] if scheme.source else []),
        *(fact(label, value) for label, value in people(scheme) if value),
    ]


def policy_words(scheme: DraftedScheme) -> str:
    if not scheme.policy:
        return f"{scheme.valid_from} 当地无有效规定"
    return get_library().instrument(scheme.policy).title


def people(scheme: DraftedScheme) -> list[tuple[str, Any]]:
    at = scheme.published_at
    return [
        ("起草人", scheme.drafted_by),
        ("提交人", scheme.submitted_by),
        ("发布人", "随系统提供" if scheme.is_reference else scheme.published_by),
        ("发布时间", at and f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
    ]


def button(kind: SchemeKind, scheme: DraftedScheme, offer: Offer) -> dict[str, Any]:
    step = offer.transition
    style = "btn-outline-danger" if step.destructive else "btn-primary"
    return {
        "label": step.label,
        "url": reverse(f"{kind.url}_step", args=(scheme.pk, step.code)),
        "reason": offer.reason,
        "style": "btn-outline-primary" if step.comment_required else style,
    }


class NewScheme(FormPage):
    """A draft for one's county, begun as the copy of another scheme."""

    kind: SchemeKind
    permission = "scheme.draft"
    form_class: Any = NewSchemeForm
    submit_label = "建立草稿"

    def get_title(self) -> str:
        return f"起草{self.kind.label}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(self.kind.label, reverse(f"{self.kind.url}s"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        user = self.request.user
        place_model = self.kind.model._meta.get_field("place").related_model
        places = place_model.objects.for_user(user, "scheme.draft").county_level()
        sources = readable(self.kind, user).filter(state=S.PUBLISHED).select_related("place")
        given = self.request.GET.get("source", "")
        chosen = sources.filter(pk=given).first() if given.isdecimal() and len(given) < 10 else None
        only = list(places[:2])
        initial = {"source": chosen, "place": only[0] if len(only) == 1 else None}
        return {"initial": initial, "places": places, "sources": sources}

    def save(self, form: NewSchemeForm) -> str:
        data = form.cleaned_data
        made = services.draft_scheme(
            actor=self.request.user, place=data["place"], source=data["source"], **form.basics()
        )
        messages.success(self.request, "草稿已建立。逐项修改后提交，由另一人发布。")
        return reverse(self.kind.url, args=(made.pk,))


class SchemeStep(StepPage):
    """One step of a scheme with its opinion, and what it brings about; comes before the room's `OneScheme`."""

    kind: SchemeKind
    template_name = "schemes/step.html"
    form_class = DecisionForm

    @property
    def flow(self) -> Any:  # type: ignore[override]  # a plain attribute on pages of one flow
        return self.kind.flow

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "comment_required": self.step.comment_required}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(consequence=consequence(self.kind, self.step, self.record), **kwargs)

    def save(self, form: DecisionForm) -> str:
        services.step(
            scheme=self.record,
            transition=self.step.code,
            actor=self.request.user,
            comment=form.cleaned_data["comment"],
            version=form.cleaned_data["version"],
        )
        messages.success(self.request, f"已{self.step.label}。")
        return self.address()


def publishing(kind: SchemeKind, scheme: DraftedScheme) -> str:
    before = predecessor(scheme, kind.series)
    ends = f"现行的“{before}”在生效前一天终止。" if before else ""
    return f"发布后内容不能再改{kind.effect.format(period=period(scheme))}{ends}"


CONSEQUENCES: dict[str, Callable[[SchemeKind, DraftedScheme], str]] = {
    "submit": lambda kind, scheme: "提交后不能修改，由另一名县级经办人核对发布；对方可以退回修改。",
    "publish": publishing,
    "send_back": lambda kind, scheme: "方案退回草稿状态，起草人修改后可再次提交。",
    "withdraw": lambda kind, scheme: "撤回后本方案不能再修改或发布；需要时可从已发布方案重新复制起草。",
}


def consequence(kind: SchemeKind, step: Transition, scheme: DraftedScheme) -> str:
    """What the step brings about, before it is taken."""
    return CONSEQUENCES[step.code](kind, scheme)
