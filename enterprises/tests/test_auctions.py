"""Land won by a promise of tax: the bond, the years that count, what is owed and paid (W15)."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.models import LandAuction, ShortfallPayment
from enterprises.panels import land_auction
from enterprises.rules.auction import Terms, Year, bond, first_year, year_line
from policies.accessor import Rules
from policies.library import get_library
from tests.factories import (
    EnterpriseFactory,
    OccupancyFactory,
    ParcelFactory,
    ParkFactory,
    YearlyFigureFactory,
    place,
    user_with,
)

WON = datetime.date(2019, 6, 3)
LAND = Decimal("9.831")


def rules() -> Rules:
    return Rules(get_library(), "330302", WON)


def terms(promised="13.6", **values) -> Terms:
    given = {
        "land_area_mu": LAND,
        "park_land_mu": LAND,
        "land_price_wan": Decimal(335),
        "starting_tax_per_mu": Decimal("9.6"),
        "promised_tax_per_mu": Decimal(promised),
        "accepted_on": datetime.date(2021, 1, 1),
    }
    return Terms(**{**given, **values})


@pytest.mark.parametrize(
    ("promised", "due"), [("12.6", "33.50"), ("13.6", "39.32"), ("50.6", "403.07"), ("9.6", "33.50")]
)
def test_the_bond_is_the_rise_on_all_the_land_and_at_least_a_tenth_of_the_price(promised, due):
    assert bond(rules(), terms(promised)).result == Decimal(due)


def test_without_the_price_of_the_land_there_is_no_bond_to_tell():
    assert bond(rules(), terms(land_price_wan=None)) is None


@pytest.mark.parametrize(
    ("accepted", "first"),
    [(datetime.date(2021, 1, 1), 2023), (datetime.date(2021, 1, 2), 2024), (None, None)],
)
def test_the_first_year_begins_two_years_after_acceptance(accepted, first):
    assert first_year(rules(), terms(accepted_on=accepted)) == first


@pytest.mark.parametrize(
    ("tax", "unreported", "paid", "due", "state"),
    [
        ("78.648", 0, "0", "55.05", "owing"),
        ("78.648", 0, "55.04", "55.05", "owing"),
        ("78.648", 0, "55.05", "55.05", "paid"),
        ("78.648", 2, "0", "55.05", "unreported"),
        ("133.7016", 0, "0", "0.00", "met"),
        ("200", 3, "0", "0.00", "met"),
    ],
)
def test_what_a_year_lacks(tax, unreported, paid, due, state):
    line = year_line(rules(), terms(), Year(2023, Decimal(tax), unreported, Decimal(paid)))
    assert (str(line.due.result), line.state) == (due, state)


amounts = st.decimals("0.01", "5000", places=2)


@given(tax=amounts, land=amounts, more=st.decimals("0", "5000", places=2), promised=amounts)
def test_the_shortfall_is_the_promise_less_the_tax_to_the_cent(tax, land, more, promised):
    shared = terms(land_area_mu=land, park_land_mu=land + more, promised_tax_per_mu=promised)
    found = year_line(rules(), shared, Year(2023, tax, 0)).due.result
    wanted = max(Fraction(promised) - Fraction(tax) / Fraction(land + more), 0) * Fraction(land)
    assert abs(Fraction(found) - wanted) <= Fraction(1, 200) + Fraction(land) / 10**8


@pytest.fixture
def park(places):
    park = ParkFactory()
    ParcelFactory(
        park=park,
        land_area_mu=Decimal(10),
        land_price_wan=Decimal(335),
        accepted_on=datetime.date(2021, 1, 1),
    )
    return park


@pytest.fixture(autouse=True)
def officer(request):
    """Where a test has a client, it is a county officer's."""
    if "client" in request.fixturenames:
        request.getfixturevalue("places")
        request.getfixturevalue("client").force_login(user_with("county_officer", place("330302")))


TERMS = {
    "number": "成交-2019-07",
    "won_on": "2019-06-03",
    "winner": "五马开发公司",
    "starting_tax_per_mu": "9.6",
    "promised_tax_per_mu": "13.6",
    "bond_paid_wan": "40",
    "bond_paid_on": "2019-06-10",
}


def register(client, park, **changes):
    form = {**TERMS, "parcel": park.parcels.get().pk, **changes}
    return client.post(f"/parks/{park.pk}/records/auction/new/", form)


@pytest.mark.django_db
def test_an_auction_shows_its_bond_and_each_year(client, park):
    firm = EnterpriseFactory()
    OccupancyFactory(enterprise=firm, park=park, valid_from=datetime.date(2021, 3, 1))
    YearlyFigureFactory(enterprise=firm, park=park, year=2023, tax_wan=80)
    assert register(client, park).status_code == 302
    row = LandAuction.objects.get()
    page = client.get(f"/parks/records/auction/{row.pk}/").content.decode()
    assert "40.00" in page and "已缴足" in page and "2023 年度怎么算的" in page
    lines = {line["year"]: line for line in land_auction(row).context["years"]}
    assert (lines[2023]["actual"], lines[2023]["due"], lines[2023]["lamp"][2]) == ("8", "56", "差额未缴清")
    assert lines[2024]["lamp"][2] == "数据未齐" and min(lines) == 2023


@pytest.mark.django_db
def test_a_payment_settles_its_year_and_no_earlier_one_is_taken(client, park):
    register(client, park)
    row = LandAuction.objects.get()
    address = f"/parks/{park.pk}/records/tax-shortfall/new/"
    payment = {"auction": row.pk, "year": 2023, "paid_on": "2024-05-01", "paid_wan": "136"}
    early = client.post(address, {**payment, "year": 2022})
    assert early.status_code == 422 and "自 2023 年度起考核" in early.content.decode()
    assert client.post(address, payment).status_code == 302
    assert ShortfallPayment.objects.get().paid_wan == 136
    [line] = [line for line in land_auction(row).context["years"] if line["year"] == 2023]
    assert line["lamp"][2] == "差额已缴清"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"promised_tax_per_mu": "", "starting_tax_per_mu": ""}, "请填写起拍和承诺的亩均税收"),
        ({"promised_tax_per_mu": "9"}, "承诺亩均税收不能低于起拍亩均税收。"),
        ({"bond_paid_wan": ""}, "请填写已缴的保证金金额。"),
        ({"bond_outcome": "forfeited", "bond_settled_on": "2024-01-01"}, "没收保证金须写明原因。"),
        ({"bond_outcome": "returned"}, "保证金处置和处置日期要么都填，要么都不填。"),
    ],
)
def test_what_does_not_fit_together_is_told(client, park, changes, sentence):
    answer = register(client, park, **changes)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not LandAuction.objects.exists()


@pytest.mark.django_db
def test_a_forfeited_bond_says_so(client, park):
    ended = {"bond_outcome": "forfeited", "bond_settled_on": "2024-01-02", "forfeit_reason": "连续未达承诺"}
    assert register(client, park, **ended).status_code == 302
    assert land_auction(LandAuction.objects.get()).context["bond"]["lamp"] == ("red", "■", "2024-01-02 没收")


@pytest.mark.django_db
def test_a_parcel_of_another_park_is_no_choice(client, park):
    foreign = ParcelFactory(park=ParkFactory())
    assert register(client, park, parcel=foreign.pk).status_code == 422


@pytest.mark.django_db
def test_floor_promised_for_nothing_and_handed_over(client, park):
    values = {
        "starting_tax_per_mu": "",
        "promised_tax_per_mu": "",
        "promised_floor_m2": "1200",
        "handed_floor_m2": "800",
    }
    register(client, park, **values)
    line = land_auction(LandAuction.objects.get()).context["floor"]
    assert line["lamp"][2] == "未移交足"


@pytest.mark.django_db
def test_before_the_policy_nothing_is_worked_out(client, park):
    register(client, park, won_on="2018-06-03")
    panel = land_auction(LandAuction.objects.get())
    assert "不作计算" in panel.context["note"] and "bond" not in panel.context
