from typing import Any

import django_filters
from django.db.models import QuerySet

from admissions.filters.applications import DayFilter, parks_in_scope
from admissions.flows.round import ROUND
from admissions.models import AdmissionRound, Application
from portal.filters import NamedFilter
from portal.search import matching


class RoundFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=ROUND.choices(), empty_label="全部")
    park = NamedFilter(label="园区", queryset=parks_in_scope, empty_label="全部")

    class Meta:
        model = AdmissionRound
        fields = ("state", "park")


class ApprovedFilter(django_filters.FilterSet):
    park = NamedFilter(label="园区", queryset=parks_in_scope, empty_label="全部")
    decided_from = DayFilter(label="审核通过日期起", field_name="decided_at", lookup_expr="date__gte")
    decided_until = DayFilter(label="审核通过日期止", field_name="decided_at", lookup_expr="date__lte")
    q = django_filters.CharFilter(label="企业名称、拼音、代码或编号", method="search", max_length=100)

    class Meta:
        model = Application
        fields = ("park", "decided_from", "decided_until", "q")

    def search(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return matching(rows, "application", value)
