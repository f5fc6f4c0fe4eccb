"""What is done to the buildings of a park, their storeys and units."""

from collections.abc import Callable
from functools import reduce
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from parks import forms
from parks.models import Building, Park, Storey, Unit
from parks.services import rooms
from parks.views.base import ParkEditPage, park_crumbs
from parks.views.parks import sections
from parks.views.parts import Removal

PARK = "place__parent__parent"


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
