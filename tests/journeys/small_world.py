"""A small world with something on every page, and who looks at what in it."""

import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Place, User
from admissions.models import AdmissionRound
from admissions.services.rounds import create_round
from admissions.tests import contract_scenes
from admissions.tests.conftest import House
from evaluation.models import EnterpriseResult, EvaluationScheme, ParkResult, ResultNotice, Run, RunResult
from evaluation.records import NOTICE_KIND, PARK_MARK
from evaluation.services import Asked, evaluate_now, run_now
from evaluation.services.reference import load_reference
from parks.services.records import add_record
from planning.indicators import INDICATORS
from portal import audit
from portal.models import AuditEntry, Job, SheetBatch
from portal.schemes.services import draft_scheme, revise_scheme
from portal.sheets import services
from portal.uscc import uscc_from
from portal.workflow import perform
from tests.access.subjects import SUBJECTS
from tests.factories import (
    GrowthEventFactory,
    OperatorFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    UnitFactory,
    UserFactory,
    YearlyFigureFactory,
    give,
    place,
    user_with,
)

YEAR = 2020
RECORD_PAGES = ("record", "record_edit", "record_remove")
OWN_NAMES = {"display_name": "王建军"}


class World:
    """One park with everything in it, its people, and an application at every step."""

    def __init__(self) -> None:
        self.house = house = House()
        self.park = park = house.park
        park.operator, park.recognised_on = OperatorFactory(), datetime.date(2020, 9, 1)
        park.save()
        self.parcel = ParcelFactory(park=park, started_on=datetime.date(2020, 2, 1))
        self.phase = PhaseFactory(park=park)
        self.make_applications()
        self.firm = self.approved.enterprise
        self.figure = YearlyFigureFactory(enterprise=self.firm, park=park, year=YEAR)
        GrowthEventFactory(enterprise=self.firm, park=park, document="浙经信〔2020〕12 号")
        self.danger, self.waiver = SUBJECTS["danger"](park), SUBJECTS["waiver"](park)
        self.unit = UnitFactory(storey__building__park=park)
        self.round, self.draft_round = SUBJECTS["round"](park), self.make_round()
        self.run = run_now(actor=house.officer, place=place("330302"), year=YEAR)
        self.class_run, self.notice = self.make_classes()
        self.class_scheme = SUBJECTS["evaluation_scheme"](park, place=place("330302"))
        self.grade, self.grade_scheme = self.make_grades()
        self.sheet = self.make_sheet()
        self.scheme = SUBJECTS["scheme"](park, place=place("330302"), valid_from=timezone.localdate())
        self.unsigned = contract_scenes.approved(park)
        self.contract = contract_scenes.effective(park)
        self.breach = contract_scenes.breach(park, contract=self.contract)
        self.template = SUBJECTS["contract_template"](park)
        self.make_jobs()
        self.make_accounts()

    def make_applications(self) -> None:
        house = self.house
        codes = iter(uscc_from(number, "330302") for number in range(7100, 7200))
        self.approved = house.settle(
            house.submitted(uscc=next(codes), firm_name="温州甲阀门有限公司"),
            valid_from=datetime.date(2020, 1, 1),
        )
        self.draft = house.draft(uscc=next(codes), firm_name="温州乙泵业有限公司")
        self.returned = house.returned(uscc=next(codes), firm_name="温州丙电器有限公司")
        self.submitted = house.submitted(uscc=next(codes), firm_name="温州丁鞋业有限公司")
        self.asked = house.in_review(uscc=next(codes), firm_name="温州辛电子有限公司")
        self.in_review = house.hear(house.in_review(uscc=next(codes), firm_name="温州庚电机有限公司"))
        self.refused = house.refuse(house.submitted(uscc=next(codes), firm_name="温州戊印染有限公司"))
        self.unfinished = house.draft(uscc="", firm_name="温州己模具有限公司", process="", employees=None)

    def make_round(self) -> AdmissionRound:
        """Still without units, so that its page says so."""
        days = {"opens_on": datetime.date(2026, 3, 1), "closes_on": datetime.date(2026, 3, 31)}
        return create_round(actor=self.house.officer, park=self.park, name="2026 年第二批", **days)

    def make_classes(self) -> tuple[Run, ResultNotice]:
        """The county's enterprise classes, and their notice, made public by the officer for a colleague."""
        load_reference()
        officer, county = self.house.officer, place("330302")
        colleague = user_with("county_officer", county, **OWN_NAMES)
        run = evaluate_now(actor=officer, asked=Asked(county, YEAR))
        values = {"year": YEAR, "run": run, "is_public": True}
        notice = add_record(actor=colleague, kind=NOTICE_KIND, owner=county, values=values)
        step = {"flow": NOTICE_KIND.flow, "subject": notice}
        perform(**step, transition="submit", actor=colleague)
        notice.refresh_from_db()
        last_day = {"last_day": timezone.localdate()}
        perform(**step, transition="publicise", actor=officer, comment="核对无误。", given=last_day)
        return run, notice

    def make_grades(self) -> tuple[ParkResult, EvaluationScheme]:
        """A draft of the county's scheme without years of transition, and the grade it would give the park."""
        officer, county = self.house.officer, place("330302")
        reference = EvaluationScheme.objects.get(is_reference=True, policy="wenzhou-2019", subject="parks")
        values = {
            "year": YEAR,
            "park": self.park,
            "item": "清廉园区建设",
            "points": Decimal(2),
            "reason": "现场核查",
        }
        add_record(actor=officer, kind=PARK_MARK, owner=county, values=values)
        days = {"title": "绩效评价方案", "valid_from": timezone.localdate()}
        draft = draft_scheme(actor=officer, place=county, source=reference, **days)
        settings = {**draft.content["settings"], "transition_years": 0}
        draft = revise_scheme(
            scheme=draft,
            actor=officer,
            version=draft.version,
            content={**draft.content, "settings": settings},
        )
        run = evaluate_now(actor=officer, asked=Asked(county, YEAR, scheme=draft, kind=Run.Kind.PARKS))
        return ParkResult.objects.get(run=run, park=self.park), draft

    def make_sheet(self) -> SheetBatch:
        """A file with one new park, one that is changed, and one that is wrong."""
        header = "园区名称,区县,园区类型,计划类别,园区状态,园区地址"
        known = f"{self.park.name},鹿城区,生产制造类,工业,已投运,新地址"
        rows = ("新园,鹿城区,生产制造类,工业,在建,示例路1号", known, "错园,乐清市,厂房,工业,在建,")
        return services.stage(
            actor=self.house.officer,
            kind="parks",
            data="\n".join((header, *rows)).encode(),
            filename="园区.csv",
        )

    def make_jobs(self) -> None:
        values = {"kind": "none", "place": self.park.place, "requested_by": self.house.officer}
        self.queued = Job.objects.create(title="鹿城区 2021 年亩均税收评价", **values)
        ended = {**values, "finished_at": timezone.now()}
        self.failed = Job.objects.create(
            title="失败的任务", state="failed", error="数据有误，请核对。", **ended
        )
        self.done = Job.objects.create(title="完成的任务", state="done", result_url="/evaluation/", **ended)

    def make_accounts(self) -> None:
        street = Place.objects.filter(parent__code="330302", kind="township").order_by("code").first()
        self.township_park = ParkFactory(name="街道园", under=street)
        city, county = place("330300"), place("330302")
        house = self.house
        self.people: dict[str, User] = {
            "operator": house.operator,
            "county_officer": house.officer,
            "manager": house.manager,
            "department_reviewer": house.department,
            "township_officer": user_with("township_officer", street, **OWN_NAMES),
            "city_officer": user_with("city_officer", city, **OWN_NAMES),
            "security_administrator": user_with("security_administrator", city, display_name="安全管理员"),
            "audit_administrator": user_with("audit_administrator", city, display_name="审计管理员"),
            "system_administrator": user_with("system_administrator", city, display_name="系统管理员"),
            "newcomer": user_with("operator", self.park.place, must_change_password=True),
            "nobody": UserFactory(**OWN_NAMES),
        }
        self.account = UserFactory(username="wulina", display_name="吴丽娜", organisation="园区运营公司")
        self.role = give(self.account, "operator", self.park.place)
        self.disabled = UserFactory(username="lisi", display_name="李四", is_active=False)
        give(self.disabled, "operator", self.park.place)
        audit.record(
            actor=self.people["security_administrator"],
            action="account.create",
            subject=self.account,
            place=county,
            after={"display_name": "吴丽娜"},
        )
        self.entry = AuditEntry.objects.exclude(after={}).latest("pk")

    def result(self, level: str) -> RunResult:
        return RunResult.objects.filter(run=self.run, level=level).first()

    @property
    def unfinished_address(self) -> str:
        """Where an application cannot be submitted yet: no form, but what is missing."""
        return reverse("admissions:submit", args=(self.unfinished.pk,))

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
