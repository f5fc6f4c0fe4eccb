"""亩均税收 of many firms: Σ tax ÷ Σ land (interpretations, W2, W12)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.aggregate import aggregate_per_mu, per_mu

firms = st.tuples(st.decimals(0, 10**6, places=6), st.decimals("0.0001", 1000, places=4))


def wan_per_mu(*pairs):
    found = aggregate_per_mu((Decimal(tax), Decimal(land)) for tax, land in pairs)
    return None if found is None else str(found)


def test_ten_on_one_mu_and_ten_on_nine_mu_give_two_and_not_the_mean_of_ratios():
    assert wan_per_mu((10, 1), (10, 9)) == "2.00"


def test_one_firm():
    assert str(per_mu(Decimal("386.20"), Decimal("15.3"))) == "25.24"
    assert wan_per_mu(("386.20", "15.3")) == "25.24"


def test_halves_go_up_once_at_the_end():
    assert wan_per_mu(("0.005", 1)) == "0.01"
    assert wan_per_mu(("0.0049999999999999999999999999999999", 1)) == "0.00"
    assert wan_per_mu(("0.004", 1), ("0.006", 1)) == "0.01"


def test_no_land_gives_no_figure():
    assert wan_per_mu() is None
    assert wan_per_mu((10, 0)) is None
    assert per_mu(Decimal(10), Decimal(0)) is None


def test_a_firm_without_land_keeps_its_tax_in_the_sum():
    assert wan_per_mu((10, 0), (10, 5)) == "4.00"


@given(st.lists(firms, min_size=1, max_size=8))
def test_lies_between_the_lowest_and_the_highest_firm(pairs):
    ratios = [per_mu(*pair) for pair in pairs]
    assert min(ratios) <= aggregate_per_mu(pairs) <= max(ratios)


@given(st.lists(firms, min_size=2, max_size=8))
def test_does_not_depend_on_the_order_or_on_the_grouping(pairs):
    half = len(pairs) // 2
    groups = [tuple(map(sum, zip(*part, strict=True))) for part in (pairs[:half], pairs[half:])]
    assert aggregate_per_mu(pairs) == aggregate_per_mu(reversed(pairs)) == aggregate_per_mu(groups)
