"""The figures beside the entry form."""

from decimal import Decimal

import pytest

from parks.rules import derived


def test_floor_area_ratio_of_ninety_mu_with_120000_square_metres():
    assert str(derived.floor_area_ratio(Decimal(120000), Decimal(90))) == "2.00"


@pytest.mark.parametrize(
    ("floor", "shown"), [("1990", "1.99"), ("1994.99", "1.99"), ("1995", "2.00"), ("2000", "2.00")]
)
def test_floor_area_ratio_rounds_half_up(floor, shown):
    assert str(derived.floor_area_ratio(Decimal(floor), Decimal("1.5"))) == shown


def test_non_production_share_of_total_and_of_counted_floor():
    assert str(derived.non_production_share(Decimal(15000), Decimal(120000))) == "0.1250"
    assert str(derived.non_production_share_of_counted(Decimal(15000), Decimal(110000))) == "0.1364"


def test_a_park_without_non_production_floor_has_a_share_of_zero():
    assert str(derived.non_production_share(Decimal(0), Decimal(120000))) == "0.0000"


FIGURES = [
    derived.floor_area_ratio,
    derived.non_production_share,
    derived.non_production_share_of_counted,
]
ONE, ZERO = Decimal(1), Decimal(0)


@pytest.mark.parametrize("pair", [(None, ONE), (ONE, None), (ONE, ZERO), (None, None)])
@pytest.mark.parametrize("figure", FIGURES)
def test_nothing_is_shown_while_an_operand_is_missing_or_zero(figure, pair):
    assert figure(*pair) is None
