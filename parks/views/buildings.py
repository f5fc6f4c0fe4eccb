"""幢与单元: the buildings of a park, and the plan of one."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone

from parks import forms
from parks.models import Building, Park
from parks.services import rooms
from parks.unit_plan import STATES, Plan, plans_of
from parks.views.base import ParkEditPage, ParkPage, park_crumbs
from parks.views.parks import sections
from parks.views.rooms import RoomMixin
from portal.numbers import DASH, decimal_text
from portal.pages import RecordPage


class Buildings(ParkPage):
    """The park's buildings, how their units are used, and their floor beside that of their phases."""

    template_name = "parks/buildings.html"
    tab = "rooms"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        park = self.record
        plans = plans_of(park, park.buildings.select_related("phase"), timezone.localdate())
        return super().get_context_data(
            buildings=[building_row(plan) for plan in plans], phases=phase_rows(park, plans), **kwargs
        )


def building_row(plan: Plan) -> dict[str, Any]:
    building = plan.building
    return {
        "name": building.name,
        "url": reverse("parks:building", args=(building.park_id, building.pk)),
        "phase": building.phase.name if building.phase else DASH,
        "floor": decimal_text(plan.floor_m2),
        "storeys": len(plan.levels),
        "units": len(plan.cells),
        "unit_floor": decimal_text(plan.unit_floor_m2),
        "counts": plan.counts,
    }


def phase_rows(park: Park, plans: list[Plan]) -> list[dict[str, str]]:
    """Each phase's floor beside that of its buildings."""
    return [
        phase_row(phase, [plan for plan in plans if plan.building.phase_id == phase.pk])
        for phase in park.phases.all()
    ]


def phase_row(phase: Any, plans: list[Plan]) -> dict[str, str]:
    floors = [plan.floor_m2 for plan in plans]
    built = None if not floors or None in floors else sum(floors, Decimal(0))
    difference = None if built is None else built - phase.floor_area_m2
    return {
        "name": phase.name,
        "floor": decimal_text(phase.floor_area_m2),
        "count": str(len(plans)),
        "built": decimal_text(built),
        "difference": "一致" if difference == 0 else decimal_text(difference),
    }


class BuildingNew(ParkEditPage):
    """A building with its storeys at once."""

    form_class = forms.NewBuildingForm
    template_name = "parks/form.html"
    submit_label = "保存幢和各层"

    def get_title(self) -> str:
        return "新增幢"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*park_crumbs(self.park), ("幢与单元", reverse("parks:buildings", args=(self.park.pk,)))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "row": Building(park=self.record)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        return super().get_context_data(form_sections=sections(form, form.groups), derived=None, **kwargs)

    def save(self, form: Any) -> str:
        building = rooms.add_building(
            actor=self.request.user, park=self.record, values=form.values(*form.names), storeys=form.storeys()
        )
        messages.success(self.request, f"“{building.name}”已保存。请逐层登记单元。")
        return reverse("parks:building", args=(self.record.pk, building.pk))


class BuildingPage(RoomMixin, RecordPage):
    """The unit plan of a building, storey by storey."""

    model = Building
    permission = "park.view"
    template_name = "parks/building.html"

    def get_title(self) -> str:
        return f"{self.park.name} {self.record.name}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*park_crumbs(self.park), ("幢与单元", self.to_buildings())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = forms.PlanDayForm(self.request.GET or None)
        (plan,) = plans_of(self.park, [self.record], form.day() or timezone.localdate())
        return super().get_context_data(
            plan=plan,
            form=form,
            day=form.day(),
            states=STATES,
            row=building_row(plan),
            can_edit=self.request.user.can("park.edit", self.park.place),
            **kwargs,
        )
