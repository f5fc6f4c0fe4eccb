"""What this room adds to its own registries."""

import portal.checks
import portal.sheets.background  # noqa: F401
from portal import calendar
from portal.registry import Loader, MenuEntry, menu_entries, reference_loaders

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
        frozenset({"park.edit", "enterprise.edit", "figures.edit"}),
    )
)
