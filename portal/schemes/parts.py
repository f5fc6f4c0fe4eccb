"""Changing a draft, one part at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from portal.errors import Conflict, IllegalState
from portal.models import DraftedScheme
from portal.pages import EditPage
from portal.schemes import services
from portal.schemes.editing import drop, put, row_of
from portal.schemes.forms import BASICS, BasicsForm

NAME_AND_DAYS = "修改名称和日期"


@dataclass(frozen=True)
class Part:
    """A part of a scheme's content, `label` in words, `form_class` a `portal.schemes.forms.PartForm`.

    `rows` names the list whose rows it is about ("": there is one such part).
    """

    label: str
    form_class: Any
    rows: str = ""


class SchemePart(EditPage):
    """Title and days (`basics`), or one of `parts`; of a row `?row=` is the one to change, without it a new one.

    Only drafts are changed, by one service, and a second person's change is not overwritten. Comes before the room's
    `OneScheme`; `part_word` is the word of the address that says which part.
    """

    edit_permission = "scheme.draft"
    template_name = "schemes/form.html"
    basics_form: type[BasicsForm] = BasicsForm
    parts: Mapping[str, Part] = {}
    part_word = "part"
    record: Any
    address: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.state != DraftedScheme.State.DRAFT:
            messages.info(request, "方案已提交或发布，不能修改。")
            return HttpResponseRedirect(self.address())
        return super().get(request, *args, **kwargs)

    @property
    def is_basics(self) -> bool:
        return self.kwargs[self.part_word] == "basics"

    @property
    def part(self) -> Part:
        if self.is_basics:
            return Part(NAME_AND_DAYS, self.basics_form)
        if self.kwargs[self.part_word] not in self.parts:
            raise Http404("方案没有这一部分。")
        return self.parts[self.kwargs[self.part_word]]

    @property
    def row(self) -> dict[str, Any]:
        """The row as it is; empty for a new one."""
        code = self.request.GET.get("row", "")
        found = row_of(self.record.content, self.part.rows, code) if code else {}
        if found is None:
            raise Http404("这一行已被删除。")
        return found

    @property
    def page_name(self) -> str:
        if not self.part.rows:
            return self.part.label
        return f"{'修改' if self.request.GET.get('row') else '新增'}{self.part.label}"

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        initial = {**self.filled(), "version": self.record.version}
        return self.part.form_class(data, files, initial=initial)

    def filled(self) -> dict[str, Any]:
        if self.is_basics:
            return {name: getattr(self.record, name) for name in BASICS}
        return self.part.form_class.initial_for(self.row if self.part.rows else self.record.content)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        sections = form.sections() if hasattr(form, "sections") else None
        is_row = bool(self.part.rows and self.row)
        return super().get_context_data(**{"form_sections": sections, "is_row": is_row, **kwargs})

    def changed(self, form: Any) -> dict[str, Any]:
        """What the service is to change."""
        content = self.record.content
        if self.is_basics:
            return form.basics()
        if self.part.rows:
            return {"content": put(content, self.part.rows, form.row(self.row.get("code", "")))}
        return {"content": {**content, **form.changes()}}

    def save(self, form: Any) -> str:
        return self.revise(form.cleaned_data["version"], **self.changed(form))

    def revise(self, version: int, **values: Any) -> str:
        try:
            services.revise_scheme(scheme=self.record, actor=self.request.user, version=version, **values)
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
        if "remove" in request.POST and self.part.rows and self.row:
            return self.remove()
        return super().post(request, *args, **kwargs)

    def remove(self) -> HttpResponse:
        """Take the row out; what somebody else changed meanwhile is looked at first."""
        typed = self.request.POST.get("version", "")
        version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        try:
            content = drop(self.record.content, self.part.rows, self.row["code"])
            address = self.revise(version, content=content)
        except IllegalState as refusal:
            messages.warning(self.request, refusal.message)
            return HttpResponseRedirect(self.address())
        messages.success(self.request, f"已删除“{self.row['label']}”。")
        return HttpResponseRedirect(address)
