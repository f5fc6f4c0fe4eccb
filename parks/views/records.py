"""The pages of every kind of record: its list (of all, of a park, of a place), one row, its forms."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.models import Place
from parks.forms import RemovalForm
from parks.models import Park
from parks.records.attachments import attachments_of
from parks.records.facts import facts
from parks.records.forms import ReasonForm, edit_form_class, form_class
from parks.records.kind import RecordKind, kinds_of, place_of, record_kinds
from parks.records.steps import steps_of
from parks.records.tables import filter_class, table_class, with_state
from parks.services import records as services
from portal import audit
from portal.errors import Conflict
from portal.exports import export_response
from portal.forms import add_error
from portal.history import history
from portal.pages import EditPage, FormPage, ListPage, RecordPage
from portal.registry import park_tabs
from portal.tabs import tabs_for

# The permission to read personal values in full.
OPEN = "contact.view"


class KindMixin:
    """A page about the kind its address names."""

    permission = "park.view"
    kwargs: dict[str, Any]
    request: Any

    @property
    def kind(self) -> RecordKind:
        code = self.kwargs["kind"]
        if code not in record_kinds:
            raise Http404("没有这类记录。")
        return record_kinds.get(code)

    def get_owner(self, model: Any, pk: int) -> Any:
        """The park or place `pk` in this person's scope, if the kind's rows belong to such."""
        if (model is Park) != self.kind.of_park:
            raise Http404("没有这类记录。")
        rows = model.objects.for_user(self.request.user, self.kind.view)
        return get_object_or_404(
            rows.select_related(*(("place__parent__parent",) if model is Park else ())), pk=pk
        )

    def owner_crumbs(self, owner: Any) -> list[tuple[str, str]]:
        if isinstance(owner, Park):
            return [("园区", reverse("parks:list")), (owner.name, reverse("parks:park", args=(owner.pk,)))]
        return [("地域档案", reverse("parks:records", args=(self.kind.code,)))]


class RecordList(KindMixin, ListPage):
    """The rows of a kind that this person sees; of one park or place where the address names it."""

    owner_model: Any = None
    template_name = "parks/records/list.html"
    owner: Any = None
    reason_form: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.owner_model and request.user.can(self.permission):
            self.owner = self.get_owner(self.owner_model, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] in record_kinds:
            self.model = self.kind.model
            self.sheet_kind = self.kind.sheet
            self.table_class = table_class(self.kind, self.owner_model is not None)
            self.filterset_class = filter_class(self.kind, self.owner_model is not None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list with its personal columns, for those who may open them and say why."""
        if not self.kind.personal:
            return super().post(request, *args, **kwargs)
        request.user.require(OPEN, self.owner and place_of(self.owner))
        self.reason_form = ReasonForm(request.POST)
        if not self.reason_form.is_valid():
            answer = self.get(request, *args, **kwargs)
            answer.status_code = 422
            return answer
        rows = self.get_queryset() & self.model.objects.for_user(request.user, OPEN)
        table = self.table_class(rows, {})
        reason = self.reason_form.cleaned_data["reason"]
        after = {"list": table.caption, "rows": table.total}
        place = place_of(self.owner) if self.owner else None
        audit.record(actor=request.user, action="contact.export", place=place, after=after, reason=reason)
        return export_response(table, f"含号码，理由：{reason}", request.user.display_name)

    def export(self, table: Any, filterset: Any) -> HttpResponse:
        """Without personal columns: those leave the house only with a reason."""
        table.columns = tuple(column for column in table.columns if column.source not in self.kind.personal)
        return super().export(table, filterset)

    def get_title(self) -> str:
        return f"{self.owner}：{self.kind.label}" if self.owner else self.kind.label

    def get_queryset(self) -> QuerySet:
        return with_state(self.kind, self.kind.rows(self.request.user, self.owner), timezone.localdate())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return self.owner_crumbs(self.owner) if self.owner else []

    def get_primary_action(self) -> dict[str, str] | None:
        owner = self.owner or self.only_place()
        if owner is None or not self.request.user.can(self.kind.edit, place_of(owner)):
            return None
        return {"label": f"新增{self.kind.label}", "url": self.kind.new_url(owner)}

    def only_place(self) -> Any:
        """The county this person keeps records of, where it is one."""
        if self.kind.of_park:
            return None
        kept = Place.objects.for_user(self.request.user, self.kind.edit).county_level()[:2]
        return kept[0] if len(kept) == 1 else None

    def get_empty_action(self) -> dict[str, str] | None:
        return self.get_primary_action()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, owner = self.kind, self.owner
        panel = kind.owner_panel(owner, self.request.user) if owner and kind.owner_panel else None
        in_park = isinstance(owner, Park)
        return super().get_context_data(
            of=kind,
            tabs=tabs_for(park_tabs, owner, self.request.user, kind.group) if in_park else [],
            siblings=siblings(kind, owner),
            panel=panel,
            reason_form=self.get_reason_form(),
            **kwargs,
        )

    def get_reason_form(self) -> ReasonForm | None:
        may = self.kind.personal and self.request.user.can(OPEN, self.owner and place_of(self.owner))
        return (self.reason_form or ReasonForm()) if may else None


class ParkRecords(RecordList):
    owner_model = Park


class PlaceRecords(RecordList):
    owner_model = Place


def siblings(kind: RecordKind, owner: Any) -> list[dict[str, Any]]:
    """The kinds that stand beside this one."""
    return [
        {"label": other.label, "url": other.list_url(owner), "active": other is kind}
        for other in kinds_of(kind.group)
    ]


class KindForm(KindMixin):
    """A form over one row of the kind; `owner` and `row` are there once the page is dispatched."""

    owner: Any
    row: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),  # type: ignore[misc]
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
    def edit_permission(self) -> str:  # type: ignore[override]
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
            panel=kind.row_panel(row) if kind.row_panel else None,
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
    def form_class(self) -> Any:  # type: ignore[override]
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


class RecordRemove(RowPage, EditPage):
    """The second page before a row is gone."""

    writes = True
    form_class = RemovalForm
    template_name = "parks/confirm.html"

    def get_title(self) -> str:
        return f"删除{self.kind.label}"

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

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

    def show_conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        """Show what it is now and ask again."""
        self.record = self.get_queryset().get(pk=self.record.pk)
        fresh = self.get_form({"version": self.record.version})
        fresh.full_clean()
        add_error(fresh, conflict)
        return self.show(fresh, status=conflict.status)
