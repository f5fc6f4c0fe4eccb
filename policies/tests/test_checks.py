"""Verdicts by the strength of the wording, at the bound and one unit of the last digit beside it."""

from decimal import Decimal

import pytest

from policies.checks import Bounds, Verdict, compare
from policies.model import Strength

AT_LEAST_2 = Bounds(lower=Decimal("2.0"))
BETWEEN = Bounds(lower=Decimal("0.10"), upper=Decimal("0.25"))
MORE_THAN_HALF = Bounds(lower=Decimal("0.5"), exclusive=True)


@pytest.mark.parametrize(
    ("value", "bounds", "inside"),
    [
        ("2.0", AT_LEAST_2, True),
        ("1.99", AT_LEAST_2, False),
        ("2.01", AT_LEAST_2, True),
        ("0.10", BETWEEN, True),
        ("0.25", BETWEEN, True),
        ("0.0999", BETWEEN, False),
        ("0.2501", BETWEEN, False),
        ("0.5", MORE_THAN_HALF, False),
        ("0.50001", MORE_THAN_HALF, True),
        ("9", Bounds(), True),
    ],
)
def test_the_ends_belong_to_the_bounds_unless_the_text_says_more_than(value, bounds, inside):
    finding = compare(Decimal(value), bounds, Strength.HARD)
    assert finding.verdict is (Verdict.MET if inside else Verdict.NOT_MET)


@pytest.mark.parametrize(
    ("strength", "verdict", "wants_reason", "counts"),
    [
        (Strength.HARD, Verdict.NOT_MET, False, True),
        (Strength.PRINCIPLE, Verdict.DEVIATES, True, True),
        (Strength.INFORMATION, Verdict.DEVIATES, False, False),
    ],
)
def test_a_miss_weighs_what_the_wording_weighs(strength, verdict, wants_reason, counts):
    finding = compare(Decimal("1.5"), AT_LEAST_2, strength)
    assert (finding.verdict, finding.wants_reason, finding.counts) == (verdict, wants_reason, counts)
    assert finding.gap == Decimal("0.5")


def test_missing_data_is_never_a_pass():
    assert compare(None, AT_LEAST_2, Strength.PRINCIPLE).verdict is Verdict.DATA_MISSING
    assert compare(None, AT_LEAST_2, Strength.HARD, waived=True).verdict is Verdict.DATA_MISSING


def test_a_waiver_speaks_only_where_the_bound_is_missed():
    assert compare(Decimal("1.5"), AT_LEAST_2, Strength.PRINCIPLE, waived=True).verdict is Verdict.WAIVED
    assert compare(Decimal("2.5"), AT_LEAST_2, Strength.PRINCIPLE, waived=True).verdict is Verdict.MET


def test_what_does_not_apply_is_not_counted():
    finding = compare(Decimal("1.5"), AT_LEAST_2, Strength.HARD, applicable=False)
    assert (finding.verdict, finding.counts) == (Verdict.NOT_APPLICABLE, False)


def test_every_verdict_has_its_own_word_and_shape():
    assert [verdict.label for verdict in Verdict] == ["符合", "偏离", "不符合", "豁免", "不适用", "缺数据"]
    assert len({verdict.shape for verdict in Verdict}) == len(Verdict)
    assert {verdict.colour for verdict in Verdict} == {"green", "yellow", "red", "grey"}
