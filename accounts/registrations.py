"""What this room adds to the registries of `portal`."""

from accounts import checks, demo, work
from accounts.services.places import load_reference
from portal.registry import (
    Loader,
    MenuEntry,
    demo_loaders,
    menu_entries,
    reference_loaders,
    work_sources,
)

__all__ = ["checks"]

reference_loaders.register(Loader("places", "地域", 10, load_reference))
demo_loaders.register(Loader("accounts", "演示账号", 15, demo.load))

menu_entries.register(
    MenuEntry("accounts", "系统", "账号", "accounts:list", 82, frozenset({"account.manage"}))
)
menu_entries.register(MenuEntry("audit", "系统", "操作日志", "portal:audit", 84, frozenset({"audit.view"})))

for source in work.SOURCES:
    work_sources.register(source)
