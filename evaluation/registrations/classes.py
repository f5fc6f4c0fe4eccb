"""Enterprise classes: what is looked at before them, and the matters of firms."""

from evaluation.registrations.runs import VIEW
from portal.registry import MenuEntry, menu_entries

menu_entries.register(
    MenuEntry(
        "evaluation_matters", "评价与星级", "企业评价事项", "parks:records", 52, VIEW, ("evaluation-matter",)
    )
)
menu_entries.register(
    MenuEntry(
        "evaluation_check", "评价与星级", "评价前检查", "evaluation:check", 55, frozenset({"evaluation.run"})
    )
)
