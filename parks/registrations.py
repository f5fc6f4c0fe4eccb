"""What this room adds to the registries of `portal`."""

from django.urls import reverse

import parks.naming  # noqa: F401  (registers identities)
from parks import demo, demo_records, selectors
from parks.measures.catalogue import CATALOGUE
from parks.records import attachments, compliance, county, dealings, running, safety  # noqa: F401  (register their kinds)
from parks.rules.judging import STANDARDS
from parks.selectors import land
from parks.sheets.fire import FireGrades
from parks.sheets.parks import Parks
from parks.sheets.readings import MeterReadings
from parks.sheets.units import Units
from portal.measures import park_measures
from portal.policy_library.readers import Reader, policy_checks
from portal.registry import (
    Loader,
    MenuEntry,
    Tab,
    WorkSource,
    demo_loaders,
    menu_entries,
    park_tabs,
    work_sources,
)
from portal.sheets.kinds import sheet_kinds

for standard in STANDARDS:
    asked = tuple(bound.measure for bound in standard.bounds)
    bare = standard.clause if not standard.parameter_ids else ""
    policy_checks.register(Reader(standard.reader_id, standard.label, bare, asked))
# What is shown on the record itself, where there is no park to put on a card.
for code, label in (
    ("parks.conversion_years", "低效用地改造的投产年限"),
    ("parks.conversion_site", "低效用地改造的用地规模"),
    ("parks.land_quota_share", "新增建设用地指标用于小微企业园的比例"),
    ("parks.start_approval_days", "开工审批用时"),
    ("parks.acceptance_working_days", "竣工验收用时"),
):
    policy_checks.register(Reader(code, label))
for measure in CATALOGUE:
    park_measures.register(measure)

menu_entries.register(MenuEntry("parks", "园区", "园区", "parks:list", 10, frozenset({"park.view"})))
menu_entries.register(
    MenuEntry("bodies", "园区", "开发与运营主体", "parks:bodies", 15, frozenset({"park.view"}))
)
menu_entries.register(MenuEntry("watch", "园区", "监管清单", "parks:watches", 12, frozenset({"park.view"})))
for code, label, order, address in (
    ("dangers", "隐患台账", 30, "danger"),
    ("county", "县级档案", 40, "office"),
):
    menu_entries.register(
        MenuEntry(code, "园区", label, "parks:records", order, frozenset({"park.view"}), (address,))
    )
menu_entries.register(MenuEntry("cases", "园区", "典型案例", "parks:cases", 50))
park_tabs.register(Tab("overview", "概况", 0, lambda park: reverse("parks:park", args=(park.pk,))))
park_tabs.register(Tab("compliance", "合规", 5, lambda park: reverse("parks:compliance", args=(park.pk,))))
park_tabs.register(Tab("land", "土地与建设", 10, lambda park: reverse("parks:land", args=(park.pk,))))
park_tabs.register(Tab("rooms", "幢与单元", 20, lambda park: reverse("parks:buildings", args=(park.pk,))))
park_tabs.register(Tab("history", "历史", 90, lambda park: reverse("parks:history", args=(park.pk,))))
work_sources.register(
    WorkSource(
        "parks.unfinished",
        "园区资料待完善",
        40,
        frozenset({"park.edit"}),
        selectors.unfinished,
        selectors.unfinished_rows,
    )
)
work_sources.register(
    WorkSource(
        "parks.late",
        "审批验收超时",
        35,
        frozenset({"park.edit"}),
        land.with_late_clocks,
        land.late_clock_rows,
    )
)
demo_loaders.register(Loader("parks", "演示园区", 20, demo.load))
demo_loaders.register(Loader("park_records", "演示园区档案", 25, demo_records.load))
sheet_kinds.register(Parks())
sheet_kinds.register(Units())
sheet_kinds.register(MeterReadings())
sheet_kinds.register(FireGrades())
