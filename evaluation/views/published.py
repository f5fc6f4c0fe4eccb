"""Published classes as lists: class A for banks (W17), class D, each with what it means for the firm (W12)."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from evaluation.filters.classes import PublishedFilter
from evaluation.models import EnterpriseResult
from evaluation.published_classes import published_classes
from evaluation.tables.published import PublishedTable
from portal.pages import ListPage

LISTS = (("A", "A 类企业名单（供银行）"), ("D", "D 类企业名单"), ("", "全部类别"))


class PublishedClasses(ListPage):
    """Firms with a published class; the export carries what the filter shows."""

    model = EnterpriseResult
    permission = "evaluation.view"
    title = "企业类别与差别化政策"
    template_name = "evaluation/published.html"
    table_class = PublishedTable
    filterset_class = PublishedFilter

    def get_queryset(self) -> QuerySet[EnterpriseResult]:
        return published_classes(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        base, asked = reverse("evaluation:published_classes"), self.request.GET.get("enterprise_class", "")
        lists = [
            {
                "label": label,
                "url": f"{base}?{urlencode({'enterprise_class': letter})}" if letter else base,
                "active": letter == asked,
            }
            for letter, label in LISTS
        ]
        tables = f"{reverse('evaluation:schemes')}?{urlencode({'subject': 'treatment'})}"
        return super().get_context_data(lists=lists, tables_url=tables, **kwargs)
