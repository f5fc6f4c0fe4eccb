import django_filters

from portal.schemes.flow import STATES


class SchemeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="状态", choices=[(one.code, one.label) for one in STATES], empty_label="全部"
    )
    title = django_filters.CharFilter(label="方案名称", lookup_expr="icontains", max_length=100)
