"""The figures beside the entry form: with the page, and as a part that htmx fetches while one types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.models import Place
from parks.figures import ZERO, Areas, Card, RuleDay, areas_of, card, rule_day
from parks.forms import NewParkForm, ParcelForm, PhaseForm
from parks.models import Parcel, Park
from parks.selectors import homes_for
from portal.pages import Page

DATES = ("contracted_on", "started_on")
FLOORS = ("floor_area_m2", "far_counted_floor_m2", "non_production_floor_m2")
WATCHED = {
    "new": (
        "parent",
        *(f"parcel_{name}" for name in ("land_area_mu", *DATES)),
        *(f"phase_{name}" for name in FLOORS),
    ),
    "parcel": ("land_area_mu", *DATES),
    "phase": FLOORS,
}
FORMS: dict[str, type[forms.Form]] = {"new": NewParkForm, "parcel": ParcelForm, "phase": PhaseForm}


def cleaned(kind: str, data: Mapping[str, Any], name: str) -> Any:
    """A typed value as its field reads it; None while it cannot be read."""
    field = field_of(kind, name)
    try:
        return field.clean(data.get(name))
    except ValidationError:
        return None


def field_of(kind: str, name: str) -> forms.Field:
    if kind != "new":
        return FORMS[kind].base_fields[name]
    part, _, own = name.partition("_")
    return FORMS[part].base_fields[own]


@dataclass(frozen=True)
class Sketch:
    """A park as it would be if what is typed were saved: new, or with one parcel or phase other than now."""

    kind: str
    data: Mapping[str, Any]
    user: Any
    park: Park | None = None
    part: int | None = None

    def value(self, name: str) -> Any:
        return cleaned(self.kind, self.data, f"{self.prefix(name)}{name}")

    def prefix(self, name: str) -> str:
        if self.kind != "new":
            return ""
        return "phase_" if name in FLOORS else "parcel_"

    @property
    def others(self) -> tuple[list[Any], list[Any]]:
        """The park's parcels and phases without the one being edited."""
        if self.park is None:
            return [], []
        parcels, phases = self.park.parcels.all(), self.park.phases.all()
        if self.kind == "parcel":
            return list(parcels.exclude(pk=self.part)), list(phases)
        return list(parcels), list(phases.exclude(pk=self.part))

    def card(self) -> Card:
        parcels, phases = self.others
        areas = areas_of(parcels, phases) + self.typed_areas()
        return card(areas.figures, self.place(), self.day(parcels))

    def typed_areas(self) -> Areas:
        land = ZERO if self.kind == "phase" else self.value("land_area_mu")
        floors = (ZERO, ZERO, ZERO) if self.kind == "parcel" else map(self.value, FLOORS)
        return Areas(land, *floors)

    def day(self, parcels: list[Any]) -> RuleDay:
        if self.kind != "phase":
            typed = Parcel(contracted_on=self.value("contracted_on"), started_on=self.value("started_on"))
            parcels = [*parcels, typed]
        return rule_day(parcels, timezone.localdate())

    def place(self) -> Place | None:
        if self.park is not None:
            return self.park.place
        number = whole(self.data.get("parent"))
        return homes_for(self.user).filter(pk=number).first() if number else None


def whole(value: Any) -> int | None:
    """A record's number from an address or a form; None for anything else."""
    text = str(getattr(value, "pk", value) or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


class DerivedMixin:
    """Puts the figures, and where to ask for them again, beside a form page's fields."""

    request: Any

    def sketch(self, data: Mapping[str, Any]) -> Sketch:
        """What the figures are to be computed for."""
        return Sketch("new", data, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        sketch = self.sketch(form.data if form.is_bound else form.initial)
        asked = {"kind": sketch.kind, "park": sketch.park and sketch.park.pk, "part": sketch.part}
        query = urlencode({name: value for name, value in asked.items() if value})
        derived = {
            "url": f"{reverse('parks:derived')}?{query}",
            "watched": ",".join(WATCHED[sketch.kind]),
            "card": sketch.card(),
        }
        return super().get_context_data(derived=derived, **kwargs)


class Derived(Page):
    """The figures for what has been typed so far; reads only."""

    permission = "park.edit"
    template_name = "parks/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        kind = query.get("kind", "new")
        if kind not in WATCHED:
            raise Http404
        park = None if kind == "new" else self.park(query.get("park"))
        sketch = Sketch(kind, query, self.request.user, park, whole(query.get("part")))
        return super().get_context_data(card=sketch.card(), **kwargs)

    def park(self, number: str | None) -> Park:
        mine = Park.objects.for_user(self.request.user, "park.edit").select_related("place__parent__parent")
        return get_object_or_404(mine, pk=whole(number) or 0)
