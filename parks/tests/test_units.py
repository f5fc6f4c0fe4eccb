"""1 亩 = 2000/3 ㎡ exactly, and every conversion rounds once, half up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parks.rules import units

areas = st.decimals(min_value=0, max_value=10**9, places=4)


def same(left, right):
    """Equal in value and in digits after the point."""
    return str(left) == str(Decimal(right))


def test_mu_and_square_metres():
    assert same(units.mu_to_m2(Decimal(3)), "2000.00")
    assert same(units.mu_to_m2(Decimal(1)), "666.67")
    assert same(units.m2_to_mu(Decimal(2000)), "3.0000")
    assert same(units.m2_to_mu(Decimal(1)), "0.0015")


def test_ten_thousands():
    assert same(units.m2_to_wan_m2(Decimal("120000.01")), "12.000001")
    assert same(units.wan_m2_to_m2(Decimal("12.000001")), "120000.01")
    assert same(units.yuan_to_wan(Decimal("12345.67")), "1.234567")
    assert same(units.wan_to_yuan(Decimal("1.234567")), "12345.67")


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("0.0049999999999999999999999999999999999", 2, "0.00"),
        ("2.675", 2, "2.68"),
        ("-0.005", 2, "-0.01"),
        ("-0.004", 2, "0.00"),
        ("1234567890123456789012345678901.5", 0, "1234567890123456789012345678902"),
    ],
)
def test_halves_go_away_from_zero(value, places, rounded):
    assert same(units.round_half_up(Decimal(value), places), rounded)


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        units.m2_to_mu(1.0)


@given(areas)
def test_conversion_is_nearest_to_the_exact_value(area):
    converted = units.m2_to_mu(area)
    assert abs(Fraction(converted) - Fraction(area) * 3 / 2000) <= Fraction(1, 20000)


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_hundredths_of_a_square_metre_survive_the_way_to_wan_and_back(area):
    assert units.wan_m2_to_m2(units.m2_to_wan_m2(area)) == area
