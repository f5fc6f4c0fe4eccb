"""限面积 (W10): how much floor a firm may buy, and what lifts the limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.formulas.w10 import both_reached
from policies.numbers import show

TAX_PER_MU = "w10.large_area_tax_per_mu_min"
TAX_TOTAL = "w10.large_area_tax_total_min"
LARGE = "w10.large_area_cap_m2"


@dataclass(frozen=True, slots=True)
class Widening:
    """Who pays at least so much tax, per 亩 and in all, may buy up to `cap_m2`."""

    tax_per_mu_min: Decimal
    tax_total_min: Decimal
    cap_m2: Decimal

    def holds(self, facts: Mapping[str, Any]) -> bool:
        per_mu, total = facts.get("tax_per_mu"), facts.get("expected_tax_wan")
        if per_mu is None or total is None:
            return False
        return both_reached((per_mu, total), (self.tax_per_mu_min, self.tax_total_min))

    @property
    def words(self) -> str:
        return (
            f"预计亩均税收达到 {show(self.tax_per_mu_min, '万元/亩')}且年纳税达到 {show(self.tax_total_min, '万元')}"
            f"的，放宽至 {show(self.cap_m2, '㎡')}"
        )


@dataclass(frozen=True, slots=True)
class AreaLimit:
    """`cap_m2` is the most the firm may buy (None: no limit), `base_m2` the county's ordinary limit."""

    base_m2: Decimal | None
    widening: Widening | None
    is_widened: bool

    @property
    def cap_m2(self) -> Decimal | None:
        if self.base_m2 is None or not self.is_widened or self.widening is None:
            return self.base_m2
        return max(self.base_m2, self.widening.cap_m2)

    @property
    def words(self) -> str:
        """The limit as the applicant reads it; "" where there is none."""
        if self.cap_m2 is None or self.base_m2 is None:
            return ""
        if self.is_widened:
            return f"按填报的预计纳税，购置厂房面积上限已放宽至 {show(self.cap_m2, '㎡')}。"
        more = f"；{self.widening.words}" if self.widening else ""
        return f"购置厂房面积上限 {show(self.base_m2, '㎡')}{more}。租赁不受此限。"


def widening_in(rules: Rules) -> Widening | None:
    """The widening of the policy in force; None where that policy knows none, or there is no policy."""
    try:
        return Widening(rules.value(TAX_PER_MU), rules.value(TAX_TOTAL), rules.value(LARGE))
    except NoRuleInForce:
        return None


def area_limit(base_m2: Decimal | None, widening: Widening | None, facts: Mapping[str, Any]) -> AreaLimit:
    """What applies to a firm with these facts (`tax_per_mu`, `expected_tax_wan`) under a county's own limit."""
    return AreaLimit(base_m2, widening, bool(widening and widening.holds(facts)))
