"""What the winner of an auction for yearly tax owes: the bond, and year by year what the promise lacks (W15)."""

import datetime
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from policies.accessor import Rules
from policies.explanation import Explanation, Operand
from policies.formulas.registry import FORMULAS, Source
from policies.formulas.w15 import first_shortfall_year
from policies.numbers import exact

# A penalty is tax per 亩 times land again: so many places leave it right to a 分 for any parcel.
RATIO = Decimal("0.00000001")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Terms:
    """What was won, and for what: land of the parcel and of all parcels of the park (亩), prices in 万元."""

    land_area_mu: Decimal
    park_land_mu: Decimal
    land_price_wan: Decimal | None
    starting_tax_per_mu: Decimal
    promised_tax_per_mu: Decimal
    accepted_on: datetime.date | None
    parcel_url: str = ""


@dataclass(frozen=True)
class Year:
    """One year of the park: its firms' tax so far, how many have still to report, and what was paid for it."""

    year: int
    tax_wan: Decimal
    unreported: int
    paid_wan: Decimal = NOTHING
    figures_url: str = ""


@dataclass(frozen=True)
class YearLine:
    year: Year
    actual: Decimal
    due: Explanation

    @property
    def left_wan(self) -> Decimal:
        return max((self.due.result or NOTHING) - self.year.paid_wan, NOTHING)

    @property
    def state(self) -> str:
        """met | unreported | owing | paid; more figures can only raise the tax, so what is met stays met."""
        if not self.due.result:
            return "met"
        if self.year.unreported:
            return "unreported"
        return "owing" if self.left_wan else "paid"


def bond(rules: Rules, terms: Terms) -> Explanation | None:
    """履约保证金 (万元); None while the land price is not known."""
    if terms.land_price_wan is None:
        return None
    values = {
        "land_area_mu": terms.land_area_mu,
        "land_price_wan": terms.land_price_wan,
        "starting_tax_per_mu": terms.starting_tax_per_mu,
        "promised_tax_per_mu": terms.promised_tax_per_mu,
    }
    parcel = Source("地块", terms.parcel_url)
    sources = {"land_area_mu": parcel, "land_price_wan": parcel}
    return FORMULAS.get("w15.performance_bond")(rules, values, sources)


def first_year(rules: Rules, terms: Terms) -> int | None:
    """The first calendar year the promise counts for; None until the works are accepted."""
    if terms.accepted_on is None:
        return None
    return first_shortfall_year(terms.accepted_on, int(rules.value("w15.shortfall_after_years")))


def year_line(rules: Rules, terms: Terms, year: Year) -> YearLine:
    """What the year lacks. The park's tax is shared over all its parcels by their land."""
    actual = actual_tax_per_mu(terms, year)
    values = {
        "land_area_mu": terms.land_area_mu,
        "promised_tax_per_mu": terms.promised_tax_per_mu,
        "actual_tax_per_mu": actual.result or NOTHING,
    }
    due = FORMULAS.get("w15.tax_shortfall")(rules, values, {"land_area_mu": Source("地块", terms.parcel_url)})
    return YearLine(year, actual.result or NOTHING, replace(due, children=(actual,)))


def actual_tax_per_mu(terms: Terms, year: Year) -> Explanation:
    with exact():
        ratio = (year.tax_wan / terms.park_land_mu).quantize(RATIO, rounding=ROUND_HALF_UP)
    firms = f"还有 {year.unreported} 家企业未填报，暂按已填报的计算。" if year.unreported else ""
    return Explanation(
        f"{year.year} 年度实际亩均税收",
        ratio.normalize(),
        "万元/亩",
        "纳税合计 ÷ 地块面积合计",
        (
            Operand("纳税合计", year.tax_wan, "万元", f"{year.year} 年度数据", year.figures_url),
            Operand("地块面积合计", terms.park_land_mu, "亩", "地块", terms.parcel_url),
        ),
        clause_ids=("w15",),
        note=f"园区有几个地块的，税收按面积分摊。结果保留八位小数。{firms}",
    )
