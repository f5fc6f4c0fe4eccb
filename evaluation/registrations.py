"""What this room adds to the registries of `portal`."""

from django.urls import reverse

from evaluation import demo
from evaluation.services.evaluate import KIND, result_url, work
from portal.jobs.registry import JobKind, job_kinds
from portal.registry import (
    Loader,
    MenuEntry,
    Tab,
    demo_loaders,
    enterprise_tabs,
    menu_entries,
    park_tabs,
)

VIEW = frozenset({"evaluation.view"})

job_kinds.register(JobKind(KIND, "亩均税收评价", work, result_url))
menu_entries.register(MenuEntry("evaluation", "评价与星级", "亩均税收评价", "evaluation:runs", 50, VIEW))
enterprise_tabs.register(
    Tab("evaluation", "评价", 30, lambda firm: reverse("evaluation:enterprise", args=(firm.pk,)), VIEW)
)
park_tabs.register(
    Tab("evaluation", "评价", 40, lambda park: reverse("evaluation:park", args=(park.pk,)), VIEW)
)
demo_loaders.register(Loader("evaluation", "演示评价", 50, demo.load))
