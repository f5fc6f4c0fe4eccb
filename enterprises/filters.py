import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from enterprises.filing_selectors import LATE, STANDINGS, is_overdue
from enterprises.models import Enterprise, Filing, GrowthEvent, Occupancy, SuppliedFigure, YearlyFigure
from enterprises.rules.reporting import FORM_CHOICES, QUARTERS
from parks.filters import below, counties_of
from parks.models import Park
from parks.rules import industries
from portal.filters import DayFilter, NamedFilter
from portal.search import matching


def parks_in_scope(request: Any) -> QuerySet[Park]:
    return Park.objects.for_user(request.user).order_by("name") if request else Park.objects.none()


class EnterpriseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="名称、拼音或代码", method="search")
    park = NamedFilter(label="园区", queryset=parks_in_scope, method="in_park", empty_label="全部")
    industry_code = django_filters.ChoiceFilter(
        label="行业中类", choices=industries.choices, empty_label="全部"
    )

    class Meta:
        model = Enterprise
        fields = ("q", "park", "industry_code")

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return matching(rows, "enterprise", text)

    @extend_schema_field(OpenApiTypes.INT)
    def in_park(self, rows: QuerySet, name: str, park: Park) -> QuerySet:
        return rows.filter(pk__in=Occupancy.objects.filter(park=park).values("enterprise"))


class RoomFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="企业名称、拼音或代码", method="search", max_length=100)
    park = NamedFilter(label="园区", queryset=parks_in_scope, empty_label="全部")
    tenure = django_filters.ChoiceFilter(
        label="入驻方式", choices=Occupancy.Tenure.choices, empty_label="全部"
    )
    still = django_filters.ChoiceFilter(
        label="是否在园", choices=(("yes", "在园"), ("no", "已退出")), method="held", empty_label="全部"
    )
    on = DayFilter(label="某日在园", method="held_on")

    class Meta:
        model = Occupancy
        fields = ("q", "park", "tenure", "still", "on")

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return rows.filter(enterprise__in=matching(Enterprise.objects.all(), "enterprise", text).values("pk"))

    def held_on(self, rows: QuerySet, name: str, day: datetime.date) -> QuerySet:
        """Who was there on a day: the question an inspector asks years later."""
        return rows.on(day)

    def held(self, rows: QuerySet, name: str, word: str) -> QuerySet:
        today = timezone.localdate()
        return rows.on(today) if word == "yes" else rows.filter(valid_until__lt=today)


class GrowthFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="企业名称、拼音或代码", method="search", max_length=100)
    kind = django_filters.ChoiceFilter(label="类别", choices=GrowthEvent.Kind.choices, empty_label="全部")
    direction = django_filters.ChoiceFilter(
        label="进出", choices=GrowthEvent.Direction.choices, empty_label="全部"
    )
    year = django_filters.NumberFilter(label="年份", field_name="on__year", min_value=2000, max_value=2100)
    county = django_filters.ModelChoiceFilter(
        label="县区", queryset=counties_of, empty_label="全部", method="in_county"
    )
    park = NamedFilter(label="园区", queryset=parks_in_scope, empty_label="全部")

    class Meta:
        model = GrowthEvent
        fields = ("q", "kind", "direction", "year", "county", "park")

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return rows.filter(enterprise__in=matching(Enterprise.objects.all(), "enterprise", text).values("pk"))

    def in_county(self, rows: QuerySet, name: str, county: Any) -> QuerySet:
        return below(rows, "park__place", county)


class CrossingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="名称、拼音或代码", method="search", max_length=100)

    class Meta:
        model = Enterprise
        fields = ("q",)

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return matching(rows, "enterprise", text)


class FigureFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="企业名称", field_name="enterprise__name", lookup_expr="icontains")
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100)
    park = NamedFilter(label="园区", queryset=parks_in_scope, empty_label="全部")

    class Meta:
        model = YearlyFigure
        fields = ("q", "year", "park")


class FilingFilter(django_filters.FilterSet):
    """What the calendar and its numbers are narrowed by; `counted` is the column a number of it stands in."""

    COUNTED = (
        ("filed", "已报"),
        ("overdue", "逾期未报"),
        ("late", "逾期报送"),
        ("locked", "已锁定"),
        ("unlocked", "未锁定"),
    )
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100, decimal_places=0)
    form = django_filters.ChoiceFilter(label="报表", choices=FORM_CHOICES, empty_label="全部")
    county = django_filters.ModelChoiceFilter(
        label="县区", queryset=counties_of, empty_label="全部", method="in_county"
    )
    park = NamedFilter(label="园区", queryset=parks_in_scope, empty_label="全部")
    quarter = django_filters.ChoiceFilter(label="期间", choices=QUARTERS, empty_label="全部")
    standing = django_filters.ChoiceFilter(label="状态", choices=list(STANDINGS.items()), empty_label="全部")
    counted = django_filters.ChoiceFilter(
        label="报送情况", choices=COUNTED, empty_label="全部", method="counting"
    )

    class Meta:
        model = Filing
        fields = ("year", "form", "county", "park", "quarter", "standing", "counted")

    def in_county(self, rows: QuerySet, name: str, county: Any) -> QuerySet:
        return below(rows, "park__place", county)

    def counting(self, rows: QuerySet, name: str, word: str) -> QuerySet:
        found = {
            "filed": Q(filed_on__isnull=False),
            "overdue": is_overdue(timezone.localdate()),
            "late": LATE,
            "locked": Q(state=Filing.State.LOCKED),
            "unlocked": ~Q(state=Filing.State.LOCKED),
        }
        return rows.filter(found[word])


class DifferenceFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="年度", min_value=2000, max_value=2100, decimal_places=0)
    department = django_filters.ChoiceFilter(
        label="提供部门", choices=SuppliedFigure.Department.choices, empty_label="全部"
    )
    county = django_filters.ModelChoiceFilter(
        label="县区", queryset=counties_of, empty_label="全部", method="in_county"
    )
    q = django_filters.CharFilter(
        label="企业名称", field_name="enterprise__name", lookup_expr="icontains", max_length=100
    )

    class Meta:
        model = SuppliedFigure
        fields = ("year", "department", "county", "q")

    def in_county(self, rows: QuerySet, name: str, county: Any) -> QuerySet:
        return below(rows, "park__place", county)
