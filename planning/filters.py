from typing import Any

import django_filters
from django.db.models import QuerySet

from accounts.models import Place
from planning.models import PlanTarget
from planning.rules.plan import YEARS, indicators
from portal.filters import NamedFilter


def areas_planned(request: Any) -> QuerySet[Place]:
    """The areas of one's own that the plan names."""
    if request is None:
        return Place.objects.none()
    targets = PlanTarget.objects.for_user(request.user)
    return Place.objects.filter(pk__in=targets.values("area")).order_by("path")


class TargetFilter(django_filters.FilterSet):
    area = NamedFilter(label="地域", queryset=areas_planned, empty_label="全部")
    indicator = django_filters.ChoiceFilter(
        label="指标", choices=[(one.id, one.label) for one in indicators().values()], empty_label="全部"
    )
    year = django_filters.ChoiceFilter(
        label="年度", choices=[(year, str(year)) for year in YEARS], empty_label="全部", null_label="合计"
    )

    class Meta:
        model = PlanTarget
        fields = ("area", "indicator", "year")
