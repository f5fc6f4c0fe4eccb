"""Rows, totals, lamps and lists agree, for everybody's scope."""

import datetime
from decimal import Decimal
from random import Random

import pytest

from parks.models import Park
from planning.indicators import INDICATORS, total_of
from planning.models import LampScheme
from planning.rules.lamps import Period
from planning.selectors import months, progress
from tests.factories import (
    EnterpriseFactory,
    GrowthEventFactory,
    OccupancyFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    give,
    place,
    user_with,
)

LAND = "annex1.land_started"
AREAS = ("330302", "330303", "330327", "330383", "3303Z1", "330282", "330302006")
SEATS = {
    "city": ("manager", "330300"),
    "county": ("county_officer", "330302"),
    "heir": ("manager", "330383"),
    "half": ("manager", "330327"),
    "township": ("township_officer", "330302006"),
    "without_plan": ("county_officer", "330282"),
    "zone": ("manager", "3303Z1"),
}
day = datetime.date
AS_OF = day(2021, 6, 30)


def some_day(random):
    return day(2018, 10, 1) + datetime.timedelta(days=random.randrange(1400))


def scatter(seed):
    """A random lot of records over several areas and years, with every kind of event."""
    random = Random(seed)
    firms = [EnterpriseFactory() for _ in range(6)]
    for code in AREAS:
        park = ParkFactory(
            under=place(code), plan_kind=random.choice(Park.PlanKind.values), recognised_on=some_day(random)
        )
        for _ in range(3):
            amount = Decimal(random.randrange(1, 10**7)) / 100
            ParcelFactory(park=park, land_area_mu=amount, started_on=some_day(random))
            PhaseFactory(park=park, floor_area_m2=amount, completed_on=some_day(random))
        for firm in random.sample(firms, 3):
            OccupancyFactory(enterprise=firm, park=park, valid_from=some_day(random))
            for direction in ("entered", "left"):
                kind = random.choice(["stepped_up", "specialised"])
                GrowthEventFactory(
                    enterprise=firm, park=park, kind=kind, direction=direction, on=some_day(random)
                )


def behind(user, found, figure):
    """The list behind a figure, asked for as its page does."""
    areas = [area for area in found.areas if figure.area_code in (area.code, area.city.code)]
    until = min(found.as_of, figure.period.end)
    return figure.indicator.records(user, areas, until, figure.period.start)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("seat", SEATS)
def test_every_cell_is_the_sum_of_the_list_behind_it(plan, seat, seed):
    scatter(seed)
    user = user_with(SEATS[seat][0], place(SEATS[seat][1]))
    found = progress(user, AS_OF)
    figures = [figure for row in found.all_rows for figure in row.figures.values()]
    assert {figure.url: figure.actual for figure in figures} == {
        figure.url: total_of(behind(user, found, figure)) for figure in figures
    }
    assert any(figure.actual for figure in figures)


@pytest.mark.parametrize("seat", SEATS)
def test_totals_are_the_sums_of_the_rows_shown(plan, seat):
    scatter(3)
    found = progress(user_with(SEATS[seat][0], place(SEATS[seat][1])), AS_OF)
    if found.total is None:
        assert len(found.rows) == 1
        return
    for key, figure in found.total.figures.items():
        rows = [row.figures[key] for row in found.rows]
        assert figure.actual == sum(row.actual for row in rows)
        assert figure.plan.or_zero == sum(row.plan.or_zero for row in rows)
    for row in found.all_rows:
        for indicator in INDICATORS.values():
            years = [row.figure(indicator.code, year) for year in indicator.years]
            if years:
                assert row.figure(indicator.code).actual == sum(figure.actual for figure in years)
                assert row.figure(indicator.code).plan.or_zero == sum(figure.plan.or_zero for figure in years)


def test_the_citys_row_is_as_printed_and_equals_its_areas(plan):
    found = progress(user_with("manager", place("330300")), AS_OF)
    assert (found.total.label, len(found.rows)) == ("温州市", 13)
    assert found.total.figure(LAND).plan.number == found.printed[LAND, None].number == 8000
    assert len(found.printed) == 14
    assert found.mismatches == []


def test_a_sum_that_is_not_the_printed_one_is_named(plan):
    from planning.models import PlanTarget

    PlanTarget.objects.filter(area__code="330300", indicator=LAND, year=2020).update(value=2801)
    found = progress(user_with("manager", place("330300")), AS_OF)
    assert [(figure.year, printed.number) for figure, printed in found.mismatches] == [(2020, 2801)]


def test_a_county_officer_sees_one_row_and_no_city(plan):
    found = progress(user_with("county_officer", place("330302")), AS_OF)
    assert ([row.label for row in found.rows], found.total, found.printed) == (["鹿城区"], None, {})


def test_two_counties_add_up_without_the_name_of_the_city(plan):
    user = user_with("county_officer", place("330302"))
    give(user, "manager", place("330303"))
    found = progress(user, AS_OF)
    assert (found.total.label, found.total.figure(LAND).plan.number) == ("以上合计", 400 + 550)


def test_three_states_of_the_plan_are_kept_apart_and_none_is_zero(plan):
    ParcelFactory(park=ParkFactory(under=place("3303Z1")), land_area_mu=40)
    found = progress(user_with("manager", place("330300")), AS_OF)
    rows = {row.label: row for row in found.rows}
    ouj = rows["瓯江口产业集聚区"].figure(LAND)
    assert (ouj.plan.state.value, ouj.plan.label, ouj.actual, ouj.gap) == ("no_task", "—", 40, None)
    assert (ouj.lamp.code, ouj.lamp.rate) == ("no_plan", None)
    assert rows["文成县"].figure("annex2.sci_tech_parks").plan.state.value == "empty"
    assert rows["鹿城区"].figure(LAND).plan.number == 400


def test_a_plan_with_a_total_only_has_no_yearly_cells(plan):
    found = progress(user_with("manager", place("330300")), AS_OF)
    keys = set(found.rows[0].figures)
    assert {year for code, year in keys if code.startswith("annex2.")} == {None}
    assert {year for code, year in keys if code == LAND} == {2019, 2020, 2021, None}


def test_whoever_sees_half_of_an_area_gets_numbers_but_no_verdict(plan):
    for code, land in (("330327", 7), ("330383", 11)):
        ParcelFactory(park=ParkFactory(under=place(code)), land_area_mu=land)
    half = progress(user_with("manager", place("330327")), AS_OF)
    figure = half.rows[0].figure(LAND)
    assert (figure.actual, figure.plan.number, figure.lamp.word, figure.lamp.rate) == (
        7,
        1050,
        "部分范围",
        None,
    )
    assert half.partial[0].unseen == ("龙港市",)
    heir = progress(user_with("manager", place("330383")), AS_OF)
    figure = heir.rows[0].figure(LAND)
    assert (heir.rows[0].label, figure.actual, figure.lamp.word) == ("龙港市", 11, "无计划")


def test_cixi_has_no_plan_and_says_so(plan):
    ParcelFactory(park=ParkFactory(under=place("330282")), land_area_mu=7)
    found = progress(user_with("county_officer", place("330282")), AS_OF)
    assert ([row.label for row in found.rows], found.city.name, found.planned) == (
        ["慈溪市"],
        "宁波市",
        False,
    )
    assert {figure.lamp.word for figure in found.rows[0].figures.values()} == {"无计划"}
    assert found.rows[0].figure(LAND).actual == 7


def test_a_province_sees_one_city_at_a_time(plan):
    user = user_with("manager", place("330000"))
    assert [city.name for city in progress(user, AS_OF).cities] == ["温州市", "宁波市"]
    assert progress(user, AS_OF).total.label == "温州市"
    assert [row.label for row in progress(user, AS_OF, "330200").rows] == ["慈溪市"]


def test_a_township_sees_its_own_place_without_a_plan(plan):
    ParcelFactory(park=ParkFactory(under=place("330302006")), land_area_mu=7)
    ParcelFactory(park=ParkFactory(under=place("330302023")), land_area_mu=11)
    found = progress(user_with("township_officer", place("330302006")), AS_OF)
    assert [(row.label, row.figure(LAND).actual) for row in found.rows] == [("五马街道", 7)]


def test_lamps_follow_the_citys_published_scheme(plan):
    ParcelFactory(land_area_mu=100, started_on=day(2019, 6, 1))
    user = user_with("manager", place("330300"))

    def lamp():
        return progress(user, day(2020, 12, 31)).rows[0].figure(LAND, 2019).lamp

    assert (lamp().code, lamp().behind_points) == ("behind", Decimal("33.3"))
    LampScheme.objects.update(yellow_points=40)
    assert lamp().code == "warning"
    LampScheme.objects.update(state="draft")
    assert lamp().code == "behind"


def test_what_is_made_good_after_the_plan_turns_red_to_caught_up_but_not_the_rate(plan):
    park = ParkFactory()
    ParcelFactory(park=park, land_area_mu=100, started_on=day(2019, 6, 1))
    ParcelFactory(park=park, land_area_mu=300, started_on=day(2022, 6, 1))
    user = user_with("county_officer", place("330302"))
    before, after = (
        progress(user, as_of).rows[0].figure(LAND) for as_of in (day(2022, 5, 31), day(2022, 6, 1))
    )
    assert (before.lamp.code, before.later, before.lamp.rate) == ("behind", 0, 25)
    assert (after.lamp.code, after.later, after.lamp.rate, after.actual) == ("caught_up", 300, 25, 100)


def test_the_red_list_is_the_red_cells_of_the_areas(plan):
    found = progress(user_with("county_officer", place("330302")), AS_OF)
    assert found.red == [figure for figure in found.rows[0].figures.values() if figure.lamp.code == "behind"]
    assert LAND in {figure.indicator.code for figure in found.red}


def test_the_line_of_the_chart_ends_at_the_cell(plan):
    scatter(4)
    user = user_with("manager", place("330300"))
    found = progress(user, AS_OF)
    for indicator in INDICATORS.values():
        rows = indicator.records(user, found.areas, AS_OF)
        line = months(rows, found.head, indicator, AS_OF)
        assert line[-1].actual == found.head.figure(indicator.code).actual
        assert (line[0].end, line[-1].end, len(line)) == (day(2019, 1, 31), AS_OF, 30)
        assert {month.planned is None for month in line} == {not indicator.years}


def test_the_plan_of_the_chart_runs_by_days_inside_a_year_and_meets_the_years(plan):
    user = user_with("manager", place("330300"))
    found = progress(user, day(2022, 3, 1))
    land = INDICATORS[LAND]
    line = months(land.records(user, found.areas, day(2021, 12, 31)), found.head, land, found.as_of)
    ends = {month.end: month.planned for month in line}
    assert [ends[day(year, 12, 31)] for year in (2019, 2020, 2021)] == [2800, 5600, 8000]
    assert ends[day(2019, 1, 31)] == Decimal("237.81")  # 2800 × 31 ÷ 365
    assert len(line) == 36 and Period.of_year(2019).elapsed(day(2019, 1, 31)).denominator == 365
