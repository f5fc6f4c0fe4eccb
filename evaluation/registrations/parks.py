"""Park grades: what counties say of their parks beside the numbers."""

from evaluation import demo_grades
from evaluation.registrations.runs import VIEW
from portal.registry import Loader, MenuEntry, demo_loaders, menu_entries

for code, label, order, kind in (
    ("park_marks", "园区评审打分", 57, "park-mark"),
    ("park_matters", "园区评价事项", 58, "park-matter"),
):
    menu_entries.register(MenuEntry(code, "评价与星级", label, "parks:records", order, VIEW, (kind,)))
demo_loaders.register(Loader("park_grades", "演示园区绩效评价", 51, demo_grades.load))
