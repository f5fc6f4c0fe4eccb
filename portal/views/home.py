from typing import Any

from portal.context import counts_for, sources_of
from portal.pages import Page


class Home(Page):
    """我的待办: what waits for this person, group by group; the badge in the top bar is the same count."""

    template_name = "portal/home.html"
    title = "我的待办"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, counts = self.request.user, counts_for(self.request)
        groups = [
            {"label": source.label, "count": count, "rows": source.rows(user)}
            for source in sources_of(user)
            if (count := counts.waiting[source.code])
        ]
        return super().get_context_data(groups=groups, **kwargs)
