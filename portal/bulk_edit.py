"""The same change to many rows picked from a list: counted before and after, then one transaction or nothing."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect

from portal.errors import Conflict, PortalError

MOST_ROWS = 500


@dataclass(frozen=True)
class BulkAction:
    """`form_class` asks for the new values, each field named as the model's; `service(actor=, picked=, values=)`
    writes them to the rows of `picked` ({pk: version}) in one transaction, or raises and writes nothing. `related` are
    the links a row's own name needs."""

    code: str
    label: str
    permission: str
    form_class: Any
    service: Callable[..., Any]
    related: tuple[str, ...] = ()


class BulkEdit:
    """What `action` asks and does on the list page `page`."""

    def __init__(self, page: Any, action: BulkAction) -> None:
        self.page, self.action = page, action

    @property
    def request(self) -> Any:
        return self.page.request

    def rows(self, picked: Iterable[int]) -> list[Any]:
        """The rows picked on which this person may do it."""
        mine = self.page.model.objects.for_user(self.request.user, self.action.permission)
        return list(self.named(mine.filter(pk__in=list(picked))))

    def named(self, rows: QuerySet) -> QuerySet:
        return (
            rows.select_related(*self.action.related).order_by("pk")
            if self.action.related
            else rows.order_by("pk")
        )

    def ask(self, picked: list[int], back: dict[str, str]) -> HttpResponse:
        rows = self.rows(picked)
        seen = self.page.get_queryset().filter(pk__in=picked)
        left_out = self.named(seen.exclude(pk__in=[row.pk for row in rows]))
        return self.show(self.action.form_class(), rows, left_out=list(left_out))

    def take(self) -> HttpResponse:
        """First the counts before and after, then, when they are confirmed, the change itself."""
        data = self.request.POST
        picked = versions(data.getlist("row"))
        form, rows = self.action.form_class(data), self.rows(picked)
        if not rows or len(rows) != len(picked):
            messages.error(self.request, "所选内容已发生变化，请重新勾选。")
            return HttpResponseRedirect(self.request.path)
        if not form.is_valid():
            return self.show(form, rows, status=422)
        if "sure" not in data:
            return self.show(form, rows, counts=counts(form, rows))
        try:
            self.action.service(actor=self.request.user, picked=picked, values=form.cleaned_data)
        except PortalError as refusal:
            messages.error(self.request, said(refusal))
            return self.show(form, self.rows(picked), counts=counts(form, rows), status=refusal.status)
        messages.success(self.request, f"{self.action.label}：已修改 {len(rows)} 条。")
        return HttpResponseRedirect(self.request.path)

    def show(self, form: Any, rows: list[Any], status: int = 200, **parts: Any) -> HttpResponse:
        context = self.page.get_context_data(
            **{"counts": None, "left_out": [], **parts},
            form=form,
            rows=rows,
            action=self.action,
            cancel_url=self.request.path,
        )
        context["crumbs"] = [*self.page.get_crumbs(), (self.page.get_title(), self.request.path)]
        context |= {"title": self.action.label, "primary_action": None}
        return self.page.response_class(self.request, "pages/bulk.html", context, status=status)


def said(refusal: PortalError) -> str:
    """Why nothing was written, with the name of the row that stood in the way."""
    if isinstance(refusal, Conflict):
        return f"“{refusal.current}”刚刚被他人修改，本次没有改动任何记录。请核对后再次确认。"
    return f"{refusal.message}（本次没有改动任何记录。）"


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """Numbers of records from an address; what is none is left out, and so is what is too much at once."""
    found = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19)
    return list(dict.fromkeys(found))[:MOST_ROWS]


def versions(texts: list[str]) -> dict[int, int]:
    """{pk: version} from “pk:version”."""
    pairs = (whole_numbers(text.partition(":")[::2]) for text in texts[:MOST_ROWS])
    return {pair[0]: pair[-1] for pair in pairs if pair}


def counts(form: Any, rows: list[Any]) -> list[dict[str, Any]]:
    """For each field and value, how many of the rows have it now and will have it."""
    found = []
    for name, value in form.cleaned_data.items():
        before = Counter(shown(row, name) for row in rows)
        new = shown(type(rows[0])(**{name: value}), name)
        after = {new: len(rows)}
        found += [
            {
                "field": form.fields[name].label,
                "value": label,
                "before": before[label],
                "after": after.get(label, 0),
            }
            for label in dict.fromkeys([*before, new])
        ]
    return found


def shown(row: Any, name: str) -> str:
    """A field's value in words."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "（空）" if value in (None, "") else str(value)
