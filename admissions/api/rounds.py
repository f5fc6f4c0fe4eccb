"""入园批次 by API: the round, and in its detail the list as it was ranked."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from admissions.models import AdmissionRound, Standing
from portal.rest.viewsets import ScopedViewSet


class RoundSerializer(serializers.ModelSerializer):
    park_name = serializers.CharField(source="park.name", read_only=True)

    class Meta:
        model = AdmissionRound
        fields = (
            "id",
            "name",
            "state",
            "park",
            "park_name",
            "opens_on",
            "closes_on",
            "note",
            "scheme",
            "turn",
            "published_on",
            "publicity_until",
            "objections_until",
            "finalised_on",
        )


class StandingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Standing
        fields = ("application", "firm_name", "rank", "score", "tie", "verdict", "reason", "units")


class RoundDetailSerializer(RoundSerializer):
    units = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    standings = StandingSerializer(many=True, read_only=True)

    class Meta(RoundSerializer.Meta):
        fields = (*RoundSerializer.Meta.fields, "units", "standings")


class RoundViewSet(ScopedViewSet):
    """入园批次."""

    model = AdmissionRound
    permission = "application.view"
    serializer_class = RoundSerializer
    filterset_fields = ("state", "park")

    @extend_schema(responses=RoundDetailSerializer)
    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        round_ = self.get_object()
        standings = round_.standings.prefetch_related("units").order_by("rank", "pk")
        units = list(round_.offered.order_by("pk").values_list("unit", flat=True))
        listed = StandingSerializer(standings, many=True).data
        return Response(
            {**super().retrieve(request, *args, **kwargs).data, "units": units, "standings": listed}
        )
