"""`/api/v1/` parks, parcels, phases, buildings, units: the rows and measures of the pages, read only."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as rest
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from parks import measures
from parks.api.shapes import (
    BuildingSerializer,
    ParcelSerializer,
    ParkSerializer,
    PhaseSerializer,
    UnitSerializer,
)
from parks.compliance import tallies
from parks.filters import BuildingFilter, ParcelFilter, ParkFilter, PhaseFilter, UnitFilter
from parks.forms.base import RoomForm
from parks.models import Building, Meter, MeterReading, Parcel, Park, Phase, Unit
from parks.services.readings import BadReadings, Reading, report_readings
from portal.forms import DateField, DecimalField, TextField
from portal.rest.viewsets import ScopedViewSet

MOST = 1000


class ParkViewSet(ScopedViewSet):
    model = Park
    permission = "park.view"
    serializer_class = ParkSerializer
    filterset_class = ParkFilter
    attached = ("compliance_kept", "compliance_counted")

    def annotate(self, rows: QuerySet) -> QuerySet:
        today = timezone.localdate()
        return rows.annotate(
            county=measures.county_name(),
            land_area_mu=measures.land_area_mu(),
            floor_area_m2=measures.floor_area_m2(),
            floor_area_ratio=measures.rounded(measures.floor_area_ratio(), 2),
            non_production_share=measures.rounded(measures.non_production_share(), 4),
            land_in_use_mu=measures.land_in_use_mu(today),
            finished_floor_m2=measures.finished_floor_m2(today),
            changed_at=measures.changed_at(),
        )

    def attach(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """How many checks each park keeps of those that count, where that is asked for."""
        asked = self.request.query_params.get("compliance") == "true"
        found = tallies([row["id"] for row in rows], timezone.localdate()) if asked else {}
        for row in rows:
            row["compliance_kept"], row["compliance_counted"] = found.get(row["id"], (None, None))
        return rows


class ParcelViewSet(ScopedViewSet):
    model = Parcel
    permission = "park.view"
    serializer_class = ParcelSerializer
    filterset_class = ParcelFilter


class PhaseViewSet(ScopedViewSet):
    model = Phase
    permission = "park.view"
    serializer_class = PhaseSerializer
    filterset_class = PhaseFilter


class ReadingForm(RoomForm):
    """One reading as it is sent; numbers may come as text or as numbers."""

    park = forms.IntegerField(label="园区编号", min_value=1, max_value=2**62, localize=False)
    kind = forms.ChoiceField(label="表的类别", choices=Meter.Kind.choices)
    number = TextField(label="表号", max_length=40)
    on = DateField(label="抄表日期")
    value = DecimalField(label="读数", places=3, digits=16)


class ReadingSerializer(rest.Serializer):
    """What a meter showed on a day. `state` of an answer: new, changed or unchanged."""

    park = rest.IntegerField(source="meter.park_id", help_text="园区编号")
    kind = rest.ChoiceField(source="meter.kind", choices=Meter.Kind.choices)
    number = rest.CharField(source="meter.number", max_length=40, help_text="表号")
    on = rest.DateField()
    value = rest.DecimalField(max_digits=16, decimal_places=3)


class ReadingFilter(django_filters.FilterSet):
    park = django_filters.NumberFilter(label="园区编号", field_name="meter__park_id", decimal_places=0)
    on = django_filters.DateFromToRangeFilter(label="抄表日期")

    class Meta:
        model = MeterReading
        fields = ("park", "on")


class ReadingViewSet(ScopedViewSet):
    """GET lists readings; POST takes one reading or a list of up to 1000, all or none, as often as one likes."""

    model = MeterReading
    permission = "park.view"
    serializer_class = ReadingSerializer
    filterset_class = ReadingFilter

    @extend_schema(request=ReadingSerializer(many=True), responses={200: ReadingSerializer(many=True)})
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        is_list = isinstance(request.data, list)
        sent = request.data if is_list else [request.data]
        try:
            readings = read(sent)
            states = report_readings(actor=request.user, readings=readings)
        except BadReadings as refusal:
            errors = {str(place): found for place, found in refusal.errors.items()}
            raise rest.ValidationError(errors if is_list else errors["0"]) from refusal
        answers = [{**asdict(one), "state": state} for one, state in zip(readings, states, strict=True)]
        status = 201 if "new" in states else 200
        return Response(answers if is_list else answers[0], status=status)


def read(sent: list[Any]) -> list[Reading]:
    """The readings as their form understands them. Raises BadReadings."""
    if not 0 < len(sent) <= MOST:
        raise rest.ValidationError({"readings": [f"一次请提交 1 至 {MOST} 条读数。"]})
    made = [ReadingForm(plain(one)) for one in sent]
    errors = {
        place: {name: [str(word) for word in words] for name, words in form.errors.items()}
        for place, form in enumerate(made)
        if not form.is_valid()
    }
    if errors:
        raise BadReadings(errors)
    return [Reading(**form.cleaned_data) for form in made]


def plain(one: Any) -> dict[str, Any]:
    """Texts and numbers of an object; everything else counts as not given."""
    values = one.items() if isinstance(one, dict) else ()
    kept = (str, int, Decimal)
    return {
        name: str(value) for name, value in values if isinstance(value, kept) and not isinstance(value, bool)
    }


class BuildingViewSet(ScopedViewSet):
    model = Building
    permission = "park.view"
    serializer_class = BuildingSerializer
    filterset_class = BuildingFilter


class UnitViewSet(ScopedViewSet):
    model = Unit
    permission = "park.view"
    serializer_class = UnitSerializer
    filterset_class = UnitFilter


def register(router: BaseRouter) -> None:
    router.register("parks", ParkViewSet, basename="park")
    router.register("parcels", ParcelViewSet, basename="parcel")
    router.register("phases", PhaseViewSet, basename="phase")
    router.register("meter-readings", ReadingViewSet, basename="meter-reading")
    router.register("buildings", BuildingViewSet, basename="building")
    router.register("units", UnitViewSet, basename="unit")
