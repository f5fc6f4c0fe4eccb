from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from admissions.cases import checks_of, clock_words
from admissions.flows import ADMISSION
from admissions.models import Application
from admissions.opinions import opinions_for
from admissions.procedures import procedure_for
from admissions.rules.completeness import missing
from admissions.selectors import is_applicant
from portal import calendar
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
            "accepted_at",
            "decided_at",
            "approved_floor_m2",
            "owner_name",
            "enterprise",
            "occupancy",
        )


class CheckSerializer(serializers.Serializer):
    """One line of the qualification check."""

    code = serializers.CharField()
    label = serializers.CharField()
    verdict = serializers.CharField()
    words = serializers.CharField()
    clause = serializers.CharField()


class OpinionSerializer(serializers.Serializer):
    """A department's opinion as this person reads it; `is_sealed`: given, and not yet open to others."""

    revision = serializers.IntegerField()
    department = serializers.CharField()
    department_code = serializers.CharField()
    due_on = serializers.DateField()
    state = serializers.CharField()
    verdict = serializers.CharField()
    text = serializers.CharField()
    who = serializers.CharField()
    when = serializers.DateTimeField(allow_null=True)
    is_sealed = serializers.BooleanField()


class ApplicationDetailSerializer(ApplicationSerializer):
    """One application also says what it still lacks, in the words of the page."""

    missing = serializers.ListField(child=serializers.CharField(), read_only=True)
    clock = serializers.CharField(read_only=True)
    checks = CheckSerializer(many=True, read_only=True)
    opinions = OpinionSerializer(many=True, read_only=True)

    class Meta(ApplicationSerializer.Meta):
        fields = (
            *ApplicationSerializer.Meta.fields,
            "score_trace",
            "missing",
            "clock",
            "checks",
            "opinions",
        )


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
        own = {
            "score_trace": application.score_trace,
            "missing": missing(application) if is_open else [],
        }
        return Response({**response.data, **own, **beside(application, request.user)})


def beside(application: Application, user: Any) -> dict[str, Any]:
    """What the review page shows to officials; of it the applicant's side gets nothing."""
    if not application.number or is_applicant(application, user):
        return {"clock": "", "checks": [], "opinions": []}
    days = procedure_for(application).review_days
    return {
        "clock": clock_words(application, calendar.current(), days),
        "checks": CheckSerializer([check.as_dict() for check in checks_of(application)], many=True).data,
        "opinions": OpinionSerializer(opinions_for(application, user), many=True).data,
    }
