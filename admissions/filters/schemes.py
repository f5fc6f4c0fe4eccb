import django_filters

from admissions.flows.scheme import SCHEME
from admissions.models import AdmissionScheme


class SchemeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=SCHEME.choices(), empty_label="全部")
    title = django_filters.CharFilter(label="方案名称", lookup_expr="icontains", max_length=100)

    class Meta:
        model = AdmissionScheme
        fields = ("state", "title")
