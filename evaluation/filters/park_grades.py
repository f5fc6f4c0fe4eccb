import django_filters

from evaluation.filters.results import counties_seen
from evaluation.models import ParkResult
from evaluation.rules.park_grades.parts import LISTS

LIST_CHOICES = list(LISTS.items())


class GradeFilter(django_filters.FilterSet):
    """Parks of a run: by county, list, grade, outcome, name."""

    county = django_filters.ModelChoiceFilter(label="县(市、区)", queryset=counties_seen, empty_label="全部")
    park_type = django_filters.ChoiceFilter(label="榜单", choices=LIST_CHOICES, empty_label="全部")
    park_grade = django_filters.ChoiceFilter(label="档次", choices=ParkResult.GRADES, empty_label="全部")
    outcome = django_filters.ChoiceFilter(label="结论", choices=ParkResult.OUTCOMES, empty_label="全部")
    name = django_filters.CharFilter(label="园区", lookup_expr="icontains", max_length=100)

    class Meta:
        model = ParkResult
        fields = ("county", "park_type", "park_grade", "outcome", "name")


class GradeResultFilter(django_filters.FilterSet):
    """What the API narrows grades by: run, county (its code), year, list, grade, outcome, park."""

    run = django_filters.NumberFilter(field_name="run_id", decimal_places=0)
    county = django_filters.CharFilter(field_name="county__code", max_length=20)
    year = django_filters.NumberFilter(field_name="run__year", decimal_places=0)
    park_type = django_filters.ChoiceFilter(choices=LIST_CHOICES)
    park_grade = django_filters.ChoiceFilter(choices=ParkResult.GRADES)
    outcome = django_filters.ChoiceFilter(choices=ParkResult.OUTCOMES)
    park = django_filters.NumberFilter(field_name="park_id", decimal_places=0)

    class Meta:
        model = ParkResult
        fields = ("run", "county", "year", "park_type", "park_grade", "outcome", "park")
