"""Wenzhou 2019, article 16: the operator's reward from the yearly growth of the local contribution, in all and for
one year; the profit a pre-sale is taxed on."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from policies.accessor import Rules
from policies.errors import BadInput
from policies.explanation import Step
from policies.formulas.registry import Input, Outcome, Values, formula, number, series
from policies.numbers import plain
from policies.rulebook import ParameterReading

BANDS = ("first", "middle", "last")


@formula(
    "w16.operator_reward",
    title="开发运营单位财政奖励",
    version=1,
    clause="w16",
    inputs=(
        Input(
            "contributions_wan",
            "第{}年地方综合贡献",
            "万元",
            many=True,
            at_least=2,
            sample="0,100,150,140,200,200,260,300,280",
        ),
    ),
    unit="万元",
)
def operator_reward(rules: Rules, values: Values) -> Outcome:
    """Sum over the years of operation of growth (a fall counts 0) times the share of the year's band.

    The series begins with the base year (year 0); years after the last band earn nothing.
    """
    contributions = series(values, "contributions_wan")
    shares = _share_per_year(rules)
    steps, terms = [], []
    for year, (before, now) in enumerate(pairwise(contributions), start=1):
        growth = max(now - before, Decimal(0))
        share = shares[year - 1] if year <= len(shares) else None
        steps.append(_step(year, before, now, growth, share))
        if share is not None:
            terms.append(f"max(第{year}年地方综合贡献 − 第{year - 1}年地方综合贡献, 0) × {share.label}")
    return Outcome(
        sum((step.value for step in steps), Decimal(0)),
        " + ".join(terms),
        steps=tuple(steps),
        note="第0年为基期，第1年为园区投入运营的首个年度；环比下降的年度按 0 计。",
    )


def _share_per_year(rules: Rules) -> list[ParameterReading]:
    """The share of year 1, year 2, …: each band's share repeated for its number of years."""
    return [
        share
        for band in BANDS
        for share in [rules.read(f"w16.reward_share_{band}")] * int(rules.value(f"w16.reward_years_{band}"))
    ]


def _step(year: int, before: Decimal, now: Decimal, growth: Decimal, share: ParameterReading | None) -> Step:
    expression = f"max({plain(now)} − {plain(before)}, 0) × {share.shown if share else '0%'}"
    earned = growth * share.value if share else Decimal(0)
    return Step(f"第{year}年" if share else f"第{year}年（超出奖励年限）", expression, earned, "万元")


@formula(
    "w16.reward_of_year",
    title="开发运营单位财政奖励（当年）",
    version=1,
    clause="w16",
    inputs=(
        Input("operating_year", "投运年序", "年", sample="4"),
        Input("previous_wan", "上年地方综合贡献", "万元", sample="140"),
        Input("current_wan", "当年地方综合贡献", "万元", sample="200"),
    ),
    unit="万元",
)
def reward_of_year(rules: Rules, values: Values) -> Outcome:
    """One year's term of `w16.operator_reward`: growth over the year before times the share of the year's band.

    Raises BadInput for a year of operation that no band covers.
    """
    before, now = number(values, "previous_wan"), number(values, "current_wan")
    shares, year = _share_per_year(rules), number(values, "operating_year")
    if not 1 <= year <= len(shares) or year != int(year):
        raise BadInput("operating_year", f"只奖励投运第 1 至第 {len(shares)} 年，现为第 {plain(year)} 年。")
    share, growth = shares[int(year) - 1], max(now - before, Decimal(0))
    return Outcome(
        growth * share.value,
        f"max(当年地方综合贡献 − 上年地方综合贡献, 0) × {share.label}",
        steps=(_step(int(year), before, now, growth, share),),
        note="第1年为园区投入运营的首个年度；环比下降的按 0 计。",
    )


@formula(
    "w16.presale_profit",
    title="预售计税毛利额",
    version=1,
    clause="w16",
    inputs=(Input("presale_income_wan", "预售收入", "万元", sample="2000"),),
    unit="万元",
)
def presale_profit(rules: Rules, values: Values) -> Outcome:
    """What the enterprise income tax of a pre-sale is reckoned on: the income times the low gross margin."""
    income, margin = number(values, "presale_income_wan"), rules.read("w16.presale_gross_margin")
    profit = income * margin.value
    return Outcome(
        profit,
        f"预售收入 × {margin.label}",
        steps=(Step("计税毛利额", f"{plain(income)} × {margin.shown}", profit, "万元"),),
        note="预售阶段按此毛利额计算企业所得税。",
    )


def land_use_tax_until(rules: Rules, since: date) -> date:
    """The last day on which the lowest bracket of the land-use tax applies, for works in operation since a day."""
    year = since.year + int(rules.value("w16.land_use_tax_years"))
    leap = (since.month, since.day) == (2, 29)
    return (date(year, 3, 1) if leap else since.replace(year=year)) - timedelta(days=1)
