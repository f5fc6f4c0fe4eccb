"""Small worlds for the tests: parks with land and floor, firms with rooms and figures."""

from decimal import Decimal
from typing import Any

from enterprises.models import Enterprise
from evaluation.models import Run, RunResult
from evaluation.services import run_now
from parks.models import Park
from tests.factories import OccupancyFactory, ParkFactory, PhaseFactory, YearlyFigureFactory, place

YEAR = 2020


def full_park(**values: Any) -> Park:
    """A park of 90 亩 and 120 000 ㎡, finished in 2019."""
    park = ParkFactory(**values)
    PhaseFactory(park=park)
    return park


def firm(park: Park, tax: str, enterprise: Enterprise | None = None, **stay: Any) -> Enterprise:
    """A firm in a park, with its tax (万元) of the year."""
    if enterprise is not None:
        stay["enterprise"] = enterprise
    found = OccupancyFactory(park=park, **stay).enterprise
    YearlyFigureFactory(enterprise=found, park=park, year=YEAR, tax_wan=Decimal(tax))
    return found


def owner(park: Park, tax: str, own_mu: str, **values: Any) -> Enterprise:
    """A firm on a parcel of its own (亩), without rooms."""
    return firm(park, tax, own_parcel_mu=Decimal(own_mu), floor_area_m2=Decimal(0), **values)


def run_of(code: str = "330302", year: int = YEAR) -> Run:
    return run_now(actor=None, place=place(code), year=year)


def rows(run: Run, level: str) -> list[RunResult]:
    """The results of one level, best first."""
    return list(RunResult.objects.filter(run=run, level=level).order_by("rank", "name", "park_name"))


def one(run: Run, level: str, **which: Any) -> RunResult:
    return RunResult.objects.get(run=run, level=level, **which)
