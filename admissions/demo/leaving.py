"""演示数据: requests for transfer on their way, a campaign half done, findings being put right."""

import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from admissions.models import CampaignVisit, InspectionCampaign
from admissions.records import CAMPAIGNS, FINDINGS, TRANSFERS, VISIT
from enterprises.models import Occupancy
from parks.models import Park
from parks.records.kind import RecordKind
from parks.services.records import add_record, change_record
from portal.uscc import uscc_from
from portal.workflow import perform

STARTED, VISITED, DUE = (datetime.date(2026, 10, day) for day in (9, 12, 31))
VISITS = (
    ("sound", "自用，设备与申请一致。"),
    ("problem", "二层东侧由其他企业使用。"),
    ("absent", "大门锁闭，已电话联系。"),
)


def load() -> int:
    """Make what is missing; answers how many campaigns there are."""
    people = {name: User.objects.filter(username=name, is_demo=True).first() for name in PEOPLE}
    park = (
        Park.objects.for_user(people["operator"], "transfer.request").first()
        if all(people.values())
        else None
    )
    if park and not InspectionCampaign.objects.exists():
        rooms = list(Occupancy.objects.on(STARTED).filter(park=park, valid_until=None).order_by("pk")[:4])
        inspect(park, people)
        if len(rooms) >= 4:
            transfers(park, rooms, people)
    return InspectionCampaign.objects.count()


PEOPLE = ("operator", "lucheng", "township")


def inspect(park: Park, people: dict[str, User]) -> None:
    """A campaign of the county: three visits in the park are made, one finding of them is being put right."""
    officer = people["lucheng"]
    county = officer.grants[0][1]
    values = {
        "title": "2026 年秋季入园企业大清查",
        "starts_on": STARTED,
        "ends_on": datetime.date(2026, 12, 20),
        "content": "自用情况、行业与工艺、安全消防、环保和履约。",
    }
    campaign = add_record(actor=officer, kind=CAMPAIGNS, owner=county, values=values)
    campaign = step(CAMPAIGNS, campaign, "start", officer)
    visits = CampaignVisit.objects.filter(campaign=campaign, park=park).order_by("pk")
    for visit, (outcome, note) in zip(visits, VISITS, strict=False):
        said = {"visited_on": VISITED, "outcome": outcome, "note": note}
        change_record(actor=officer, kind=VISIT, row=visit, version=visit.version, values=said)
    if problem := visits.filter(outcome="problem").first():
        finding = add_record(
            actor=officer,
            kind=FINDINGS,
            owner=park,
            values={
                "campaign": campaign,
                "occupancy": problem.occupancy,
                "kind": "unapproved_sublease",
                "content": "二层东侧未经批准转租给其他企业。",
                "found_on": VISITED,
            },
        )
        step(FINDINGS, finding, "order", officer, "请收回自用并报送整改材料。", due_on=DUE)


def transfers(park: Park, rooms: list[Occupancy], people: dict[str, User]) -> None:
    """One waits for the answer, one has an offer, one may be transferred."""
    operator, officer, town = (people[name] for name in PEOPLE)
    _, offered, waived = (
        step(TRANSFERS, ask(operator, park, room, number), "submit", operator)
        for number, room in enumerate(rooms[1:4])
    )
    offer = {
        "buyer": "government",
        "appraisal_wan": Decimal("860"),
        "offer_wan": Decimal("845"),
        "document": "鹿评〔2026〕31 号",
    }
    step(TRANSFERS, offered, "offer", officer, "按评估价下浮回购。", **offer)
    waived = step(TRANSFERS, waived, "waive", town, "本年度没有回购计划，放弃回购。")
    step(TRANSFERS, waived, "consent", officer, "同意转让，承接企业须按准入流程办理。")


def ask(operator: User, park: Park, room: Occupancy, number: int) -> Any:
    values = {
        "occupancy": room,
        "kind": "sublease" if number == 0 else "transfer",
        "reason": ("订单减少，一层闲置。", "经营不善，拟转让厂房。", "整体搬迁至新厂区。")[number],
        "asking_price_wan": Decimal(900 - 100 * number),
        "taker": "演示·承接精密制造有限公司" if number == 2 else "",
        "taker_uscc": uscc_from(905_001, "330302") if number == 2 else "",
    }
    return add_record(actor=operator, kind=TRANSFERS, owner=park, values=values)


def step(kind: RecordKind, row: Any, code: str, actor: User, comment: str = "", **given: Any) -> Any:
    return perform(flow=kind.flow, subject=row, transition=code, actor=actor, comment=comment, given=given)
