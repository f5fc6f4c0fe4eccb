import django_filters

from evaluation.filters.results import counties_seen
from evaluation.models import StarResult


class StarFilter(django_filters.FilterSet):
    """Cases of a run: by county, star reached, star applied for, park."""

    county = django_filters.ModelChoiceFilter(label="县(市、区)", queryset=counties_seen, empty_label="全部")
    reached = django_filters.ChoiceFilter(
        label="得分达到星级",
        choices=StarResult._meta.get_field("reached").choices,
        empty_label="全部",
    )
    applied = django_filters.ChoiceFilter(
        label="申报星级", choices=StarResult._meta.get_field("applied").choices, empty_label="全部"
    )
    park_name = django_filters.CharFilter(label="园区", lookup_expr="icontains", max_length=100)

    class Meta:
        model = StarResult
        fields = ("county", "reached", "applied", "park_name")


class StarResultFilter(django_filters.FilterSet):
    """What the API narrows results by: run, county (its code), year, star, park, case."""

    run = django_filters.NumberFilter(field_name="run_id", decimal_places=0)
    county = django_filters.CharFilter(field_name="county__code", max_length=20)
    year = django_filters.NumberFilter(field_name="run__year", decimal_places=0)
    reached = django_filters.NumberFilter(decimal_places=0)
    park = django_filters.NumberFilter(field_name="park_id", decimal_places=0)
    case = django_filters.NumberFilter(field_name="case_id", decimal_places=0)

    class Meta:
        model = StarResult
        fields = ("run", "county", "year", "reached", "park", "case")
