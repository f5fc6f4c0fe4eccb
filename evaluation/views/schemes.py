"""评价方案: the list, one scheme, its steps, and the parts of a draft."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import Place
from admissions.forms.decisions import DecisionForm
from admissions.rules.scheme.editing import drop, put, row_of
from admissions.views.base import fact
from evaluation.filters.classes import SchemeFilter
from evaluation.flows.scheme import SCHEME, missing, period, predecessor
from evaluation.forms.schemes import AdjustmentForm, BasicsForm, GroupForm, NewSchemeForm, SettingsForm
from evaluation.models import EvaluationScheme
from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.words import Line, differences, lines
from evaluation.schemes import in_force_beside, readable
from evaluation.services import schemes
from evaluation.tables.classes import SchemeTable
from policies.library import get_library
from portal.errors import Conflict, IllegalState
from portal.pages import EditPage, FormPage, ListPage, RecordPage
from portal.steps import StepPage
from portal.workflow import Offer, Transition, history, told

S = EvaluationScheme.State
OPEN = (S.DRAFT, S.SUBMITTED)
LISTS = {"group": ("groups", GroupForm, "分组"), "adjustment": ("adjustments", AdjustmentForm, "加减分事项")}
PARTS = {"basics": "修改名称和日期", "settings": "修改分类规则"}


class SchemeList(ListPage):
    model = EvaluationScheme
    permission = "evaluation.view"
    title = "评价方案"
    table_class = SchemeTable
    filterset_class = SchemeFilter

    def get_queryset(self) -> QuerySet:
        return readable(self.request.user)

    def get_primary_action(self) -> dict[str, str] | None:
        if not self.request.user.can("scheme.draft"):
            return None
        return {"label": "起草方案", "url": reverse("evaluation:scheme_new")}


class OneScheme(RecordPage):
    """A page about one scheme; `page_name` is what it is called below the scheme's own page."""

    model = EvaluationScheme
    permission = "evaluation.view"
    related = ("place", "source", "drafted_by", "submitted_by", "published_by")
    page_name = ""

    def get_queryset(self) -> QuerySet:
        return readable(self.request.user).select_related(*self.related)

    def get_title(self) -> str:
        return self.page_name or str(self.record)

    def get_crumbs(self) -> list[tuple[str, str]]:
        above = [("评价方案", reverse("evaluation:schemes"))]
        return [*above, (str(self.record), self.address())] if self.page_name else above

    def address(self) -> str:
        return reverse("evaluation:scheme", args=(self.record.pk,))


class SchemePage(OneScheme):
    template_name = "evaluation/schemes/scheme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, user = self.record, self.request.user
        can_edit = user.can("scheme.draft", record.place) and record.state == S.DRAFT
        before = in_force_beside(record) if record.state in OPEN else None
        found = ClassScheme.sketch(record.content)[0]
        return super().get_context_data(
            state=SCHEME.by_state[record.state],
            parts=sheet(found, self.address() if can_edit else ""),
            edit=self.address() if can_edit else "",
            gaps=missing(record) if record.state in OPEN else [],
            before=before,
            differences=differences(ClassScheme.sketch(before.content)[0], found) if before else [],
            facts=about(record),
            offers=[button(record, offer) for offer in SCHEME.offers(record, user)],
            entries=timeline(record),
            primary_action=self.get_primary_action(),
            **kwargs,
        )

    def get_primary_action(self) -> dict[str, str] | None:
        """A published scheme is where the next one begins."""
        if self.record.state != S.PUBLISHED or not self.request.user.can("scheme.draft"):
            return None
        address = reverse("evaluation:scheme_new", query={"source": self.record.pk})
        return {"label": "复制为新草稿", "url": address}


def sheet(scheme: ClassScheme, edit: str) -> list[dict[str, Any]]:
    """The scheme's lines by part, each with the address where it is changed ("" where it is not)."""
    addresses = {
        **{one.label: f"{edit}edit/group/?row={one.code}" for one in scheme.groups},
        "加减分": "",
        "分类规则": f"{edit}edit/settings/",
    }
    rows: dict[str, list[Line]] = {part: [] for part in addresses}
    for line in lines(scheme):
        rows.setdefault(line.part, []).append(line)
    codes = {one.label: one.code for one in scheme.adjustments}
    return [
        {
            "label": part,
            "edit": addresses.get(part, "") if edit else "",
            "lines": [
                {
                    "label": line.label,
                    "text": line.text,
                    "edit": f"{edit}edit/adjustment/?row={codes[line.label]}"
                    if edit and part == "加减分"
                    else "",
                }
                for line in found
            ],
        }
        for part, found in rows.items()
    ]


def about(scheme: EvaluationScheme) -> list[dict[str, str]]:
    """Place, days, policy and people."""
    at = scheme.published_at
    policy = get_library().instrument(scheme.policy).title if scheme.policy else "当地无有效规定"
    people = [
        ("起草人", scheme.drafted_by),
        ("提交人", scheme.submitted_by),
        ("发布人", "随系统提供" if scheme.is_reference else scheme.published_by),
        ("发布时间", at and f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
    ]
    return [
        fact("评价对象", scheme.get_subject_display()),
        fact("适用地域", scheme.place),
        fact("生效日期", scheme.valid_from),
        fact("失效日期", scheme.valid_until or "另行发布新方案之日"),
        fact("依据政策", policy),
        *([fact("复制自", scheme.source)] if scheme.source else []),
        *(fact(label, value) for label, value in people if value),
    ]


def button(scheme: EvaluationScheme, offer: Offer) -> dict[str, Any]:
    step = offer.transition
    style = "btn-outline-danger" if step.destructive else "btn-primary"
    return {
        "label": step.label,
        "url": reverse("evaluation:scheme_step", args=(scheme.pk, step.code)),
        "reason": offer.reason,
        "style": "btn-outline-primary" if step.comment_required else style,
    }


def timeline(scheme: EvaluationScheme) -> list[dict[str, Any]]:
    return [told(SCHEME, entry) for entry in reversed(list(history(SCHEME, scheme)))]


class NewScheme(FormPage):
    """A draft for one's county, begun as the copy of another scheme."""

    permission = "scheme.draft"
    title = "起草评价方案"
    form_class = NewSchemeForm
    submit_label = "建立草稿"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("评价方案", reverse("evaluation:schemes"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        user = self.request.user
        places = Place.objects.for_user(user, "scheme.draft").county_level()
        sources = readable(user).filter(state=S.PUBLISHED).select_related("place")
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
        return reverse("evaluation:scheme", args=(made.pk,))


class SchemePart(EditPage, OneScheme):
    """Title and days, the rules, a group or an adjustment (`?row=` the one to change, without it a new one)."""

    edit_permission = "scheme.draft"
    template_name = "evaluation/schemes/form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state != S.DRAFT:
            messages.info(request, "方案已提交或发布，不能修改。")
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    @property
    def part(self) -> str:
        part = self.kwargs["part"]
        if part not in PARTS and part not in LISTS:
            raise Http404("方案没有这一部分。")
        return part

    @property
    def row(self) -> dict[str, Any]:
        """The row of a list as it is; empty for a new one."""
        code = self.request.GET.get("row", "")
        found = row_of(self.record.content, LISTS[self.part][0], code) if code else {}
        if found is None:
            raise Http404("这一行已被删除。")
        return found

    @property
    def page_name(self) -> str:  # type: ignore[override]
        if self.part in PARTS:
            return PARTS[self.part]
        return f"{'修改' if self.request.GET.get('row') else '新增'}{LISTS[self.part][2]}"

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        initial, form_class = self.filled()
        return form_class(data, files, initial={**initial, "version": self.record.version})

    def filled(self) -> tuple[dict[str, Any], Any]:
        if self.part == "basics":
            return {
                name: getattr(self.record, name) for name in ("title", "valid_from", "valid_until")
            }, BasicsForm
        if self.part == "settings":
            return SettingsForm.initial_for(self.record.content.get("settings", {})), SettingsForm
        form_class = LISTS[self.part][1]
        return form_class.initial_for(self.row), form_class

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        sections = form.sections() if hasattr(form, "sections") else None
        is_row = self.part in LISTS and bool(self.row)
        return super().get_context_data(form_sections=sections, is_row=is_row, **kwargs)

    def values(self, form: Any) -> dict[str, Any]:
        content = self.record.content
        if self.part == "basics":
            return form.basics()
        if self.part == "settings":
            return {"content": {**content, "settings": form.row()}}
        return {"content": put(content, LISTS[self.part][0], form.row(self.row.get("code", "")))}

    def save(self, form: Any) -> str:
        return self.revise(form.cleaned_data["version"], **self.values(form))

    def revise(self, version: int, **values: Any) -> str:
        try:
            schemes.revise_scheme(scheme=self.record, actor=self.request.user, version=version, **values)
        except Conflict as conflict:
            raise IllegalState(
                "方案刚刚被他人修改，请先在新窗口打开方案核对，再保存本页。", code="moved_on"
            ) from conflict
        return self.address()

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """After somebody else's change the page goes on from there."""
        if status == IllegalState.status:
            self.record.refresh_from_db()
            form.data = form.data.copy()
            form.data["version"] = self.record.version
        return super().show(form, status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST and self.part in LISTS and self.row:
            return self.remove()
        return super().post(request, *args, **kwargs)

    def remove(self) -> HttpResponse:
        """Take the row out; what somebody else changed meanwhile is looked at first."""
        typed = self.request.POST.get("version", "")
        version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        try:
            content = drop(self.record.content, LISTS[self.part][0], self.row["code"])
            address = self.revise(version, content=content)
        except IllegalState as refusal:
            messages.warning(self.request, refusal.message)
            return HttpResponseRedirect(self.address())
        messages.success(self.request, f"已删除“{self.row['label']}”。")
        return HttpResponseRedirect(address)


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


def consequence(step: Transition, scheme: EvaluationScheme) -> str:
    """What the step brings about, before it is taken."""
    if step.code == "submit":
        return "提交后不能修改，由另一名县级经办人核对发布；对方可以退回修改。"
    if step.code == "send_back":
        return "方案退回草稿状态，起草人修改后可再次提交。"
    if step.code == "withdraw":
        return "撤回后本方案不能再修改或发布；需要时可从已发布方案重新复制起草。"
    before = predecessor(scheme)
    ends = f"现行的“{before}”在生效前一天终止。" if before else ""
    return f"发布后内容不能再改；12 月 31 日在 {period(scheme)} 之内的年度，按本方案评价。{ends}"
