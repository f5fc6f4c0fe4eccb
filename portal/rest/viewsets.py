"""The API's one kind of viewset: the same rows and permissions as the pages, sent with few objects made.

A room's `api.py` subclasses `ScopedViewSet` and registers it on the router in `register(router)`.
"""

from functools import cache
from typing import Any

from django.db.models import QuerySet
from rest_framework import viewsets
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer


class HoldsPermission(BasePermission):
    """403 for whoever holds the view's `permission` nowhere."""

    message = "您的角色没有此接口的权限。"

    def has_permission(self, request: Any, view: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.can(view.permission))


@cache
def sources(serializer_class: type[BaseSerializer]) -> dict[str, str]:
    """Field name → lookup, from the serializer's declaration. Making its fields costs more than a page's rows."""
    return {name: field.source.replace(".", "__") for name, field in serializer_class().fields.items()}


class ScopedViewSet(viewsets.ReadOnlyModelViewSet):
    """Reads of one scoped model. Set `model`, `permission`, `serializer_class`, `filterset_class`.

    Rows come from `values()` of the serializer's fields, so a page costs one query and no model instances.
    """

    model: Any
    permission = ""
    permission_classes = (HoldsPermission,)
    # Fields that `attach` puts to the rows of a page, beyond what `values()` gives.
    attached: tuple[str, ...] = ()

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.annotate(self.model.objects.for_user(self.request.user)).order_by("pk")

    def annotate(self, rows: QuerySet) -> QuerySet:
        """Add what the serializer's fields need beyond the model's columns."""
        return rows

    def names(self) -> dict[str, str]:
        found = sources(self.get_serializer_class())
        return {name: source for name, source in found.items() if name not in self.attached}

    def attach(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Add the `attached` fields to the rows, in as many queries for all as for one; each has its `id`."""
        return rows

    @staticmethod
    def renamed(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
        return {name: row[source] for name, source in names.items()}

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        names = self.names()
        rows = self.filter_queryset(self.get_queryset()).values(*dict.fromkeys(names.values()))
        page = self.paginator.paginate_queryset(rows, request, view=self)
        return self.paginator.get_paginated_response(self.attach([self.renamed(row, names) for row in page]))

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        names, record = self.names(), self.get_object()
        row = self.get_queryset().filter(pk=record.pk).values(*dict.fromkeys(names.values())).get()
        return Response(self.attach([self.renamed(row, names)])[0])
