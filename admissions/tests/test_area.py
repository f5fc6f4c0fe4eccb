"""W10: for firms of 30 万元/亩 and 200 万元 tax the limit on floor bought is lifted to 20 000 ㎡."""

import datetime
from decimal import Decimal

import pytest

from admissions.rules.area import area_limit, widening_in
from policies.accessor import Rules
from policies.compute import compute
from policies.library import get_library

ON = datetime.date(2026, 6, 1)


def limit(place: str, base: str | None, per_mu: str | None, total: str | None):
    widening = widening_in(Rules(get_library(), place, ON))
    facts = {"tax_per_mu": per_mu and Decimal(per_mu), "expected_tax_wan": total and Decimal(total)}
    return area_limit(base and Decimal(base), widening, facts)


@pytest.mark.parametrize(
    ("place", "base", "per_mu", "total", "cap"),
    [
        ("330302", "5000", "30", "200", "20000"),
        ("330302", "5000", "29.99", "200", "5000"),
        ("330302", "5000", "30", "199.99", "5000"),
        ("330302", "5000", None, "200", "5000"),
        ("330302", "25000", "30", "200", "25000"),
        ("330302", None, "30", "200", None),
        ("330282", "5000", "30", "200", "5000"),
    ],
)
def test_both_conditions_are_needed_and_count_from_the_number_itself(place, base, per_mu, total, cap):
    assert limit(place, base, per_mu, total).cap_m2 == (cap and Decimal(cap))
    if place == "330302" and base and per_mu:
        inputs = {"area_cap_m2": base, "tax_per_mu": per_mu, "tax_wan": total}
        assert compute("w10.area_cap", inputs, place, ON).result == Decimal(cap)


def test_the_applicant_reads_the_limit_and_what_lifts_it():
    assert limit("330302", "5000", "10", "50").words == (
        "购置厂房面积上限 5,000 ㎡；预计亩均税收达到 30 万元/亩且年纳税达到 200 万元的，放宽至 20,000 ㎡。租赁不受此限。"
    )
    assert "已放宽至 20,000 ㎡" in limit("330302", "5000", "31", "210").words
    assert limit("330302", None, "31", "210").words == ""
