"""W4: what inefficient land must show before it may become a park, and what is to be paid for the change."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policies.accessor import Rules
from policies.checks import Bounds, Finding, Strength, compare
from policies.errors import NoRuleInForce
from policies.explanation import Explanation, Operand

YEARS, SITE = "w04.production_years_min", "w04.site_mu_min"


@dataclass(frozen=True)
class Facts:
    """What is known of the land; None is not known."""

    on: datetime.date
    in_production_since: datetime.date | None
    land_mu: Decimal | None
    yes_no: tuple[tuple[str, bool | None], ...]


@dataclass(frozen=True)
class Condition:
    """One line of the checklist: what is asked, what there is, how that stands."""

    label: str
    standard: str
    actual: str
    finding: Finding


def whole_years(since: datetime.date, on: datetime.date) -> int:
    """Years that are over between two days."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def conditions(rules: Rules, facts: Facts) -> list[Condition]:
    """The checklist; empty where W4 is not in force."""
    try:
        rules.require_clause("w04")
    except NoRuleInForce:
        return []
    return list(checked(rules, facts))


def checked(rules: Rules, facts: Facts) -> Iterator[Condition]:
    since = facts.in_production_since
    years = None if since is None else Decimal(whole_years(since, facts.on))
    yield measured(rules, YEARS, years, "年")
    yield measured(rules, SITE, facts.land_mu, "亩")
    for label, answer in facts.yes_no:
        value = None if answer is None else Decimal(int(answer))
        finding = compare(value, Bounds(Decimal(1), None), Strength.HARD)
        yield Condition(label, "是", {True: "是", False: "否", None: "—"}[answer], finding)


def measured(rules: Rules, parameter_id: str, value: Decimal | None, unit: str) -> Condition:
    part = rules.apart()
    reading = part.read(parameter_id)
    strength = rules.library.parameter(parameter_id).strength
    finding = compare(value, Bounds(reading.value, None), strength, parameters=part.readings)
    actual = "—" if value is None else f"{value.normalize():f} {unit}"
    return Condition(reading.label, f"≥ {reading.shown}", actual, finding)


def price_difference(
    appraised: Decimal | None, original: Decimal | None, paid: Decimal | None
) -> Explanation:
    """补缴差价: the market appraisal less what was paid for the land, in 万元; never below nothing."""
    known = appraised is not None and original is not None
    due = max(appraised - original, Decimal(0)) if appraised is not None and original is not None else None
    left = (
        ""
        if due is None or paid is None
        else f"已补缴 {paid} 万元，尚差 {max(due - paid, Decimal(0))} 万元。"
    )
    return Explanation(
        title="应补缴土地出让金差价",
        result=due,
        unit="万元",
        formula_text="市场评估价 − 原土地价款",
        operands=(
            Operand("市场评估价", appraised, "万元"),
            Operand("原土地价款", original, "万元"),
        ),
        clause_ids=("w04",),
        note=(left or "结果小于 0 时按 0 计。") if known else "缺少市场评估价或原土地价款。",
    )
