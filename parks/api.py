"""`/api/v1/parks/`, `/api/v1/parcels/`, `/api/v1/phases/`: the rows and measures of the pages, read only."""

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from parks import measures
from parks.filters import ParcelFilter, ParkFilter, PhaseFilter
from parks.models import Parcel, Park, Phase
from portal.rest.viewsets import ScopedViewSet


def area(places: int) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=20, decimal_places=places, allow_null=True)


class ParkSerializer(serializers.Serializer):
    """A park with its measures: land in 亩, floor in ㎡, shares from 0 to 1; null where a figure is missing."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    place = serializers.CharField(source="place.code")
    county = serializers.CharField()
    park_type = serializers.ChoiceField(choices=Park.Type.choices)
    plan_kind = serializers.ChoiceField(choices=Park.PlanKind.choices)
    status = serializers.ChoiceField(choices=Park.Status.choices)
    address = serializers.CharField()
    developer = serializers.CharField(source="developer.name", allow_null=True)
    developer_uscc = serializers.CharField(source="developer.uscc", allow_null=True)
    operator = serializers.CharField(source="operator.name", allow_null=True)
    operator_uscc = serializers.CharField(source="operator.uscc", allow_null=True)
    recognised_on = serializers.DateField(allow_null=True)
    star = serializers.IntegerField(allow_null=True)
    star_on = serializers.DateField(allow_null=True)
    first_operating_year = serializers.IntegerField(allow_null=True)
    land_area_mu = area(4)
    floor_area_m2 = area(2)
    floor_area_ratio = area(2)
    non_production_share = area(4)
    land_in_use_mu = area(4)
    finished_floor_m2 = area(2)
    changed_at = serializers.DateTimeField()


class ParcelSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    park = serializers.IntegerField(source="park_id")
    name = serializers.CharField()
    land_area_mu = area(4)
    contracted_on = serializers.DateField(allow_null=True)
    started_on = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()


class PhaseSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    park = serializers.IntegerField(source="park_id")
    name = serializers.CharField()
    land_area_mu = area(4)
    floor_area_m2 = area(2)
    far_counted_floor_m2 = area(2)
    production_floor_m2 = area(2)
    non_production_floor_m2 = area(2)
    completed_on = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()


class ParkViewSet(ScopedViewSet):
    model = Park
    permission = "park.view"
    serializer_class = ParkSerializer
    filterset_class = ParkFilter

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


def register(router: BaseRouter) -> None:
    router.register("parks", ParkViewSet, basename="park")
    router.register("parcels", ParcelViewSet, basename="parcel")
    router.register("phases", PhaseViewSet, basename="phase")
