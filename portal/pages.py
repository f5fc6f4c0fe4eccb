"""The kinds of pages there are. An app's view names its model, table, form and permission; the rest is here.

`permission` is asked twice: whoever holds it nowhere gets 403 at once; a record outside one's scope is 404,
one inside that scope but not one's to touch is 403.
"""

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from portal.bulk_edit import BulkAction, BulkEdit, whole_numbers
from portal.conflicts import conflict_rows
from portal.errors import Conflict, NotAllowed, PortalError
from portal.forms import add_error
from portal.listing import export_list, filter_context, filter_words, list_code, note_export
from portal.looks import Look, look_of
from portal.sheets.kinds import sheet_kinds
from portal.sheets.pages import downloads
from portal.tables import Table


class Page(TemplateView):
    """A page for holders of `permission` ; `title` heads it."""

    permission = ""
    title = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.permission and not request.user.can(self.permission):
            raise NotAllowed("您的角色没有此页面的权限，如有需要请联系本级管理员。")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.get_title(), crumbs=self.get_crumbs(), **kwargs)

    def get_title(self) -> str:
        return self.title

    def get_crumbs(self) -> list[tuple[str, str]]:
        """(label, address) of the pages above this one, outermost first."""
        return []


class ListPage(Page):
    """A filtered, sorted, paged list with its export, looked at through the columns and views of each person.

    Set `model`, `table_class`, `filterset_class`; `bulk_actions` are done to the rows picked.
    """

    model: type[models.Model]
    table_class: type[Table]
    filterset_class: Any = None
    sheet_kind = ""
    template_name = "pages/list.html"
    bulk_actions: tuple[BulkAction, ...] = ()

    def get_queryset(self) -> models.QuerySet:
        return self.model.objects.for_user(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = {key: value for key, value in request.GET.items() if "\x00" not in value}
        verb, picked = given.pop("do", ""), whole_numbers(request.GET.getlist("pk"))
        given.pop("pk", None)
        if verb and not picked:
            messages.error(request, "请先勾选要处理的行。")
            return HttpResponseRedirect(f"{request.path}?{urlencode(given)}")
        if verb and verb != "export":
            return self.bulk(verb).ask(picked, given)
        look = look_of(request.user, list_code(request.resolver_match), given)
        table, filterset = self.table_of(look, picked if verb else None)
        if verb or given.get("format") == "xlsx":
            return self.export(table, filterset)
        if given.get("format") == "sheet" and self.get_sheet_kind():
            return self.export_sheet(table, filterset)
        table.pickable, table.has_sheet = True, self.get_sheet_kind() is not None
        context = {"look": look, "bulk_actions": self.get_bulk_actions(), **filter_context(filterset)}
        return self.render_to_response(self.get_context_data(table=table, **context))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.bulk_actions:
            return self.http_method_not_allowed(request, *args, **kwargs)
        if "do" not in request.POST:
            return HttpResponseRedirect(request.path)
        return self.bulk(request.POST["do"]).take()

    def table_of(self, look: Look, picked: list[int] | None = None) -> tuple[Table, Any]:
        """The list (of it, the rows picked) and its filter, as this person looks at it."""
        rows, filterset = self.get_queryset(), None
        if self.filterset_class:
            filterset = self.filterset_class(look.query, queryset=rows, request=self.request)
            rows = filterset.qs
        if picked is not None:
            rows = rows.filter(pk__in=picked)
        table = self.table_class(rows, look.query, self.get_empty_action())
        return table.arrange(look.columns, look.size, look.dense), filterset

    def get_bulk_actions(self) -> list[BulkAction]:
        """What this person may do to the rows picked."""
        return [action for action in self.bulk_actions if self.request.user.can(action.permission)]

    def bulk(self, code: str) -> BulkEdit:
        """The page on which something is done to rows picked; 404 for what is not done here, 403 for others."""
        action = next((action for action in self.bulk_actions if action.code == code), None)
        if action is None:
            raise Http404("本列表没有这项批量操作。")
        self.request.user.require(action.permission)
        return BulkEdit(self, action)

    def get_empty_action(self) -> dict[str, str] | None:
        """What to offer when the list is empty, as {label, url}."""
        return None

    def get_primary_action(self) -> dict[str, str] | None:
        """The page's one button, as {label, url}; None when this person has none."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(primary_action=self.get_primary_action(), **kwargs)

    def get_sheet_kind(self) -> Any:
        """The kind of sheet these rows can be exported in, changed and brought back; None for who may not."""
        if self.sheet_kind not in sheet_kinds:
            return None
        kind = sheet_kinds.get(self.sheet_kind)
        return kind if self.request.user.can(kind.permission) else None

    def export_sheet(self, table: Table, filterset: Any) -> HttpResponse:
        words = filter_words(filterset) if filterset else ""
        note_export(self.request, table, words)
        return downloads.export(self.get_sheet_kind(), table.ordered(), self.request.user, words)

    def export(self, table: Table, filterset: Any) -> HttpResponse:
        return export_list(self.request, table, filter_words(filterset) if filterset else "")


class RecordPage(Page):
    """A page about one record found in the user's scope. Set `model`; `edit_permission` for pages that write."""

    model: type[models.Model]
    edit_permission = ""
    related: tuple[str, ...] = ()

    def get_queryset(self) -> models.QuerySet:
        return self.model.objects.for_user(self.request.user).select_related(*self.related)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.permission and not request.user.can(self.permission):
            raise NotAllowed("您的角色没有此页面的权限，如有需要请联系本级管理员。")
        if request.method == "GET" and (address := self.moved_to(kwargs["pk"])):
            return HttpResponseRedirect(address)
        self.record = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        if self.edit_permission:
            request.user.require(self.edit_permission, self.get_place())
        return super().dispatch(request, *args, **kwargs)

    def moved_to(self, pk: int) -> str:
        """Where a record that was merged into another is looked at now; "" for every other."""
        if not hasattr(getattr(self, "model", None), "merged_into"):
            return ""
        gone = self.model._base_manager.filter(pk=pk, merged_into__isnull=False)
        gone = gone.select_related("merged_into").first()
        if gone is None or not self.model.objects.for_user(self.request.user).filter(pk=gone.merged_into_id):
            return ""
        messages.info(self.request, f"“{gone}”已并入“{gone.merged_into}”，以下是合并后的记录。")
        match = self.request.resolver_match
        return reverse(match.view_name, kwargs={**match.kwargs, "pk": gone.merged_into_id})

    def get_place(self) -> Any:
        return self.model.scope.place_of(self.record)

    def get_title(self) -> str:
        return str(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(record=self.record, **kwargs)


class FormMixin(ABC):
    """A form that hands its cleaned data to one service. Set `form_class`, `submit_label`; write `save()`."""

    form_class: Any
    submit_label = "保存"
    template_name = "pages/form.html"

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        return self.form_class(data, files, **self.get_form_kwargs())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"initial": self.get_initial()}

    def get_initial(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def save(self, form: Any) -> str:
        """Call the service with the cleaned data; answer the address to go to."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            return HttpResponseRedirect(self.save(form))
        except Conflict as conflict:
            return self.show_conflict(form, conflict)
        except PortalError as refusal:
            add_error(form, refusal)
            return self.show(form, status=refusal.status)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form, submit_label=self.submit_label, cancel_url=self.get_cancel_url()
        )
        return self.render_to_response(context, status=status)

    def get_cancel_url(self) -> str:
        crumbs = self.get_crumbs()
        return crumbs[-1][1] if crumbs else "/"

    def show_conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        """Both versions side by side; what is chosen there is posted here again, from the version shown."""
        context = self.get_context_data(
            form=form,
            rows=conflict_rows(form, conflict.current),
            when=timezone.localtime(conflict.current.updated_at),
            version=conflict.current.version,
            submit_label=self.submit_label,
            cancel_url=self.get_cancel_url(),
        )
        return self.response_class(self.request, "pages/conflict.html", context, status=409)


class FormPage(FormMixin, Page):
    """A page with a form that makes something new."""


class EditPage(FormMixin, RecordPage):
    """A page with a form that changes one record."""
