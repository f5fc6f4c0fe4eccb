"""典型案例: what is published of them, for everybody who has an account (W22, C十六)."""

from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone

from parks.models import ModelCase
from portal.pages import Page
from portal.tables import bounded

# What a published case says to everybody, whatever their place; nothing else of it leaves its county.
PUBLIC = ("title", "summary", "published_on", "place__name", "park__name")
PAGE_SIZE = 10


class Cases(Page):
    template_name = "parks/records/cases.html"
    title = "典型案例"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ModelCase.objects.filter(published_on__lte=timezone.localdate())
        pages = Paginator(rows.order_by("-published_on", "pk").values(*PUBLIC), PAGE_SIZE)
        number = bounded(self.request.GET.get("page"), 1, 1, pages.num_pages)
        return super().get_context_data(cases=pages.page(number), **kwargs)
