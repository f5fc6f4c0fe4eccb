from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from admissions.filters.applications import parks_in_scope
from admissions.flows.contract import BREACH, CONTRACT
from admissions.models import AdmissionContract, Breach, Commitment
from admissions.models.contract import ABOVE_CAP, DOUBLE
from admissions.rules.performance import LAMPS
from portal.search import matching

PRICES = (("cap", "超过限价"), ("double", "备案价不一致（阴阳合同）"))


class ContractFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=CONTRACT.choices(), empty_label="全部")
    q = django_filters.CharFilter(label="企业名称、拼音、代码或编号", method="search", max_length=100)
    price = django_filters.ChoiceFilter(
        label="价格提示", choices=PRICES, method="of_price", empty_label="全部"
    )
    park = django_filters.ModelChoiceFilter(
        label="园区", field_name="application__park", queryset=parks_in_scope, empty_label="全部"
    )

    class Meta:
        model = AdmissionContract
        fields = ("state", "q", "price", "park")

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return found(rows, value, "application")

    def of_price(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter({"cap": ABOVE_CAP, "double": DOUBLE}[value])


def found(rows: QuerySet, text: str, path: str) -> QuerySet:
    """Rows whose application is found by firm, code or number."""
    applications = matching(
        rows.model._meta.apps.get_model("admissions.Application").objects.all(), "application", text
    )
    return rows.filter(**{f"{path}__in": applications.order_by().values("pk")})


class CommitmentFilter(django_filters.FilterSet):
    standing = django_filters.ChoiceFilter(
        label="灯", choices=[(code, lamp.word) for code, lamp in LAMPS.items()], empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="承诺事项", choices=Commitment.Kind.choices, empty_label="全部")
    year = django_filters.ChoiceFilter(
        label="年度", choices=lambda: years(), method="of_year", empty_label="上一年度"
    )
    q = django_filters.CharFilter(label="企业名称、拼音、代码或编号", method="search", max_length=100)
    park = django_filters.ModelChoiceFilter(
        label="园区", field_name="contract__application__park", queryset=parks_in_scope, empty_label="全部"
    )

    class Meta:
        model = Commitment
        fields = ("standing", "kind", "year", "q", "park")

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return found(rows, value, "contract__application")

    def of_year(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """The year is looked at where the rows are assessed."""
        return rows


def years() -> list[tuple[str, str]]:
    """The years whose figures can be there: the last ones, newest first."""
    last = timezone.localdate().year
    return [(str(year), f"{year} 年度") for year in range(last, last - 6, -1)]


def chosen_year(given: str | None) -> int:
    """The year of the filter; the last one that is over unless another is chosen."""
    known = dict(years())
    return int(given) if given in known else timezone.localdate().year - 1


class BreachFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=BREACH.choices(), empty_label="全部")
    ground = django_filters.ChoiceFilter(label="违约类别", choices=Breach.Ground.choices, empty_label="全部")
    q = django_filters.CharFilter(label="企业名称、拼音、代码或编号", method="search", max_length=100)
    park = django_filters.ModelChoiceFilter(
        label="园区", field_name="contract__application__park", queryset=parks_in_scope, empty_label="全部"
    )

    class Meta:
        model = Breach
        fields = ("state", "ground", "q", "park")

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return found(rows, value, "contract__application")
