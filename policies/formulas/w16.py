"""Wenzhou 2019, article 16: the operator's reward from the yearly growth of the local contribution."""

from decimal import Decimal
from itertools import pairwise

from policies.accessor import Rules
from policies.explanation import Step
from policies.formulas.registry import Input, Outcome, Values, formula, series
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
