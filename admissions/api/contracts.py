from typing import Any

from django.utils import timezone
from rest_framework import serializers

from admissions.measures.performance import as_seen_by, assessed
from admissions.models import AdmissionContract, Commitment
from portal.rest.viewsets import ScopedViewSet


class ContractSerializer(serializers.ModelSerializer):
    firm_name = serializers.CharField(source="application.firm_name", read_only=True)
    park = serializers.IntegerField(source="application.park_id", read_only=True)

    class Meta:
        model = AdmissionContract
        fields = (
            "id",
            "number",
            "revision",
            "amends",
            "state",
            "application",
            "firm_name",
            "park",
            "tenure",
            "floor_area_m2",
            "unit_price_yuan",
            "total_wan",
            "cap_yuan",
            "valid_from",
            "valid_until",
            "effective_on",
            "filed_number",
            "filed_price_yuan",
            "filed_on",
            "tenancy",
        )


class ContractViewSet(ScopedViewSet):
    """三方入园合同."""

    model = AdmissionContract
    permission = "application.view"
    serializer_class = ContractSerializer
    filterset_fields = ("state", "application", "number")


class CommitmentSerializer(serializers.ModelSerializer):
    """A promise of an effective contract with what became of it; yearly ones of the last year that is over."""

    actual = serializers.DecimalField(
        max_digits=30,
        decimal_places=4,
        source="seen",
        read_only=True,
        allow_null=True,
        help_text="无权查看税收数据的，税收类承诺为空。",
    )
    done_on = serializers.DateField(read_only=True, allow_null=True)
    standing = serializers.CharField(read_only=True)

    class Meta:
        model = Commitment
        fields = ("id", "contract", "kind", "target", "due_on", "first_year", "actual", "done_on", "standing")


class CommitmentViewSet(ScopedViewSet):
    """达产承诺."""

    model = Commitment
    permission = "application.view"
    serializer_class = CommitmentSerializer
    filterset_fields = ("contract", "kind")

    def annotate(self, rows: Any) -> Any:
        today = timezone.localdate()
        rows = assessed(rows.filter(contract__state="effective"), today.year - 1, today)
        return as_seen_by(rows, self.request.user)
