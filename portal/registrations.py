"""What this room adds to its own registries."""

from typing import Any

from django.urls import reverse

import portal.checks
import portal.sheets.background  # noqa: F401  (registers its kinds of job)
from portal import calendar
from portal.outbox import unsettled
from portal.registry import (
    Loader,
    MenuEntry,
    WorkRow,
    WorkSource,
    menu_entries,
    reference_loaders,
    work_sources,
)

menu_entries.register(MenuEntry("work", "我的待办", "我的待办", "portal:home", 0))
menu_entries.register(MenuEntry("policies", "政策库", "政策库", "portal:policies", 70))
menu_entries.register(MenuEntry("jobs", "系统", "后台任务", "portal:jobs", 80))
menu_entries.register(
    MenuEntry("calendar", "系统", "节假日", "portal:calendar", 86, frozenset({"system.manage"}))
)
reference_loaders.register(Loader("calendar", "节假日", 12, calendar.load_reference))
menu_entries.register(
    MenuEntry(
        "sheets",
        "数据导入",
        "数据导入",
        "portal:sheets",
        65,
        frozenset(
            {
                "park.edit",
                "enterprise.edit",
                "figures.edit",
                "tax.supply",
                "statistics.supply",
                "fire.supply",
            }
        ),
    )
)
menu_entries.register(MenuEntry("notices", "通知公示", "通知", "portal:notices", 60))
menu_entries.register(
    MenuEntry("outbox", "系统", "未送达的消息", "portal:outbox", 88, frozenset({"system.manage"}))
)


def unsettled_rows(user: Any) -> list[WorkRow]:
    rows = unsettled().select_related("notice__person")[:50]
    return [
        WorkRow(
            row.notice.title, reverse("portal:outbox"), f"收件人：{row.notice.person}", action_label="处理"
        )
        for row in rows
    ]


work_sources.register(
    WorkSource(
        "portal.outbox",
        "未送达的消息",
        90,
        frozenset({"system.manage"}),
        lambda user: unsettled(),
        unsettled_rows,
    )
)
