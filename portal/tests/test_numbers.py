"""Numbers as people type and read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.numbers import decimal_text, parse_decimal


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1234.5"), 2, "1,234.50"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("0.135"), 2, "0.14"),
        (Decimal("-0.125"), 2, "-0.13"),
        (7, 2, "7.00"),
        (Decimal("10.5000"), None, "10.5"),
        (Decimal("100"), None, "100"),
        (None, 2, "—"),
    ],
)
def test_a_number_is_shown_half_up_with_its_thousands(value, places, text):
    assert decimal_text(value, places) == text


@pytest.mark.parametrize(
    ("typed", "value"),
    [("１２．５", "12.5"), (" 1,300 万元", "1300"), ("90亩", "90"), ("3 000㎡", "3000"), ("+.5", "0.5")],
)
def test_harmless_dirt_is_forgiven(typed, value):
    assert parse_decimal(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["", "NaN", "1e3", "1.2.3", "0x1", "一百", "٣", "1" * 16, "--1", "\x00", "∞"]
)
def test_what_is_no_plain_number_is_refused(typed):
    with pytest.raises(ValueError):
        parse_decimal(typed)


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_what_is_shown_can_be_typed_again(value):
    assert parse_decimal(decimal_text(value)) == value
