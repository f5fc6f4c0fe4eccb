"""The portal's addresses and the dashboard as one would write it by hand: two statements and a bare template."""

from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

HERE = Path(__file__).resolve().parent
AS_OF, CELLS, ROWS, MONTHS = "2021-12-31", 14, 14, 36
BY_HAND, BY_MONTH = ((HERE / name).read_text() for name in ("by_hand.sql", "months.sql"))
TEMPLATE = engines["django"].from_string((HERE / "bare.html").read_text())


def bare(request: HttpRequest) -> HttpResponse:
    """The same aggregates, and as many cells in both tables as on the page."""
    rows: dict[str, list] = {}
    for code, area, year, amount in fetch(BY_HAND):
        rows.setdefault(area, []).append((f"heat-{code}", f"?year={year}", "86.7%", amount, "150"))
    lines = [(area, (cells * CELLS)[:CELLS]) for area, cells in rows.items()]
    context = {"rows": (lines * 2)[:ROWS], "months": (fetch(BY_MONTH) * MONTHS)[:MONTHS]}
    return HttpResponse(TEMPLATE.render(context))


def fetch(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"as_of": AS_OF})
        return cursor.fetchall()


urlpatterns = [path("bare/planning/", bare), path("", include("config.urls"))]
