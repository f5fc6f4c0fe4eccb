"""Tabs of a record: each an address of its own; rooms add theirs through a registry."""

from typing import Any

from portal.registry import Registry, Tab


def tabs_for(tabs: Registry[Tab], record: Any, user: Any, active: str) -> list[dict[str, Any]]:
    """The tabs this person sees on `record`, in order, for `parts/tabs.html`; `active` is a tab's code."""
    shown = [tab for tab in tabs if not tab.permissions or tab.permissions & user.permissions]
    return [
        {"label": tab.label, "url": tab.url(record), "active": tab.code == active}
        for tab in sorted(shown, key=lambda tab: tab.order)
    ]
