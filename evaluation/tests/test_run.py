"""A run of 亩均税收 in the database, with the examples of the policies' interpretations (W2, W12)."""

from datetime import date
from decimal import Decimal

import pytest

from enterprises.models import YearlyFigure
from evaluation.models import Run
from evaluation.services import replay
from evaluation.tests.scenes import firm, full_park, one, owner, rows, run_of
from portal.errors import PortalError
from tests.factories import OccupancyFactory, ParkFactory, PhaseFactory, YearlyFigureFactory, place

pytestmark = pytest.mark.usefixtures("places")


def test_ten_on_one_mu_and_ten_on_nine_mu_give_two_and_not_the_mean_of_ratios():
    park = full_park()
    owner(park, "10", "1")
    owner(park, "10", "9")
    run = run_of()
    for level in ("park", "county"):
        row = one(run, level)
        assert (row.tax_wan, row.land_mu, str(row.tax_per_mu)) == (20, 10, "2.00")
    assert [str(row.tax_per_mu) for row in rows(run, "firm")] == ["10.00", "1.11"]


def test_3000_of_120000_square_metres_in_90_mu_are_2_25_mu_and_half_of_it_from_july():
    park = full_park()
    all_year = firm(park, "45")
    half_year = firm(park, "45", valid_from=date(2020, 7, 1))
    run = run_of()
    assert str(one(run, "firm", enterprise=all_year).land_mu) == "2.2500"
    assert str(one(run, "firm", enterprise=half_year).land_mu) == "1.1250"
    assert str(one(run, "firm", enterprise=all_year).tax_per_mu) == "20.00"


def test_a_parcel_of_ones_own_counts_for_the_months_it_was_held():
    park = full_park()
    left = owner(park, "10", "12", valid_until=date(2020, 3, 30))
    assert str(one(run_of(), "firm", enterprise=left).land_mu) == "2.0000"


def test_parcel_and_rooms_add_up_and_so_do_rooms_one_after_another():
    park = full_park()
    both = firm(park, "45", own_parcel_mu=Decimal("3.5"), valid_until=date(2020, 6, 30))
    OccupancyFactory(enterprise=both, park=park, valid_from=date(2020, 7, 1))
    assert str(one(run_of(), "firm", enterprise=both).land_mu) == "4.0000"


def test_a_phase_not_finished_by_the_end_of_the_year_is_left_out():
    park = full_park()
    PhaseFactory(park=park, land_area_mu=10, floor_area_m2=1000, completed_on=date(2020, 12, 31))
    PhaseFactory(park=park, land_area_mu=500, floor_area_m2=9, completed_on=date(2021, 1, 1))
    PhaseFactory(park=park, land_area_mu=500, floor_area_m2=9, completed_on=None)
    firm(park, "200", floor_area_m2=Decimal(121000))
    row = one(run_of(), "park")
    assert (row.park_land_in_use_mu, row.land_mu) == (100, 100)
    assert (row.tax_per_mu, row.tax_per_park_mu) == (2, 2)


def test_the_two_measures_of_a_park_differ_when_rooms_stand_empty():
    park = full_park()
    firm(park, "45")
    row = one(run_of(), "park")
    assert (str(row.tax_per_mu), str(row.tax_per_park_mu)) == ("20.00", "0.50")


def test_a_firm_in_two_parks_has_two_rows_and_one_total():
    first, second = full_park(name="甲园"), full_park(name="乙园")
    both = firm(first, "10")
    firm(second, "35", enterprise=both)
    run = run_of()
    assert {row.park_name: row.tax_wan for row in rows(run, "firm_in_park")} == {"甲园": 10, "乙园": 35}
    total = one(run, "firm")
    assert (total.tax_wan, total.land_mu, str(total.tax_per_mu)) == (45, Decimal("4.5"), "10.00")
    assert one(run, "county").firms == 1


def test_equal_firms_share_the_better_rank():
    park = full_park()
    for tax in ("40", "30", "30", "20"):
        owner(park, tax, "1")
    assert [row.rank for row in rows(run_of(), "firm")] == [1, 2, 2, 4]


def test_firms_are_ranked_in_their_own_county_and_counties_among_themselves():
    for code, taxes in (("330302", ("10", "5")), ("330303", ("30", "20"))):
        park = full_park(under=place(code))
        for tax in taxes:
            owner(park, tax, "1")
    run = run_of("330300")
    assert [row.rank for row in rows(run, "firm")] == [1, 1, 2, 2]
    assert [(row.name, row.rank) for row in rows(run, "county")] == [("龙湾区", 1), ("鹿城区", 2)]
    whole = one(run, "whole")
    assert (whole.name, whole.tax_wan, whole.land_mu, whole.rank) == ("温州市", 65, 4, None)


def test_without_land_there_is_no_figure_and_no_rank_but_the_tax_stays_in_the_sums():
    park = full_park()
    owner(park, "10", "5")
    YearlyFigureFactory(park=park, tax_wan=Decimal(10))
    run = run_of()
    landless = one(run, "firm_in_park", outcome="no_land")
    assert (landless.land_mu, landless.tax_per_mu, landless.rank) == (0, None, None)
    assert (one(run, "county").tax_wan, str(one(run, "county").tax_per_mu)) == (20, "4.00")


def test_rooms_in_a_park_with_nothing_finished_have_no_land_to_tell():
    firm(ParkFactory(), "10")
    run = run_of()
    assert [row.outcome for row in rows(run, "firm")] == ["no_land"]
    assert run.counts["no_land"] == 1


def test_figures_of_other_years_and_places_stay_out():
    park = full_park()
    inside = owner(park, "10", "1")
    YearlyFigureFactory(enterprise=inside, park=park, year=2019)
    owner(full_park(under=place("330303")), "99", "1")
    assert [row.tax_wan for row in rows(run_of(), "firm_in_park")] == [10]


def test_a_county_without_a_rule_is_left_out_and_the_run_says_so():
    owner(full_park(), "10", "1")
    owner(full_park(under=place("330282")), "10", "1")
    YearlyFigure.objects.update(year=2022)
    assert {row.name for row in rows(run_of("330000", 2022), "county")} == {"鹿城区", "慈溪市"}
    YearlyFigure.objects.update(year=2024)
    later = run_of("330000", 2024)
    assert later.left_out == [{"code": "330282", "name": "慈溪市", "outcome": "无有效规定"}]
    assert {row.name for row in rows(later, "county")} == {"鹿城区"}


@pytest.mark.parametrize(("code", "year"), [("330282", 2024), ("330300", 2018)])
def test_where_no_county_has_a_rule_nothing_is_evaluated(code, year):
    with pytest.raises(PortalError, match="无有效规定") as refusal:
        run_of(code, year)
    assert refusal.value.code == "no_rule_in_force"
    assert not Run.objects.exists()


def test_without_figures_and_below_the_county_nothing_is_evaluated():
    with pytest.raises(PortalError) as refusal:
        run_of()
    assert refusal.value.code == "no_figures"
    with pytest.raises(PortalError) as refusal:
        run_of(place("330302").children.first().code)
    assert refusal.value.code == "place_too_small"


def test_what_a_run_found_is_computed_again_to_the_digit():
    first, second = full_park(), full_park(under=place("330303"))
    for tax in ("3.33", "7.77", "10"):
        firm(first, tax)
        owner(second, tax, "1.7")
    assert replay(run_of("330300")) == []
