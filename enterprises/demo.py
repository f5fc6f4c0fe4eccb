"""演示数据: firms in the demo parks with their rooms, yearly figures 2018–2022 and steps of growth.

Made from a fixed seed; no firm is real. Tax per 亩 spreads from idle halls to champions, so that every class and
every threshold has somebody on each side.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.models import Sum

from enterprises.demo_growth import more_growth
from enterprises.models import (
    Demand,
    Enterprise,
    GrowthEvent,
    LandAuction,
    Occupancy,
    OldSite,
    TenancyContract,
    YearlyFigure,
)
from enterprises.panels import standing_of
from parks.models import Parcel, Park, Unit
from parks.models.options import SupplyKind
from portal.uscc import uscc_from

SEED = 20211231
FIRMS = 1200
# One firm in sixty also holds a parcel of its own, of so many 亩.
OWN_PARCEL_EVERY, OWN_PARCEL_MU = 60, Decimal(3)
CENT = Decimal("0.01")
YEARS = range(2018, 2023)
SYLLABLES = "华瑞鼎信联恒盛达宏兴泰安永佳力科创奇正德胜飞龙海光明顺通亿隆"
TRADES = (
    ("344", "泵阀制造"),
    ("382", "电气"),
    ("367", "汽车零部件"),
    ("358", "光学眼镜"),
    ("195", "鞋业"),
    ("181", "服饰"),
    ("231", "印刷包装"),
    ("352", "模具"),
    ("338", "金属制品"),
    ("385", "家用电器"),
    ("265", "新材料"),
    ("342", "激光装备"),
)
DEMANDS = (
    ("finance", "希望对接设备更新贷款"),
    ("power", "夏季用电负荷不足，申请增容"),
    ("people", "缺少数控机床操作工"),
    ("policy", "咨询高新技术企业申报条件"),
)
SERVICES = (("651", "软件科技"), ("752", "技术推广"), ("592", "仓储物流"))
GROWTH = (
    (GrowthEvent.Kind.STEPPED_UP, 0.16),
    (GrowthEvent.Kind.SPECIALISED, 0.12),
    (GrowthEvent.Kind.TECH_SME, 0.2),
    (GrowthEvent.Kind.JOINT_STOCK, 0.02),
    (GrowthEvent.Kind.LISTED, 0.004),
)


@dataclass(frozen=True)
class Host:
    """A park with finished floor: how much of it firms can take, and since when."""

    park: Park
    floor_m2: Decimal
    land_mu: Decimal
    since: datetime.date


@transaction.atomic
def load() -> int:
    """Make the demo firms; answers how many. Does nothing when there are some already."""
    if not Enterprise.objects.filter(is_demo=True).exists():
        random = Random(SEED)
        hosts = demo_hosts()
        whole = sum(host.floor_m2 for host in hosts)
        number = 0
        for host in hosts:
            wanted = max(3, int(FIRMS * host.floor_m2 / whole))
            number = fill(host, wanted, number, random)
        move_in()
        care(random)
        sign()
        auctions()
        more_growth()
    return Enterprise.objects.filter(is_demo=True).count()


def move_in() -> None:
    """Firms still there take the units that are neither kept nor sold, one each, as far as they go."""
    units = Unit.objects.filter(storey__building__park__is_demo=True, is_self_held=False, sold_on=None)
    vacant = defaultdict(list)
    for unit in units.select_related("storey__building").order_by("-pk"):
        vacant[unit.storey.building.park_id].append(unit)
    rooms = Occupancy.objects.filter(park__in=vacant, valid_until=None, enterprise__is_demo=True)
    placed = []
    for room in rooms.order_by("pk"):
        if vacant[room.park_id]:
            room.unit = vacant[room.park_id].pop()
            placed.append(room)
    Occupancy.objects.bulk_update(placed, ["unit"], batch_size=500)


def sign() -> None:
    """A contract for every third room: bought for good, or let for ten years."""
    rooms = Occupancy.objects.filter(park__is_demo=True, floor_area_m2__gt=0).order_by("pk")
    contracts = []
    for number, room in enumerate(rooms[::3], start=1):
        leased = room.tenure == Occupancy.Tenure.LEASED
        price_yuan = Decimal(2_000) if leased else Decimal(3_500)
        contracts.append(
            TenancyContract(
                enterprise_id=room.enterprise_id,
                park_id=room.park_id,
                occupancy=room,
                number=f"RY-{room.valid_from:%Y}-{number:04}",
                tenure=room.tenure,
                signed_on=room.valid_from - datetime.timedelta(days=30),
                floor_area_m2=room.floor_area_m2,
                amount_wan=(room.floor_area_m2 * price_yuan / 10_000).quantize(CENT),
                valid_from=room.valid_from,
                valid_until=room.valid_from + datetime.timedelta(days=3652) if leased else None,
            )
        )
    TenancyContract.objects.bulk_create(contracts)


def auctions() -> None:
    """Every parcel won by a promise of tax: most bonds are paid, and what was owed for the first year that counts."""
    parcels = Parcel.objects.filter(
        park__is_demo=True, supply_kind=SupplyKind.TAX, contracted_on__isnull=False
    )
    parcels = parcels.filter(promised_tax_per_mu__isnull=False).select_related("park__place").order_by("pk")
    for turn, parcel in enumerate(parcels):
        row = LandAuction.objects.create(
            park=parcel.park,
            parcel=parcel,
            number=f"演示-成交-{turn + 1:03}",
            won_on=parcel.contracted_on - datetime.timedelta(days=15),
            winner="演示·园区开发公司",
            starting_tax_per_mu=parcel.promised_tax_per_mu - 4,
            promised_tax_per_mu=parcel.promised_tax_per_mu,
        )
        if turn % 3:
            settle_auction(row)


def settle_auction(row: LandAuction) -> None:
    standing = standing_of(row)
    if standing and standing.bond:
        row.bond_paid_wan, row.bond_paid_on = standing.bond.result, row.parcel.contracted_on
        row.save()
    for line in standing.years[-1:] if standing else ():
        if line.left_wan:
            day = datetime.date(line.year.year + 1, 6, 15)
            row.shortfall_payments.create(year=line.year.year, paid_on=day, paid_wan=line.left_wan)


def care(random: Random) -> None:
    """What some firms asked for, a few still waiting for an answer; the old sites some left, a few not yet gone."""
    demands, sites = [], []
    rooms = Occupancy.objects.filter(park__is_demo=True).select_related("enterprise").order_by("pk")
    for turn, room in enumerate(rooms[::12]):
        raised = room.valid_from + datetime.timedelta(days=random.randint(30, 300))
        is_open = turn % 5 == 0
        kind, content = random.choice(DEMANDS)
        demands.append(
            Demand(
                enterprise=room.enterprise,
                park_id=room.park_id,
                kind=kind,
                raised_on=raised,
                content=content,
                handler="县经信局",
                due_on=raised + datetime.timedelta(days=15),
                handled_on=None if is_open else raised + datetime.timedelta(days=random.randint(3, 20)),
                result="" if is_open else "已协调解决，企业满意。",
            )
        )
        due = room.valid_from + datetime.timedelta(days=180)
        sites.append(
            OldSite(
                enterprise=room.enterprise,
                park_id=room.park_id,
                address=f"旧工业区{random.randint(1, 90)}号",
                floor_area_m2=Decimal(random.randint(300, 1500)),
                illegal_floor_m2=Decimal(random.choice([0, 80, 160])),
                removal_due_on=due,
                removed_on=None if turn % 4 == 1 else due - datetime.timedelta(days=random.randint(1, 90)),
            )
        )
    Demand.objects.bulk_create(demands)
    OldSite.objects.bulk_create(sites)


def demo_hosts() -> list[Host]:
    parks = Park.objects.filter(is_demo=True, phases__completed_on__isnull=False)
    rows = parks.annotate(floor=Sum("phases__floor_area_m2"), land=Sum("phases__land_area_mu"))
    return [
        Host(
            park,
            park.floor,
            park.land,
            min(park.phases.values_list("completed_on", flat=True).exclude(completed_on=None)),
        )
        for park in rows.order_by("place__path").distinct()
    ]


def fill(host: Host, wanted: int, number: int, random: Random) -> int:
    """`wanted` firms in one park, on 60 to 95 percent of its production floor."""
    share = host.floor_m2 * Decimal(random.randint(60, 95)) / 100 * Decimal("0.8")
    weights = [random.randint(40, 200) for _ in range(wanted)]
    for weight in weights:
        number += 1
        floor = (share * weight / sum(weights)).quantize(CENT)
        settle(host, number, floor, random)
    return number


def settle(host: Host, number: int, floor: Decimal, random: Random) -> None:
    manufacturing = host.park.park_type == Park.Type.MANUFACTURING
    industry, trade = random.choice(TRADES if manufacturing else SERVICES)
    name = f"{random.choice(SYLLABLES)}{random.choice(SYLLABLES)}{trade}有限公司"
    firm = Enterprise.objects.create(
        name=f"温州{name}" if "/330300/" in f"/{host.park.place.path}" else f"慈溪{name}",
        uscc=uscc_from(number, "330300"),
        industry_code=industry,
        founded_on=datetime.date(random.randint(2002, 2018), random.randint(1, 12), random.randint(1, 28)),
        is_demo=True,
    )
    entered = host.since + datetime.timedelta(days=random.randint(20, 500))
    entered = min(entered, datetime.date(2022, 6, 30))
    leaves = random.random() < 0.06
    left = entered + datetime.timedelta(days=random.randint(200, 800)) if leaves else None
    Occupancy.objects.create(
        enterprise=firm,
        park=host.park,
        tenure=random.choice([Occupancy.Tenure.PURCHASED, Occupancy.Tenure.LEASED]),
        floor_area_m2=floor,
        own_parcel_mu=Decimal(0) if number % OWN_PARCEL_EVERY else OWN_PARCEL_MU,
        room=f"{random.randint(1, 12)}幢{random.randint(1, 6)}层",
        valid_from=entered,
        valid_until=left,
    )
    last = left.year if left else YEARS[-1]
    land = host.land_mu * floor / host.floor_m2
    add_figures(host, firm, range(entered.year, min(last, YEARS[-1]) + 1), land, random)
    add_growth(host, firm, entered, random)


def add_figures(host: Host, firm: Enterprise, years: range, land: Decimal, random: Random) -> None:
    """Tax from 1 to 60 万元 a 亩, rising a little; one firm in thirty reports nothing in its last year."""
    level = Decimal(random.choice([1, 4, 8, 12, 15, 18, 20, 22, 25, 28, 32, 40, 60]))
    for year in years:
        if year == YEARS[-1] and random.random() < 0.03:
            continue
        tax = (land * level * Decimal(random.randint(88, 122)) / 100).quantize(CENT)
        sales = (tax * Decimal(random.randint(150, 320)) / 10).quantize(CENT)
        YearlyFigure.objects.create(
            enterprise=firm,
            park=host.park,
            year=year,
            tax_wan=tax,
            sales_wan=sales,
            energy_tce=(sales * Decimal(random.randint(2, 12)) / 100).quantize(CENT),
            employees=max(3, int(sales / random.randint(60, 110))),
            source="演示数据",
        )
        level += random.randint(-1, 2)
        level = max(level, Decimal(1))


def add_growth(host: Host, firm: Enterprise, entered: datetime.date, random: Random) -> None:
    """Steps up the ladder after moving in; one in twelve 小升规 firms later falls off again."""
    for kind, chance in GROWTH:
        if random.random() >= chance:
            continue
        day = min(entered + datetime.timedelta(days=random.randint(60, 700)), datetime.date(2022, 12, 20))
        GrowthEvent.objects.create(enterprise=firm, park=host.park, kind=kind, on=day)
        if kind == GrowthEvent.Kind.STEPPED_UP and random.random() < 0.08:
            GrowthEvent.objects.create(
                enterprise=firm,
                park=host.park,
                kind=kind,
                direction=GrowthEvent.Direction.LEFT,
                on=day + datetime.timedelta(days=370),
            )
