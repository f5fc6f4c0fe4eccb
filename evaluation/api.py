"""`/api/v1/runs/`, `/api/v1/results/`, `/api/v1/results/<id>/explanation/`: the rows of the pages, read only."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from evaluation.explanations import explain
from evaluation.filters import ResultFilter
from evaluation.filters.classes import ClassResultFilter
from evaluation.filters.park_grades import GradeResultFilter
from evaluation.filters.stars import StarResultFilter
from evaluation.models import (
    EnterpriseResult,
    EvaluationScheme,
    ParkResult,
    Run,
    RunResult,
    StarCase,
    StarResult,
)
from evaluation.scheme_kind import SCHEMES
from evaluation.selectors import runs_for
from portal.rest.viewsets import ScopedViewSet
from portal.schemes.selectors import readable


def number(places: int) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=24, decimal_places=places, allow_null=True)


class RunSerializer(serializers.Serializer):
    """A run; `firms` counts the firms in parks of it that the caller sees."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Run.Kind.choices)
    year = serializers.IntegerField()
    place = serializers.CharField(source="place.code")
    place_name = serializers.CharField(source="place.name")
    rule_date = serializers.DateField()
    created_at = serializers.DateTimeField()
    supersedes = serializers.IntegerField(source="supersedes_id", allow_null=True)
    superseded = serializers.BooleanField()
    firms = serializers.IntegerField()
    left_out = serializers.ListField(child=serializers.DictField())
    rulebook_hash = serializers.CharField()
    inputs_hash = serializers.CharField()
    results_hash = serializers.CharField()


class ResultSerializer(serializers.Serializer):
    """A result: tax in 万元, land in 亩, their quotient in 万元/亩; null without land."""

    id = serializers.IntegerField()
    run = serializers.IntegerField(source="run_id")
    year = serializers.IntegerField(source="run.year")
    level = serializers.ChoiceField(choices=RunResult.Level.choices)
    county = serializers.CharField(source="county.code", allow_null=True)
    park = serializers.IntegerField(source="park_id", allow_null=True)
    enterprise = serializers.IntegerField(source="enterprise_id", allow_null=True)
    name = serializers.CharField()
    park_name = serializers.CharField()
    uscc = serializers.CharField()
    firms = serializers.IntegerField()
    tax_wan = number(2)
    land_mu = number(4)
    tax_per_mu = number(2)
    rank = serializers.IntegerField(allow_null=True)
    park_land_in_use_mu = number(4)
    tax_per_park_mu = number(2)
    outcome = serializers.ChoiceField(choices=RunResult.Outcome.choices)


class RunViewSet(ScopedViewSet):
    model = Run
    permission = "evaluation.view"
    serializer_class = RunSerializer
    filterset_fields = ("year", "place__code")

    def annotate(self, rows: QuerySet) -> QuerySet:
        return runs_for(self.request.user)


class ResultViewSet(ScopedViewSet):
    model = RunResult
    permission = "evaluation.view"
    serializer_class = ResultSerializer
    filterset_class = ResultFilter

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["get"])
    def explanation(self, request: Any, pk: str) -> Response:
        """The result with formula, operands, parameters and what lies below it; decimals as strings."""
        result = self.get_queryset().select_related("run", "county").get(pk=self.get_object().pk)
        answer = explain(result, result.run).as_dict()
        return Response({**answer, "run": result.run_id, "rulebook_hash": result.run.rulebook_hash})


class ClassResultSerializer(serializers.ModelSerializer):
    """A firm's enterprise class; `values` and `points` stand in the order of its group's indicators. A firm that was
    not ranked has an outcome and a reason instead."""

    year = serializers.IntegerField(source="run.year", read_only=True)
    county = serializers.CharField(source="county.code", read_only=True)
    hypothetical = serializers.BooleanField(source="run.hypothetical", read_only=True)

    class Meta:
        model = EnterpriseResult
        fields = (
            "id",
            "run",
            "year",
            "hypothetical",
            "county",
            "enterprise",
            "name",
            "uscc",
            "group",
            "group_label",
            "tax_wan",
            "sales_wan",
            "energy_tce",
            "employees",
            "land_mu",
            "values",
            "points",
            "bonus",
            "deduction",
            "score",
            "rank",
            "enterprise_class",
            "outcome",
            "reason",
        )


class ClassResultViewSet(ScopedViewSet):
    """企业分类结果."""

    model = EnterpriseResult
    permission = "evaluation.view"
    serializer_class = ClassResultSerializer
    filterset_class = ClassResultFilter

    def annotate(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("run", "county")


class GradeResultSerializer(serializers.ModelSerializer):
    """A park's grade; `values` and `points` stand in the order of its list's items. A park that was not evaluated has
    an outcome and a reason instead."""

    year = serializers.IntegerField(source="run.year", read_only=True)
    county = serializers.CharField(source="county.code", read_only=True)
    hypothetical = serializers.BooleanField(source="run.hypothetical", read_only=True)

    class Meta:
        model = ParkResult
        fields = (
            "id",
            "run",
            "year",
            "hypothetical",
            "county",
            "park",
            "name",
            "park_type",
            "values",
            "points",
            "bonus",
            "deduction",
            "score",
            "rank",
            "park_grade",
            "vetoes",
            "outcome",
            "reason",
        )


class GradeResultViewSet(ScopedViewSet):
    """园区绩效评价结果."""

    model = ParkResult
    permission = "evaluation.view"
    serializer_class = GradeResultSerializer
    filterset_class = GradeResultFilter

    def annotate(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("run", "county")


class EvaluationSchemeSerializer(serializers.ModelSerializer):
    """`content` is the whole scheme: groups, adjustments, settings."""

    place_code = serializers.CharField(source="place.code", read_only=True)

    class Meta:
        model = EvaluationScheme
        fields = (
            "id",
            "subject",
            "title",
            "place_code",
            "state",
            "is_reference",
            "policy",
            "valid_from",
            "valid_until",
            "published_at",
            "content",
        )


class EvaluationSchemeViewSet(ScopedViewSet):
    """评价方案."""

    model = EvaluationScheme
    permission = "evaluation.view"
    serializer_class = EvaluationSchemeSerializer
    filterset_fields = ("state", "is_reference", "policy")

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return EvaluationScheme.objects.none()
        return readable(SCHEMES, self.request.user).select_related("place").order_by("pk")


class StarCaseSerializer(serializers.ModelSerializer):
    """A park's application for a star; `score` and `reached` are told once it is made public."""

    park_name = serializers.CharField(source="park.name", read_only=True)

    class Meta:
        model = StarCase
        fields = (
            "id",
            "park",
            "park_name",
            "year",
            "star",
            "kind",
            "state",
            "gate_grade",
            "gate_year",
            "gate_on",
            "score",
            "reached",
            "publicity_from",
            "publicity_until",
            "awarded_on",
            "awarded_document",
            "valid_until",
        )


class StarCaseViewSet(ScopedViewSet):
    """星级申报."""

    model = StarCase
    permission = "evaluation.view"
    serializer_class = StarCaseSerializer
    filterset_fields = ("park", "year", "star", "state")

    def annotate(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("park")


class StarResultSerializer(serializers.ModelSerializer):
    """A case's score in a run; `dimensions` stand in the order of the scheme's dimensions, `reached` 0 is no star."""

    year = serializers.IntegerField(source="run.year", read_only=True)
    county = serializers.CharField(source="county.code", read_only=True)
    hypothetical = serializers.BooleanField(source="run.hypothetical", read_only=True)

    class Meta:
        model = StarResult
        fields = (
            "id",
            "run",
            "year",
            "hypothetical",
            "county",
            "park",
            "park_name",
            "case",
            "case_state",
            "applied",
            "gate_grade",
            "dimensions",
            "score",
            "reached",
            "rank",
        )


class StarResultViewSet(ScopedViewSet):
    """星级评定结果."""

    model = StarResult
    permission = "evaluation.view"
    serializer_class = StarResultSerializer
    filterset_class = StarResultFilter

    def annotate(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("run", "county")


def register(router: BaseRouter) -> None:
    router.register("park-results", GradeResultViewSet, basename="park_result")
    router.register("star-cases", StarCaseViewSet, basename="star_case")
    router.register("star-results", StarResultViewSet, basename="star_result")
    router.register("class-results", ClassResultViewSet, basename="class_result")
    router.register("evaluation-schemes", EvaluationSchemeViewSet, basename="evaluation_scheme")
    router.register("runs", RunViewSet, basename="run")
    router.register("results", ResultViewSet, basename="result")
