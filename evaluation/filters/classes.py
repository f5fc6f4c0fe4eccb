import django_filters

from enterprises.models import YearlyFigure
from evaluation.filters.results import counties_seen
from evaluation.models import EnterpriseResult, EvaluationScheme
from portal.schemes import filters


class ClassFilter(django_filters.FilterSet):
    """Firms of a run: by county, group, class, outcome, name, code."""

    county = django_filters.ModelChoiceFilter(label="县(市、区)", queryset=counties_seen, empty_label="全部")
    enterprise_class = django_filters.ChoiceFilter(
        label="类别", choices=EnterpriseResult.CLASSES, empty_label="全部"
    )
    outcome = django_filters.ChoiceFilter(label="结论", choices=EnterpriseResult.OUTCOMES, empty_label="全部")
    group_label = django_filters.CharFilter(label="分组", lookup_expr="icontains", max_length=100)
    name = django_filters.CharFilter(label="企业", lookup_expr="icontains", max_length=100)
    uscc = django_filters.CharFilter(label="统一社会信用代码", lookup_expr="istartswith", max_length=18)

    class Meta:
        model = EnterpriseResult
        fields = ("county", "enterprise_class", "outcome", "group_label", "name", "uscc")


class PublishedFilter(django_filters.FilterSet):
    """Firms with a published class: by class, county, year, name."""

    enterprise_class = ClassFilter.declared_filters["enterprise_class"]
    county = ClassFilter.declared_filters["county"]
    year = django_filters.NumberFilter(
        label="数据年度", field_name="run__year", min_value=2000, max_value=2100
    )
    name = ClassFilter.declared_filters["name"]

    class Meta:
        model = EnterpriseResult
        fields = ("enterprise_class", "county", "year", "name")


class SchemeFilter(filters.SchemeFilter):
    subject = django_filters.ChoiceFilter(
        label="评价对象", choices=EvaluationScheme.Subject.choices, empty_label="全部"
    )


class CheckFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="数据年度", min_value=2000, max_value=2100, decimal_places=0)
    enterprise = django_filters.CharFilter(
        label="企业", field_name="enterprise__name", lookup_expr="icontains", max_length=100
    )
    park = django_filters.CharFilter(
        label="园区", field_name="park__name", lookup_expr="icontains", max_length=100
    )

    class Meta:
        model = YearlyFigure
        fields = ("year", "enterprise", "park")


class ClassResultFilter(django_filters.FilterSet):
    """What the API narrows classes by: run, county (its code), year, class, outcome, firm."""

    run = django_filters.NumberFilter(field_name="run_id", decimal_places=0)
    county = django_filters.CharFilter(field_name="county__code", max_length=20)
    year = django_filters.NumberFilter(field_name="run__year", decimal_places=0)
    enterprise_class = django_filters.ChoiceFilter(choices=EnterpriseResult.CLASSES)
    outcome = django_filters.ChoiceFilter(choices=EnterpriseResult.OUTCOMES)
    enterprise = django_filters.NumberFilter(field_name="enterprise_id", decimal_places=0)

    class Meta:
        model = EnterpriseResult
        fields = ("run", "county", "year", "enterprise_class", "outcome", "enterprise")
