from typing import Any

import django_filters
from django.db.models import QuerySet

from admissions.flows import ADMISSION
from admissions.models import Application
from parks.models import Park
from portal.filters import DayFilter
from portal.search import matching


def parks_in_scope(request: Any) -> QuerySet[Park]:
    """Parks from which this person sees applications."""
    return (
        Park.objects.for_user(request.user, "application.view").order_by("name")
        if request
        else Park.objects.none()
    )


class ApplicationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=ADMISSION.choices(), empty_label="全部")
    q = django_filters.CharFilter(label="企业名称、拼音、代码或编号", method="search", max_length=100)
    park = django_filters.ModelChoiceFilter(label="园区", queryset=parks_in_scope, empty_label="全部")
    submitted_from = DayFilter(label="提交日期起", field_name="submitted_at", lookup_expr="date__gte")
    submitted_until = DayFilter(label="提交日期止", field_name="submitted_at", lookup_expr="date__lte")

    class Meta:
        model = Application
        fields = ("state", "q", "park", "submitted_from", "submitted_until")

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return matching(rows, "application", value)
