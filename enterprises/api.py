from typing import Any

from rest_framework import serializers

from enterprises.filters import EnterpriseFilter, FigureFilter
from enterprises.models import Enterprise, GrowthEvent, Occupancy, TenancyContract, YearlyFigure
from enterprises.tables import with_tax
from portal.rest.viewsets import ScopedViewSet


class EnterpriseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Enterprise
        fields = ("id", "name", "uscc", "industry_code", "founded_on", "code_url", "systems", "version")


class OccupancySerializer(serializers.ModelSerializer):
    class Meta:
        model = Occupancy
        fields = (
            "id",
            "enterprise",
            "park",
            "tenure",
            "floor_area_m2",
            "own_parcel_mu",
            "unit",
            "room",
            "valid_from",
            "valid_until",
        )


class YearlyFigureSerializer(serializers.ModelSerializer):
    tax_wan = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        source="tax_seen",
        allow_null=True,
        read_only=True,
        help_text="纳税总额(万元)；无权查看时为空。",
    )

    class Meta:
        model = YearlyFigure
        fields = (
            "id",
            "enterprise",
            "park",
            "year",
            "tax_wan",
            "sales_wan",
            "energy_tce",
            "employees",
            "source",
            "version",
        )


class GrowthEventSerializer(serializers.ModelSerializer):
    class Meta:
        model = GrowthEvent
        fields = ("id", "enterprise", "park", "kind", "direction", "on", "document")


class TenancyContractSerializer(serializers.ModelSerializer):
    class Meta:
        model = TenancyContract
        fields = (
            "id",
            "enterprise",
            "park",
            "occupancy",
            "number",
            "tenure",
            "signed_on",
            "floor_area_m2",
            "amount_wan",
            "valid_from",
            "valid_until",
            "version",
        )


class EnterpriseViewSet(ScopedViewSet):
    model = Enterprise
    permission = "enterprise.view"
    serializer_class = EnterpriseSerializer
    filterset_class = EnterpriseFilter


class OccupancyViewSet(ScopedViewSet):
    model = Occupancy
    permission = "enterprise.view"
    serializer_class = OccupancySerializer
    filterset_fields = ("park", "enterprise")


class YearlyFigureViewSet(ScopedViewSet):
    model = YearlyFigure
    permission = "figures.view"
    serializer_class = YearlyFigureSerializer
    filterset_class = FigureFilter

    def annotate(self, rows: Any) -> Any:
        return with_tax(rows, self.request.user)


class GrowthEventViewSet(ScopedViewSet):
    model = GrowthEvent
    permission = "enterprise.view"
    serializer_class = GrowthEventSerializer
    filterset_fields = ("park", "kind")


class TenancyContractViewSet(ScopedViewSet):
    model = TenancyContract
    permission = "enterprise.view"
    serializer_class = TenancyContractSerializer
    filterset_fields = ("park", "enterprise", "number")


def register(router: Any) -> None:
    router.register("enterprises", EnterpriseViewSet, basename="enterprise")
    router.register("occupancies", OccupancyViewSet, basename="occupancy")
    router.register("yearly-figures", YearlyFigureViewSet, basename="yearly-figure")
    router.register("growth-events", GrowthEventViewSet, basename="growth-event")
    router.register("tenancy-contracts", TenancyContractViewSet, basename="tenancy-contract")
