"""监管清单: one page with the list's kind in its address."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from parks import measures
from parks.filters import ParkFilter
from parks.models import Park
from parks.tables import park_url
from parks.watch import WATCHES, Watch
from policies.library import get_library
from portal.numbers import DASH, decimal_text
from portal.pages import ListPage
from portal.tables import Column, Row, Table


def share(row: Row) -> str:
    return DASH if row["detail"] is None else f"{decimal_text(row['detail'] * 100, 2)}%"


def table_of(watch: Watch) -> type[Table]:
    """The list's table: the park, where it is, how it stands, and the figure that puts it on the list."""
    is_share = not watch.unit and not watch.is_date
    return type(
        "WatchTable",
        (Table,),
        {
            "caption": watch.label,
            "default_sort": "county",
            "empty_text": "没有园区在这份清单上。",
            "columns": (
                Column("name", "名称", link=park_url),
                Column("county", "县区", sort="place__path"),
                Column("status", "状态", choices=dict(Park.Status.choices)),
                Column(
                    "detail",
                    watch.column,
                    unit=watch.unit,
                    numeric=not watch.is_date,
                    places=None if watch.is_date else 2,
                    show=share if is_share else None,
                ),
            ),
        },
    )


class Watched(ListPage):
    model = Park
    permission = "park.view"
    template_name = "parks/watch.html"
    filterset_class = ParkFilter

    @property
    def watch(self) -> Watch:
        try:
            return WATCHES[self.kwargs["kind"]]
        except KeyError as error:
            raise Http404("没有这份清单。") from error

    @property
    def table_class(self) -> type[Table]:  # type: ignore[override]  # each watch has its own table
        return table_of(self.watch)

    def get_title(self) -> str:
        return self.watch.label

    def get_queryset(self) -> QuerySet[Park]:
        parks = self.watch.narrowed(super().get_queryset(), timezone.localdate())
        return parks.annotate(county=measures.county_name())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = [
            {
                "label": one.label,
                "url": reverse("parks:watch", args=(one.code,)),
                "active": one.code == self.watch.code,
            }
            for one in WATCHES.values()
        ]
        clause = get_library().clause(self.watch.clause)
        return super().get_context_data(lists=lists, clause_id=clause.id, **kwargs)
