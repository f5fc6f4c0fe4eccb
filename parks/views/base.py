"""What the pages of one park share: the tabs, the way back, who may write."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from parks.models import Park
from portal.pages import EditPage, RecordPage
from portal.registry import park_tabs
from portal.tabs import tabs_for

STATUS_COLOURS = {
    Park.Status.PLANNED: "grey",
    Park.Status.BUILDING: "blue",
    Park.Status.OPERATING: "green",
    Park.Status.CLOSED: "grey",
}


class ParkPage(RecordPage):
    """A tab of a park; `tab` is its code."""

    model = Park
    permission = "park.view"
    related = ("place__parent__parent", "developer", "operator")
    tab = ""

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("园区", reverse("parks:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, park = self.request.user, self.record
        return super().get_context_data(
            tabs=tabs_for(park_tabs, park, user, self.tab),
            status_colour=STATUS_COLOURS[park.status],
            can_edit=user.can("park.edit", park.place),
            **kwargs,
        )


def park_crumbs(park: Park) -> list[tuple[str, str]]:
    return [("园区", reverse("parks:list")), (park.name, reverse("parks:park", args=(park.pk,)))]


class ParkEditPage(EditPage):
    """A form about a park or about something that belongs to it."""

    model: Any = Park
    permission = "park.edit"
    edit_permission = "park.edit"
    related = ("place__parent__parent", "developer", "operator")

    @property
    def park(self) -> Park:
        return self.record

    def get_crumbs(self) -> list[tuple[str, str]]:
        return park_crumbs(self.park)

    def to_land(self) -> str:
        return reverse("parks:land", args=(self.park.pk,))


class PartPage(ParkEditPage):
    """A form about a parcel or a phase at `/parks/<park>/…/<it>/`."""

    related = ("park__place__parent__parent",)

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(park_id=self.kwargs["park_pk"])

    @property
    def park(self) -> Park:
        return self.record.park

    def get_cancel_url(self) -> str:
        return self.to_land()
