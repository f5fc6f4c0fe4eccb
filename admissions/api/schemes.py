from typing import Any

from rest_framework import serializers

from admissions.models import AdmissionScheme
from admissions.scheme_kind import SCHEMES
from portal.rest.viewsets import ScopedViewSet
from portal.schemes.selectors import readable


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
        return readable(SCHEMES, self.request.user).order_by("pk")
