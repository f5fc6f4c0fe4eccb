"""演示数据: contracts at every step of the way, one above the price cap, one filed at another price, a breach being put
right; all made by the verbs people use."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from admissions.demo.application import EQUIPMENT, accept, answer, approve, hear, submit
from admissions.models import AdmissionContract, ContractParty
from admissions.services import applications, contracts, performance
from enterprises.models import YearlyFigure
from parks.models import Park
from portal.uscc import uscc_from

FIRST_NUMBER = 901_000
ROLES = ContractParty.Role.values
# (firm, industry, floor ㎡, investment, sales, tax in 万元, people, price 元/㎡, how far it has come)
FIRMS = (
    ("演示·永固轴承有限公司", "345", "1500", "520", "2100", "95", 38, "3600", "drafting"),
    ("演示·博纳机电有限公司", "381", "1800", "700", "2600", "130", 45, "3800", "signing"),
    ("演示·联创精工有限公司", "352", "2000", "800", "3000", "160", 60, "3700", "amended"),
    ("演示·德力阀业有限公司", "344", "1200", "460", "1700", "80", 28, "4350", "above_cap"),
    ("演示·宏鑫电器有限公司", "382", "1600", "600", "2200", "105", 40, "3900", "double"),
)


def load() -> int:
    """Make the demo contracts that are missing; answers how many there are."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    operator, officer = people.get("operator"), people.get("lucheng")
    park = Park.objects.for_user(operator, "application.draft").first() if operator else None
    made = AdmissionContract.objects.filter(application__owner=operator)
    if park and officer and not made.exists():
        for place, firm in enumerate(FIRMS):
            bring_along(park, people, FIRST_NUMBER + place, firm)
    return made.count()


def bring_along(park: Park, people: dict[str, User], number: int, firm: tuple[Any, ...]) -> None:
    name, industry, floor, investment, sales, tax, staff, price, reached = firm
    operator, officer = people["operator"], people["lucheng"]
    application = applications.draft_application(
        actor=operator,
        park=park,
        firm_name=name,
        uscc=uscc_from(number, "330302"),
        industry_code=industry,
        founded_on=datetime.date(2014, 5, number % 27 + 1),
        tenure="purchased",
        requested_floor_m2=Decimal(floor),
        investment_wan=Decimal(investment),
        expected_sales_wan=Decimal(sales),
        expected_tax_wan=Decimal(tax),
        employees=staff,
        leading_product=name.removeprefix("演示·").removesuffix("有限公司"),
        process="精密加工、装配、检测；设备均在三吨以下，可上楼。",
        equipment=EQUIPMENT,
        heavy_equipment=False,
        heavy_storey=None,
    )
    answer(application, operator, 3)
    for move in (submit, accept, hear, approve):
        application = move(application, operator, officer)
    contract = contracts.draft_contract(actor=officer, application=application)
    contract = written(contract, officer, Decimal(price), Decimal(investment), Decimal(tax), Decimal(sales))
    if reached != "drafting":
        contract = signed(contract, officer, ROLES[:2] if reached == "signing" else ROLES)
    if reached in AFTERWARDS:
        AFTERWARDS[reached](contracts.take_effect(actor=officer, contract=contract), people)


def written(
    contract: AdmissionContract,
    officer: User,
    price: Decimal,
    investment: Decimal,
    tax: Decimal,
    sales: Decimal,
) -> AdmissionContract:
    """Every promise with its day: moved in at the beginning of last year, so that some are due already."""
    today = timezone.localdate()
    start = datetime.date(today.year - 1, 1, 1)
    after = datetime.timedelta
    promises = {
        "fit_out": {"due_on": start + after(days=60)},
        "completion": {"due_on": start + after(days=180)},
        "production": {"due_on": start + after(days=300)},
        "full_production": {"due_on": today + after(days=20)},
        "self_hold": {"due_on": start + after(days=5 * 365)},
        "investment": {"target": investment, "due_on": today + after(days=200)},
        "sales": {"target": sales, "first_year": today.year - 1},
        "tax": {"target": tax, "first_year": today.year - 1},
        "tax_per_mu": {"target": Decimal(25), "first_year": today.year - 1},
    }
    return contracts.revise_contract(
        actor=officer,
        contract=contract,
        version=contract.version,
        content={
            "unit_price_yuan": price,
            "valid_from": start,
            "valid_until": None,
            "sign_by": today + after(days=15),
            "reason": contract.reason,
        },
        parties={
            party.role: (party.name or "开发建设单位（演示）", "演示代表") for party in contract.parties.all()
        },
        commitments=promises,
    )


def signed(contract: AdmissionContract, officer: User, roles: list[str]) -> AdmissionContract:
    contract = contracts.send(actor=officer, contract=contract)
    for role in roles:
        contracts.sign(
            actor=officer,
            contract=contract,
            role=role,
            signed_on=timezone.localdate(),
            signatory="演示签署人",
        )
    return contract


def amended(contract: AdmissionContract, people: dict[str, User]) -> None:
    """Steps taken, figures of last year, a breach that waits to be checked, and a second version in effect."""
    operator, officer, today = people["operator"], people["lucheng"], timezone.localdate()
    start = contract.valid_from or today
    for kind, days in (("fit_out", 50), ("completion", 200)):
        performance.record_fulfilment(
            actor=operator,
            contract=contract,
            kind=kind,
            on=start + datetime.timedelta(days=days),
            evidence="现场核验单",
        )
    performance.record_fulfilment(
        actor=operator,
        contract=contract,
        kind="investment",
        on=today,
        value=Decimal(560),
        evidence="审计报告",
    )
    YearlyFigure.objects.create(
        enterprise=contract.application.enterprise,
        park=contract.application.park,
        year=start.year,
        tax_wan=Decimal(135),
        sales_wan=Decimal(3050),
        employees=58,
        source="演示数据",
    )
    breach = performance.record_breach(
        actor=officer,
        contract=contract,
        ground="commitment",
        commitment=contract.commitments.get(kind="production"),
        found_on=today,
        description="未按合同约定的期限投产。",
    )
    performance.step_breach(
        breach=breach, transition="reply", actor=operator, comment="设备已到货安装，计划两周内试生产。"
    )
    second = contracts.amend(actor=officer, contract=contract, reason="按实际投资进度调整投产和达产期限")
    promises = {
        one.kind: {"target": one.target, "due_on": one.due_on, "first_year": one.first_year}
        for one in second.commitments.all()
    }
    promises["full_production"]["due_on"] = today + datetime.timedelta(days=180)
    content = {name: getattr(second, name) for name in contracts.CONTENT}
    second = contracts.revise_contract(
        actor=officer,
        contract=second,
        version=second.version,
        content=content,
        parties={party.role: (party.name, party.representative) for party in second.parties.all()},
        commitments=promises,
    )
    contracts.take_effect(actor=officer, contract=signed(second, officer, ROLES))


def above_cap(contract: AdmissionContract, people: dict[str, User]) -> None:
    """Its price alone is what there is to see."""


def double(contract: AdmissionContract, people: dict[str, User]) -> None:
    """Filed at a lower price than signed, and called to account for it."""
    officer, today = people["lucheng"], timezone.localdate()
    contract = contracts.file_price(
        actor=officer,
        contract=contract,
        version=contract.version,
        filed_number="演示网签〔2026〕18 号",
        filed_price_yuan=Decimal(3300),
        filed_on=today,
    )
    performance.record_breach(
        actor=officer,
        contract=contract,
        ground="price",
        found_on=today,
        description="网签备案价低于合同单价，须说明原因并更正。",
    )


AFTERWARDS = {"amended": amended, "above_cap": above_cap, "double": double}
