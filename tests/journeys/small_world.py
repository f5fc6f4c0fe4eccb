"""A small world with something on every page, and who looks at what in it."""

import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from accounts.models import Place, User
from admissions.models import AdmissionRound
from admissions.services.rounds import create_round
from admissions.tests import contract_scenes
from admissions.tests.conftest import House
from enterprises.models import Filing
from evaluation.models import (
    EvaluationScheme,
    ParkResult,
    ResultNotice,
    Run,
    RunResult,
)
from evaluation.records import NOTICE_KIND, PARK_MARK
from evaluation.services import Asked, evaluate_now, run_now
from evaluation.services.reference import load_reference
from evaluation.tests import star_scenes
from parks.services.records import add_record
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
from tests.journeys.tour import Tour

YEAR = 2020
RECORD_PAGES = ("record", "record_edit", "record_remove")
OWN_NAMES = {"display_name": "王建军"}


class World(Tour):
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
        self.filing = Filing.objects.get_or_create(park=park, form="firm_year", year=YEAR)[0]
        self.make_stars()
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

    def make_stars(self) -> None:
        """A park's case in its own hands, another's in publicity, and what the county's run says of them."""
        self.star_draft, self.star_case = (
            (own := star_scenes.Scene()).begin(),
            (other := star_scenes.Scene()).publicised(),
        )
        self.applicant, self.assessor = own.operator, other.scorer
        county = place(star_scenes.CIXI)
        asked = Asked(county, star_scenes.YEAR, kind=Run.Kind.STARS)
        self.star_run = evaluate_now(actor=self.assessor, asked=asked)

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
            "star_applicant": self.applicant,
            "star_assessor": self.assessor,
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
