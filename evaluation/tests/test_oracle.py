"""The database against exact fractions on random rows: months, land, sums, quotients, ranks."""

import datetime
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from django.db.models import Value
from django.db.models.functions import Cast

from accounts.models import Place
from enterprises.models import Enterprise, Occupancy, YearlyFigure
from evaluation import measures
from evaluation.rules.aggregate import aggregate_per_mu
from evaluation.rules.land import OwnParcel, Room, firm_land_of_rooms_mu, months_occupied, own_land_mu
from evaluation.tests.scenes import YEAR, rows, run_of
from parks.models import Phase
from parks.rules.units import round_half_up
from portal.uscc import uscc_from
from tests.factories import EnterpriseFactory, ParkFactory, place

pytestmark = pytest.mark.usefixtures("places")

FIRMS, PARKS = 500, 12
FIRST, DAYS = datetime.date(YEAR - 1, 11, 1), 480


def some_day(random: Random) -> datetime.date:
    """A day around the year, every other one the first or the last of a month."""
    day = FIRST + datetime.timedelta(days=random.randrange(DAYS))
    return day.replace(day=1) - datetime.timedelta(days=random.randrange(2)) if random.random() < 0.5 else day


def some_stay(random: Random, **values: object) -> Occupancy:
    begin, end = sorted((some_day(random), some_day(random)))
    own = Decimal(random.randrange(10**5)).scaleb(-4) if random.random() < 0.2 else Decimal(0)
    floor = Decimal(random.randrange(0 if own else 1, 10**6)).scaleb(-2)
    return Occupancy(
        floor_area_m2=floor,
        own_parcel_mu=own if own or floor else Decimal(1),
        valid_from=begin,
        valid_until=None if random.random() < 0.3 else end,
        **values,
    )


def test_months_in_the_database_are_those_of_the_rules():
    random, park, firm = Random(1), ParkFactory(), EnterpriseFactory()
    Occupancy.objects.bulk_create(some_stay(random, enterprise=firm, park=park) for _ in range(400))
    counted = Occupancy.objects.annotate(
        months=measures.months_occupied(YEAR, "valid_from", "valid_until")
    ).values_list("valid_from", "valid_until", "months")
    for begin, end, months in counted:
        assert months == months_occupied(YEAR, begin, end), (begin, end)
    assert {months for _, _, months in counted} == set(range(13))


def exact(number: int) -> Cast:
    return Cast(Value(Decimal(number)), measures.EXACT)


@pytest.mark.parametrize("digits", [0, 2, 4])
def test_halves_go_up_once_and_nothing_is_rounded_twice(digits):
    """Quotients right at a half and one unit below it, where a quotient rounded before would go wrong."""
    random = Random(digits)
    for _ in range(20):
        divisor = 2 * 10**digits * random.randrange(10**14, 10**15)
        half = divisor // (2 * 10**digits) * (2 * random.randrange(10**5) + 1)
        for dividend in (half - 1, half, half + 1):
            quotient = measures.half_up(exact(dividend), exact(divisor), digits)
            found = Place.objects.annotate(found=quotient).values_list("found", flat=True)[0]
            assert found == round_half_up(Fraction(dividend, divisor), digits)


class World:
    """Parks, firms, stays and figures as plain rows, with the oracle's answers beside them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        counties = [place("330302"), place("330303"), place("330382")]
        self.parks = [ParkFactory(under=counties[number % 3]) for number in range(PARKS)]
        self.county = {park.pk: counties[number % 3].pk for number, park in enumerate(self.parks)}
        self.phases = [self.phase(park, number) for park in self.parks for number in range(3)]
        self.firms = Enterprise.objects.bulk_create(
            Enterprise(name=f"企业{number}", uscc=uscc_from(number, "330302"), industry_code="344")
            for number in range(FIRMS * 4 // 5)
        )
        pairs = [(firm, random.choice(self.parks)) for firm in self.firms]
        pairs += [(firm, random.choice(self.parks)) for firm in random.sample(self.firms, FIRMS // 5)]
        self.pairs = list(dict.fromkeys(pairs))
        self.figures = [self.figure(firm, park) for firm, park in self.pairs]
        stays = random.choices(self.pairs, k=FIRMS * 3 // 2)
        self.stays = [some_stay(random, enterprise=firm, park=park) for firm, park in stays]

    def phase(self, park: object, number: int) -> Phase:
        land, floor = self.random.randrange(1, 10**6), self.random.randrange(10**6, 10**7)
        return Phase(
            park=park,
            name=f"{number}期",
            land_area_mu=Decimal(land).scaleb(-4),
            floor_area_m2=Decimal(floor).scaleb(-2),
            completed_on=self.random.choice(
                [None, datetime.date(YEAR, 12, 31), datetime.date(YEAR + 1, 1, 1)]
            ),
        )

    def figure(self, firm: Enterprise, park: object) -> YearlyFigure:
        tax = Decimal(self.random.randrange(10**6)).scaleb(-2)
        return YearlyFigure(enterprise=firm, park=park, year=YEAR, tax_wan=tax, sales_wan=0)

    def save(self) -> None:
        """Write the rows in an order of their own."""
        for model, made in ((Phase, self.phases), (YearlyFigure, self.figures), (Occupancy, self.stays)):
            self.random.shuffle(made)
            model.objects.bulk_create(made)

    def land(self) -> dict[tuple[int, int], Decimal]:
        """(firm, park) → 亩 by the rules in fractions; 0 where it cannot be told."""
        finished = [phase for phase in self.phases if phase.completed_on and phase.completed_on.year == YEAR]
        rooms, parcels = defaultdict(list), defaultdict(list)
        for stay in self.stays:
            months = months_occupied(YEAR, stay.valid_from, stay.valid_until)
            key = (stay.enterprise_id, stay.park_id)
            rooms[key].append(Room(stay.floor_area_m2, months))
            parcels[key].append(OwnParcel(stay.own_parcel_mu, months))
        answer = {}
        for firm, park in self.pairs:
            own = [phase for phase in finished if phase.park_id == park.pk]
            key = (firm.pk, park.pk)
            land = firm_land_of_rooms_mu(
                sum((phase.land_area_mu for phase in own), Decimal(0)),
                sum((phase.floor_area_m2 for phase in own), Decimal(0)),
                rooms[key],
                own_land_mu(parcels[key]),
            )
            answer[key] = land or Decimal(0)
        return answer

    def expected(self, key) -> dict[object, tuple[Decimal, Decimal, Decimal | None]]:
        """Σ tax, Σ land and the quotient of each group of figures."""
        land, groups = self.land(), defaultdict(list)
        for figure in self.figures:
            pair = (figure.enterprise_id, figure.park_id)
            groups[key(self, figure)].append((figure.tax_wan, land[pair]))
        return {
            group: (sum(t for t, _ in pairs), sum(m for _, m in pairs), aggregate_per_mu(pairs))
            for group, pairs in groups.items()
        }


GROUPS = {
    "firm_in_park": lambda world, figure: (figure.enterprise_id, figure.park_id),
    "firm": lambda world, figure: (figure.enterprise_id, world.county[figure.park_id]),
    "park": lambda world, figure: figure.park_id,
    "county": lambda world, figure: world.county[figure.park_id],
    "whole": lambda world, figure: None,
}
FOUND = {
    "firm_in_park": lambda row: (row.enterprise_id, row.park_id),
    "firm": lambda row: (row.enterprise_id, row.county_id),
    "park": lambda row: row.park_id,
    "county": lambda row: row.county_id,
    "whole": lambda row: None,
}


def test_five_hundred_random_firms_equal_the_fractions_on_every_level():
    world = World(Random(20200101))
    world.save()
    run = run_of("330300")
    for level, key in GROUPS.items():
        found = {FOUND[level](row): (row.tax_wan, row.land_mu, row.tax_per_mu) for row in rows(run, level)}
        assert found == world.expected(key), level
    assert_ranks(rows(run, "firm"))
    assert run.counts["firm_in_park"] == len(world.pairs)


def assert_ranks(found) -> None:
    """A rank is one more than how many of the same county are better."""
    by_county = defaultdict(list)
    for row in found:
        by_county[row.county_id].append(row.tax_per_mu)
    for row in found:
        better = [
            ratio for ratio in by_county[row.county_id] if ratio is not None and ratio > (row.tax_per_mu or 0)
        ]
        assert row.rank == (None if row.tax_per_mu is None else len(better) + 1)


def test_the_order_of_writing_changes_no_digit():
    world = World(Random(7))
    world.save()
    first = run_of("330300")
    YearlyFigure.objects.all().delete()
    Occupancy.objects.all().delete()
    Phase.objects.all().delete()
    for row in (*world.phases, *world.figures, *world.stays):
        row.pk = None
    world.save()
    second = run_of("330300")
    assert (first.inputs_hash, first.results_hash) == (second.inputs_hash, second.results_hash)
    assert second.supersedes == first
