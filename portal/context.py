"""What every page needs around its content."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from portal.counting import numbers_of
from portal.models import Notice
from portal.registry import WorkSource, menu_entries, work_sources


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    active: bool


@dataclass
class Group:
    label: str
    icon: str
    entries: list[Entry] = field(default_factory=list)


# Order and icon of the groups of the left navigation, by what people do, not by table.
GROUPS = {
    "我的待办": "checklist",
    "园区": "building-factory-2",
    "入园准入": "file-check",
    "合同履约": "file-certificate",
    "评价与星级": "chart-bar",
    "计划进度": "target-arrow",
    "数据导入": "database-import",
    "通知公示": "bell",
    "政策库": "book",
    "系统": "settings",
}


def menu(user: Any, path: str) -> list[Group]:
    """The navigation as this person sees it; the longest address that fits is the active one."""
    entries = sorted(
        (entry for entry in menu_entries if not entry.permissions or entry.permissions & user.permissions),
        key=lambda entry: entry.order,
    )
    urls = {entry.code: reverse(entry.url_name, args=entry.words) for entry in entries}
    fitting = [code for code, url in urls.items() if path == url or (url != "/" and path.startswith(url))]
    active = max(fitting, key=lambda code: len(urls[code]), default=None)
    groups = {label: Group(label, icon) for label, icon in GROUPS.items()}
    for entry in entries:
        groups[entry.group].entries.append(Entry(entry.label, urls[entry.code], entry.code == active))
    return [group for group in groups.values() if group.entries]


@dataclass(frozen=True)
class Counts:
    """What waits for somebody by the code of its work source, and the notices not yet read."""

    waiting: dict[str, int] = field(default_factory=dict)
    unread: int = 0

    @property
    def work(self) -> int:
        """The sum over the work sources the person's roles may see."""
        return sum(self.waiting.values())


def sources_of(user: Any) -> list[WorkSource]:
    """The work sources this person's roles may see, in the order of the work list."""
    fitting = (source for source in work_sources if source.permissions & user.permissions)
    return sorted(fitting, key=lambda source: source.order)


def counts_of(user: Any) -> Counts:
    sources = sources_of(user)
    unread = Notice.objects.for_user(user).unread()
    *waiting, number = numbers_of([*(source.waiting(user) for source in sources), unread])
    return Counts({source.code: count for source, count in zip(sources, waiting, strict=True)}, number)


def counts_for(request: Any) -> Counts:
    """Those of whoever asks: badge and work list of one page read the same."""
    if not hasattr(request, "counts"):
        request.counts = counts_of(request.user)
    return request.counts


def shell(request: Any) -> dict[str, Any]:
    """Context processor: `shell` for `base.html`. Anonymous pages and fragments get no menu and no query.

    Menu and counts are worked out when a template asks for them: a bare page of refusal costs no query.
    """
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated and not getattr(request, "htmx", False)
    return {
        "shell": {
            "site": settings.SITE,
            "menu": cache(lambda: menu(user, request.path) if known else []),
            "counts": lambda: counts_for(request) if known else Counts(),
            "large_type": request.COOKIES.get("large_type") == "1",
            "search_url": reverse("portal:search") if known else "",
        }
    }
