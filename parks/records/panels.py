"""What stands beside the rows of some kinds: what is due beside what is paid, how the land stands to its conditions,
what the meters have counted."""

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.models import Place
from parks.figures import rule_day, rules_of
from parks.models import Conversion, FundPayment, Meter, MeterReading, Park, SupplyPlan
from parks.records.kind import Panel
from parks.rules import conversion
from parks.rules.land_quota import share_of_parks
from policies.compute import compute
from policies.errors import NoRuleInForce
from policies.explanation import Explanation
from portal.numbers import DASH, decimal_text

WAN = Decimal(10_000)
FUNDS = {
    FundPayment.Kind.MAINTENANCE: "c11.maintenance_fund",
    FundPayment.Kind.WARRANTY: "c11.warranty_deposit",
}
MONTHS = 12


def funds(park: Park, user: Any) -> Panel:
    """Each fund: due by its formula on the park's floor, paid so far, what is left (万元)."""
    floor = park.phases.aggregate(total=Sum("floor_area_m2"))["total"]
    day = rule_day(park.parcels.all(), timezone.localdate())
    paid = dict(park.fundpayments.order_by().values_list("kind").annotate(Sum("paid_wan")))
    lines = []
    for kind in FundPayment.Kind:
        due = due_of(FUNDS.get(kind), floor, park.place.policy_code, day.on)
        if due is not None or kind in paid:
            lines.append(fund_line(kind, due, paid.get(kind, Decimal(0))))
    basis = f"应缴金额按 {day.on}（{day.reason}）有效的规定和各分期总建筑面积之和计算。"
    return Panel("parks/records/funds.html", {"lines": lines, "basis": basis})


def due_of(formula: str | None, floor: Decimal | None, code: str, on: Any) -> Explanation | None:
    """What is due (元), explained; None where nothing prescribes it or the park has no floor yet."""
    if formula is None or floor is None:
        return None
    try:
        return compute(formula, {"floor_area_m2": f"{floor.normalize():f}"}, code, on)
    except NoRuleInForce:
        return None


def fund_line(kind: FundPayment.Kind, due: Explanation | None, paid: Decimal) -> dict[str, Any]:
    due_wan = None if due is None or due.result is None else due.result / WAN
    left = None if due_wan is None else max(due_wan - paid, Decimal(0))
    return {
        "label": kind.label,
        "due": decimal_text(due_wan),
        "paid": decimal_text(paid),
        "left": decimal_text(left),
        "owing": bool(left),
        "is_due": due is not None,
        "explanation": due,
    }


YES_NO = (
    "is_state_land",
    "fits_urban_plan",
    "fits_land_plan",
    "fits_environment_plan",
    "fits_industry_plan",
)
SCHEME = (
    ("成片开发方案", ("positioning", "investment_per_mu", "output_per_mu", "tax_per_mu")),
    ("县级政府同意", ("consent_document", "consented_on")),
)


def conversion_conditions(row: Conversion) -> Panel:
    """W4's checklist for the land, and the price difference to be paid."""
    columns = {column.name: str(column.verbose_name) for column in row._meta.concrete_fields}
    answers = [(columns[name], getattr(row, name)) for name in YES_NO]
    answers += [(label, told(row, names)) for label, names in SCHEME]
    today = timezone.localdate()
    facts = conversion.Facts(
        row.consented_on or today, row.in_production_since, row.land_area_mu, tuple(answers)
    )
    day = rule_day(row.park.parcels.all(), today)
    lines = conversion.conditions(rules_of(row.park.place, day), facts)
    difference = conversion.price_difference(
        row.appraised_price_wan, row.original_price_wan, row.difference_paid_wan
    )
    return Panel("parks/records/conversion.html", {"lines": lines, "difference": difference})


def told(row: Conversion, names: tuple[str, ...]) -> bool | None:
    """Whether all of it is told; what the county consented to and is not told is no."""
    if all(getattr(row, name) not in (None, "") for name in names):
        return True
    return False if row.consented_on else None


def usage(park: Park, user: Any) -> Panel:
    """What each kind of meter counted in the last months: each reading less the one before it of the same meter."""
    before = MeterReading.objects.filter(meter=OuterRef("meter"), on__lt=OuterRef("on")).order_by("-on")
    used = F("value") - Subquery(before.values("value")[:1])
    rows = (
        MeterReading.objects.filter(meter__park=park)
        .annotate(month=TruncMonth("on"), used=used)
        .filter(used__isnull=False)
        .order_by()
        .values("month", "meter__kind")
        .annotate(total=Sum("used", output_field=DecimalField()))
        .order_by("-month")[: MONTHS * len(Meter.Kind)]
    )
    months: dict[Any, dict[str, Decimal]] = {}
    for row in rows:
        months.setdefault(row["month"], {})[row["meter__kind"]] = row["total"]
    lines = [
        {
            "month": f"{month:%Y-%m}",
            "cells": [decimal_text(found[kind]) if kind in found else DASH for kind in Meter.Kind.values],
            "fell": any(total < 0 for total in found.values()),
        }
        for month, found in list(months.items())[:MONTHS]
    ]
    return Panel("parks/records/usage.html", {"kinds": Meter.Kind.labels, "lines": lines})


def land_quota(row: SupplyPlan) -> Panel:
    """C(七): the share of the new construction land that goes to parks, against the standard of the day."""
    found = share_of_parks(rules_on(row.place, row), row.parks_quota_mu, row.new_land_quota_mu)
    return Panel("parks/records/land_quota.html", {"found": found})


def rules_on(place: Place, row: SupplyPlan) -> Any:
    return rules_of(place, rule_day((), row.issued_on))
