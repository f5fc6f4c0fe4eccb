"""A run of 亩均税收 end to end in the database (W2, W12, interpretations)."""

from decimal import Decimal

import pytest

from evaluation.models import RunResult
from evaluation.services import replay, run_now
from tests.factories import (
    OccupancyFactory,
    ParkFactory,
    PhaseFactory,
    YearlyFigureFactory,
    place,
)

pytestmark = pytest.mark.usefixtures("places")


def firm(park, tax, **stay):
    """A firm in a park with its figure of 2020."""
    stay = OccupancyFactory(park=park, **stay)
    return YearlyFigureFactory(enterprise=stay.enterprise, park=park, tax_wan=Decimal(tax)).enterprise


def full_park(**values):
    """90 亩, 120 000 ㎡, finished in 2019."""
    park = ParkFactory(**values)
    PhaseFactory(park=park)
    return park


def run_of(code="330302", year=2020):
    return run_now(actor=None, place=place(code), year=year)


def results(run, level):
    return RunResult.objects.filter(run=run, level=level).order_by("rank", "name")


def test_ten_on_one_mu_and_ten_on_nine_mu_give_two():
    park = full_park()
    for land in ("1", "9"):
        firm(park, "10", own_parcel_mu=Decimal(land), floor_area_m2=Decimal(0))
    run = run_of()
    for level in ("park", "county"):
        row = results(run, level).get()
        assert (row.tax_wan, row.land_mu, str(row.tax_per_mu)) == (20, 10, "2.00")
    assert replay(run) == []
