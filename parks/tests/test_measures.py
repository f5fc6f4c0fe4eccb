"""The measures in the database against the pure rules, and the numbers the policies print."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.services.places import load_reference
from parks import measures
from parks.figures import areas_of, card, rule_day
from parks.models import Park
from parks.rules import derived
from tests.factories import ParcelFactory, ParkFactory, PhaseFactory, place

LAND = st.decimals("0.0001", "9999.9999", places=4)
FLOOR = st.decimals("0.01", "999999.99", places=2)
DATE = st.none() | st.dates(datetime.date(2017, 1, 1), datetime.date(2023, 1, 1))
PHASES = st.lists(
    st.tuples(
        LAND, FLOOR, st.none() | st.decimals(0, 1, places=2), st.none() | st.decimals(0, 1, places=2), DATE
    ),
    max_size=4,
)
TODAY = datetime.date(2021, 6, 30)


def measured(park, on=TODAY):
    return measures.measured(Park.objects.filter(pk=park.pk), on).get()


def part_of(total, share):
    return None if share is None else (total * share).quantize(Decimal("0.01"))


def known_sum(values):
    """Σ, or None for nothing and for anything not known."""
    return sum(values) if values and None not in values else None


class Measures(TestCase):
    """Random parks; each sum and quotient is checked against plain Python on exact fractions."""

    @classmethod
    def setUpTestData(cls):
        load_reference()

    @settings(max_examples=40, deadline=None)
    @given(st.lists(LAND, max_size=4), PHASES)
    def test_measures_agree_with_the_rules(self, lands, phases):
        park = ParkFactory()
        for land in lands:
            ParcelFactory(park=park, land_area_mu=land)
        rows = [
            PhaseFactory(
                park=park,
                land_area_mu=land,
                floor_area_m2=floor,
                far_counted_floor_m2=part_of(floor, counted),
                non_production_floor_m2=part_of(floor, other),
                completed_on=done,
            )
            for land, floor, counted, other, done in phases
        ]
        found = measured(park)
        land = known_sum(lands)
        floor = known_sum([row.floor_area_m2 for row in rows])
        counted = known_sum([row.far_counted_floor_m2 for row in rows])
        other = known_sum([row.non_production_floor_m2 for row in rows])
        done = [row for row in rows if row.completed_on and row.completed_on <= TODAY]
        assert (found.land_area_mu, found.floor_area_m2) == (land, floor)
        assert found.land_in_use_mu == sum(row.land_area_mu for row in done)
        assert found.finished_floor_m2 == sum(row.floor_area_m2 for row in done)
        shown = Park.objects.annotate(
            ratio=measures.rounded(measures.floor_area_ratio(), 2),
            share=measures.rounded(measures.non_production_share(), 4),
            of_counted=measures.rounded(measures.non_production_share_of_counted(), 4),
        ).get(pk=park.pk)
        assert shown.ratio == derived.floor_area_ratio(counted, land)
        assert shown.share == derived.non_production_share(other, floor)
        assert shown.of_counted == derived.non_production_share_of_counted(other, counted)

    @settings(max_examples=15, deadline=None)
    @given(st.lists(LAND, min_size=1, max_size=3), FLOOR)
    def test_the_figures_beside_the_form_are_the_page_s(self, lands, floor):
        park = ParkFactory()
        for land in lands:
            ParcelFactory(park=park, land_area_mu=land)
        PhaseFactory(
            park=park, floor_area_m2=floor, far_counted_floor_m2=floor, non_production_floor_m2=Decimal(0)
        )
        typed = areas_of(park.parcels.all(), park.phases.all()).figures
        found = measured(park)
        for name, value in typed.items():
            assert abs(value - getattr(found, name)) <= Decimal("1e-25"), name


pytestmark = pytest.mark.django_db


def test_sums_do_not_multiply_each_other(places):
    park = ParkFactory()
    for _ in range(3):
        ParcelFactory(park=park, land_area_mu=10)
        PhaseFactory(park=park, floor_area_m2=1000)
    assert (measured(park).land_area_mu, measured(park).floor_area_m2) == (30, 3000)


def test_half_known_is_not_known(places):
    park = ParkFactory()
    ParcelFactory(park=park)
    PhaseFactory(park=park, far_counted_floor_m2=120000)
    PhaseFactory(park=park, far_counted_floor_m2=None)
    assert measured(park).far_counted_floor_m2 is None
    assert measured(park).floor_area_ratio is None


def test_land_counts_from_the_day_of_completion(places):
    park = ParkFactory()
    PhaseFactory(park=park, land_area_mu=Decimal("12.5"), completed_on=TODAY)
    assert measured(park, TODAY).land_in_use_mu == Decimal("12.5")
    assert measured(park, TODAY - datetime.timedelta(days=1)).land_in_use_mu == 0


def verdicts(code, on, floor, other):
    """What the card of 90 亩 with this counted floor and non-production floor says at a place on a day."""
    park = ParkFactory(under=place(code))
    ParcelFactory(park=park, contracted_on=on, started_on=None)
    floors = {"floor_area_m2": Decimal(150000), "far_counted_floor_m2": Decimal(floor)}
    PhaseFactory(park=park, non_production_floor_m2=Decimal(other), **floors)
    row = measured(park)
    names = ("floor_area_ratio", "non_production_share", "non_production_share_of_counted")
    values = {name: getattr(row, name) for name in names}
    shown = card(values, park.place, rule_day(park.parcels.all(), TODAY))
    return {figure.code: figure.judged and figure.judged.finding.verdict for figure in shown.figures}


@pytest.mark.parametrize(("floor", "verdict"), [("120000", "met"), ("119999.99", "deviates")])
def test_w5_floor_area_ratio_from_two(places, floor, verdict):
    """119999.99 ㎡ shows as 2.00 and still does not reach 2.0."""
    assert verdicts("330302", datetime.date(2019, 3, 1), floor, 20000)["floor_area_ratio"] == verdict


@pytest.mark.parametrize(
    ("other", "verdict"),
    [("15000", "met"), ("14999.99", "deviates"), ("37500", "met"), ("37500.01", "deviates")],
)
def test_w6_ten_to_twenty_five_percent_of_the_total(places, other, verdict):
    found = verdicts("330302", datetime.date(2019, 3, 1), "120000", other)
    assert found["non_production_share"] == verdict
    assert "non_production_share_of_counted" not in found


@pytest.mark.parametrize(
    ("floor", "other", "ratio", "share"),
    [("90000", "13500", "met", "met"), ("89999.99", "13500", "deviates", "deviates")],
)
def test_c2_ratio_from_one_and_a_half_and_fifteen_percent_of_the_counted(places, floor, other, ratio, share):
    found = verdicts("330282", datetime.date(2021, 9, 1), floor, other)
    assert (found["floor_area_ratio"], found["non_production_share_of_counted"]) == (ratio, share)
    assert found["non_production_share"] is None


def test_without_a_rule_in_force_nothing_is_judged(places):
    found = verdicts("330282", datetime.date(2024, 5, 1), "90000", "13500")
    assert set(found.values()) == {None}


def test_a_day_without_a_rule_names_county_day_and_why_that_day(places):
    """No rule in force for 慈溪市 on 2024-05-01: said plainly, never another date's rule."""
    park = ParkFactory(under=place("330282").children.order_by("code").first())
    ParcelFactory(park=park, contracted_on=datetime.date(2024, 5, 1), started_on=None)
    names = ("floor_area_ratio", "non_production_share", "non_production_share_of_counted")
    shown = card(dict.fromkeys(names), park.place, rule_day(park.parcels.all(), TODAY))
    assert shown.basis == "慈溪市在 2024-05-01（土地合同日期）无有效规定，不作核对。"
    assert [figure.shown for figure in shown.figures] == ["—", "—"]


def test_the_rule_of_the_first_contract_else_of_the_first_start_else_of_today(places):
    park = ParkFactory()
    assert rule_day(park.parcels.all(), TODAY).on == TODAY
    ParcelFactory(park=park, started_on=datetime.date(2020, 2, 1))
    ParcelFactory(park=park, started_on=datetime.date(2019, 2, 1))
    assert rule_day(park.parcels.all(), TODAY).on == datetime.date(2019, 2, 1)
    ParcelFactory(park=park, contracted_on=datetime.date(2019, 9, 1), started_on=datetime.date(2020, 1, 1))
    assert rule_day(park.parcels.all(), TODAY).on == datetime.date(2019, 9, 1)
