"""Enterprise size by the standard of 2011/2017: both lower bounds, else the next class down."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.rules import size
from enterprises.rules.size import Size
from parks.rules import industries

TWO_INDICATORS = [name for name, row in size.table().items() if len(row.indicators) == 2]
ONE_INDICATOR = [name for name, row in size.table().items() if len(row.indicators) == 1]
ORDER = [Size.MICRO, Size.SMALL, Size.MEDIUM, Size.LARGE]


def next_down(label):
    return ORDER[ORDER.index(label) - 1]


def industrial(people, revenue_wan):
    return size.size_of("工业", people=Decimal(people), revenue_wan=Decimal(revenue_wan))


@pytest.mark.parametrize(
    ("people", "revenue_wan", "expected"),
    [
        ("300", "1999", Size.SMALL),
        ("19", "50000", Size.MICRO),
        ("1000", "40000", Size.LARGE),
        ("999", "40000", Size.MEDIUM),
        ("1000", "39999.99", Size.MEDIUM),
        ("1000", "1999.99", Size.SMALL),
        ("300", "2000", Size.MEDIUM),
        ("20", "300", Size.SMALL),
        ("20", "299.99", Size.MICRO),
        ("0", "0", Size.MICRO),
    ],
)
def test_industry(people, revenue_wan, expected):
    assert industrial(people, revenue_wan) is expected


def test_real_estate_development_is_judged_by_revenue_and_assets():
    def judged(revenue, assets):
        figures = {"people": 1, "revenue_wan": Decimal(revenue), "assets_wan": Decimal(assets)}
        return size.size_of("房地产开发经营", **figures)

    assert judged(200000, 10000) is Size.LARGE
    assert judged(200000, 9999) is Size.MEDIUM
    assert judged(999, 10000) is Size.SMALL
    assert judged(99, 10000) is Size.MICRO


def test_leasing_and_business_services_are_judged_by_people_and_assets():
    def judged(people, assets):
        figures = {"people": people, "revenue_wan": 1, "assets_wan": Decimal(assets)}
        return size.size_of("租赁和商务服务业", **figures)

    assert judged(300, 120000) is Size.LARGE
    assert judged(300, 119999) is Size.MEDIUM
    assert judged(99, 120000) is Size.SMALL
    assert judged(9, 120000) is Size.MICRO


def test_other_industries_are_judged_by_people_alone():
    judged = [size.size_of("其他未列明行业", people=n) for n in (300, 299, 100, 99, 10, 9)]
    assert judged == [Size.LARGE, Size.MEDIUM, Size.MEDIUM, Size.SMALL, Size.SMALL, Size.MICRO]


@pytest.mark.parametrize(("industry", "label"), list(product(TWO_INDICATORS, ORDER[1:])))
def test_two_indicators_at_the_bound_and_one_below(industry, label):
    first, second = size.table()[industry].bounds[label]
    assert size.size_class(industry, first, second) is label
    assert size.size_class(industry, first + 1, second + 1) is label
    assert size.size_class(industry, first - 1, second) is next_down(label)
    assert size.size_class(industry, first, second - 1) is next_down(label)


@pytest.mark.parametrize(("industry", "label"), list(product(ONE_INDICATOR, ORDER[1:])))
def test_one_indicator_at_the_bound_and_one_below(industry, label):
    [bound] = size.table()[industry].bounds[label]
    assert size.size_class(industry, bound) is label
    assert size.size_class(industry, bound - 1) is next_down(label)


def test_a_missing_indicator_gives_no_class():
    assert size.size_of("工业", people=30) is None
    assert size.size_of("工业", revenue_wan=Decimal(400)) is None


def test_the_standard_has_sixteen_industries_with_falling_bounds():
    assert len(size.table()) == 16
    for row in size.table().values():
        large, medium, small = row.bounds.values()
        assert all(a > b > c > 0 for a, b, c in zip(large, medium, small, strict=True)), row.industry


def test_labels():
    assert [label.label for label in ORDER] == ["微型", "小型", "中型", "大型"]
    assert [label for label in ORDER if label.is_small_or_micro] == [Size.MICRO, Size.SMALL]


@pytest.mark.parametrize(
    ("group", "industry"),
    [
        ("195", "工业"),
        ("591", "交通运输业"),
        ("592", "仓储业"),
        ("643", "信息传输业"),
        ("651", "软件和信息技术服务业"),
        ("701", "房地产开发经营"),
        ("702", "物业管理"),
        ("703", "其他未列明行业"),
        ("729", "租赁和商务服务业"),
        ("732", "其他未列明行业"),
    ],
)
def test_industry_of_a_group(group, industry):
    assert size.industry_of(group) == industry


def test_every_group_has_an_industry_of_the_standard():
    assert {size.industry_of(line.code) for line in industries.groups()} <= set(size.table())


@given(
    st.sampled_from(TWO_INDICATORS),
    st.integers(0, 3000),
    st.integers(0, 300000),
    st.integers(0, 3000),
    st.integers(0, 300000),
)
def test_more_never_makes_an_enterprise_smaller(industry, first, second, more_first, more_second):
    before = size.size_class(industry, Decimal(first), Decimal(second))
    after = size.size_class(industry, Decimal(first + more_first), Decimal(second + more_second))
    assert ORDER.index(after) >= ORDER.index(before)
