"""The lists officials work through: who is on them, at the number and beside it; the column and the API's counts."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from parks.models import Building, Park, Storey, Unit
from parks.watch import WATCHES
from tests.factories import OperatorFactory, ParcelFactory, ParkFactory, PhaseFactory, place, user_with

pytestmark = pytest.mark.django_db
DAY = datetime.date
TODAY = DAY(2021, 12, 15)


def on_list(code, park, today=TODAY):
    return park in WATCHES[code].narrowed(Park.objects.all(), today)


def test_land_supplied_and_not_used(places):
    park = ParkFactory()
    parcel = ParcelFactory(park=park, contracted_on=DAY(2021, 1, 1), started_on=None)
    assert on_list("idle-land", park)
    parcel.change(1, started_on=DAY(2021, 2, 1))
    assert not on_list("idle-land", park)


@pytest.mark.parametrize(("today", "expected"), [(DAY(2021, 3, 1), False), (DAY(2021, 3, 2), True)])
def test_works_that_take_more_than_two_years(places, today, expected):
    park = ParkFactory()
    ParcelFactory(park=park, started_on=DAY(2019, 3, 1))
    assert on_list("overdue-works", park, today) is expected


@pytest.mark.parametrize("code", ["no-operator", "no-facilities", "no-smart", "no-party"])
def test_what_parks_of_a_hundred_mu_lack(places, code):
    park = ParkFactory()
    parcel = ParcelFactory(park=park, land_area_mu=100)
    assert on_list(code, park)
    parcel.change(1, land_area_mu=Decimal("99.9999"))
    assert not on_list(code, park)
    parcel.change(2, land_area_mu=100)
    everything = {"facilities": ["canteen"], "digital_functions": ["energy"], "party_items": ["branch"]}
    Park.objects.filter(pk=park.pk).update(operator=OperatorFactory(), **everything)
    assert not on_list(code, park)


@pytest.mark.parametrize(("invested", "expected"), [("2499.99", True), ("2500", False)])
def test_presale_below_a_quarter(places, invested, expected):
    park = ParkFactory()
    PhaseFactory(
        park=park,
        planned_investment_wan=10000,
        invested_wan=Decimal(invested),
        presale_permit_on=DAY(2021, 5, 1),
    )
    assert on_list("low-presale", park) is expected


@pytest.mark.parametrize(("cap", "expected"), [("427.50", False), ("427.51", True)])
def test_caps_over_one_and_a_half_times_the_start(places, cap, expected):
    park = ParkFactory()
    ParcelFactory(park=park, supply_kind="tax", starting_price_wan=285, cap_price_wan=Decimal(cap))
    assert on_list("over-cap", park) is expected


def test_parks_to_be_retrofitted_or_planned_anew(places):
    park = ParkFactory(status="building")
    PhaseFactory(park=park, non_production_floor_m2=Decimal("11999.99"))
    assert on_list("retrofit", park)
    park.planadjustments.create(kind="plan", on=TODAY, content="增加食堂")
    assert not on_list("retrofit", park)


def test_units_and_their_holding(places):
    park = ParkFactory(under=place("330282"))
    storey = Storey.objects.create(building=Building.objects.create(park=park, name="1幢"), number=1)
    unit = Unit.objects.create(
        storey=storey,
        name="101",
        use="production",
        floor_area_m2=Decimal("499.99"),
        is_self_held=True,
        self_held_until=TODAY + datetime.timedelta(days=180),
    )
    assert on_list("small-units", park) and on_list("holding-ends", park)
    unit.change(1, floor_area_m2=500, self_held_until=TODAY + datetime.timedelta(days=181))
    assert not on_list("small-units", park) and not on_list("holding-ends", park)


def test_every_list_opens_and_exports(as_user, officer, park):
    client = as_user(officer)
    for code in WATCHES:
        assert client.get(f"/parks/watch/{code}/").status_code == 200, code
    assert client.get("/parks/watch/idle-land/?format=xlsx").status_code == 200
    assert client.get("/parks/watch/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("code", "contracted_on", "reason"),
    [
        ("330302", DAY(2018, 12, 31), "自 2019-01-01 起才施行。"),
        ("330282", DAY(2021, 8, 19), "自 2021-08-20 起才施行。"),
        ("330282", DAY(2024, 1, 1), "施行至 2023-12-31 为止。"),
    ],
)
def test_a_park_without_checks_says_why(as_user, code, contracted_on, reason, places):
    park = ParkFactory(under=place(code))
    parcel = ParcelFactory(park=park, contracted_on=contracted_on, started_on=None)
    client, address = as_user(user_with("county_officer", place(code))), f"/parks/{park.pk}/compliance/"
    html = client.get(address).content.decode()
    assert "无有效规定，不作核对。园区按该日有效的政策核对" in html and reason in html
    parcel.change(1, contracted_on=DAY(2021, 8, 20))
    assert "不作核对" not in client.get(address).content.decode()


def test_the_list_and_the_api_count_the_checks_kept(as_user, officer, park):
    client = as_user(officer)
    html = client.get(f"/parks/{park.pk}/compliance/").content.decode()
    row = client.get("/api/v1/parks/?compliance=true").json()["results"][0]
    assert 0 < row["compliance_kept"] < row["compliance_counted"]
    assert f"{row['compliance_counted']} 项：" in html
    assert client.get("/api/v1/parks/").json()["results"][0]["compliance_kept"] is None
    shown = client.get("/parks/?columns=compliance").context["table"]
    shown.columns = tuple(one for one in shown.offered if one.source in ("name", "compliance"))
    assert f"{row['compliance_kept']}/{row['compliance_counted']}" in shown.body


def test_who_sees_a_list_sees_his_own_parks(as_user, park):
    ParcelFactory(park=park, contracted_on=timezone.localdate(), started_on=None)
    neighbour = user_with("county_officer", place("330304"))
    assert park.name not in as_user(neighbour).get("/parks/watch/idle-land/").content.decode()
