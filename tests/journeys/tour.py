"""Who looks at what in the small world."""

from typing import Any

from django.urls import reverse

from evaluation.models import EnterpriseResult, StarResult
from planning.indicators import INDICATORS
from tests.factories import place

RECORD_PAGES = ("record", "record_edit", "record_remove")


class Tour:
    """The pages of `small_world.World`, for each person those made for them."""

    def __getattr__(self, name: str) -> Any:
        """What the world made."""
        raise AttributeError(name)

    def tour(self) -> list[tuple[str, str]]:
        """(who, address) of every page: each route with the role it was made for, and those it differs for."""
        return [
            (who, reverse(route, args=arguments))
            for who, pages in self.pages().items()
            for route, arguments in pages
        ]

    def pages(self) -> dict[str, list[tuple[str, tuple[Any, ...]]]]:
        return {
            "county_officer": [
                *self.park_pages(),
                *self.registry_pages(),
                *self.firm_pages(),
                *self.review_pages(),
                *self.scheme_pages(),
                *self.round_pages(),
                *self.contract_pages(),
                *self.result_pages(),
                *self.class_pages(),
                *self.grade_pages(),
            ],
            "operator": self.applicant_pages(),
            "manager": self.reading_pages(),
            "township_officer": lists("portal:home", "parks:list", "planning:dashboard"),
            "department_reviewer": [
                *lists("portal:home", "enterprises:list"),
                ("admissions:application", (self.asked.pk,)),
                ("admissions:opinion", (self.asked.pk,)),
            ],
            "city_officer": lists("portal:home", "planning:dashboard", "evaluation:new", "portal:jobs"),
            "star_applicant": [
                ("parks:record", ("star-case", self.star_draft.pk)),
                ("evaluation:star_sheet", (self.star_draft.pk,)),
            ],
            "star_assessor": self.star_pages(),
            "security_administrator": self.account_pages(),
            "audit_administrator": [
                *lists("portal:home", "portal:audit"),
                ("portal:audit_entry", (self.entry.pk,)),
            ],
            "system_administrator": [
                *lists("portal:home", "portal:jobs", "portal:calendar", "portal:notices", "portal:outbox"),
                ("portal:job", (self.failed.pk,)),
            ],
            "newcomer": lists("accounts:password_change"),
            "nobody": lists("portal:home"),
        }

    def park_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        park = self.park.pk
        named = ("park", "land", "history", "edit", "recognition", "parcel_new", "phase_new")
        return [
            *lists("portal:home", "parks:list", "parks:new"),
            *lists("enterprises:reporting", "enterprises:differences", "evaluation:what_if"),
            *((f"parks:{name}", (park,)) for name in named),
            ("parks:explain", (park, "floor_area_ratio")),
            *((f"parks:parcel_{name}", (park, self.parcel.pk)) for name in ("edit", "remove")),
            *((f"parks:phase_{name}", (park, self.phase.pk)) for name in ("edit", "remove")),
            ("parks:land", (self.township_park.pk,)),
            ("parks:bodies", ()),
            ("parks:body", ("operator", self.park.operator_id)),
            ("parks:body_edit", ("operator", self.park.operator_id)),
            ("portal:search", ()),
            ("portal:sheets", ()),
            ("portal:sheet_kind", ("parks",)),
            ("portal:sheet_batch", (self.sheet.pk,)),
            ("portal:identity", ("park", park, "merge")),
            ("portal:identity", ("park", park, "rename")),
        ]

    def registry_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        """What hangs on a park: its checks, its rooms, records of each shape, the county's own."""
        park, county = self.park.pk, place("330302").pk
        return [
            *lists("parks:watches", "parks:waivers", "parks:cases", "portal:policy_index"),
            ("parks:watch", ("no-operator",)),
            ("parks:compliance", (park,)),
            ("parks:record_step", ("waiver", self.waiver.pk, "submit")),
            ("parks:section", (park, "basics")),
            ("parks:section", (park, "facilities")),
            ("parks:units", ()),
            ("parks:buildings", (park,)),
            ("parks:building_new", (park,)),
            ("parks:building", (park, self.unit.storey.building_id)),
            ("parks:room_task", (park, "storey", self.unit.storey_id, "units")),
            ("parks:room_task", (park, "unit", self.unit.pk, "edit")),
            ("parks:records", ("danger",)),
            *((f"parks:{name}", ("danger", self.danger.pk)) for name in RECORD_PAGES),
            *(("parks:park_records", (park, kind)) for kind in ("danger", "contact", "attachment")),
            *(
                ("parks:park_record_new", (park, kind))
                for kind in ("conversion", "attachment", "waiver", "tenancy")
            ),
            ("parks:place_records", (county, "office")),
            ("parks:place_record_new", (county, "model-case")),
        ]

    def firm_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        firm = self.firm.pk
        named = ("enterprise", "edit", "figures_of", "figure_new", "growth", "growth_new", "history")
        return [
            *lists("enterprises:list", "enterprises:figures", "enterprises:rooms"),
            *lists("enterprises:growth_events", "enterprises:crossings", "evaluation:published_classes"),
            *((f"enterprises:{name}", (firm,)) for name in named),
            ("enterprises:figure", (self.figure.pk,)),
            ("enterprises:figure_edit", (self.figure.pk,)),
            ("enterprises:in_park", (self.park.pk,)),
            ("enterprises:occupancy_edit", (self.approved.occupancy_id,)),
            ("enterprises:occupancy_end", (self.approved.occupancy_id,)),
        ]

    def review_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        waiting = self.submitted.pk
        return [
            *lists("admissions:list"),
            *((f"admissions:{name}", (waiting,)) for name in ("application", "history")),
            *(("admissions:step", (waiting, step)) for step in ("accept", "send_back", "propose_refusal")),
            ("admissions:application", (self.in_review.pk,)),
            ("admissions:step", (self.in_review.pk, "approve")),
            *(("admissions:handling", (self.asked.pk, verb)) for verb in ("suspend", "reassign", "remind")),
            ("admissions:application", (self.refused.pk,)),
        ]

    def round_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        draft, done = self.draft_round.pk, self.round.pk
        return [
            *lists("admissions:rounds", "admissions:round_new", "admissions:approved"),
            *(("admissions:round", (pk,)) for pk in (draft, done)),
            *(("admissions:round_task", (draft, task)) for task in ("edit", "units", "cancel")),
            ("admissions:round_task", (done, "recall")),
            ("admissions:objection", (self.round.objections.get().pk,)),
            ("admissions:publicity", ()),
            ("admissions:publicity", (done,)),
        ]

    def contract_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        contract, breach = self.contract.pk, self.breach.pk
        return [
            *lists(*(f"admissions:{name}" for name in ("contracts", "templates", "performance", "breaches"))),
            ("admissions:contract_new", (self.unsigned.pk,)),
            ("admissions:contract", (contract,)),
            *(
                ("admissions:contract_task", (contract, task))
                for task in ("filed", "fund", "fulfilment", "breach", "amend")
            ),
            ("admissions:template_new", ()),
            ("admissions:template", (self.template.pk,)),
            ("admissions:template_step", (self.template.pk, "publish")),
            ("admissions:firm_performance", (self.contract.application.enterprise_id,)),
            ("admissions:breach", (breach,)),
            ("admissions:breach_step", (breach, "withdraw")),
        ]

    def scheme_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        draft = self.scheme.pk
        return [
            *lists("admissions:schemes", "admissions:scheme_new", "admissions:scheme_public"),
            *((f"admissions:{name}", (draft,)) for name in ("scheme", "scheme_preview")),
            *(("admissions:scheme_part", (draft, part)) for part in ("basics", "points", "settings")),
            *(("admissions:scheme_row", (draft, of)) for of in ("indicator", "veto")),
            ("admissions:scheme_step", (draft, "withdraw")),
        ]

    def result_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        return [
            *lists("evaluation:runs", "evaluation:new", "portal:jobs"),
            ("evaluation:run", (self.run.pk,)),
            *(
                ("evaluation:level", (self.run.pk, level))
                for level in ("county", "park", "firm", "firm_in_park")
            ),
            *(
                ("evaluation:result", (self.result(level).pk,))
                for level in ("county", "park", "firm", "firm_in_park")
            ),
            ("evaluation:enterprise", (self.firm.pk,)),
            ("evaluation:park", (self.park.pk,)),
            *(("portal:job", (job.pk,)) for job in (self.queued, self.failed, self.done)),
        ]

    def class_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        county, draft, notice = place("330302").pk, self.class_scheme.pk, self.notice.pk
        firm = EnterpriseResult.objects.filter(run=self.class_run, enterprise=self.firm).get()
        return [
            *lists(*(f"evaluation:{name}" for name in ("check", "schemes", "scheme_new"))),
            ("evaluation:classes", (self.class_run.pk,)),
            ("evaluation:class_result", (firm.pk,)),
            ("evaluation:scheme", (draft,)),
            *(
                ("evaluation:scheme_part", (draft, part))
                for part in ("basics", "settings", "group", "adjustment")
            ),
            ("evaluation:scheme_step", (draft, "submit")),
            *(("parks:records", (kind,)) for kind in ("evaluation-matter", "result-notice")),
            ("parks:place_record_new", (county, "evaluation-matter")),
            ("parks:record", ("result-notice", notice)),
            ("parks:record_step", ("result-notice", notice, "reopen")),
            ("evaluation:publicity", ()),
            ("evaluation:publicity", (notice,)),
        ]

    def grade_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        county, draft = place("330302").pk, self.grade_scheme.pk
        return [
            ("evaluation:grades", (self.grade.run_id,)),
            ("evaluation:grade_result", (self.grade.pk,)),
            ("evaluation:scheme", (draft,)),
            *(("evaluation:scheme_part", (draft, part)) for part in ("settings", "dimension", "item")),
            *(("parks:records", (kind,)) for kind in ("park-mark", "park-matter")),
            *(("parks:place_record_new", (county, kind)) for kind in ("park-mark", "park-matter")),
        ]

    def star_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        return [
            ("parks:records", ("star-case",)),
            ("parks:record", ("star-case", self.star_case.pk)),
            ("evaluation:star_publicity", (self.star_case.pk,)),
            ("evaluation:star_run", (self.star_run.pk,)),
            ("evaluation:star_result", (StarResult.objects.get(run=self.star_run, case=self.star_case).pk,)),
        ]

    def applicant_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        return [
            *lists("portal:home", "admissions:list", "admissions:new", "enterprises:list"),
            ("admissions:application", (self.draft.pk,)),
            ("admissions:edit", (self.draft.pk,)),
            ("admissions:edit", (self.returned.pk,)),
            *(("admissions:section", (self.draft.pk, code)) for code in ("firm", "rooms", "materials")),
            ("admissions:submit", (self.draft.pk,)),
            ("admissions:submit", (self.unfinished.pk,)),
            ("admissions:receipt", (self.submitted.pk,)),
            ("admissions:step", (self.submitted.pk, "withdraw")),
            ("parks:park", (self.park.pk,)),
            ("parks:record", ("filing", self.filing.pk)),
            ("enterprises:filing_entry", (self.filing.pk, self.firm.pk)),
        ]

    def reading_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        return [
            *lists(
                "portal:home",
                "planning:dashboard",
                "planning:targets",
                "portal:policies",
                "accounts:me",
                "accounts:password_change",
            ),
            ("planning:area", (place("330302").pk,)),
            *(("planning:records", (indicator,)) for indicator in INDICATORS),
            ("portal:clause", ("wenzhou-2019", "w15")),
            ("portal:clause", ("wenzhou-2019", "w-annex1")),
            ("parks:park", (self.park.pk,)),
        ]

    def account_pages(self) -> list[tuple[str, tuple[Any, ...]]]:
        named = ("account", "reset", "disable", "hand_over", "grant_role")
        return [
            *lists("portal:home", "accounts:list", "accounts:new"),
            *((f"accounts:{name}", (self.account.pk,)) for name in named),
            ("accounts:enable", (self.disabled.pk,)),
            ("accounts:end_role", (self.account.pk, self.role.pk)),
        ]


def lists(*routes: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Routes without a record in their address."""
    return [(route, ()) for route in routes]
