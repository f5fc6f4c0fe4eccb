from django.db.models import QuerySet
from django.urls import reverse

from parks import measures
from parks.filters import ParkFilter, UnitListFilter
from parks.forms import StatusForm
from parks.models import Park, Unit
from parks.services import change_status
from parks.tables import ParkTable, UnitTable
from portal.bulk_edit import BulkAction
from portal.pages import ListPage


class ParkList(ListPage):
    model = Park
    permission = "park.view"
    title = "园区"
    table_class = ParkTable
    sheet_kind = "parks"
    filterset_class = ParkFilter
    bulk_actions = (BulkAction("status", "批量改状态", "park.edit", StatusForm, change_status),)

    def get_queryset(self) -> QuerySet[Park]:
        return (
            super()
            .get_queryset()
            .annotate(
                county=measures.county_name(),
                land_area_mu=measures.land_area_mu(),
                floor_area_m2=measures.floor_area_m2(),
                floor_area_ratio=measures.rounded(measures.floor_area_ratio(), 2),
                changed_at=measures.changed_at(),
            )
        )

    def get_primary_action(self) -> dict[str, str] | None:
        if not self.request.user.can("park.edit"):
            return None
        return {"label": "新增园区", "url": reverse("parks:new")}

    def get_empty_action(self) -> dict[str, str] | None:
        return self.get_primary_action()


class UnitList(ListPage):
    """The units of all parks one sees."""

    model = Unit
    permission = "park.view"
    title = "单元"
    table_class = UnitTable
    sheet_kind = "units"
    filterset_class = UnitListFilter
