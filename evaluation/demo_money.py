"""演示数据: yearly contributions, spending and reliefs of some parks, and rewards on all stages of their way."""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

from accounts.models import Place, User
from evaluation.claims import own_ruling, worth
from evaluation.flows import CLAIM
from evaluation.models import (
    Claim,
    DigitalSpending,
    EscrowAccount,
    GuaranteeQuota,
    HigherReward,
    LandFigure,
    Relief,
    RevenueContribution,
)
from evaluation.rules.money.rewards import STARS
from evaluation.services.claims import propose_claim
from parks.models import Park, ParkStar
from portal.workflow import perform

LUCHENG, CIXI = "330302", "330282"
LAST_YEAR = 2022
CENT = Decimal("0.01")
PAID_ON = datetime.date(2023, 6, 20)
# How far the claims go, one after the other.
WAYS = (("submit", "approve", "pay"), ("submit", "approve"), ("submit",), ())
GROWTH = (0, 38, 75, 70, 104, 131, 129)
Kind = RevenueContribution.Kind


def load() -> int:
    """Make the rows; answers how many claims there are. Does nothing when there are some already."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not Claim.objects.exists() and {"lucheng", "lucheng2", "cixi", "cixi2"} <= people.keys():
        lucheng(people["lucheng"], people["lucheng2"])
        cixi(people["cixi"], people["cixi2"])
    return Claim.objects.count()


def parks_of(code: str) -> list[Park]:
    rows = Park.objects.filter(is_demo=True, place__path__contains=f"/{code}/")
    return list(rows.select_related("place").order_by("pk"))


def lucheng(officer: User, second: User) -> None:
    """W16 and W17: the operators' contributions since the base year, reliefs, a bank's account, a guarantor."""
    parks = [park for park in parks_of(LUCHENG) if park.first_operating_year]
    asked = []
    for park in parks[:3]:
        first = park.first_operating_year or LAST_YEAR
        for year, amount in zip(range(first - 1, LAST_YEAR + 1), GROWTH, strict=False):
            contribute(park, Kind.OPERATOR, year, Decimal(amount))
        asked += [(park, "w16.reward_of_year", year) for year in range(first, LAST_YEAR + 1)]
    take(asked, officer, second)
    for park in parks[:2]:
        relieve(park)
    place = Place.objects.get(code=LUCHENG)
    GuaranteeQuota.objects.create(
        place=place,
        guarantor="演示·融资担保公司",
        year=LAST_YEAR,
        quota_wan=Decimal(20_000),
        used_wan=Decimal(7_350),
        rate_percent=Decimal("0.8"),
        terms="免抵押，由法定代表人提供连带责任保证",
    )


def relieve(park: Park) -> None:
    since = datetime.date(park.first_operating_year or LAST_YEAR, 1, 1)
    rows: Iterable[dict[str, Any]] = (
        {"kind": Relief.Kind.INFRASTRUCTURE, "amount_wan": Decimal(126)},
        {
            "kind": Relief.Kind.LAND_USE_TAX,
            "valid_until": since.replace(year=since.year + 2, month=12, day=31),
        },
        {"kind": Relief.Kind.PRESALE, "presale_income_wan": Decimal(4_200)},
    )
    for values in rows:
        Relief.objects.create(park=park, valid_from=since, document="演示文号", **values)
    firm = park.occupancies.order_by("pk").first()
    if firm:
        Relief.objects.create(
            park=park,
            kind=Relief.Kind.INNOVATION_VOUCHER,
            enterprise=firm.enterprise,
            valid_from=datetime.date(LAST_YEAR, 3, 1),
            amount_wan=Decimal(5),
            document="演示文号",
        )
    EscrowAccount.objects.create(
        park=park, bank="演示银行宁波分行", loan_wan=Decimal(3_000), number="演示账号 001", opened_on=since
    )


def cixi(officer: User, second: User) -> None:
    """C(十四) and C(十八): rewards for stars, revenue and digital works; one covered by what the province gave."""
    parks = parks_of(CIXI)
    for park in parks[:6]:
        land_figures(park)
    take(list(chain.from_iterable(asked_of(park) for park in parks)), officer, second)
    covered = Claim.objects.filter(park__in=parks, state=Claim.State.SUBMITTED).order_by("pk").first()
    if covered:
        HigherReward.objects.create(
            park=covered.park,
            title="省级小微企业园奖补（演示）",
            purpose=own_ruling(covered).candidate.purpose,
            level=HigherReward.Level.PROVINCE,
            year=covered.year,
            amount_wan=Decimal(60),
            document="演示文号",
        )


def land_figures(park: Park) -> None:
    """What came of the promises of standard land in the last two years; of the last the emissions are still missing."""
    promised = park.parcels.exclude(promised_investment_per_mu=None).order_by("pk").first()
    if promised is None or promised.promised_investment_per_mu is None:
        return
    land = sum((one.land_area_mu for one in park.parcels.all()), Decimal(0))
    for year, share in ((LAST_YEAR - 1, Decimal("0.9")), (LAST_YEAR, Decimal("1.05"))):
        invested = (promised.promised_investment_per_mu * land * share).quantize(CENT)
        LandFigure.objects.create(
            park=park,
            year=year,
            invested_wan=invested,
            value_added_wan=(invested * Decimal("0.4")).quantize(CENT),
            emission_t=None if year == LAST_YEAR else (invested / 2_000).quantize(CENT),
            source="演示·经信局、生态环境分局核定表",
        )


def asked_of(park: Park) -> Iterator[tuple[Park, str, int]]:
    """What the park could be given for the years in which item 14 held."""
    rewards = {star: reward for reward, star in STARS.items()}
    for row in ParkStar.objects.filter(
        park=park, star__isnull=False, on__year__in=(LAST_YEAR - 1, LAST_YEAR)
    ):
        if reward := rewards.get(row.star or 0):
            yield park, reward, row.on.year
        else:
            contribute(park, Kind.FIRMS, LAST_YEAR, Decimal(160 * (row.star or 0) - 420))
            yield park, "c14.revenue_reward", LAST_YEAR
    if park.parcels.filter(accepted_on__year__lte=LAST_YEAR).exists() and park.pk % 2:
        DigitalSpending.objects.create(
            park=park,
            year=LAST_YEAR,
            software_wan=Decimal(90 + park.pk % 7 * 60),
            hardware_wan=Decimal(150),
            document="演示·专项审计报告",
        )
        yield park, "c14.digital_subsidy", LAST_YEAR


def contribute(park: Park, kind: str, year: int, amount: Decimal) -> None:
    RevenueContribution.objects.create(
        park=park, kind=kind, year=year, amount_wan=amount, source="演示·税务局核定表"
    )


def take(asked: list[tuple[Park, str, int]], officer: User, second: User) -> None:
    """Claims for what is asked, where there is something to get, each as far on its way as its turn says."""
    worthwhile = [one for one in asked if worth(*one).amount_wan]
    for turn, (park, reward, year) in enumerate(worthwhile):
        claim = propose_claim(actor=officer, park=park, reward=reward, year=year)
        for step in WAYS[turn % len(WAYS)]:
            given = {}
            if step == "pay":
                due = own_ruling(claim).due_wan
                given = {"paid_on": PAID_ON, "paid_wan": due, "payment_document": f"演示·拨款单 {turn + 1}"}
            actor = second if step == "approve" else officer
            claim = perform(
                flow=CLAIM, subject=claim, transition=step, actor=actor, comment="核对无误", given=given
            )
