"""What the pages with a list share: its name in settings, its filter in words, its export."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from portal import audit
from portal.conflicts import choice_label
from portal.exports import export_response
from portal.tables import Table


def list_code(match: Any) -> str:
    """What views and settings are kept under: the route, and fixed words of its address (a level, an indicator)."""
    words = (value for value in match.kwargs.values() if not str(value).isdigit())
    return ":".join([match.view_name, *map(str, words)])


def export_list(request: HttpRequest, table: Table, words: str) -> HttpResponse:
    """The whole list as a workbook, noted in the audit trail with its filter in words."""
    note_export(request, table, words)
    return export_response(table, words, request.user.display_name)


def note_export(request: HttpRequest, table: Table, words: str) -> None:
    audit.record(
        actor=request.user,
        action="list.export",
        after={"list": table.caption, "rows": table.total, "filter": words},
    )


def filter_context(filterset: Any) -> dict[str, Any]:
    """The filter row of a list: its form and how many of its fields are in use."""
    if filterset is None:
        return {"filter_form": None, "filter_active": 0}
    form = filterset.form
    return {"filter_form": form, "filter_active": sum(1 for name in form.fields if form.data.get(name))}


def filter_words(filterset: Any) -> str:
    """The filter in words, for the export's note: “县区=鹿城区；类型=工业”."""
    form = filterset.form
    pairs = ((field, form.data.get(name, "")) for name, field in form.fields.items())
    return "；".join(f"{field.label}={choice_label(field, value)}" for field, value in pairs if value)
