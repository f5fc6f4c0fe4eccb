"""What stands below a record of a firm or of a park's land: what is owed by formula beside what was paid."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from enterprises.models import LandAuction, Occupancy, YearlyFigure
from enterprises.rules import auction as rules_of_auctions
from enterprises.rules.auction import NOTHING, Terms, Year, YearLine
from enterprises.selectors import reporting_year
from parks.records.kind import Panel
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.explanation import Explanation
from policies.library import get_library
from policies.numbers import round_half_up
from portal.numbers import decimal_text

NO_RULE = "当地在成交日期没有竞亩均税收的规定，保证金和税收差额不作计算。"
SHOWN = Decimal("0.0001")
NOT_ACCEPTED = "地块尚未竣工验收，验收满规定年限后逐年考核。"
LAMPS = {
    "met": ("green", "●", "已达承诺"),
    "paid": ("green", "●", "差额已缴清"),
    "unreported": ("yellow", "▲", "数据未齐"),
    "owing": ("red", "■", "差额未缴清"),
}


@dataclass(frozen=True)
class Standing:
    """How the promise of tax stands: the bond (None while the land price is unknown), the first year that counts
    (None until the works are accepted), the years that are over, the last first."""

    bond: Explanation | None
    first: int | None
    years: list[YearLine]

    @property
    def note(self) -> str:
        if self.first is None:
            return NOT_ACCEPTED
        return "" if self.years else f"{self.first} 年度起考核。"


def land_auction(row: LandAuction) -> Panel:
    """The bond and each year since the promise counts, by the rules of the day it was won."""
    context: dict[str, Any] = {"floor": floor_line(row)}
    if row.promised_tax_per_mu is not None:
        standing = standing_of(row)
        context |= tax_lines(row, standing) if standing else {"note": NO_RULE}
    return Panel("enterprises/auction.html", context)


def standing_of(row: LandAuction) -> Standing | None:
    """None where no rule of such auctions was in force on the day it was won."""
    rules, terms = Rules(get_library(), row.park.place.policy_code, row.won_on), terms_of(row)
    try:
        bond, first = rules_of_auctions.bond(rules, terms), rules_of_auctions.first_year(rules, terms)
        return Standing(bond, first, year_lines(row, rules, terms, first) if first else [])
    except NoRuleInForce:
        return None


def tax_lines(row: LandAuction, standing: Standing) -> dict[str, Any]:
    years = [year_row(row, line) for line in standing.years]
    return {"bond": bond_line(row, standing.bond), "years": years, "note": standing.note}


def terms_of(row: LandAuction) -> Terms:
    """The terms of an auction won by a promise of tax."""
    assert row.promised_tax_per_mu is not None and row.starting_tax_per_mu is not None
    parcel = row.parcel
    return Terms(
        land_area_mu=parcel.land_area_mu,
        park_land_mu=row.park.parcels.aggregate(land=Sum("land_area_mu"))["land"],
        land_price_wan=parcel.land_price_wan,
        starting_tax_per_mu=row.starting_tax_per_mu,
        promised_tax_per_mu=row.promised_tax_per_mu,
        accepted_on=parcel.accepted_on,
        parcel_url=reverse("parks:park", args=(row.park_id,)),
    )


def bond_line(row: LandAuction, due: Any) -> dict[str, Any]:
    paid = row.bond_paid_wan or NOTHING
    return {
        "explanation": due,
        "due": decimal_text(due.result) if due else "",
        "paid": decimal_text(paid),
        "lamp": bond_lamp(row, due, paid),
    }


def bond_lamp(row: LandAuction, due: Any, paid: Decimal) -> tuple[str, str, str]:
    if row.bond_outcome:
        words = f"{row.bond_settled_on} {row.get_bond_outcome_display()}"
        return (
            ("red", "■", words)
            if row.bond_outcome == LandAuction.BondOutcome.FORFEITED
            else ("grey", "○", words)
        )
    if due is None:
        return "grey", "○", "请先填写地块的成交地价"
    return ("green", "●", "已缴足") if paid >= due.result else ("red", "■", "未缴足")


def floor_line(row: LandAuction) -> dict[str, Any] | None:
    """无偿移交厂房: promised and handed over; None where nothing was promised."""
    if not row.promised_floor_m2:
        return None
    handed = row.handed_floor_m2 or NOTHING
    done = handed >= row.promised_floor_m2
    return {
        "promised": decimal_text(row.promised_floor_m2),
        "handed": decimal_text(handed),
        "lamp": ("green", "●", "已移交") if done else ("yellow", "▲", "未移交足"),
    }


def year_lines(row: LandAuction, rules: Rules, terms: Terms, first: int) -> list[YearLine]:
    """The years that are over, the last first."""
    park = ParkYears.of(row.park_id)
    paid = dict(row.shortfall_payments.order_by().values_list("year").annotate(Sum("paid_wan")))
    return [
        rules_of_auctions.year_line(rules, terms, park.year(year, paid.get(year, NOTHING)))
        for year in range(reporting_year(), first - 1, -1)
    ]


def year_row(row: LandAuction, line: YearLine) -> dict[str, Any]:
    return {
        "year": line.year.year,
        "actual": decimal_text(round_half_up(line.actual, SHOWN)),
        "promised": decimal_text(row.promised_tax_per_mu),
        "due": decimal_text(line.due.result),
        "paid": decimal_text(line.year.paid_wan),
        "lamp": LAMPS[line.state],
        "explanation": line.due,
    }


@dataclass(frozen=True)
class ParkYears:
    """The firms' tax of a park by year, and who has still to report: two queries for all years."""

    park_id: int
    taxes: dict[int, dict[int, Decimal]]
    stays: list[tuple[int, datetime.date, datetime.date | None]]

    @classmethod
    def of(cls, park_id: int) -> "ParkYears":
        taxes: dict[int, dict[int, Decimal]] = defaultdict(dict)
        figures = YearlyFigure.objects.filter(park=park_id).order_by()
        for year, firm, tax in figures.values_list("year", "enterprise_id", "tax_wan"):
            taxes[year][firm] = tax
        stays = Occupancy.objects.filter(park=park_id).order_by()
        return cls(park_id, taxes, list(stays.values_list("enterprise_id", "valid_from", "valid_until")))

    def year(self, year: int, paid: Decimal) -> Year:
        reported = self.taxes.get(year, {})
        there = {
            firm
            for firm, since, until in self.stays
            if since.year <= year and (not until or until.year >= year)
        }
        url = f"{reverse('enterprises:figures')}?park={self.park_id}&year={year}"
        return Year(year, sum(reported.values(), NOTHING), len(there - set(reported)), paid, url)
