"""演示数据: applications at every step of the way, in the park of the demo operator."""

import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from admissions.asking import speakers
from admissions.assessment import preview
from admissions.models import Application
from admissions.procedures import procedure_for
from admissions.rules.scheme import NO, Question
from admissions.services import applications, decisions, review
from admissions.services.decisions import Mend
from admissions.services.opinions import give_opinion
from parks.models import Park, Unit
from portal.uscc import uscc_from

FIRST_NUMBER = 900_000
# (firm, industry, floor ㎡, investment, sales, tax in 万元, people, how far it has come)
FIRMS = (
    ("演示·恒力泵业有限公司", "344", "1800", "600", "2400", "96", 42, "draft"),
    ("演示·鼎新智能装备有限公司", "342", "3200", "1500", "5200", "260", 85, "draft"),
    ("演示·瑞通电气有限公司", "382", "2600", "980", "3800", "150", 63, "submitted"),
    ("演示·宏达精密模具有限公司", "352", "1200", "450", "1600", "72", 30, "submitted"),
    ("演示·安永阀门有限公司", "344", "2000", "520", "1900", "40", 35, "returned"),
    ("演示·科佳电子有限公司", "397", "1500", "700", "2900", "140", 48, "resubmitted"),
    ("演示·盛兴汽配有限公司", "367", "2400", "880", "3300", "125", 56, "settled"),
    ("演示·华兴电机有限公司", "381", "2100", "760", "3100", "150", 52, "approved"),
    ("演示·金泰液压件有限公司", "344", "1600", "640", "2300", "110", 40, "in_review"),
    ("演示·锦程传动件有限公司", "345", "1400", "560", "2100", "98", 37, "heard"),
    ("演示·东瓯热处理有限公司", "336", "1900", "700", "2000", "90", 33, "suspended"),
    ("演示·力天紧固件有限公司", "348", "1100", "380", "1500", "70", 26, "passed_on"),
    ("演示·顺达五金有限公司", "338", "1000", "90", "400", "6", 9, "refusal_pending"),
    ("演示·奇胜塑料制品有限公司", "292", "5000", "200", "600", "8", 12, "refused"),
)
EQUIPMENT = [
    {"name": "数控车床", "count": 12, "weight_t": "2.8", "storey": "2"},
    {"name": "加工中心", "count": 4, "weight_t": "5.5", "storey": "1"},
    {"name": "检测台", "count": 6, "weight_t": "", "storey": ""},
]
STARTS = datetime.date(2026, 12, 1)


def load() -> int:
    """Make the demo applications by the verbs people use; answers how many there are."""
    operator = User.objects.filter(username="operator", is_demo=True).first()
    officer = User.objects.filter(username="lucheng", is_demo=True).first()
    park = Park.objects.for_user(operator, "application.draft").first() if operator else None
    if park and officer and not Application.objects.filter(owner=operator).exists():
        for number, firm in enumerate(FIRMS):
            bring_along(park, operator, officer, FIRST_NUMBER + number, firm)
    return Application.objects.filter(owner=operator).count()


def bring_along(park: Park, operator: User, officer: User, number: int, firm: tuple[Any, ...]) -> None:
    """Draft one firm's application and take it as far as it goes."""
    name, industry, floor, investment, sales, tax, people, reached = firm
    application = applications.draft_application(
        actor=operator,
        park=park,
        firm_name=name,
        uscc=uscc_from(number, "330302"),
        industry_code=industry,
        founded_on=datetime.date(2015, 3, number % 27 + 1),
        tenure="leased" if number % 2 else "purchased",
        requested_floor_m2=Decimal(floor),
        investment_wan=Decimal(investment),
        expected_sales_wan=Decimal(sales),
        expected_tax_wan=Decimal(tax),
        employees=people,
        leading_product=name.removeprefix("演示·").removesuffix("有限公司"),
        process="数控加工、装配、检测；设备均在三吨以下，可上楼。",
        equipment=EQUIPMENT,
        heavy_equipment=number % 3 == 0,
        heavy_storey=1 if number % 3 == 0 else None,
        wanted_units=wishes(park, number),
    )
    if reached != "draft":
        answer(application, operator, number % 4)
    for move in MOVES[reached]:
        application = move(application, operator, officer)


def wishes(park: Park, number: int) -> list[int]:
    """A unit of the park, another one for each firm, where it has some."""
    units = list(Unit.objects.filter(storey__building__park=park).order_by("pk").values_list("pk", flat=True))
    return [units[number % len(units)]] if units else []


def answer(application: Application, operator: User, level: int) -> None:
    """Answer what the scheme in force asks; a higher `level` answers better."""
    answers = {one.code: answered(one, level) for one in preview(application).questions}
    applications.revise_application(
        application=application, actor=operator, version=application.version, answers=answers
    )
    application.refresh_from_db()


def answered(question: Question, level: int) -> str:
    if question.is_number:
        return str(10 + 20 * level if question.unit == "%" else level)
    return question.options[max(len(question.options) - 1 - level, 0)][0] if question.dimension else NO


def submit(application: Application, operator: User, officer: User) -> Application:
    return applications.submit(
        application=application, actor=operator, own_use_declared=True, version=application.version
    )


def send_back(application: Application, operator: User, officer: User) -> Application:
    mends = (
        Mend("production", "主导产业与生产工艺", "请补充主要设备清单，注明重量和所在楼层。", "w09"),
        Mend("tax", "税收贡献度", "请说明预计年纳税的测算依据。", "w10"),
    )
    return decisions.send_back(application=application, actor=officer, mends=mends)


def complete(application: Application, operator: User, officer: User) -> Application:
    return applications.revise_application(
        application=application,
        actor=operator,
        version=application.version,
        process="贴片线两条、波峰焊一台、检测台六个；预计年纳税按上年同类产线测算。",
    )


def accept(application: Application, operator: User, officer: User) -> Application:
    signs = procedure_for(application).signs
    return decisions.accept(application=application, actor=officer, cleared=signs)


def hear(application: Application, operator: User, officer: User) -> Application:
    """Every department agrees."""
    for row in application.opinions.filter(verdict=""):
        if speaker := speakers(row).filter(is_demo=True).first():
            give_opinion(opinion=row, actor=speaker, verdict="agree")
    return application


def hear_one(application: Application, operator: User, officer: User) -> Application:
    """The environment department has spoken, the others have still days."""
    row = application.opinions.get(department="environment")
    text = "须落实焊接烟尘收集处理，环评批复后方可投产。"
    give_opinion(opinion=row, actor=speakers(row).get(is_demo=True), verdict="conditions", text=text)
    return application


def suspend(application: Application, operator: User, officer: User) -> Application:
    review.suspend(application=application, actor=officer, reason="等待企业环境影响评价批复。")
    return application


def reassign(application: Application, operator: User, officer: User) -> Application:
    second = User.objects.get(username="lucheng2", is_demo=True)
    review.reassign(application=application, actor=officer, officer=second, reason="原承办人外出培训。")
    return application


def propose_refusal(application: Application, operator: User, officer: User) -> Application:
    reason = "预计亩均税收明显低于园区要求，且工艺不符合主导产业方向。"
    return applications.step(
        application=application, transition="propose_refusal", actor=officer, comment=reason
    )


def confirm_refusal(application: Application, operator: User, officer: User) -> Application:
    second = User.objects.get(username="lucheng2", is_demo=True)
    return applications.step(application=application, transition="confirm_refusal", actor=second)


def settle(application: Application, operator: User, officer: User) -> Application:
    return applications.settle(application=application, actor=officer, valid_from=STARTS)


def approve(application: Application, operator: User, officer: User) -> Application:
    return applications.approve(
        application=application,
        actor=officer,
        floor_area_m2=application.requested_floor_m2,
        comment="符合园区主导产业方向，同意入园。",
    )


MOVES = {
    "draft": (),
    "submitted": (submit,),
    "returned": (submit, send_back),
    "resubmitted": (submit, send_back, complete, submit),
    "passed_on": (submit, reassign),
    "in_review": (submit, accept, hear_one),
    "suspended": (submit, accept, suspend),
    "heard": (submit, accept, hear),
    "approved": (submit, accept, hear, approve),
    "settled": (submit, accept, hear, approve, settle),
    "refusal_pending": (submit, propose_refusal),
    "refused": (submit, propose_refusal, confirm_refusal),
}
