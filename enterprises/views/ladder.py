"""成长: the steps of all firms with their counts by kind and year, and the firms that crossed the line of 规上."""

from typing import Any

from django.db.models import QuerySet

from enterprises.filters import CrossingFilter, GrowthFilter
from enterprises.ladder import Kind, counts, crossings
from enterprises.models import Enterprise, GrowthEvent
from enterprises.tables import AllGrowthTable, CrossingTable
from portal.pages import ListPage

# The counts are of where the list is of; kind and year are theirs.
WHERE = ("county", "park")


class GrowthList(ListPage):
    """Every step in the parks one sees; above the list how many of each kind in each year."""

    model = GrowthEvent
    permission = "enterprise.view"
    title = "企业成长"
    template_name = "enterprises/growth.html"
    table_class = AllGrowthTable
    filterset_class = GrowthFilter
    sheet_kind = "growth_events"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = self.request
        where = {name: request.GET[name] for name in WHERE if request.GET.get(name)}
        narrowed = GrowthFilter(where, queryset=self.get_queryset(), request=request).qs
        rows = counts(narrowed, where)
        return super().get_context_data(
            lines=[{"label": Kind(row["kind"]).label, "cells": row["cells"]} for row in rows],
            years=[cell["year"] for cell in rows[0]["cells"]],
            **kwargs,
        )


class CrossingList(ListPage):
    """Firms whose revenue crossed the line of 规上 and whose 小升规 is not recorded yet."""

    model = Enterprise
    permission = "enterprise.edit"
    title = "规上变动提示"
    table_class = CrossingTable
    filterset_class = CrossingFilter

    def get_queryset(self) -> QuerySet[Enterprise]:
        return crossings(self.request.user)
