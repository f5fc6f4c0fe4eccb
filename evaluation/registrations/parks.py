"""Park grades: what counties say of their parks, and what a merged park leaves behind."""

from evaluation.registrations.runs import VIEW
from portal.registry import MenuEntry, menu_entries

for code, label, order, kind in (
    ("park_marks", "园区评审打分", 57, "park-mark"),
    ("park_matters", "园区评价事项", 58, "park-matter"),
):
    menu_entries.register(MenuEntry(code, "评价与星级", label, "parks:records", order, VIEW, (kind,)))
