from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from admissions.flows import ADMISSION
from admissions.models import Application
from admissions.rules.completeness import missing
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
            "leading_product",
            "process",
            "equipment",
            "heavy_equipment",
            "heavy_storey",
            "answers",
            "scheme",
            "score",
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
        fields = (*ApplicationSerializer.Meta.fields, "score_trace", "missing")


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
