"""演示数据: rounds of the demo operator's park: one open, one in its publicity with an objection, one final."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from admissions.demo.application import accept, hear
from admissions.models import AdmissionRound, Application
from admissions.rounds import offerable
from admissions.services import applications, objections, rounds
from parks.models import Park, Unit
from parks.models.options import RoomUse
from portal.uscc import uscc_from

FIRST_NUMBER = 910_000
FINAL, PUBLICITY, OPEN = "2026 年第一批", "2026 年第二批", "2026 年第三批"
# (firm, industry, floor ㎡ as a share of a unit, buys, investment and tax in 万元 per 1000 ㎡, how good its answers are)
FIRMS = {
    FINAL: (
        ("演示·精锐数控机床有限公司", "342", "1.0", True, "620", "48", 3),
        ("演示·华瑞流体设备有限公司", "344", "1.9", False, "540", "36", 2),
        ("演示·同辉机电有限公司", "381", "1.0", False, "480", "30", 2),
    ),
    PUBLICITY: (
        ("演示·博创激光科技有限公司", "342", "2.0", True, "700", "52", 3),
        ("演示·新科传动机械有限公司", "345", "0.9", False, "560", "40", 2),
        ("演示·嘉合阀业有限公司", "344", "1.0", True, "500", "33", 2),
        ("演示·永泰紧固件有限公司", "348", "1.0", False, "120", "5", 1),
    ),
    OPEN: (
        ("演示·明远传感技术有限公司", "398", "1.0", False, "660", "45", 3),
        ("演示·凯达模塑有限公司", "352", "0.8", True, "430", "26", 2),
    ),
}
EQUIPMENT = [{"name": "数控机床", "count": 6, "weight_t": "2.5", "storey": "1"}]
UNITS = {FINAL: 2, PUBLICITY: 3, OPEN: 3}
ANSWERS = {
    1: {"tech_title": "none", "rd_share": "0.5", "numeric_control": "15", "college_share": "12"},
    2: {
        "tech_title": "provincial",
        "rd_share": "3.2",
        "patents": "1",
        "equipment_share": "55",
        "systems": "2",
        "numeric_control": "60",
        "college_share": "32",
        "skilled_share": "24",
    },
    3: {
        "tech_title": "national",
        "rd_share": "5.6",
        "patents": "4",
        "equipment_share": "72",
        "systems": "3",
        "numeric_control": "85",
        "college_share": "46",
        "skilled_share": "41",
    },
}
VETOES = dict.fromkeys(("distrusted", "outdated", "without_four"), "no")


class Host:
    """The people and the park of the demo rounds."""

    def __init__(self, park: Park, operator: User, officer: User) -> None:
        self.park, self.operator, self.officer = park, operator, officer
        self.today = timezone.localdate()

    def day(self, days: int) -> datetime.date:
        return self.today + datetime.timedelta(days=days)

    def open(self, name: str, lasts: int = 0) -> AdmissionRound:
        """A round open since ten days, with the park's next free units."""
        made = rounds.create_round(
            actor=self.officer,
            park=self.park,
            name=name,
            opens_on=self.day(-10),
            closes_on=self.day(lasts),
            note="请按意向单元填写用房需求，同一企业只报一份申请。",
        )
        fit = sorted(offerable(made, self.today), key=lambda unit: unit.use != RoomUse.PRODUCTION)
        units = fit[: UNITS[name]]
        rounds.offer_units(round_=made, actor=self.officer, units=units)
        return self.step(made, "open")

    def step(self, round_: AdmissionRound, transition: str) -> AdmissionRound:
        return rounds.step(round_=round_, transition=transition, actor=self.officer)

    def apply(self, round_: AdmissionRound, number: int, firm: tuple[Any, ...]) -> Application:
        """One firm's application, submitted into the round."""
        name, industry, share, buys, investment, tax, level = firm
        unit = Unit.objects.filter(offered_in__round=round_).order_by("pk").first()
        floor = (unit.floor_area_m2 * Decimal(share)).quantize(Decimal(1))
        application = applications.draft_application(
            actor=self.operator,
            park=self.park,
            firm_name=name,
            uscc=uscc_from(number, "330302"),
            industry_code=industry,
            founded_on=datetime.date(2014, 5, 6),
            tenure="purchased" if buys else "leased",
            requested_floor_m2=floor,
            investment_wan=(Decimal(investment) * floor / 1000).quantize(Decimal(1)),
            expected_sales_wan=(Decimal(tax) * 18 * floor / 1000).quantize(Decimal(1)),
            expected_tax_wan=(Decimal(tax) * floor / 1000).quantize(Decimal(1)),
            employees=40,
            process="数控加工、装配、检测；设备均在三吨以下，可上楼。",
            leading_product="数控装备部件",
            equipment=EQUIPMENT,
            heavy_equipment=False,
            answers={**ANSWERS[level], **VETOES},
        )
        application = rounds.choose_round(application=application, round_=round_, actor=self.operator)
        return applications.submit(
            application=application,
            actor=self.operator,
            own_use_declared=True,
            version=application.version,
        )

    def decide(self, application: Application) -> None:
        accepted = hear(accept(application, self.operator, self.officer), self.operator, self.officer)
        applications.approve(
            application=accepted,
            actor=self.officer,
            floor_area_m2=accepted.requested_floor_m2,
            comment="符合园区主导产业方向，同意入园。",
        )

    def backdate(self, round_: AdmissionRound, **days: int) -> AdmissionRound:
        """As if it had happened earlier: the demo cannot wait for terms to end."""
        dates = {name: self.day(value) for name, value in days.items()}
        AdmissionRound.objects.filter(pk=round_.pk).update(**dates)
        round_.refresh_from_db()
        return round_

    def publish(self, name: str, first: int) -> AdmissionRound:
        round_ = self.open(name)
        for number, firm in enumerate(FIRMS[name], start=first):
            self.decide(self.apply(round_, number, firm))
        round_ = self.backdate(round_, opens_on=-40, closes_on=-15)
        for transition in ("close", "allot", "publish"):
            round_ = self.step(round_, transition)
        return round_


def load() -> int:
    """Make the demo rounds by the verbs people use; answers how many there are."""
    operator = User.objects.filter(username="operator", is_demo=True).first()
    officer = User.objects.filter(username="lucheng", is_demo=True).first()
    park = Park.objects.for_user(operator, "application.draft").first() if operator else None
    if park and officer and not park.rounds.exists():
        host = Host(park, operator, officer)
        final = host.backdate(
            host.publish(FINAL, FIRST_NUMBER), published_on=-12, publicity_until=-5, objections_until=-5
        )
        host.step(final, "finalise")
        object_to(host.publish(PUBLICITY, FIRST_NUMBER + 10))
        now = host.open(OPEN, lasts=20)
        for number, firm in enumerate(FIRMS[OPEN], start=FIRST_NUMBER + 20):
            host.apply(now, number, firm)
    return park.rounds.count() if park else 0


def object_to(round_: AdmissionRound) -> None:
    objections.file_objection(
        round_=round_,
        name="演示·某企业员工",
        contact="13800000000",
        text="第二名企业填报的发明专利似已失效，请核实评分。",
        address="192.0.2.1",
    )
