"""Random inputs against a second reckoning with exact fractions that shares no code with the formulas."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policies.compute import compute

amounts = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
areas = st.decimals(min_value="0.0001", max_value=10**7, places=4, allow_nan=False, allow_infinity=False)


def half_up(value: Fraction) -> str:
    """Two decimals, halves up, for values of at least 0."""
    cents = (200 * value + 1) // 2
    return f"{cents // 100}.{cents % 100:02d}"


def computed(formula_id: str, place: str, **inputs: object) -> str:
    raw = {name: str(value) for name, value in inputs.items()}
    return str(compute(formula_id, raw, place, date(2022, 12, 31)).result)


@given(land=areas, price=amounts, starting=amounts, promised=amounts)
def test_bond(land, price, starting, promised):
    expected = max((Fraction(promised) - Fraction(starting)) * Fraction(land), Fraction(price) / 10)
    inputs = {"land_area_mu": land, "land_price_wan": price}
    bids = {"starting_tax_per_mu": starting, "promised_tax_per_mu": promised}
    assert computed("w15.performance_bond", "330327", **inputs, **bids) == half_up(expected)


@given(land=areas, promised=amounts, actual=amounts)
def test_shortfall(land, promised, actual):
    missing = Fraction(promised) - Fraction(actual)
    expected = missing * Fraction(land) if missing > 0 else Fraction(0)
    inputs = {"land_area_mu": land, "promised_tax_per_mu": promised, "actual_tax_per_mu": actual}
    assert computed("w15.tax_shortfall", "330381", **inputs) == half_up(expected)


@given(contributions=st.lists(amounts, min_size=2, max_size=12))
def test_reward(contributions):
    percents = [100, 100, 100, 50, 50, 50, 20, 20] + [0] * 4
    expected = Fraction(0)
    for year in range(1, len(contributions)):
        growth = Fraction(contributions[year]) - Fraction(contributions[year - 1])
        if growth > 0:
            expected += growth * percents[year - 1] / 100
    inputs = {"contributions_wan": ",".join(map(str, contributions))}
    assert computed("w16.operator_reward", "3303Z2", **inputs) == half_up(expected)


whole = st.lists(st.integers(min_value=0, max_value=10**6), min_size=9, max_size=9)


@given(contributions=whole)
def test_the_rewards_of_single_years_add_up_to_the_reward_in_all(contributions):
    years = [
        computed("w16.reward_of_year", "330302", operating_year=year, previous_wan=before, current_wan=now)
        for year, (before, now) in enumerate(pairwise(contributions), start=1)
    ]
    whole_sum = computed("w16.operator_reward", "330302", contributions_wan=",".join(map(str, contributions)))
    assert sum(map(Decimal, years)) == Decimal(whole_sum)


@given(software=amounts, hardware=amounts)
def test_digital_subsidy(software, hardware):
    expected = min(Fraction(software) / 5 + Fraction(hardware) / 10, Fraction(100))
    inputs = {"software_wan": software, "hardware_wan": hardware}
    assert computed("c14.digital_subsidy", "330282", **inputs) == half_up(expected)


@given(floor=amounts)
def test_maintenance_fund(floor):
    assert computed("c11.maintenance_fund", "330282", floor_area_m2=floor) == half_up(Fraction(floor) * 12)


@given(tax=amounts, land=areas)
def test_tax_per_mu(tax, land):
    expected = half_up(Fraction(tax) / Fraction(land))
    assert computed("w12.tax_per_mu", "330300", tax_wan=tax, land_mu=land) == expected
    assert computed("c13.tax_per_mu", "330282", tax_wan=tax, land_mu=land) == expected


@given(cents=st.integers(min_value=0, max_value=10**12))
def test_exact_halves_go_up(cents):
    """The hardest case of rounding: results that lie exactly between two cents."""
    tax = Decimal(2 * cents + 1) / 200
    expected = half_up(Fraction(2 * cents + 1, 200))
    assert computed("w12.tax_per_mu", "330300", tax_wan=tax, land_mu=1) == expected
