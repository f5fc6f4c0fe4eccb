"""1 亩 = 2000/3 ㎡ exactly, and a number is rounded once, half up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parks.rules import units


def same(left, right):
    """Equal in value and in digits after the point."""
    return str(left) == str(Decimal(right))


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


def test_a_mu_is_two_thousand_thirds_of_a_square_metre():
    assert units.M2_PER_MU * 3 == 2000


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        units.round_half_up(1.0, 2)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(0, 3))
def test_rounding_is_nearest_to_the_exact_value(value, places):
    rounded = units.round_half_up(value, places)
    assert abs(Fraction(rounded) - Fraction(value)) * 2 * 10**places <= 1
