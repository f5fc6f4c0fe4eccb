"""Developers and operators: whom one sees parks of, and one of them with its parks."""

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from parks.models import Park
from parks.naming import BODIES
from parks.tables import BodyParkTable, BodyTable
from portal.history import history
from portal.identity import identity_of
from portal.pages import ListPage, RecordPage
from portal.registry import identities
from portal.search import matching

KINDS = [(kind, str(model._meta.verbose_name)) for kind, model in BODIES.items()]


def kind_asked(query: Any) -> str:
    kind = query.get("kind", "")
    return kind if kind in BODIES else "developer"


class BodyFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=KINDS, empty_label=None, method="of_kind")
    q = django_filters.CharFilter(label="名称、拼音或代码", method="search", max_length=100)

    def of_kind(self, rows: QuerySet, name: str, kind: str) -> QuerySet:
        return rows

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return matching(rows, kind_asked(self.data), text)


class BodyList(ListPage):
    permission = "park.view"
    title = "开发与运营主体"
    filterset_class = BodyFilter

    def get_queryset(self) -> QuerySet:
        kind = kind_asked(self.request.GET)
        mine = Park.objects.for_user(self.request.user).values("pk")
        rows = BODIES[kind].objects.for_user(self.request.user)
        return rows.annotate(park_count=Count("parks", filter=Q(parks__in=mine)))

    def table_class(self, rows: QuerySet, query: dict[str, str], *rest: Any) -> BodyTable:
        return BodyTable(rows, query, *rest, kind=kind_asked(self.request.GET))


class BodyPage(RecordPage):
    """One developer or operator, with the parks of its that one sees."""

    permission = "park.view"
    template_name = "parks/body.html"

    @property
    def model(self) -> Any:
        if self.kwargs["kind"] not in BODIES:
            raise Http404("没有这类主体。")
        return BODIES[self.kwargs["kind"]]

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("开发与运营主体", reverse("parks:bodies", query={"kind": self.kwargs["kind"]}))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        body, user, kind = self.record, self.request.user, self.kwargs["kind"]
        parks = Park.objects.for_user(user).filter(**{kind: body})
        return super().get_context_data(
            facts=facts(body),
            table=BodyParkTable(parks, {}),
            identity=identity_of(identities.get(kind), body, user),
            entries=history(body),
            **kwargs,
        )


def facts(body: Any) -> list[dict[str, str]]:
    return [
        {"label": "类别", "value": str(body._meta.verbose_name)},
        {"label": "统一社会信用代码", "value": body.uscc},
        {"label": "性质", "value": body.get_ownership_display() or "—"},
    ]
