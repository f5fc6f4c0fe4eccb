"""Changing a draft, one part at a time: its title and days, its points, its rules, an indicator, a veto."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from admissions.forms.indicators import INDICATOR_FORMS
from admissions.forms.schemes import BasicsForm, PointsForm, SettingsForm, VetoForm
from admissions.models import AdmissionScheme
from admissions.rules.scheme import DIMENSIONS, Kind
from admissions.rules.scheme.editing import drop, put, row_of
from admissions.services.schemes import revise_scheme
from admissions.views.schemes import DRAFT, OneScheme
from portal.errors import Conflict, IllegalState
from portal.pages import EditPage

ROWS = {"indicator": "indicators", "veto": "vetoes"}
KINDS = {kind.value: kind.label for kind in Kind}


@dataclass(frozen=True)
class Part:
    """`form(scheme)` its form class with its keywords, `values(scheme, form)` what the service is to change."""

    title: str
    form: Callable[[AdmissionScheme], tuple[Any, dict[str, Any]]]
    values: Callable[[AdmissionScheme, Any], dict[str, Any]]


def basics(scheme: AdmissionScheme) -> tuple[Any, dict[str, Any]]:
    names = ("title", "valid_from", "valid_until")
    return BasicsForm, {"initial": {name: getattr(scheme, name) for name in names}}


def into_content(scheme: AdmissionScheme, form: Any) -> dict[str, Any]:
    return {"content": {**scheme.content, **form.changes()}}


PARTS = {
    "basics": Part("修改名称和日期", basics, lambda scheme, form: form.basics()),
    "points": Part(
        "修改分值和分数线",
        lambda scheme: (PointsForm, {"initial": PointsForm.initial_for(scheme.content)}),
        into_content,
    ),
    "settings": Part(
        "修改准入规则",
        lambda scheme: (SettingsForm, {"initial": SettingsForm.initial_for(scheme.content)}),
        into_content,
    ),
}


class ChangeDraft(EditPage, OneScheme):
    """What the parts share: only drafts, one service, and a second person's change is not overwritten."""

    edit_permission = "scheme.draft"
    template_name = "admissions/schemes/form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state != DRAFT:
            messages.info(request, "方案已提交或发布，不能修改。")
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    def revise(self, version: int, **values: Any) -> str:
        try:
            revise_scheme(scheme=self.record, actor=self.request.user, version=version, **values)
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


class SchemePart(ChangeDraft):
    """Title and days, points, or rules."""

    @property
    def part(self) -> Part:
        if self.kwargs["part"] not in PARTS:
            raise Http404("方案没有这一部分。")
        return PARTS[self.kwargs["part"]]

    @property
    def page_name(self) -> str:  # type: ignore[override]  # the row's own, where others are fixed
        return self.part.title

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        form_class, kwargs = self.part.form(self.record)
        kwargs["initial"]["version"] = self.record.version
        return form_class(data, files, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        sections = form.sections() if hasattr(form, "sections") else None
        return super().get_context_data(form_sections=sections, **kwargs)

    def save(self, form: Any) -> str:
        return self.revise(form.cleaned_data["version"], **self.part.values(self.record, form))


class SchemeRow(ChangeDraft):
    """An indicator or a veto: `?row=` the one to change; without it a new one, of `?kind=` and `?dimension=`."""

    @property
    def is_indicator(self) -> bool:
        return self.rows == "indicators"

    @property
    def rows(self) -> str:
        """The list of the content the row is in."""
        if self.kwargs["of"] not in ROWS:
            raise Http404("方案没有这一部分。")
        return ROWS[self.kwargs["of"]]

    @property
    def row(self) -> dict[str, Any]:
        """The row as it is; empty for a new one."""
        code = self.request.GET.get("row", "")
        found = row_of(self.record.content, self.rows, code) if code else {}
        if found is None:
            raise Http404("这一行已被删除。")
        return found

    @property
    def page_name(self) -> str:  # type: ignore[override]  # the row's own, where others are fixed
        what = "指标" if self.is_indicator else "一票否决"
        return f"修改{what}" if self.request.GET.get("row") else f"新增{what}"

    @property
    def kind(self) -> Kind:
        """The way of counting: asked for, else the row's own."""
        asked = self.request.GET.get("kind") or self.row.get("kind")
        return Kind(asked) if asked in KINDS else Kind.BANDS

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        if not self.is_indicator:
            initial = {**VetoForm.initial_for(self.row), "version": self.record.version}
            return VetoForm(data, files, initial=initial, policy=self.record.policy)
        form_class = INDICATOR_FORMS[self.kind]
        given = {"dimension": self.request.GET.get("dimension", "")}
        initial = {**given, **form_class.initial_for(self.row), "version": self.record.version}
        return form_class(data, files, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        indicator = self.is_indicator
        return super().get_context_data(
            kinds=self.other_kinds() if indicator else [],
            kind_label=self.kind.label if indicator else "",
            is_row=bool(self.row),
            table_rows=kwargs["form"].rows() if indicator else [],
            head=kwargs["form"].head() if indicator else [],
            **kwargs,
        )

    def other_kinds(self) -> list[dict[str, str]]:
        """The same form with another way of counting."""
        query = self.request.GET.copy()
        if query.get("dimension") not in DIMENSIONS:
            query.pop("dimension", None)
        found = []
        for kind in Kind:
            if kind != self.kind:
                query["kind"] = kind.value
                found.append({"label": kind.label, "url": f"?{query.urlencode()}"})
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST and self.row:
            return self.remove()
        return super().post(request, *args, **kwargs)

    def remove(self) -> HttpResponse:
        """Take the row out; what somebody else changed meanwhile is looked at first."""
        typed = self.request.POST.get("version", "")
        version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        try:
            content = drop(self.record.content, self.rows, self.row["code"])
            address = self.revise(version, content=content)
        except IllegalState as refusal:
            messages.warning(self.request, refusal.message)
            return HttpResponseRedirect(self.address())
        messages.success(self.request, f"已删除“{self.row['label']}”。")
        return HttpResponseRedirect(address)

    def save(self, form: Any) -> str:
        row = form.row(self.row.get("code", ""))
        content = put(self.record.content, self.rows, row)
        return self.revise(form.cleaned_data["version"], content=content)
