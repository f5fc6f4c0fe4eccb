"""The pages of one row of any kind of record: what it says, its forms, its removal."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.models import Place
from parks.models import Park
from parks.records.attachments import attachments_of
from parks.records.facts import facts
from parks.records.forms import edit_form_class, form_class
from parks.records.kind import place_of
from parks.records.steps import steps_of
from parks.services import records as services
from parks.views.parts import Removal
from parks.views.records import OPEN, KindMixin
from portal import audit
from portal.history import history
from portal.pages import EditPage, FormPage, RecordPage


class KindForm(KindMixin):
    """A form over one row of the kind; `owner` and `row` are there once the page is dispatched."""

    owner: Any
    row: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),  # type: ignore[misc]  # of the page it is mixed into
            "row": self.row,
            "owner": self.owner,
            "user": self.request.user,
        }

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.owner_crumbs(self.owner), (self.kind.label, self.kind.list_url(self.owner))]


class RecordNew(KindForm, FormPage):
    """A new row at a park or place."""

    owner_model: Any = Park

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.can(self.permission):
            self.owner = self.get_owner(self.owner_model, kwargs["pk"])
            request.user.require(self.kind.edit, place_of(self.owner))
            self.row = self.kind.new(self.owner)
            self.form_class = self.kind.new_form or form_class(self.kind)
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"新增{self.kind.label}"

    def get_initial(self) -> dict[str, Any]:
        given = self.request.GET
        asked = {name: given[name] for name in (*self.kind.choices, "about") if name in given}
        return {
            **{name: getattr(self.row, name, None) for name in self.kind.fields if not self.is_link(name)},
            **asked,
        }

    def is_link(self, name: str) -> bool:
        return self.kind.model._meta.get_field(name).is_relation

    def save(self, form: Any) -> str:
        row = self.add(self.request.user, form)
        messages.success(self.request, f"{self.kind.label}已保存。")
        return self.kind.url(row.pk)

    def add(self, user: Any, form: Any) -> Any:
        if self.kind.add:
            return self.kind.add(user, self.owner, form)
        values = form.values(*form.names)
        return services.add_record(actor=user, kind=self.kind, owner=self.owner, values=values)


class ParkRecordNew(RecordNew):
    owner_model = Park


class PlaceRecordNew(RecordNew):
    owner_model = Place


class RowPage(KindMixin, RecordPage):
    """A page about one row."""

    @property
    def row(self) -> Any:
        return self.record

    @property
    def owner(self) -> Any:
        return self.kind.owner_of(self.record)

    @property
    def edit_permission(self) -> str:  # type: ignore[override]  # each kind has its own
        return self.kind.edit if self.writes else ""

    writes = False

    def get_queryset(self) -> QuerySet:
        return self.kind.rows(self.request.user).select_related(*self.kind.related())

    def get_place(self) -> Any:
        return place_of(self.owner)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.owner_crumbs(self.owner), (self.kind.label, self.kind.list_url(self.owner))]

    def get_title(self) -> str:
        return f"{self.kind.label}：{self.record}"


class Record(RowPage):
    """One row with all it says, what follows from it, and its history."""

    template_name = "parks/records/record.html"
    is_opened = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same page with its personal values in full; that somebody opened them is noted."""
        if not self.kind.personal:
            return self.http_method_not_allowed(request, *args, **kwargs)
        request.user.require(OPEN, self.get_place())
        audit.record(actor=request.user, action="contact.open", subject=self.record, place=self.get_place())
        self.is_opened = True
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, row, user = self.kind, self.record, self.request.user
        return super().get_context_data(
            of=kind,
            facts=facts(kind, row, opened=self.is_opened),
            may_open=bool(kind.personal) and not self.is_opened and user.can(OPEN, self.get_place()),
            panel=kind.panel_of(row, user),
            attachments=attachments_of(kind, row) if kind.of_park else None,
            entries=history(row),
            flow=steps_of(kind, row, user),
            can_edit=user.can(kind.edit, self.get_place()) and not kind.sealed(row),
            sealed=kind.sealed(row),
            edit_url=kind.url(row.pk, "edit"),
            remove_url=kind.url(row.pk, "remove"),
            **kwargs,
        )


class RecordEdit(KindForm, RowPage, EditPage):
    writes = True

    def get_title(self) -> str:
        return f"编辑{self.kind.label}"

    @property
    def form_class(self) -> Any:  # type: ignore[override]  # each kind has its own
        return edit_form_class(self.kind)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("version", *self.kind.fields)}

    def get_cancel_url(self) -> str:
        return self.kind.url(self.record.pk)

    def save(self, form: Any) -> str:
        services.change_record(
            actor=self.request.user,
            kind=self.kind,
            row=self.record,
            version=form.cleaned_data["version"],
            values=form.values(*form.names),
        )
        messages.success(self.request, "修改已保存。")
        return self.kind.url(self.record.pk)


class RecordRemove(Removal, RowPage, EditPage):
    """The second page before a row is gone."""

    writes = True

    def get_title(self) -> str:
        return f"删除{self.kind.label}"

    def get_cancel_url(self) -> str:
        return self.kind.url(self.record.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["submit_label"] = f"删除{self.kind.label}"
        return super().get_context_data(
            question=f"要删除{self.owner}的{self.kind.label}“{self.record}”吗？",
            consequence="删除后列表和统计不再计入；修改历史仍会保留。",
            facts=facts(self.kind, self.record),
            **kwargs,
        )

    def save(self, form: Any) -> str:
        services.remove_record(
            actor=self.request.user,
            kind=self.kind,
            row=self.record,
            version=form.cleaned_data["version"],
        )
        messages.success(self.request, f"{self.kind.label}已删除。")
        return self.kind.list_url(self.owner)
