from typing import Any

from portal.pages import Page
from portal.search import search

LONGEST = 100


class Search(Page):
    """What the search of the top bar finds: a page, or for a script only its results."""

    template_name = "portal/search.html"
    title = "搜索"

    def get_template_names(self) -> list[str]:
        return ["portal/search_results.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "").strip()[:LONGEST]
        return super().get_context_data(text=text, groups=search(self.request.user, text), **kwargs)
