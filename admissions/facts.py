"""The facts of applications, as schemes count them (`admissions/rules/facts.py` names them)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from admissions.models import Application
from admissions.rules.facts import Value, firm_land_mu, with_derived
from parks.models import Phase

# Digits 3 to 8 of the unified social credit code: the county where the firm is registered.
REGISTERED_AT = slice(2, 8)


@dataclass(frozen=True)
class Ground:
    """A park's land in 亩 and floor in ㎡ by which a firm's floor becomes land."""

    land_mu: Decimal
    floor_m2: Decimal


def facts_of(application: Application) -> dict[str, Value]:
    """Everything a scheme can count of the application: its columns, what follows from them, its answers."""
    return all_facts([application])[application.pk]


def all_facts(applications: Iterable[Application]) -> dict[int, dict[str, Value]]:
    """The same for many, in one query. Their parks and the parks' places have to be loaded."""
    rows = list(applications)
    grounds = grounds_of({row.park_id for row in rows}, timezone.localdate())
    return {row.pk: facts_on(row, grounds.get(row.park_id)) for row in rows}


def facts_on(application: Application, ground: Ground | None) -> dict[str, Value]:
    floor = application.requested_floor_m2
    return with_derived(
        {
            **application.answers,
            "requested_floor_m2": floor,
            "investment_wan": application.investment_wan,
            "expected_tax_wan": application.expected_tax_wan,
            "expected_sales_wan": application.expected_sales_wan,
            "employees": whole(application.employees),
            "industry_code": application.industry_code or None,
            "tenure": application.tenure or None,
            "land_mu": firm_land_mu(ground.land_mu, ground.floor_m2, floor) if ground else None,
            "heavy_equipment": application.heavy_equipment,
            "heavy_storey": whole(application.heavy_storey),
            "leading_industry": in_leading_industry(application),
            "local_firm": is_local(application),
        }
    )


def whole(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def in_leading_industry(application: Application) -> bool | None:
    """Is the trade one of the park's leading ones? None while either is not known."""
    leading = application.park.leading_industries
    if not leading or not application.industry_code:
        return None
    return application.industry_code in leading


def is_local(application: Application) -> bool | None:
    """Is the firm registered in the park's county, by its code? None in zones, which have no division code."""
    county = application.park.place.county_code
    if not application.uscc or not county.isdigit():
        return None
    return application.uscc[REGISTERED_AT] == county


def grounds_of(parks: set[int], on: datetime.date) -> dict[int, Ground]:
    """Land in use and finished floor of each park; of one with nothing finished yet, those of all its phases."""
    finished = Q(completed_on__lte=on)
    rows = (
        Phase.objects.filter(park__in=parks)
        .order_by()
        .values("park")
        .annotate(
            land=Sum("land_area_mu", filter=finished),
            floor=Sum("floor_area_m2", filter=finished),
            all_land=Sum("land_area_mu"),
            all_floor=Sum("floor_area_m2"),
        )
    )
    return {
        row["park"]: Ground(row["land"] or row["all_land"], row["floor"] or row["all_floor"]) for row in rows
    }
