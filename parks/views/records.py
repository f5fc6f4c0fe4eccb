"""The lists of every kind of record: of all, of a park, of a place. One row is in `rows.py`."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.models import Place
from parks.models import Park
from parks.records.forms import ReasonForm
from parks.records.kind import RecordKind, kinds_of, place_of, record_kinds
from parks.records.tables import filter_class, table_class, with_state
from parks.services.records import change_records
from portal import audit
from portal.bulk_edit import BulkAction
from portal.exports import export_response
from portal.pages import ListPage
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


def bulk_actions(kind: RecordKind) -> tuple[BulkAction, ...]:
    if kind.bulk is None:
        return ()
    service = partial(change_records, kind=kind)
    return (BulkAction("change", kind.bulk.label, kind.edit, kind.bulk.form, service, kind.bulk.related),)


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
            self.bulk_actions = bulk_actions(self.kind)

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
        """The park or county this person keeps records of, where it is one."""
        model: Any = Park if self.kind.of_park else Place
        rows = model.objects.for_user(self.request.user, self.kind.edit)
        kept = (rows.select_related("place") if self.kind.of_park else rows.county_level())[:2]
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
