"""演示数据: parks as a county would have them, made from a fixed seed; nothing here is a real park.

Each park's phases start between 2017 and 2022 on about the scale of the appendix plan and finish sixteen to
thirty-four months later, so that plan and actual differ the way they do in life: some areas ahead, some far
behind. Every rule has its good and its bad cases (density, support floor, operator, overdue works, no star).
"""

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from random import Random

from django.db import transaction

from accounts.demo import give_operator
from accounts.models import Place, User
from accounts.services.places import add_park_place
from parks.demo_details import enrich
from parks.models import Developer, Operator, Parcel, Park, ParkStar, Phase
from portal.uscc import uscc_from

SEED = 20190101
LAST_DAY = datetime.date(2022, 12, 31)
YEARS = range(2017, 2023)
SQUARE_METRES_PER_MU = Decimal(2000) / 3


@dataclass(frozen=True)
class Area:
    """How much an area builds: parks by plan kind, land started a year (亩), and how it keeps pace."""

    code: str
    industrial: int
    e_commerce: int
    sci_tech: int
    yearly_mu: int
    pace: Decimal


AREAS = (
    Area("330302", 3, 1, 1, 140, Decimal("1.08")),
    Area("330303", 3, 1, 1, 190, Decimal("0.92")),
    Area("330304", 2, 1, 1, 150, Decimal("0.74")),
    Area("330305", 2, 0, 1, 100, Decimal("1.00")),
    Area("330382", 5, 1, 1, 450, Decimal("0.83")),
    Area("330381", 6, 1, 2, 450, Decimal("1.12")),
    Area("330324", 3, 1, 0, 200, Decimal("0.52")),
    Area("330328", 1, 1, 0, 100, Decimal("0.96")),
    Area("330326", 4, 1, 1, 350, Decimal("0.71")),
    Area("330329", 1, 1, 0, 100, Decimal("0.63")),
    Area("330327", 3, 1, 0, 230, Decimal("0.88")),
    Area("330383", 2, 0, 1, 120, Decimal("1.05")),
    Area("3303Z1", 0, 0, 1, 40, Decimal("1.00")),
    Area("3303Z2", 2, 1, 1, 100, Decimal("1.04")),
    Area("330282", 4, 1, 1, 130, Decimal("0.95")),
)
TRADES = (
    "泵阀",
    "智能电气",
    "汽摩配",
    "眼镜",
    "鞋革",
    "服装",
    "包装印刷",
    "模具",
    "五金",
    "家电",
    "新材料",
    "激光装备",
)
KIND_WORDS = {
    Park.PlanKind.INDUSTRIAL: "小微企业园",
    Park.PlanKind.E_COMMERCE: "电商产业园",
    Park.PlanKind.SCI_TECH: "科创园",
}
PEOPLE = ("华", "瑞", "鼎", "信", "联", "恒", "盛", "达", "宏", "兴")


@transaction.atomic
def load() -> int:
    """Make the demo parks; answers how many. Does nothing when there are some already."""
    if Park.objects.filter(is_demo=True).exists():
        return Park.objects.filter(is_demo=True).count()
    random, serial = Random(SEED), count(1)
    bodies = make_bodies(random)
    made = sum(make_area(area, random, serial, bodies) for area in AREAS)
    give_operator_a_park()
    enrich()
    return made


def give_operator_a_park() -> None:
    """The demo operator works for the first 鹿城 park that is running."""
    operator = User.objects.filter(username="operator", is_demo=True).first()
    parks = Park.objects.filter(is_demo=True, place__path__contains="/330302/", status=Park.Status.OPERATING)
    if operator and (park := parks.order_by("place__path").first()):
        give_operator(operator, park)


def make_bodies(random: Random) -> tuple[list[Developer], list[Operator]]:
    developers = [
        Developer.objects.create(
            name=f"{first}{second}园区开发有限公司",
            uscc=uscc_from(700_000 + index, "330300"),
            ownership=random.choice(["state", "private", "private", "collective"]),
        )
        for index, (first, second) in enumerate(zip(PEOPLE, reversed(PEOPLE), strict=True))
    ]
    operators = [
        Operator.objects.create(
            name=f"{first}园运营管理有限公司",
            uscc=uscc_from(800_000 + index, "330300"),
            ownership=random.choice(["state", "private", "private"]),
        )
        for index, first in enumerate(PEOPLE)
    ]
    return developers, operators


def make_area(area: Area, random: Random, serial, bodies) -> int:
    """The parks of one area, and on them the land starts of each year, going round."""
    county = Place.objects.get(code=area.code)
    homes = list(Place.objects.filter(parent=county, kind=Place.Kind.TOWNSHIP)) or [county]
    kinds = (
        [Park.PlanKind.INDUSTRIAL] * area.industrial
        + [Park.PlanKind.E_COMMERCE] * area.e_commerce
        + [Park.PlanKind.SCI_TECH] * area.sci_tech
    )
    parks = [
        make_park(kind, homes[index % len(homes)], next(serial), random, bodies, (index + 1) % 5 == 0)
        for index, kind in enumerate(kinds)
    ]
    for turn, year in enumerate(YEARS):
        builders = [parks[turn % len(parks)]]
        if len(parks) > 3:
            builders.append(parks[(turn + 2) % len(parks)])
        land = Decimal(area.yearly_mu) * area.pace * Decimal(random.randint(85, 115)) / 100
        for park in builders:
            make_phase(park, year, (land / len(builders)).quantize(Decimal("0.01")), random)
    for park in parks:
        settle(park, random)
    return len(parks)


def make_park(kind, home: Place, number: int, random: Random, bodies, without_operator: bool) -> Park:
    developers, operators = bodies
    industrial = kind == Park.PlanKind.INDUSTRIAL
    short = home.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    name = f"{short}{TRADES[number % len(TRADES)] if industrial else ''}{KIND_WORDS[kind]}"
    return Park.objects.create(
        place=add_park_place(name=name, parent=home),
        name=name,
        park_type=Park.Type.MANUFACTURING if industrial else Park.Type.SERVICES,
        plan_kind=kind,
        status=Park.Status.BUILDING,
        address=f"{home.name}工业路{random.randint(1, 300)}号",
        developer=developers[number % len(developers)],
        operator=None if without_operator else operators[number % len(operators)],
        is_demo=True,
    )


def make_phase(park: Park, year: int, land: Decimal, random: Random) -> None:
    """A parcel and the phase on it; every seventh is too thin, every ninth has its floors not yet split."""
    number = park.phases.count() + 1
    started = datetime.date(year, random.randint(1, 12), random.randint(1, 28))
    ratio = Decimal(random.choice([205, 210, 220, 235, 250, 160 if random.random() < 0.5 else 225])) / 100
    floor = (land * SQUARE_METRES_PER_MU * ratio).quantize(Decimal("0.01"))
    completed = months_later(started, random.choice([16, 18, 20, 22, 24, 29, 34]))
    share = Decimal(random.choice([6, 11, 13, 15, 18, 22, 24, 28])) / 100
    support = (floor * share).quantize(Decimal("0.01"))
    known = random.random() > 0.1
    Parcel.objects.create(
        park=park,
        name=f"{number}号地块",
        land_area_mu=land,
        contracted_on=months_later(started, -random.randint(2, 5)),
        started_on=started,
    )
    Phase.objects.create(
        park=park,
        name=f"{number}期",
        land_area_mu=land,
        floor_area_m2=floor,
        far_counted_floor_m2=(floor * Decimal("0.94")).quantize(Decimal("0.01")) if known else None,
        production_floor_m2=floor - support if known else None,
        non_production_floor_m2=support if known else None,
        completed_on=completed if completed <= LAST_DAY else None,
    )


def settle(park: Park, random: Random) -> None:
    """What follows from the dates: status, recognition four months after the first completion, stars later."""
    first = park.phases.filter(completed_on__isnull=False).order_by("completed_on").first()
    if not park.phases.exists():
        Park.objects.filter(pk=park.pk).update(status=Park.Status.PLANNED)
        return
    if first is None:
        return
    facts: dict[str, object] = {
        "status": Park.Status.OPERATING,
        "first_operating_year": first.completed_on.year,
    }
    recognised = months_later(first.completed_on, 4)
    if recognised <= LAST_DAY and random.random() < 0.9:
        facts["recognised_on"] = recognised
        starred = months_later(recognised, 14)
        if starred <= LAST_DAY and random.random() < 0.55:
            facts |= {"star": random.choice([1, 2, 2, 3, 3, 4, 5]), "star_on": starred}
    Park.objects.filter(pk=park.pk).update(**facts)
    if "star" in facts:
        ParkStar.objects.create(park=park, star=facts["star"], on=facts["star_on"], reason="演示数据")


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month, `months` later (or earlier), or the month's last day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
