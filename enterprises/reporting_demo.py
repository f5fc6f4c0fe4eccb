"""演示数据: the yearly reports of 2022 of two counties on their way up, and what the tax office and the statistics bureau
say of some firms; some of it differs, one difference is settled."""

import datetime
from decimal import Decimal
from itertools import cycle
from typing import Any

from accounts.models import User
from enterprises.flows import FILING, SUPPLIED
from enterprises.models import Filing, ParkFigure, SuppliedFigure, YearlyFigure
from enterprises.rules.reporting import Period
from enterprises.services.filings import open_period
from parks.models import Park
from portal.errors import NotAllowed, PortalError
from portal.workflow import perform

YEAR = 2022
# County → its officer, the officer of the city above.
COUNTIES = {"330302": ("lucheng", "city-officer"), "330282": ("cixi", "ningbo")}
UP = ("submit", "submit_county", "check", "review", "lock")
# How many steps up a park's filing has gone, one park after the other.
STEPS = (4, 0, 2, 1, 3)
GAPS = "企业已停产清算，联系不到财务人员（演示）"
CENT = Decimal("0.01")
# What the department's figure is of the firm's: most agree, one is in 元, some are a little off.
FACTORS = (
    *(Decimal(1),) * 6,
    Decimal("1.03"),
    Decimal("1.18"),
    Decimal("0.8"),
)


def load() -> int:
    """Make the demo filings; answers how many there are. Does nothing when there are some already."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not Filing.objects.exists():
        for code, names in COUNTIES.items():
            if set(names) <= people.keys():
                county(code, *(people[name] for name in names), people)
    return Filing.objects.count()


def county(code: str, officer: User, city: User, people: dict[str, User]) -> None:
    parks = Park.objects.filter(is_demo=True, place__path__contains=f"/{code}/", status="operating")
    firms = parks.filter(figures__year=YEAR).distinct()
    open_period("firm_year", Period(YEAR), firms)
    open_period("park_year", Period(YEAR), firms)
    supply(firms, officer)
    own_reports(firms)
    filings = (
        Filing.objects.filter(park__in=firms).select_related("park__place__parent").order_by("park", "form")
    )
    for filing, steps in zip(filings, cycle(STEPS), strict=False):
        climb(filing, steps, [officer, city, *people.values()])


def own_reports(parks: Any) -> None:
    for turn, park in enumerate(parks.order_by("pk")):
        ParkFigure.objects.create(
            park=park,
            year=YEAR,
            service_income_wan=Decimal(60 + 7 * turn),
            works_wan=Decimal(12 + turn),
            vacant_floor_m2=Decimal(300 * (turn % 4)),
            activities=4 + turn % 5,
            source="演示数据",
        )


def climb(filing: Filing, steps: int, people: list[User]) -> None:
    """Take so many steps up, each by somebody whose step it is, as far as there is somebody."""
    for _ in range(steps):
        moved = next(filter(None, (step_up(filing, person) for person in people)), None)
        if moved is None:
            break
        filing = moved
    if filing.filed_on and filing.due_on:
        early = datetime.timedelta(days=filing.pk % 9 * 4 - 6)
        Filing.objects.filter(pk=filing.pk).update(filed_on=filing.due_on - early)


def step_up(filing: Filing, person: User) -> Filing | None:
    for offer in FILING.offers(filing, person):
        if offer.enabled and offer.transition.code in UP:
            given = {"gaps_note": GAPS}
            try:
                return perform(
                    flow=FILING, subject=filing, transition=offer.transition.code, actor=person, given=given
                )
            except (PortalError, NotAllowed):
                return None
    return None


def supply(parks: Any, officer: User) -> None:
    """What the departments say of the first firms of each park."""
    rows = YearlyFigure.objects.filter(park__in=parks, year=YEAR).select_related("enterprise", "park")
    turns = cycle(FACTORS)
    made = [
        SuppliedFigure(
            enterprise=row.enterprise,
            park=row.park,
            year=YEAR,
            department=department,
            item=item,
            value=(getattr(row, item) * next(turns)).quantize(CENT),
        )
        for row in rows.order_by("park", "pk")[:45]
        for department, item in (("tax", "tax_wan"), ("statistics", "sales_wan"))
    ]
    SuppliedFigure.objects.bulk_create(made)
    settle_one(made, officer)


def settle_one(made: list[SuppliedFigure], officer: User) -> None:
    if len(made) > len(FACTORS):
        figure = SuppliedFigure.objects.select_related("park__place").get(pk=made[len(FACTORS) - 2].pk)
        perform(
            flow=SUPPLIED,
            subject=figure,
            transition="settle",
            actor=officer,
            comment="以税务部门入库数为准，企业漏报一笔附加税（演示）。",
            given={"taken": "department"},
        )
