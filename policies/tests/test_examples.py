"""The worked examples of the policies' readings, formula by formula."""

from datetime import date

import pytest

from policies.accessor import Rules
from policies.compute import compute
from policies.errors import BadInput, NoRuleInForce
from policies.formulas import first_shortfall_year, land_use_tax_until, tax_per_mu_formula
from policies.library import get_library

LUCHENG, CIXI = "330302", "330282"
IN_2020, IN_2022 = date(2020, 6, 30), date(2022, 6, 30)


def wenzhou(formula_id: str, **inputs: str) -> str:
    return str(compute(formula_id, inputs, LUCHENG, IN_2020).result)


def cixi(formula_id: str, **inputs: str) -> str:
    return str(compute(formula_id, inputs, CIXI, IN_2022).result)


@pytest.mark.parametrize(("promise", "bond"), [("12.6", "33.50"), ("13.6", "39.32"), ("50.6", "403.07")])
def test_w15_bond_is_the_rise_over_the_starting_tax_or_a_tenth_of_the_land_price(promise, bond):
    land = {"land_area_mu": "9.831", "land_price_wan": "335", "starting_tax_per_mu": "9.6"}
    assert wenzhou("w15.performance_bond", **land, promised_tax_per_mu=promise) == bond


@pytest.mark.parametrize(("actual", "penalty"), [("8.0", "55.05"), ("13.6", "0.00"), ("20", "0.00")])
def test_w15_shortfall_is_what_is_missing_and_never_negative(actual, penalty):
    land = {"land_area_mu": "9.831", "promised_tax_per_mu": "13.6"}
    assert wenzhou("w15.tax_shortfall", **land, actual_tax_per_mu=actual) == penalty


@pytest.mark.parametrize(
    ("accepted", "first"),
    [
        (date(2021, 1, 1), 2023),
        (date(2021, 1, 2), 2024),
        (date(2020, 12, 31), 2023),
        (date(2020, 2, 29), 2023),
    ],
)
def test_w15_first_year_begins_on_or_after_two_years_from_acceptance(accepted, first):
    years = Rules(get_library(), LUCHENG, IN_2020).value("w15.shortfall_after_years")
    assert first_shortfall_year(accepted, int(years)) == first


def test_w16_reward_counts_growth_by_bands_and_a_fall_as_nothing():
    assert wenzhou("w16.operator_reward", contributions_wan="0,100,150,140,200,200,260,300,280") == "218.00"


@pytest.mark.parametrize(
    ("contributions", "reward"),
    [
        ("100,100", "0.00"),
        ("0,1", "1.00"),
        ("0,0,0,0,1", "0.50"),
        ("0,0,0,0,0,0,0,1,2", "0.40"),
        ("0,0,0,0,0,0,0,0,0,1000", "0.00"),
        ("１００，１５０", "50.00"),
    ],
)
def test_w16_reward_at_the_edges_of_the_bands(contributions, reward):
    assert wenzhou("w16.operator_reward", contributions_wan=contributions) == reward


@pytest.mark.parametrize(
    ("year", "previous", "current", "reward"),
    [
        ("1", "0", "100", "100.00"),
        ("3", "150", "140", "0.00"),
        ("4", "140", "200", "30.00"),
        ("6", "200", "260", "30.00"),
        ("7", "260", "300", "8.00"),
        ("8", "300", "280", "0.00"),
    ],
)
def test_w16_reward_of_one_year_is_that_years_term(year, previous, current, reward):
    values = {"operating_year": year, "previous_wan": previous, "current_wan": current}
    assert wenzhou("w16.reward_of_year", **values) == reward


@pytest.mark.parametrize("year", ["0", "9", "1.5"])
def test_w16_no_reward_before_the_first_and_after_the_eighth_year(year):
    with pytest.raises(BadInput, match="投运第 1 至第 8 年"):
        wenzhou("w16.reward_of_year", operating_year=year, previous_wan="0", current_wan="1")


def test_w16_a_pre_sale_is_taxed_on_five_percent():
    assert wenzhou("w16.presale_profit", presale_income_wan="2000") == "100.00"


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2020, 1, 1), date(2022, 12, 31)),
        (date(2020, 7, 15), date(2023, 7, 14)),
        (date(2020, 2, 29), date(2023, 2, 28)),
    ],
)
def test_w16_the_lowest_bracket_of_the_land_use_tax_lasts_three_years(since, until):
    assert land_use_tax_until(Rules(get_library(), LUCHENG, IN_2020), since) == until


@pytest.mark.parametrize(("revenue", "reward"), [("280", "280.00"), ("300", "300.00"), ("300.01", "300.00")])
def test_c14_revenue_of_firms_goes_to_the_local_government_up_to_three_hundred(revenue, reward):
    assert cixi("c14.revenue_reward", star="4", revenue_wan=revenue) == reward


def test_c14_three_stars_are_not_enough_for_the_revenue():
    with pytest.raises(BadInput, match="4 星级及以上"):
        cixi("c14.revenue_reward", star="3", revenue_wan="10")


@pytest.mark.parametrize(
    ("case", "sum_"),
    [("provincial", "10.00"), ("one_star", "20.00"), ("two_star", "30.00"), ("three_star", "50.00")],
)
def test_c14_the_four_cases_and_the_four_sums_go_together_in_order(case, sum_):
    assert cixi(f"c14.{case}_reward", times="1") == sum_
    assert cixi(f"c14.{case}_reward", times="0") == "0.00"


@pytest.mark.parametrize(
    ("software", "hardware", "subsidy"),
    [("300", "200", "80.00"), ("400", "400", "100.00"), ("400", "200", "100.00"), ("0", "0", "0.00")],
)
def test_c14_digital_subsidy_is_shares_up_to_a_hundred(software, hardware, subsidy):
    assert cixi("c14.digital_subsidy", software_wan=software, hardware_wan=hardware) == subsidy


def test_c11_fund_and_deposit_are_per_square_metre_in_yuan():
    assert cixi("c11.maintenance_fund", floor_area_m2="1000") == "12000.00"
    assert cixi("c11.warranty_deposit", floor_area_m2="1000") == "6000.00"
    assert compute("c11.maintenance_fund", {"floor_area_m2": "1"}, CIXI, IN_2022).unit == "元"


@pytest.mark.parametrize(("tax", "land", "ratio"), [("20", "10", "2.00"), ("386.2", "15.3", "25.24")])
def test_w12_tax_per_mu_is_sum_over_sum(tax, land, ratio):
    assert wenzhou("w12.tax_per_mu", tax_wan=tax, land_mu=land) == ratio


def test_halves_are_rounded_up():
    assert wenzhou("w12.tax_per_mu", tax_wan="1.005", land_mu="1") == "1.01"
    half = {"land_area_mu": "0.5", "promised_tax_per_mu": "0.03", "actual_tax_per_mu": "0"}
    assert wenzhou("w15.tax_shortfall", **half) == "0.02"
    assert cixi("c11.maintenance_fund", floor_area_m2="0.00125") == "0.02"


def test_each_instrument_has_its_own_tax_per_mu():
    wenzhou_2019, cixi_2021 = get_library().instruments
    assert tax_per_mu_formula(wenzhou_2019).id == "w12.tax_per_mu"
    assert tax_per_mu_formula(cixi_2021).id == "c13.tax_per_mu"
    assert cixi("c13.tax_per_mu", tax_wan="20", land_mu="10") == "2.00"


@pytest.mark.parametrize(
    ("place", "on"),
    [
        (CIXI, date(2024, 5, 1)),
        (CIXI, date(2024, 1, 1)),
        (CIXI, date(2021, 8, 19)),
        (LUCHENG, IN_2022),
        ("110000", IN_2022),
        ("330200", IN_2022),
        ("x", IN_2022),
    ],
)
def test_no_rule_in_force_for_an_expired_or_foreign_place(place, on):
    with pytest.raises(NoRuleInForce) as refusal:
        compute("c14.digital_subsidy", {"software_wan": "1", "hardware_wan": "1"}, place, on)
    assert "no rule in force" in str(refusal.value)
    assert on.isoformat() in str(refusal.value)
    assert "无有效规定" in refusal.value.message


def test_no_rule_in_force_for_cixi_in_2024_is_said_with_name_and_date(library):
    with pytest.raises(NoRuleInForce, match="no rule in force for 慈溪市 on 2024-05-01"):
        library.in_force(CIXI, date(2024, 5, 1))
