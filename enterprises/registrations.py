"""What this room adds to the registries of `portal`."""

from typing import Any

from django.urls import reverse

from enterprises import demo, filing_selectors, ladder, records, reporting_demo, selectors
from enterprises.measures import PARK_MEASURES
from enterprises.models import Enterprise, TenancyContract
from enterprises.services import reminders
from enterprises.services.firms import editing_place
from enterprises.services.reference import load_reference
from enterprises.sheets.contracts import Contracts
from enterprises.sheets.figures import QuarterlyFigures, YearlyFigures
from enterprises.sheets.growth import GrowthEvents
from enterprises.sheets.rooms import Enterprises, Occupancies
from enterprises.sheets.supplied import StatisticsFigures, TaxFigures
from portal.measures import park_measures
from portal.registry import (
    Hit,
    Identity,
    Loader,
    MenuEntry,
    OccasionSource,
    Searcher,
    Tab,
    UnitHolders,
    WorkSource,
    demo_loaders,
    enterprise_tabs,
    identities,
    menu_entries,
    occasion_sources,
    park_tabs,
    reference_loaders,
    searchers,
    unit_holders,
    work_sources,
)
from portal.sheets.kinds import sheet_kinds


def firm_tab(code: str, label: str, order: int, url_name: str, *permissions: str) -> Tab:
    return Tab(
        code,
        label,
        order,
        lambda firm: reverse(f"enterprises:{url_name}", args=(firm.pk,)),
        frozenset(permissions),
    )


def firm_hits(rows: Any) -> list[Hit]:
    return [Hit(firm.name, firm_url(firm), firm.uscc) for firm in rows]


def tenancy_hits(rows: Any) -> list[Hit]:
    return [
        Hit(row.number, records.CONTRACT.url(row.pk), f"{row.enterprise.name} · {row.park.name}")
        for row in rows.select_related("enterprise", "park")
    ]


def firm_url(firm: Any) -> str:
    return reverse("enterprises:enterprise", args=(firm.pk,))


searchers.register(
    Searcher(
        "enterprise",
        "入园企业",
        20,
        "enterprise.view",
        Enterprise,
        firm_hits,
        lambda text: reverse("enterprises:list", query={"q": text}),
    )
)
searchers.register(
    Searcher("tenancy", "入园合同", 52, "enterprise.view", TenancyContract, tenancy_hits),
)
identities.register(
    Identity("enterprise", Enterprise, "enterprise.edit", "enterprise.view", firm_url, editing_place)
)
menu_entries.register(
    MenuEntry("enterprises", "园区", "入园企业", "enterprises:list", 20, frozenset({"enterprise.view"}))
)
menu_entries.register(
    MenuEntry("figures", "园区", "年度数据", "enterprises:figures", 21, frozenset({"figures.view"}))
)
menu_entries.register(
    MenuEntry("growth", "园区", "企业成长", "enterprises:growth_events", 22, frozenset({"enterprise.view"}))
)
enterprise_tabs.register(firm_tab("overview", "概况", 0, "enterprise"))
enterprise_tabs.register(firm_tab("figures", "年度数据", 10, "figures_of", "figures.view"))
enterprise_tabs.register(firm_tab("growth", "成长", 20, "growth"))
enterprise_tabs.register(
    Tab("tenancy", "合同", 30, lambda firm: f"{records.CONTRACT.list_url()}?enterprise={firm.pk}")
)
enterprise_tabs.register(
    Tab("demands", "诉求", 40, lambda firm: f"{records.DEMAND.list_url()}?enterprise={firm.pk}")
)
enterprise_tabs.register(firm_tab("history", "历史", 90, "history"))
park_tabs.register(
    Tab(
        "enterprises",
        "企业",
        30,
        lambda park: reverse("enterprises:in_park", args=(park.pk,)),
        frozenset({"enterprise.view"}),
    )
)
for measure in PARK_MEASURES:
    park_measures.register(measure)
FILL, REVIEW = frozenset({"figures.edit"}), frozenset({"filing.check", "filing.review", "filing.lock"})
for code, label, order, who, waiting, verb in (
    ("filings.pressing", "报表将逾期或已逾期", 29, FILL, filing_selectors.pressing, "填报"),
    ("filings.returned", "报表被退回", 28, FILL, filing_selectors.sent_back, "修改"),
    ("filings.due", "待填报报表", 30, FILL, filing_selectors.to_report, "填报"),
    ("filings.review", "待审核报表", 27, REVIEW, filing_selectors.to_review, "审核"),
):
    work_sources.register(
        WorkSource(
            code,
            label,
            order,
            who,
            waiting,
            lambda user, waiting=waiting, verb=verb: filing_selectors.filing_work(waiting(user), verb),
        )
    )
work_sources.register(
    WorkSource(
        "figures.differences",
        "数据差异待核定",
        31,
        frozenset({"filing.review"}),
        filing_selectors.to_settle,
        filing_selectors.settle_work,
    )
)
reference_loaders.register(Loader("reporting_terms", "参考报送期限", 31, load_reference))
menu_entries.register(
    MenuEntry("reporting", "园区", "报送日历", "enterprises:reporting", 22, frozenset({"tax.view"}))
)
menu_entries.register(
    MenuEntry(
        "figure_differences", "园区", "数据差异", "enterprises:differences", 23, frozenset({"figures.view"})
    )
)
work_sources.register(
    WorkSource(
        "growth.crossings",
        "规上变动待登记",
        31,
        frozenset({"enterprise.edit"}),
        ladder.crossings,
        selectors.crossing_rows,
    )
)
occasion_sources.register(OccasionSource("filings", reminders.occasions))
unit_holders.register(UnitHolders("enterprises", selectors.holders_of_units))
demo_loaders.register(Loader("enterprises", "演示企业", 30, demo.load))
demo_loaders.register(Loader("reporting", "演示报送件", 45, reporting_demo.load))
for kind in (
    Enterprises(),
    Occupancies(),
    Contracts(),
    YearlyFigures(),
    QuarterlyFigures(),
    TaxFigures(),
    StatisticsFigures(),
    GrowthEvents(),
):
    sheet_kinds.register(kind)
