from typing import Any

import django_filters
from django.db.models import QuerySet

from accounts.models import Place
from evaluation.models import Run, RunResult


def counties_seen(request: Any) -> QuerySet[Place]:
    """The counties and zones whose results the user sees as a whole."""
    if request is None:
        return Place.objects.none()
    return Place.objects.for_user(request.user, "evaluation.view").county_level()


class RunFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="评价内容", choices=Run.Kind.choices, empty_label="全部")
    year = django_filters.NumberFilter(label="数据年度", min_value=2000, max_value=2100, decimal_places=0)
    place = django_filters.CharFilter(
        label="评价范围", field_name="place__name", lookup_expr="icontains", max_length=100
    )

    class Meta:
        model = Run
        fields = ("kind", "year", "place")


class ParkResultFilter(django_filters.FilterSet):
    """Results of parks: by county and by the park's name."""

    county = django_filters.ModelChoiceFilter(label="县(市、区)", queryset=counties_seen, empty_label="全部")
    park = django_filters.CharFilter(
        label="园区", field_name="park_name", lookup_expr="icontains", max_length=100
    )

    class Meta:
        model = RunResult
        fields = ("county", "park")


class FirmResultFilter(django_filters.FilterSet):
    """Results of firms: by county and by name or credit code."""

    county = django_filters.ModelChoiceFilter(label="县(市、区)", queryset=counties_seen, empty_label="全部")
    name = django_filters.CharFilter(label="企业", lookup_expr="icontains", max_length=100)
    uscc = django_filters.CharFilter(label="统一社会信用代码", lookup_expr="istartswith", max_length=18)

    class Meta:
        model = RunResult
        fields = ("county", "name", "uscc")


class FirmInParkResultFilter(FirmResultFilter):
    """Results of firms in single parks: also by the park's name."""

    park = django_filters.CharFilter(
        label="园区", field_name="park_name", lookup_expr="icontains", max_length=100
    )

    class Meta:
        model = RunResult
        fields = ("county", "park", "name", "uscc")


FILTERS = {
    RunResult.Level.PARK: ParkResultFilter,
    RunResult.Level.FIRM: FirmResultFilter,
    RunResult.Level.FIRM_IN_PARK: FirmInParkResultFilter,
}


class ResultFilter(django_filters.FilterSet):
    """What the API narrows results by: run, level, county (its code), year, park and firm (their numbers)."""

    run = django_filters.NumberFilter(field_name="run_id", decimal_places=0)
    level = django_filters.ChoiceFilter(choices=RunResult.Level.choices)
    county = django_filters.CharFilter(field_name="county__code", max_length=20)
    year = django_filters.NumberFilter(field_name="run__year", decimal_places=0)
    park = django_filters.NumberFilter(field_name="park_id", decimal_places=0)
    enterprise = django_filters.NumberFilter(field_name="enterprise_id", decimal_places=0)

    class Meta:
        model = RunResult
        fields = ("run", "level", "county", "year", "park", "enterprise")
