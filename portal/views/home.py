from typing import Any

from portal.pages import Page
from portal.registry import work_sources


class Home(Page):
    """我的待办: what waits for this person, group by group; the badge in the top bar is the same count."""

    template_name = "portal/home.html"
    title = "我的待办"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        sources = sorted(
            (source for source in work_sources if source.permissions & user.permissions),
            key=lambda source: source.order,
        )
        groups = [
            {"label": source.label, "count": count, "rows": source.rows(user)}
            for source in sources
            if (count := source.count(user))
        ]
        return super().get_context_data(groups=groups, **kwargs)
