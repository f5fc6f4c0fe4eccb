"""The checks of Wenzhou 2019 on records, at their numbers and one unit of the last digit to each side.

The numbers are typed from the policy by hand: this is the oracle, not a copy of the tables.
"""

from decimal import Decimal

import pytest

from parks.compliance import hold
from parks.models import Conversion, Park
from parks.tests.held import DAY, LUCHENG, TODAY, a_parcel, a_park, a_unit, verdict
from portal.calendar import current, load_reference
from portal.models import CalendarDay
from tests.factories import (
    OperatorFactory,
    PhaseFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("applied", "approved", "expected"),
    [
        (DAY(2021, 1, 1), DAY(2021, 4, 11), "met"),
        (DAY(2021, 1, 1), DAY(2021, 4, 12), "not_met"),
        (DAY(2021, 1, 1), DAY(2021, 4, 10), "met"),
        (DAY(2021, 9, 6), None, "met"),
        (DAY(2021, 9, 5), None, "not_met"),
    ],
)
def test_w18_a_hundred_calendar_days_also_while_they_run(places, applied, approved, expected):
    park = a_park(LUCHENG)
    a_parcel(park, approval_applied_on=applied, approved_on=approved)
    assert verdict(park, "w18.approval") == expected


def test_w18_the_worst_parcel_counts_and_one_that_has_not_said_leaves_it_open(places):
    park = a_park(LUCHENG)
    assert verdict(park, "w18.approval") == "not_applicable"
    a_parcel(park, approval_applied_on=DAY(2021, 1, 1), approved_on=DAY(2021, 2, 1))
    assert verdict(park, "w18.approval") == "met"
    a_parcel(park, started_on=DAY(2021, 9, 2))
    assert verdict(park, "w18.approval") == "data_missing"
    a_parcel(park, approval_applied_on=DAY(2021, 1, 1), approved_on=DAY(2021, 6, 1))
    assert verdict(park, "w18.approval") == "not_met"


@pytest.mark.parametrize(
    ("accepted", "expected"), [(DAY(2021, 10, 22), "met"), (DAY(2021, 10, 25), "not_met")]
)
def test_w18_thirty_working_days_of_the_chinese_calendar(places, accepted, expected):
    """From 2021-09-06: Mid-Autumn and National Day off, 09-18, 09-26 and 10-09 worked: the 30th is 10-22."""
    load_reference()
    park = a_park(LUCHENG)
    a_parcel(park, acceptance_applied_on=DAY(2021, 9, 6), accepted_on=accepted)
    held = hold([park.pk], TODAY)[park.pk]
    assert held.values["acceptance_working_days"] == current().between(DAY(2021, 9, 6), accepted)
    assert verdict(park, "w18.acceptance") == expected


def test_w18_a_year_without_its_holidays_cannot_be_counted(places):
    CalendarDay.objects.all().delete()
    park = a_park(LUCHENG)
    a_parcel(park, acceptance_applied_on=DAY(2021, 9, 6), accepted_on=DAY(2021, 9, 7))
    assert verdict(park, "w18.acceptance") == "data_missing"


@pytest.mark.parametrize(
    ("invested", "expected"),
    [("2500", "met"), ("2499.99", "not_met"), ("2500.01", "met"), (None, "data_missing")],
)
def test_w18_presale_from_a_quarter_of_the_investment(places, invested, expected):
    park = a_park(LUCHENG)
    PhaseFactory(
        park=park,
        planned_investment_wan=10000,
        invested_wan=invested and Decimal(invested),
        presale_permit_on=DAY(2021, 5, 1),
    )
    assert verdict(park, "w18.presale") == expected


@pytest.mark.parametrize(
    ("completed", "expected"),
    [(DAY(2021, 3, 1), "met"), (DAY(2021, 3, 2), "deviates"), (DAY(2021, 2, 28), "met")],
)
def test_w14_two_years_to_build(places, completed, expected):
    park = a_park(LUCHENG)
    a_parcel(park, contracted_on=None, started_on=DAY(2019, 3, 1), completed_on=completed)
    assert verdict(park, "w14.works") == expected


@pytest.mark.parametrize(
    ("batches", "expected"),
    [
        ((None,), "met"),
        ((1, 1), "met"),
        ((1, 2), "deviates"),
        ((1, None), "data_missing"),
        ((), "data_missing"),
    ],
)
def test_w14_supplied_at_once(places, batches, expected):
    park = a_park(LUCHENG)
    for batch in batches:
        a_parcel(park, supply_batch=batch)
    assert verdict(park, "w14.supply") == expected


@pytest.mark.parametrize(
    ("cap", "expected"),
    [("335", "met"), ("427.49", "met"), ("427.5", "met"), ("427.51", "not_met"), (None, "data_missing")],
)
def test_w15_the_cap_is_at_most_one_and_a_half_times_the_start(places, cap, expected):
    park = a_park(LUCHENG)
    a_parcel(park, supply_kind="tax", starting_price_wan=Decimal(285), cap_price_wan=cap and Decimal(cap))
    assert verdict(park, "w15.price_cap") == expected


def test_w15_the_price_stays_within_the_cap(places):
    park = a_park(LUCHENG)
    a_parcel(park, supply_kind="tax", cap_price_wan=Decimal("335"), land_price_wan=Decimal("335"))
    assert verdict(park, "w15.price_within_cap") == "met"
    a_parcel(park, supply_kind="tax", cap_price_wan=Decimal("335"), land_price_wan=Decimal("335.01"))
    assert verdict(park, "w15.price_within_cap") == "not_met"


@pytest.mark.parametrize(
    ("since", "land", "years", "site"),
    [
        (DAY(2016, 5, 1), "100", "met", "met"),
        (DAY(2016, 5, 2), "99.9999", "not_met", "deviates"),
        (DAY(2016, 4, 30), "100.0001", "met", "met"),
    ],
)
def test_w4_five_years_in_production_and_a_hundred_mu(places, since, land, years, site):
    park = a_park(LUCHENG)
    assert verdict(park, "w04.years") == "not_applicable"
    Conversion.objects.create(
        park=park,
        name="改造",
        land_area_mu=Decimal(land),
        in_production_since=since,
        consented_on=DAY(2021, 5, 1),
    )
    assert (verdict(park, "w04.years"), verdict(park, "w04.site")) == (years, site)


@pytest.mark.parametrize(
    ("land", "expected"), [("99.9999", "not_applicable"), ("100", "deviates"), ("100.0001", "deviates")]
)
@pytest.mark.parametrize("code", ["w07.operator", "w06.facilities"])
def test_what_is_asked_from_a_hundred_mu_on(places, code, land, expected):
    park = a_park(LUCHENG)
    a_parcel(park, land_area_mu=Decimal(land))
    assert verdict(park, code) == expected
    everything = {"facilities": ["canteen"], "digital_functions": ["energy"], "party_items": ["branch"]}
    Park.objects.filter(pk=park.pk).update(operator=OperatorFactory(), **everything)
    assert verdict(park, code) == ("met" if expected == "deviates" else expected)


@pytest.mark.parametrize(("count", "expected"), [(6, "met"), (5, "not_met"), (0, "data_missing")])
def test_w19_all_six(places, count, expected):
    items = ["branch", "secretaries", "mechanism", "services", "centre", "fund"][:count]
    assert verdict(a_park(LUCHENG, party_items=items), "w19.party") == expected


def test_the_restrictions_stand_in_all_three_documents(places):
    park = a_park(LUCHENG)
    a_parcel(park, restricted_in_notice=True, restricted_in_land_contract=True)
    assert verdict(park, "w-end.restrictions") == "data_missing"
    a_parcel(
        park,
        restricted_in_notice=True,
        restricted_in_land_contract=True,
        restricted_in_project_contract=False,
    )
    assert verdict(park, "w-end.restrictions") == "not_met"


@pytest.mark.parametrize(
    ("land", "expected"), [("99.9999", "not_applicable"), ("100", "deviates"), ("100.0001", "deviates")]
)
@pytest.mark.parametrize(
    ("code", "what"),
    [("w02.smart", {"digital_functions": ["energy"]}), ("w02.party", {"party_items": ["branch"]})],
)
def test_w2_coverage_of_parks_of_a_hundred_mu(places, code, what, land, expected):
    park = a_park(LUCHENG)
    a_parcel(park, land_area_mu=Decimal(land))
    assert verdict(park, code) == expected
    Park.objects.filter(pk=park.pk).update(**what)
    assert verdict(park, code) == ("met" if expected == "deviates" else expected)


@pytest.mark.parametrize(
    ("siting", "expected"), [("cluster", "met"), ("elsewhere", "deviates"), ("", "data_missing")]
)
def test_w3_where_a_park_may_stand(places, siting, expected):
    assert verdict(a_park(LUCHENG, siting=siting), "w03.siting") == expected


def test_w4_state_land_that_fits_all_four_plans(places):
    park = a_park(LUCHENG)
    names = (
        "is_state_land",
        "fits_urban_plan",
        "fits_land_plan",
        "fits_environment_plan",
        "fits_industry_plan",
    )
    row = Conversion.objects.create(park=park, name="改造", land_area_mu=100, **dict.fromkeys(names, True))
    assert verdict(park, "w04.conditions") == "met"
    for name, answer, expected in ((names[-1], None, "data_missing"), (names[0], False, "not_met")):
        Conversion.objects.filter(pk=row.pk).update(**{name: answer})
        assert verdict(park, "w04.conditions") == expected


def test_w4_a_scheme_of_four_parts_before_the_county_consents(places):
    park = a_park(LUCHENG)
    parts = {"positioning": "电气", "investment_per_mu": 250, "output_per_mu": 500, "tax_per_mu": 20}
    row = Conversion.objects.create(park=park, name="改造", land_area_mu=100, **parts)
    assert verdict(park, "w04.scheme") == "met"
    for name, nothing in zip(parts, ("", None, None, None), strict=True):
        for consented_on, expected in ((None, "data_missing"), (DAY(2021, 5, 1), "not_met")):
            values = {**parts, name: nothing, "consented_on": consented_on}
            Conversion.objects.filter(pk=row.pk).update(**values)
            assert verdict(park, "w04.scheme") == expected


@pytest.mark.parametrize(
    ("division", "expected"),
    [
        ("storey", "met"),
        ("building", "met"),
        ("vertical", "not_met"),
        ("other", "not_met"),
        ("", "data_missing"),
    ],
)
def test_w4_rooms_on_converted_land_are_divided_by_storey_or_building(places, division, expected):
    park = a_park(LUCHENG)
    a_unit(park, division="other", is_self_held=True)
    a_unit(park, division=division)
    assert verdict(park, "w04.division") == "not_applicable"
    Conversion.objects.create(park=park, name="改造", land_area_mu=100)
    assert verdict(park, "w04.division") == expected


@pytest.mark.parametrize(
    ("floor", "expected"), [("119999.99", "deviates"), ("120000", "met"), ("120000.01", "met")]
)
def test_w5_floor_area_ratio_of_two(places, floor, expected):
    park = a_park(LUCHENG)
    a_parcel(park, land_area_mu=90)
    PhaseFactory(park=park, floor_area_m2=150000, far_counted_floor_m2=Decimal(floor))
    assert verdict(park, "w05.far") == expected


@pytest.mark.parametrize(
    ("floor", "expected"),
    [
        ("14999.99", "deviates"),
        ("15000", "met"),
        ("15000.01", "met"),
        ("37499.99", "met"),
        ("37500", "met"),
        ("37500.01", "deviates"),
    ],
)
def test_w6_between_ten_and_twenty_five_percent(places, floor, expected):
    park = a_park(LUCHENG)
    PhaseFactory(park=park, floor_area_m2=150000, non_production_floor_m2=Decimal(floor))
    assert verdict(park, "w06.non_production") == expected
    Park.objects.filter(pk=park.pk).update(is_renovated=True)
    assert verdict(park, "w06.non_production") == "not_applicable"


def test_w18_all_four_promises_of_every_contracted_parcel(places):
    park = a_park(LUCHENG)
    assert verdict(park, "w18.promises") == "not_applicable"
    names = ("investment_per_mu", "tax_per_mu", "value_added_per_emission", "value_added_per_tce")
    parcel = a_parcel(park, **{f"promised_{name}": Decimal(1) for name in names})
    assert verdict(park, "w18.promises") == "met"
    parcel.change(1, promised_value_added_per_tce=None)
    assert verdict(park, "w18.promises") == "not_met"
