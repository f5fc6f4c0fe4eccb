from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from accounts.models import Place
from parks.models import Building, Parcel, Park, Phase, Unit
from parks.models.options import RoomUse
from parks.selectors import counties_for
from portal.filters import NamedFilter
from portal.search import matching


def counties_of(request: Any) -> QuerySet[Place]:
    return counties_for(request.user) if request is not None else Place.objects.none()


def parks_of(request: Any) -> QuerySet[Park]:
    return Park.objects.for_user(request.user).order_by("name") if request else Park.objects.none()


def below(rows: QuerySet, lookup: str, county: Place | None) -> QuerySet:
    return rows.filter(**{f"{lookup}__path__startswith": county.path}) if county else rows


class ParkFilter(django_filters.FilterSet):
    """What the list, its export and the API can be narrowed by; only counties in one's scope are offered."""

    name = django_filters.CharFilter(label="名称、拼音或代码", method="named", max_length=100)
    county = django_filters.ModelChoiceFilter(
        label="县区", queryset=counties_of, empty_label="全部", method="in_county"
    )
    park_type = django_filters.ChoiceFilter(label="类型", choices=Park.Type.choices, empty_label="全部")
    plan_kind = django_filters.ChoiceFilter(
        label="计划类别", choices=Park.PlanKind.choices, empty_label="全部"
    )
    status = django_filters.ChoiceFilter(label="状态", choices=Park.Status.choices, empty_label="全部")

    class Meta:
        model = Park
        fields = ("name", "county", "park_type", "plan_kind", "status")

    def named(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return matching(rows, "park", text)

    @extend_schema_field(OpenApiTypes.INT)
    def in_county(self, rows: QuerySet, name: str, county: Place | None) -> QuerySet:
        return below(rows, "place", county)


class PartFilter(django_filters.FilterSet):
    """Parcels and phases by park (its number) and county (its code)."""

    park = django_filters.NumberFilter(label="园区编号", field_name="park_id", decimal_places=0)
    county = django_filters.ModelChoiceFilter(
        label="县区代码", queryset=counties_of, to_field_name="code", method="in_county"
    )

    @extend_schema_field(OpenApiTypes.STR)
    def in_county(self, rows: QuerySet, name: str, county: Place | None) -> QuerySet:
        return below(rows, "park__place", county)


class ParcelFilter(PartFilter):
    started = django_filters.DateFromToRangeFilter(label="开工日期", field_name="started_on")

    class Meta:
        model = Parcel
        fields = ("park", "county", "started")


class PhaseFilter(PartFilter):
    completed = django_filters.DateFromToRangeFilter(label="竣工日期", field_name="completed_on")

    class Meta:
        model = Phase
        fields = ("park", "county", "completed")


class BuildingFilter(PartFilter):
    class Meta:
        model = Building
        fields = ("park", "county")


class UnitListFilter(django_filters.FilterSet):
    """What the list of all units can be narrowed by."""

    q = django_filters.CharFilter(label="单元号或幢号", method="named", max_length=60)
    park = NamedFilter(
        label="园区", field_name="storey__building__park", queryset=parks_of, empty_label="全部"
    )
    county = django_filters.ModelChoiceFilter(
        label="县区", queryset=counties_of, empty_label="全部", method="in_county"
    )
    use = django_filters.ChoiceFilter(label="用途", choices=RoomUse.choices, empty_label="全部")
    is_self_held = django_filters.ChoiceFilter(
        label="开发主体自持", choices=(("1", "是"), ("0", "否")), empty_label="全部"
    )

    class Meta:
        model = Unit
        fields = ("q", "park", "county", "use", "is_self_held")

    def named(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return rows.filter(Q(name__icontains=text) | Q(storey__building__name__icontains=text))

    def in_county(self, rows: QuerySet, name: str, county: Place | None) -> QuerySet:
        return below(rows, "storey__building__park__place", county)


class UnitFilter(PartFilter):
    """Units by park, county, building (its number) and use."""

    park = django_filters.NumberFilter(
        label="园区编号", field_name="storey__building__park_id", decimal_places=0
    )
    building = django_filters.NumberFilter(label="幢编号", field_name="storey__building_id", decimal_places=0)
    use = django_filters.ChoiceFilter(label="用途", choices=RoomUse.choices, empty_label="全部")

    class Meta:
        model = Unit
        fields = ("park", "county", "building", "use")

    @extend_schema_field(OpenApiTypes.STR)
    def in_county(self, rows: QuerySet, name: str, county: Place | None) -> QuerySet:
        return below(rows, "storey__building__park__place", county)
