"""Plan and progress for programs: the same rows and numbers as on the pages, decimals as strings."""

from decimal import Decimal
from typing import Any

import django_filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from planning.areas import PERMISSION, areas_of, cities_of
from planning.forms import DashboardForm
from planning.models import PlanTarget
from planning.selectors import Figure, Progress, Row, progress
from portal.rest.viewsets import HoldsPermission, ScopedViewSet


class PlanTargetSerializer(serializers.ModelSerializer):
    area_code = serializers.CharField(source="area.code")
    area = serializers.CharField(source="area.name")

    class Meta:
        model = PlanTarget
        fields = ("id", "area_code", "area", "indicator", "year", "state", "value", "instrument_id")


class PlanTargetFilter(django_filters.FilterSet):
    area_code = django_filters.CharFilter(field_name="area__code")

    class Meta:
        model = PlanTarget
        fields = ("area_code", "indicator", "year", "state")


class PlanTargets(ScopedViewSet):
    """The printed cells of the plan; `year` is null for the whole period, `value` unless `state` is number."""

    model = PlanTarget
    permission = PERMISSION
    queryset = PlanTarget.objects.none()
    serializer_class = PlanTargetSerializer
    filterset_class = PlanTargetFilter


class CellSerializer(serializers.Serializer):
    indicator = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField()
    plan_state = serializers.CharField()
    plan = serializers.CharField(allow_null=True)
    actual = serializers.CharField()
    rate = serializers.CharField(allow_null=True)
    behind_points = serializers.CharField(allow_null=True)
    lamp = serializers.CharField()
    lamp_word = serializers.CharField()
    url = serializers.CharField()


class RowSerializer(serializers.Serializer):
    area_code = serializers.CharField(allow_null=True)
    area = serializers.CharField()
    cells = CellSerializer(many=True)


class ProgressSerializer(serializers.Serializer):
    as_of = serializers.DateField()
    city = serializers.CharField()
    elapsed = serializers.CharField()
    rows = RowSerializer(many=True)
    total = RowSerializer(allow_null=True)


class ProgressView(viewsets.ViewSet):
    """Plan against actual of the areas in one's scope; `total` is the sum of the rows, null for a single row."""

    permission = PERMISSION
    permission_classes = (HoldsPermission,)

    @extend_schema(
        parameters=[OpenApiParameter("as_of", str), OpenApiParameter("city", str)],
        responses=ProgressSerializer,
    )
    def list(self, request: Request) -> Response:
        areas = areas_of(request.user)
        form = DashboardForm(request.query_params, cities_of(areas))
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return Response(progress_data(progress(request.user, form.date, form.city_code, areas)))


def progress_data(found: Progress) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "city": found.city.name if found.city else "",
        "elapsed": text(found.elapsed),
        "rows": [row_data(row) for row in found.rows],
        "total": row_data(found.total) if found.total else None,
    }


def row_data(row: Row) -> dict[str, Any]:
    return {
        "area_code": row.area.code if row.area else None,
        "area": row.label,
        "cells": [cell_data(figure) for figure in row.figures.values()],
    }


def cell_data(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator.code,
        "year": figure.year,
        "unit": figure.indicator.unit,
        "plan_state": figure.plan.state.value,
        "plan": text(figure.plan.number),
        "actual": text(figure.actual),
        "rate": text(figure.lamp.rate),
        "behind_points": text(figure.lamp.behind_points),
        "lamp": figure.lamp.code,
        "lamp_word": figure.lamp.word,
        "url": figure.url,
    }


def text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def register(router: BaseRouter) -> None:
    router.register("plan-targets", PlanTargets, basename="plan-target")
    router.register("progress", ProgressView, basename="progress")
