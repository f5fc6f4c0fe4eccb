"""Parcels and phases of a park: added, changed, removed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from parks import forms, services
from parks.models import Parcel, Park, Phase
from parks.tables import day
from parks.views.base import ParkEditPage, PartPage
from parks.views.derived import DerivedMixin, Sketch
from parks.views.parks import sections
from portal.errors import Conflict
from portal.forms import add_error
from portal.numbers import decimal_text


class PartForm(DerivedMixin):
    """The form of a parcel or a phase with the park's figures beside it; `word` names the part."""

    template_name = "parks/form.html"
    kind: str
    word: str
    record: Any
    park: Park

    def sketch(self, data: Mapping[str, Any]) -> Sketch:
        part = None if self.record == self.park else self.record.pk
        return Sketch(self.kind, data, self.request.user, self.park, part)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        return super().get_context_data(form_sections=sections(form, form.groups), **kwargs)


class PartNew(PartForm, ParkEditPage):
    """A new part of the park."""

    model = Park
    part: Any
    add: Callable[..., Any]

    def get_title(self) -> str:
        return f"新增{self.word}"

    def get_cancel_url(self) -> str:
        return self.to_land()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "row": self.part(park=self.record)}

    def save(self, form: Any) -> str:
        row = self.add(actor=self.request.user, park=self.record, values=form.values(*form.names))
        messages.success(self.request, f"{self.word}“{row.name}”已保存。")
        return self.to_land()


class PartEdit(PartForm, PartPage):
    """A change to a part."""

    change: Callable[..., Any]

    def get_title(self) -> str:
        return f"编辑{self.word}“{self.record.name}”"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "row": self.record}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in (*self.form_class.names, "version")}

    def save(self, form: Any) -> str:
        self.change(
            self.record,
            actor=self.request.user,
            version=form.cleaned_data["version"],
            values=form.values(*form.names),
        )
        messages.success(self.request, "修改已保存。")
        return self.to_land()


class Removal:
    """The second page before a record is gone; whoever changed it meanwhile is shown first."""

    form_class = forms.RemovalForm
    template_name = "parks/confirm.html"
    record: Any

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def show_conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        """Show what it is now and ask again."""
        self.record = self.get_queryset().get(pk=self.record.pk)
        fresh = self.get_form({"version": self.record.version})
        fresh.full_clean()
        add_error(fresh, conflict)
        return self.show(fresh, status=conflict.status)


class PartRemove(Removal, PartPage, ABC):
    """The second page before a part is gone."""

    word: str
    remove: Callable[..., None]

    def get_title(self) -> str:
        return f"删除{self.word}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["submit_label"] = f"删除{self.word}"
        return super().get_context_data(
            question=f"要删除{self.park.name}的{self.word}“{self.record.name}”吗？",
            consequence="删除后，园区的各项合计和计划进度将不再计入；修改历史仍会保留。",
            facts=self.facts(),
            **kwargs,
        )

    @abstractmethod
    def facts(self) -> list[dict[str, Any]]:
        """What is shown of the part before it goes."""

    def save(self, form: Any) -> str:
        self.remove(self.record, actor=self.request.user, version=form.cleaned_data["version"])
        messages.success(self.request, f"{self.word}“{self.record.name}”已删除。")
        return self.to_land()


class ParcelNew(PartNew):
    part, kind, word, form_class = Parcel, "parcel", "地块", forms.ParcelForm
    add = staticmethod(services.add_parcel)


class ParcelEdit(PartEdit):
    model, kind, word, form_class = Parcel, "parcel", "地块", forms.EditParcelForm

    def change(self, parcel: Parcel, **kwargs: Any) -> Parcel:
        return services.change_parcel(parcel=parcel, **kwargs)


class ParcelRemove(PartRemove):
    model, word = Parcel, "地块"

    def remove(self, parcel: Parcel, **kwargs: Any) -> None:
        services.remove_parcel(parcel=parcel, **kwargs)

    def facts(self) -> list[dict[str, Any]]:
        return [
            {"label": "用地面积", "value": decimal_text(self.record.land_area_mu), "unit": "亩"},
            {"label": "开工日期", "value": day(self.record.started_on)},
        ]


class PhaseNew(PartNew):
    part, kind, word, form_class = Phase, "phase", "分期", forms.PhaseForm
    add = staticmethod(services.add_phase)


class PhaseEdit(PartEdit):
    model, kind, word, form_class = Phase, "phase", "分期", forms.EditPhaseForm

    def change(self, phase: Phase, **kwargs: Any) -> Phase:
        return services.change_phase(phase=phase, **kwargs)


class PhaseRemove(PartRemove):
    model, word = Phase, "分期"

    def remove(self, phase: Phase, **kwargs: Any) -> None:
        services.remove_phase(phase=phase, **kwargs)

    def facts(self) -> list[dict[str, Any]]:
        return [
            {"label": "用地面积", "value": decimal_text(self.record.land_area_mu), "unit": "亩"},
            {"label": "总建筑面积", "value": decimal_text(self.record.floor_area_m2), "unit": "㎡"},
            {"label": "竣工日期", "value": day(self.record.completed_on)},
        ]
