"""What this room adds to the registries of `portal`."""

from planning import worklist
from planning.areas import PERMISSION
from planning.rules.plan import indicators
from planning.services.reference import load_reference
from planning.sheets import PlanTargets
from portal.policy_library.readers import Reader, policy_targets
from portal.registry import Loader, MenuEntry, WorkSource, menu_entries, reference_loaders, work_sources
from portal.sheets.kinds import sheet_kinds

for indicator in indicators().values():
    policy_targets.register(Reader(indicator.id, indicator.label))

menu_entries.register(
    MenuEntry("progress", "计划进度", "计划进度", "planning:dashboard", 60, frozenset({PERMISSION}))
)
work_sources.register(
    WorkSource("red-lamps", "红灯指标", 60, frozenset({PERMISSION}), worklist.count, worklist.rows)
)
reference_loaders.register(Loader("plan", "计划指标", 60, load_reference))
sheet_kinds.register(PlanTargets())
