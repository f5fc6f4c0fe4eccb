"""What this room adds to the registries of `portal`."""

from django.urls import reverse

from parks import demo, selectors
from parks.records import county, dealings, running, safety  # noqa: F401
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

for check_id, label in (
    ("parks.floor_area_ratio", "容积率"),
    ("parks.non_production_share", "非生产性用房占总建筑面积比重"),
    ("parks.non_production_share_of_counted", "非生产性用房占计容建筑面积比重"),
    ("parks.conversion_years", "低效用地改造的投产年限"),
    ("parks.conversion_site", "低效用地改造的用地规模"),
    ("parks.land_quota_share", "新增建设用地指标用于小微企业园的比例"),
):
    policy_checks.register(Reader(check_id, label))

menu_entries.register(MenuEntry("parks", "园区", "园区", "parks:list", 10, frozenset({"park.view"})))
park_tabs.register(Tab("overview", "概况", 0, lambda park: reverse("parks:park", args=(park.pk,))))
park_tabs.register(Tab("land", "土地与建设", 10, lambda park: reverse("parks:land", args=(park.pk,))))
park_tabs.register(Tab("history", "历史", 90, lambda park: reverse("parks:history", args=(park.pk,))))
work_sources.register(
    WorkSource(
        "parks.unfinished",
        "园区资料待完善",
        40,
        frozenset({"park.edit"}),
        selectors.count_unfinished,
        selectors.unfinished_rows,
    )
)
demo_loaders.register(Loader("parks", "演示园区", 20, demo.load))
