"""演示数据: what hangs on the demo parks and counties; from a fixed seed, each kind with something still open."""

import datetime
from decimal import Decimal
from itertools import chain
from random import Random

from django.db import transaction
from django.db.models import Sum

from accounts.models import Place
from parks.models import (
    Contact,
    Conversion,
    DesignReview,
    FireGrade,
    FundPayment,
    HiddenDanger,
    LocalRule,
    Meter,
    MeterReading,
    ModelCase,
    Office,
    Park,
    ParkContract,
    PlanAdjustment,
    SafetyEvent,
    SupplyPlan,
    VillageShare,
)

SEED = 20211101
LAST_DAY = datetime.date(2022, 12, 31)
CENT = Decimal("0.01")
DANGERS = ("消火栓缺水带", "疏散通道堆放物料", "配电箱未上锁", "动火作业未审批", "危废暂存间无标识")
SURNAMES, GIVEN = "陈林黄郑王李吴周徐胡", ["建国", "晓红", "志强", "海燕", "明辉", "丽娜", "国平", "秀珍"]
CASES = (
    (
        "330302",
        "“一园一策”盘活老旧厂区",
        "政府主导收储零散低效用地，统一规划建设，入园企业亩均税收明显提升。",
    ),
    ("330282", "数字化安全监管全覆盖", "园区消防、用电、特种设备接入统一平台，隐患从发现到销号全程留痕。"),
)


@transaction.atomic
def load() -> int:
    """Make the rows; answers how many. Does nothing when there are some already."""
    parks = Park.objects.filter(is_demo=True)
    if HiddenDanger.objects.filter(park__in=parks).exists():
        return HiddenDanger.objects.filter(park__in=parks).count()
    random = Random(SEED)
    rows = list(parks.order_by("pk").annotate(floor=Sum("phases__floor_area_m2")).select_related("place"))
    made = [row for park in rows for row in chain(safety(park, random), dealings(park, random))]
    made += county_rows()
    for model in dict.fromkeys(type(row) for row in made):
        model._base_manager.bulk_create([row for row in made if type(row) is model])
    return len(made) + readings(rows[::8], random)


def days_after(day: datetime.date, random: Random, low: int, high: int) -> datetime.date:
    return day + datetime.timedelta(days=random.randint(low, high))


def safety(park: Park, random: Random) -> list:
    """Drills and trainings of three years, grades, dangers of which every sixth is still open."""
    rows: list = []
    for year in (2020, 2021, 2022):
        on = datetime.date(year, random.randint(3, 11), random.randint(1, 28))
        rows.append(
            SafetyEvent(
                park=park,
                kind="drill",
                on=on,
                organiser="园区运营机构",
                people=random.randint(30, 200),
                result="按预案完成疏散。",
            )
        )
        rows.append(FireGrade(park=park, year=year, grade=random.choice("AABBBC")))
        found = days_after(on, random, 1, 20)
        due = days_after(found, random, 7, 30)
        is_open = random.random() < 0.17
        rows.append(
            HiddenDanger(
                park=park,
                found_on=found,
                found_by="镇街应急管理站",
                level="major" if random.random() < 0.08 else "general",
                description=random.choice(DANGERS),
                owner=person(random),
                due_on=due,
                closed_on=None if is_open else min(days_after(found, random, 2, 30), LAST_DAY),
                closure="" if is_open else "已整改到位，复查合格。",
            )
        )
    rows.append(
        SafetyEvent(
            park=park,
            kind="head_training",
            on=datetime.date(2021, 6, random.randint(1, 28)),
            organiser="县应急管理局",
            people=1,
        )
    )
    if random.random() < 0.7:
        rows.append(
            SafetyEvent(
                park=park,
                kind="risk",
                on=datetime.date(2021, 9, random.randint(1, 28)),
                result="风险等级：一般",
                valid_until=datetime.date(2024, 9, 1),
            )
        )
    return rows


def person(random: Random) -> str:
    return random.choice(SURNAMES) + random.choice(GIVEN)


def dealings(park: Park, random: Random) -> list:
    """People, contracts, and on some parks converted land, village shares, funds paid in full, in part or not."""
    rows: list = [
        Contact(park=park, role=role, name=person(random), phone=f"139{random.randint(0, 99_999_999):08d}")
        for role in ("head", "safety")
    ]
    start = datetime.date(2020, random.randint(1, 12), 1)
    if park.operator_id:
        rows.append(
            ParkContract(
                park=park,
                operator_id=park.operator_id,
                number=f"YY-2020-{park.pk:04d}",
                signed_on=start,
                valid_from=start,
                valid_until=datetime.date(2025, 12, 31),
                content="园区运营管理服务。",
            )
        )
    rows.append(
        DesignReview(
            park=park,
            on=start,
            department="住建局",
            subject="消防设施与拟入驻业态匹配情况",
            outcome=random.choice(["agreed", "changes"]),
        )
    )
    turn = park.pk % 6
    if turn == 0:
        rows.append(conversion(park, random))
    if turn == 1:
        rows.append(
            VillageShare(
                park=park,
                village="上陈村",
                form="capital",
                share_percent=Decimal(random.randint(10, 40)),
                amount_wan=Decimal(random.randint(300, 900)),
                on=start,
            )
        )
    if turn == 2:
        rows.append(
            PlanAdjustment(park=park, kind="retrofit", on=start, content="增建食堂和非机动车充电场所。")
        )
    if park.floor and turn in (3, 4):
        paid = (park.floor * 12 / 10_000 * (1 if turn == 3 else Decimal("0.5"))).quantize(CENT)
        rows.append(FundPayment(park=park, kind="maintenance", on=start, paid_wan=paid, account="住建局专户"))
    return rows


def conversion(park: Park, random: Random) -> Conversion:
    """Land in use since long ago; every second with the consent and part of the price difference still missing."""
    has_consent = random.random() < 0.5
    return Conversion(
        park=park,
        name="老旧厂区改造",
        land_area_mu=Decimal(random.choice([86, 105, 132])),
        in_production_since=datetime.date(random.choice([2008, 2012, 2016]), 5, 1),
        is_state_land=True,
        fits_urban_plan=True,
        fits_land_plan=True,
        fits_environment_plan=True,
        fits_industry_plan=True if has_consent else None,
        positioning="智能电气",
        investment_per_mu=Decimal(300),
        output_per_mu=Decimal(500),
        tax_per_mu=Decimal(22),
        consent_document="县政府专题会议纪要〔2020〕12 号" if has_consent else "",
        consented_on=datetime.date(2020, 5, 20) if has_consent else None,
        appraised_price_wan=Decimal(4200),
        original_price_wan=Decimal(1500),
        difference_paid_wan=Decimal(2700) if has_consent else Decimal(1000),
    )


def county_rows() -> list:
    """Offices, plans and rules of each county that has parks, and two model cases."""
    parks = Park.objects.filter(is_demo=True).select_related("place")
    counties = Place.objects.filter(code__in={park.place.county_code for park in parks}).order_by("code")
    rows: list = []
    for county in counties:
        rows.append(
            Office(
                place=county,
                kind="office",
                name=f"{county.name}小微企业园建设提升工作领导小组办公室",
                head="经信局分管副局长",
                phone="0577-88960000",
                duties="统筹园区建设、认定和督查。",
            )
        )
        rows += [
            SupplyPlan(
                place=county,
                year=year,
                document=f"{county.name}小微企业园建设年度计划",
                issued_on=datetime.date(year, 3, 1),
                land_mu=Decimal(320),
                new_land_quota_mu=Decimal(2400),
                parks_quota_mu=Decimal(100 + 20 * (year % 3)),
            )
            for year in (2020, 2021, 2022)
        ]
        rows.append(
            LocalRule(
                place=county,
                title=f"{county.name}小微企业园建设管理实施细则",
                document_number="〔2020〕8 号",
                issued_on=datetime.date(2020, 4, 15),
                summary="明确准入、转让和租售限制。",
            )
        )
    by_code = {county.code: county for county in counties}
    rows += [
        ModelCase(place=by_code[code], title=title, summary=summary, published_on=datetime.date(2022, 6, 1))
        for code, title, summary in CASES
        if code in by_code
    ]
    return rows


def readings(parks: list[Park], random: Random) -> int:
    """Water and power of some parks for a year, month by month."""
    meters = [
        Meter(park=park, kind=kind, number=f"{kind[0].upper()}{park.pk:05d}", holder="公共区域")
        for park in parks
        for kind in ("water", "power")
    ]
    Meter.objects.bulk_create(meters)
    rows = []
    for meter in meters:
        value = Decimal(random.randint(1000, 9000))
        for month in range(1, 13):
            value += random.randint(200, 900) * (1 if meter.kind == "water" else 40)
            rows.append(MeterReading(meter=meter, on=datetime.date(2022, month, 28), value=value))
    MeterReading.objects.bulk_create(rows)
    return len(meters) + len(rows)
