"""幢与单元: the buildings of a park, the plan of one, and what is done to buildings, storeys and units."""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from parks import forms
from parks.models import Building, Park, Storey, Unit
from parks.services import rooms
from parks.unit_plan import STATES, Plan, plans_of
from parks.views.base import ParkEditPage, ParkPage, park_crumbs
from parks.views.parks import sections
from parks.views.parts import Removal
from portal.numbers import DASH, decimal_text
from portal.pages import RecordPage

PARK = "place__parent__parent"


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


class RoomMixin:
    """A page about a building, storey or unit below `/parks/<park>/`; `to_park` leads from it to the park."""

    to_park: tuple[str, ...] = ("park",)
    record: Any
    kwargs: dict[str, Any]

    @property
    def related(self) -> tuple[str, ...]:
        return ("__".join((*self.to_park, PARK)),)

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(**{"__".join(self.to_park): self.kwargs["park_pk"]})

    @property
    def park(self) -> Park:
        return reduce(getattr, self.to_park, self.record)

    @property
    def building(self) -> Building:
        return reduce(getattr, self.to_park[:-1], self.record)

    def to_building(self) -> str:
        return reverse("parks:building", args=(self.park.pk, self.building.pk))

    def to_buildings(self) -> str:
        return reverse("parks:buildings", args=(self.park.pk,))


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
        (plan,) = plans_of(self.park, [self.record], timezone.localdate())
        return super().get_context_data(
            plan=plan,
            states=STATES,
            row=building_row(plan),
            can_edit=self.request.user.can("park.edit", self.park.place),
            **kwargs,
        )


class RoomPage(RoomMixin, ParkEditPage):
    """A form about a building, storey or unit."""

    template_name = "parks/form.html"

    def get_crumbs(self) -> list[tuple[str, str]]:
        crumbs = [*park_crumbs(self.park), ("幢与单元", self.to_buildings())]
        return [*crumbs, (self.building.name, self.to_building())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        plan = sections(form, getattr(form, "groups", ()))
        return super().get_context_data(form_sections=plan, derived=None, **kwargs)


class RoomEdit(RoomPage):
    """A change to one of them; `change` is its service, which knows it by `word`."""

    change: Callable[..., Any]
    word: str

    def get_title(self) -> str:
        return f"编辑{self.record._meta.verbose_name}“{self.record}”"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "row": self.record}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in (*self.form_class.names, "version")}

    def save(self, form: Any) -> str:
        self.change(
            actor=self.request.user,
            version=form.cleaned_data["version"],
            values=form.values(*form.names),
            **{self.word: self.record},
        )
        messages.success(self.request, "修改已保存。")
        return self.to_building()


class BuildingEdit(RoomEdit):
    model, form_class, word = Building, forms.EditBuildingForm, "building"
    change = staticmethod(rooms.change_building)


class StoreyEdit(RoomEdit):
    model, form_class, word, to_park = Storey, forms.EditStoreyForm, "storey", ("building", "park")
    change = staticmethod(rooms.change_storey)


class UnitEdit(RoomEdit):
    model, form_class, word, to_park = Unit, forms.EditUnitForm, "unit", ("storey", "building", "park")
    change = staticmethod(rooms.change_unit)


class StoreyNew(RoomPage):
    """One storey more."""

    model, form_class = Building, forms.StoreyForm

    def get_title(self) -> str:
        return "新增层"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "row": Storey(building=self.record)}

    def save(self, form: Any) -> str:
        storey = rooms.add_storey(
            actor=self.request.user, building=self.record, values=form.values(*form.names)
        )
        messages.success(self.request, f"{storey}已保存。")
        return self.to_building()


class StoreyCopy(RoomPage):
    """Storeys like this one, units included."""

    model, form_class, to_park = Storey, forms.CopyForm, ("building", "park")
    template_name = "pages/form.html"
    submit_label = "复制"

    def get_title(self) -> str:
        return f"复制{self.record}"

    def save(self, form: Any) -> str:
        copies = rooms.copy_storey(
            actor=self.request.user, storey=self.record, numbers=form.cleaned_data["numbers"]
        )
        messages.success(self.request, f"已复制为 {len(copies)} 层。")
        return self.to_building()


class StoreyUnits(RoomPage):
    """Many units of a storey in one form."""

    model, form_class, to_park = Storey, forms.UnitsForm, ("building", "park")
    template_name = "parks/units.html"
    submit_label = "保存单元"

    def get_title(self) -> str:
        return f"{self.record}新增单元"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "storey": self.record}

    def save(self, form: Any) -> str:
        units = rooms.add_units(actor=self.request.user, storey=self.record, rows=form.cleaned_data["units"])
        messages.success(self.request, f"已新增 {len(units)} 个单元。")
        return self.to_building()


class RoomRemove(Removal, RoomPage):
    """The second page before something is gone with all that is in it."""

    template_name = "parks/confirm.html"

    def get_title(self) -> str:
        return f"删除{self.record._meta.verbose_name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        word = self.record._meta.verbose_name
        kwargs["submit_label"] = f"删除{word}"
        return super().get_context_data(
            question=f"要删除{self.building.name}的{word}“{self.record}”吗？",
            consequence=f"其中的 {rooms.inside(self.record).count()} 个单元一并删除；修改历史仍会保留。",
            facts=[],
            **kwargs,
        )

    def save(self, form: Any) -> str:
        home = self.to_buildings() if isinstance(self.record, Building) else self.to_building()
        rooms.remove_room(actor=self.request.user, row=self.record, version=form.cleaned_data["version"])
        messages.success(self.request, "已删除。")
        return home


class BuildingRemove(RoomRemove):
    model = Building


class StoreyRemove(RoomRemove):
    model, to_park = Storey, ("building", "park")


class UnitRemove(RoomRemove):
    model, to_park = Unit, ("storey", "building", "park")


TASKS: dict[tuple[str, str], Any] = {
    ("building", "edit"): BuildingEdit,
    ("building", "storey"): StoreyNew,
    ("building", "remove"): BuildingRemove,
    ("storey", "edit"): StoreyEdit,
    ("storey", "copy"): StoreyCopy,
    ("storey", "units"): StoreyUnits,
    ("storey", "remove"): StoreyRemove,
    ("unit", "edit"): UnitEdit,
    ("unit", "remove"): UnitRemove,
}


def room_task(request: HttpRequest, kind: str, task: str, **kwargs: Any) -> HttpResponse:
    """One address for all that is done to a building, storey or unit."""
    page = TASKS.get((kind, task))
    if page is None:
        raise Http404("没有这个页面。")
    return page.as_view()(request, **kwargs)
