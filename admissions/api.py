from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from admissions.flows import ADMISSION
from admissions.models import AdmissionScheme, Application
from admissions.rules.completeness import missing
from admissions.schemes import readable
from portal.rest.viewsets import ScopedViewSet


class ApplicationSerializer(serializers.ModelSerializer):
    park_name = serializers.CharField(source="park.name", read_only=True)
    owner_name = serializers.CharField(source="owner.display_name", read_only=True)

    class Meta:
        model = Application
        fields = (
            "id",
            "number",
            "state",
            "park",
            "park_name",
            "firm_name",
            "uscc",
            "industry_code",
            "founded_on",
            "tenure",
            "requested_floor_m2",
            "investment_wan",
            "expected_sales_wan",
            "expected_tax_wan",
            "employees",
            "process",
            "own_use_declared",
            "revision",
            "first_submitted_on",
            "submitted_at",
            "decided_at",
            "owner_name",
            "enterprise",
            "occupancy",
        )


class ApplicationDetailSerializer(ApplicationSerializer):
    """One application also says what it still lacks, in the words of the page."""

    missing = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta(ApplicationSerializer.Meta):
        fields = (*ApplicationSerializer.Meta.fields, "missing")


class ApplicationViewSet(ScopedViewSet):
    """入园申请."""

    model = Application
    permission = "application.view"
    serializer_class = ApplicationSerializer
    filterset_fields = ("state", "park", "uscc")

    @extend_schema(responses=ApplicationDetailSerializer)
    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().retrieve(request, *args, **kwargs)
        application = self.get_object()
        is_open = application.state in ADMISSION.codes(final=False)
        return Response({**response.data, "missing": missing(application) if is_open else []})


class SchemeSerializer(serializers.ModelSerializer):
    """`content` is the whole scheme: dimensions, indicators, vetoes, threshold, tie_break, settings."""

    place_code = serializers.CharField(source="place.code", read_only=True)
    place_name = serializers.CharField(source="place.name", read_only=True)

    class Meta:
        model = AdmissionScheme
        fields = (
            "id",
            "title",
            "place_code",
            "place_name",
            "state",
            "is_reference",
            "policy",
            "valid_from",
            "valid_until",
            "published_at",
            "content",
        )


class SchemeViewSet(ScopedViewSet):
    """评分方案."""

    model = AdmissionScheme
    permission = "application.view"
    serializer_class = SchemeSerializer
    filterset_fields = ("state", "is_reference", "policy")

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return AdmissionScheme.objects.none()
        return readable(self.request.user).order_by("pk")


def register(router: Any) -> None:
    router.register("admission-schemes", SchemeViewSet, basename="scheme")
    router.register("applications", ApplicationViewSet, basename="application")
