"""演示数据: what a county would have entered of its parks beyond their areas and dates, and rooms for some.

Made from a seed of its own, so that the parks' areas and dates, which the plan counts, stay what they are. Every
check has somebody on each side of its line, and some records that nobody has filled in.
"""

import datetime
from decimal import Decimal
from random import Random

from parks.models import Building, Parcel, Park, Phase, Storey, Unit, options

SEED = 20210820
CENT = Decimal("0.01")
LAST_DAY = datetime.date(2022, 12, 31)
SQUARE_METRES_PER_MU = Decimal(2000) / 3
DAY = datetime.timedelta(days=1)
# Two groups of GB/T 4754 for each trade of the demo parks; the third is one too many for Cixi.
GROUPS = ("344", "382", "367", "358", "195", "181", "231", "352", "338", "385", "265", "342")
PARK_FIELDS = (
    "layout_mode",
    "development_mode",
    "registry_mode",
    "platform",
    "siting",
    "is_on_added_land",
    "is_within_approved_area",
    "is_renovated",
    "leading_industries",
    "introduction",
    "has_bike_charging",
    "rentable_floor_m2",
    "sellable_floor_m2",
    "facilities",
    "services",
    "networks",
    "digital_functions",
    "party_items",
    "party_branch_on",
    "owners_committee_on",
)
PARCEL_FIELDS = (
    "source",
    "natures",
    "supply_kind",
    "supply_plan_year",
    "supply_batch",
    "supplied_on",
    "contract_number",
    "land_price_wan",
    "starting_price_wan",
    "land_use_until",
    "promised_investment_per_mu",
    "promised_tax_per_mu",
    "start_due_on",
    "completion_due_on",
    "approval_applied_on",
    "approved_on",
    "completed_on",
    "acceptance_applied_on",
    "accepted_on",
    "restricted_in_notice",
    "restricted_in_land_contract",
    "restricted_in_project_contract",
)
PHASE_FIELDS = (
    "underground_floor_m2",
    "is_underground_titled",
    "non_production_land_m2",
    "green_area_m2",
    "parking_spaces",
    "planned_investment_wan",
    "invested_wan",
    "presale_permit_on",
    "presale_permit_number",
    "recognised_on",
    "recognition_batch",
)


def enrich() -> None:
    """Fill in the demo parks, in a few statements for all of them."""
    random = Random(SEED)
    parks = list(Park.objects.filter(is_demo=True).order_by("place__path"))
    phases = list(Phase.objects.filter(park__in=parks).order_by("park__place__path", "name"))
    parcels = list(Parcel.objects.filter(park__in=parks).order_by("park__place__path", "name"))
    completed = {(phase.park_id, phase.name[:-1]): phase.completed_on for phase in phases}
    for number, park in enumerate(parks):
        describe(park, number, random)
    for number, parcel in enumerate(parcels):
        # The first parcel is the first phase's.
        grant(parcel, number, completed.get((parcel.park_id, parcel.name[0])), random)
    for number, phase in enumerate(phases):
        build(phase, number, random)
    Park.objects.bulk_update(parks, PARK_FIELDS)
    Parcel.objects.bulk_update(parcels, PARCEL_FIELDS)
    Phase.objects.bulk_update(phases, PHASE_FIELDS)
    make_rooms(parks[::3], phases, random)


def some(random: Random, choices: type, least: int, most: int) -> list[str]:
    """A few of a list of options, in its order."""
    codes = list(choices.values)
    picked = set(random.sample(codes, random.randint(least, min(most, len(codes)))))
    return [code for code in codes if code in picked]


def describe(park: Park, number: int, random: Random) -> None:
    """One park in nine has nobody filled in."""
    if number % 9 == 8:
        return
    park.layout_mode = random.choice(options.LayoutMode.values)
    park.development_mode = random.choice(options.DevelopmentMode.values)
    park.registry_mode = random.choice(options.RegistryMode.values)
    park.siting = random.choice(options.Siting.values)
    park.platform = random.choice(["", "经济开发区", "高新技术产业园区"])
    park.is_on_added_land = number % 4 == 0
    park.is_within_approved_area = number % 8 != 0
    park.is_renovated = number % 7 == 0
    first = number % len(GROUPS)
    park.leading_industries = [GROUPS[(first + step * 5) % len(GROUPS)] for step in range(1 + number % 3)]
    park.introduction = f"{park.name}为演示园区，以{park.get_plan_kind_display()}类企业为主。"
    park.has_bike_charging = [True, True, False, None][number % 4]
    park.rentable_floor_m2 = Decimal(random.randint(0, 9000))
    park.sellable_floor_m2 = Decimal(random.randint(0, 6000))
    # Some parks have no facilities, no functions, no branch at all: the three coverages miss them.
    park.facilities = some(random, options.Facility, 2, 9) if number % 6 else []
    park.services = some(random, options.Service, 2, 9) if number % 6 else []
    park.networks = some(random, options.Network, 1, 4)
    park.digital_functions = some(random, options.DigitalFunction, 1, 6) if number % 5 else []
    park.party_items = (
        list(options.PartyItem.values) if number % 3 == 0 else some(random, options.PartyItem, 0, 4)
    )
    if "branch" in park.party_items:
        park.party_branch_on = datetime.date(random.randint(2018, 2022), random.randint(1, 12), 1)
    if park.status == Park.Status.OPERATING and number % 2:
        park.owners_committee_on = datetime.date(2022, random.randint(1, 12), 15)


def grant(parcel: Parcel, number: int, completed: datetime.date | None, random: Random) -> None:
    """The land contract, what was promised, and how long approval and acceptance took."""
    signed, started = parcel.contracted_on, parcel.started_on
    price = (parcel.land_area_mu * random.randint(28, 42)).quantize(CENT)
    parcel.source, parcel.natures = options.LandSource.GRANT, [options.LandNature.INDUSTRIAL]
    parcel.supply_kind = options.SupplyKind.TAX if number % 5 == 0 else options.SupplyKind.LISTING
    parcel.supply_plan_year, parcel.supply_batch = signed.year, 1 + (number % 8 == 0)
    parcel.supplied_on = signed - 12 * DAY
    parcel.contract_number = f"演示-{signed.year}-{number + 1:03d}"
    parcel.starting_price_wan = (price * Decimal("0.9")).quantize(CENT)
    parcel.land_price_wan = price
    parcel.land_use_until = datetime.date(signed.year + 50, signed.month, 28)
    parcel.promised_investment_per_mu = Decimal(random.choice([220, 249, 250, 260, 300]))
    parcel.promised_tax_per_mu = Decimal(random.choice([12, 15, 18, 20, 25]))
    parcel.start_due_on, parcel.completion_due_on = signed + 180 * DAY, signed + 910 * DAY
    parcel.approval_applied_on = signed + 5 * DAY
    parcel.approved_on = min(
        started, parcel.approval_applied_on + random.choice([58, 76, 97, 100, 101, 118]) * DAY
    )
    if completed and completed <= LAST_DAY:
        parcel.completed_on = parcel.acceptance_applied_on = completed
        # One in eleven still waits for its acceptance.
        parcel.accepted_on = (
            None if number % 11 == 5 else completed + random.choice([26, 35, 41, 44, 58]) * DAY
        )
    answers = [(True, True, True), (True, True, None), (True, False, True), (None, None, None)][number % 4]
    parcel.restricted_in_notice, parcel.restricted_in_land_contract = answers[:2]
    parcel.restricted_in_project_contract = answers[2]


def build(phase: Phase, number: int, random: Random) -> None:
    """Green, parking, underground and money of a phase, a little below and above every line."""
    land = phase.land_area_mu * SQUARE_METRES_PER_MU
    phase.green_area_m2 = (land * Decimal(random.choice([8, 10, 12, 15])) / 100).quantize(CENT)
    phase.parking_spaces = int(phase.floor_area_m2 / 100 * Decimal(random.choice([30, 40, 42, 50])) / 100)
    phase.underground_floor_m2 = Decimal(0) if number % 3 else (phase.floor_area_m2 / 20).quantize(CENT)
    phase.is_underground_titled = None if number % 3 else number % 2 == 0
    phase.non_production_land_m2 = (land * Decimal(random.choice([6, 8, 10, 12])) / 100).quantize(CENT)
    phase.planned_investment_wan = (phase.land_area_mu * random.choice([230, 250, 280, 320])).quantize(CENT)
    share = Decimal(random.choice([96, 100, 104] if phase.completed_on else [18, 24, 25, 40, 60])) / 100
    phase.invested_wan = (phase.planned_investment_wan * share).quantize(CENT)
    if number % 4 == 1:
        phase.presale_permit_on = (phase.completed_on or LAST_DAY) - 120 * DAY
        phase.presale_permit_number = f"演示预许字第 {number + 1:03d} 号"
    if phase.completed_on and number % 5 and phase.completed_on + 110 * DAY <= LAST_DAY:
        phase.recognised_on = phase.completed_on + 110 * DAY
        phase.recognition_batch = f"{phase.recognised_on.year} 年第一批"


def make_rooms(parks: list[Park], phases: list[Phase], random: Random) -> None:
    """Buildings, storeys and units of these parks' completed phases: three statements."""
    chosen = {park.pk for park in parks}
    finished = [phase for phase in phases if phase.park_id in chosen and phase.completed_on]
    buildings = Building.objects.bulk_create(
        [one for phase in finished for one in buildings_of(phase, random)]
    )
    storeys = Storey.objects.bulk_create(
        [one for building in buildings for one in storeys_of(building, random)]
    )
    Unit.objects.bulk_create([unit for storey in storeys for unit in units_of(storey, random)])


def buildings_of(phase: Phase, random: Random) -> list[Building]:
    count = random.randint(1, 3)
    area = (phase.floor_area_m2 / count).quantize(CENT)
    return [
        Building(
            park_id=phase.park_id,
            phase=phase,
            name=f"{phase.name}-{number}幢",
            floor_area_m2=area,
            completed_on=phase.completed_on,
        )
        for number in range(1, count + 1)
    ]


def storeys_of(building: Building, random: Random) -> list[Storey]:
    count = random.randint(4, 6)
    area = (building.floor_area_m2 / count).quantize(CENT)
    return [
        Storey(
            building=building,
            number=number,
            floor_area_m2=area,
            height_m=Decimal("7.8") if number == 1 else Decimal("4.5"),
            load_kg_m2=1500 if number == 1 else 750,
        )
        for number in range(1, count + 1)
    ]


def units_of(storey: Storey, random: Random) -> list[Unit]:
    """Two to five units a storey; the first building's lowest storey is the park's own and no production."""
    own = storey.number == 1 and storey.building.name.endswith("-1幢")
    count = random.randint(2, 5)
    area = (storey.floor_area_m2 * Decimal("0.9") / count).quantize(CENT)
    return [
        unit_of(storey, f"{storey.number}{number:02d}", area, own, random) for number in range(1, count + 1)
    ]


def unit_of(storey: Storey, name: str, area: Decimal, own: bool, random: Random) -> Unit:
    held = own or random.random() < 0.12
    opened = storey.building.completed_on
    return Unit(
        storey=storey,
        name=name,
        use=options.RoomUse.NON_PRODUCTION if own else options.RoomUse.PRODUCTION,
        floor_area_m2=area,
        division=random.choice([Unit.Division.STOREY, Unit.Division.VERTICAL, Unit.Division.OTHER]),
        is_self_held=held,
        self_held_until=datetime.date(opened.year + 3, opened.month, 28) if held and not own else None,
        may_be_sold=not held,
        sold_on=opened + 90 * DAY if not held and random.random() < 0.1 else None,
    )
