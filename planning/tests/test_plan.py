"""The appendix of the policy, exact to the cell (W附件一, W附件二)."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import pytest

from planning.rules import plan
from planning.rules.plan import CITY, EMPTY, NO_TASK, Cell, CellState

WENZHOU = plan.wenzhou_2019()
OUJIANGKOU, ZHENAN = "3303Z1", "3303Z2"
LUCHENG, WENCHENG, TAISHUN, LONGGANG = "330302", "330328", "330329", "330383"


def with_cell(place_code, indicator, year, cell):
    cells = {**WENZHOU.cells, (place_code, indicator, year): cell}
    return replace(WENZHOU, cells=MappingProxyType(cells))


def test_a_cell_has_three_states():
    assert [Cell.parse(text).state for text in ("2800", "-", "")] == list(CellState)
    assert [Cell.parse(text).label for text in ("2800", "-", " ")] == ["2800", "—", "—"]
    assert plan.total([Cell.of(150), NO_TASK, EMPTY, Cell.of("0.5")]) == Decimal("150.5")


def test_zero_is_a_number_and_not_an_empty_cell():
    assert Cell.parse("0").has_number and Cell.parse("0").label == "0"
    assert not NO_TASK.has_number and not EMPTY.has_number and NO_TASK != EMPTY


@pytest.mark.parametrize("text", ["—", "x", "1,000"])
def test_what_is_no_cell_is_refused(text):
    with pytest.raises(InvalidOperation):
        Cell.parse(text)


def test_a_state_without_number_cannot_carry_one():
    with pytest.raises(ValueError):
        Cell(CellState.NO_TASK, Decimal(1))


def test_thirteen_areas_below_the_city_and_no_row_for_longgang():
    assert next(iter(WENZHOU.places)) == CITY
    assert len(WENZHOU.areas) == 13
    assert LONGGANG not in WENZHOU.places


def test_table_one_of_the_city():
    land = [WENZHOU.cell(CITY, "annex1.land_started", year).number for year in plan.YEARS]
    floor = [WENZHOU.cell(CITY, "annex1.floor_completed", year).number for year in plan.YEARS]
    assert land == [2800, 2800, 2400]
    assert floor == [295, 335, 370]
    assert WENZHOU.cell(CITY, "annex1.land_total").number == 8000
    assert WENZHOU.cell(CITY, "annex1.floor_total").number == 1000


def test_table_two_of_the_city():
    row = {
        indicator: WENZHOU.cell(CITY, indicator).number
        for indicator, _ in WENZHOU.columns
        if "annex2" in indicator
    }
    assert row == {
        "annex2.industrial_parks": 60,
        "annex2.e_commerce_parks": 20,
        "annex2.sci_tech_parks": 20,
        "annex2.enterprises_admitted": 10000,
        "annex2.stepped_up": 1000,
        "annex2.specialised": 1000,
    }


def test_table_two_has_totals_only():
    assert WENZHOU.years("annex2.stepped_up") == ()
    assert WENZHOU.years("annex1.land_started") == plan.YEARS
    assert WENZHOU.cell(LUCHENG, "annex2.stepped_up", 2019) is EMPTY


def test_oujiangkou_has_no_task_in_table_one_and_in_two_cells_of_table_two():
    without_task = [key for key, cell in WENZHOU.cells.items() if cell is NO_TASK]
    assert {place for place, _, _ in without_task} == {OUJIANGKOU}
    assert len([key for key in without_task if "annex1" in key[1]]) == 8
    assert [key[1] for key in without_task if "annex2" in key[1]] == [
        "annex2.industrial_parks",
        "annex2.e_commerce_parks",
    ]


def test_wencheng_and_taishun_have_an_empty_cell_for_science_parks():
    empty = [key for key, cell in WENZHOU.cells.items() if cell is EMPTY]
    assert empty == [(place, "annex2.sci_tech_parks", None) for place in (WENCHENG, TAISHUN)]


def test_every_cell_is_there():
    assert len(WENZHOU.cells) == 14 * (8 + 6)
    assert {indicator for indicator, _ in WENZHOU.columns} == set(plan.indicators())


def test_the_appendix_adds_up():
    assert plan.differences(WENZHOU) == []


def test_a_wrong_area_is_found_in_its_column_and_in_its_row():
    wrong = with_cell(ZHENAN, "annex1.land_started", 2020, Cell.of(101))
    assert plan.differences(wrong) == [
        plan.Difference("areas_to_city", CITY, "annex1.land_started", 2020, Decimal(2800), Decimal(2801)),
        plan.Difference("years_to_total", ZHENAN, "annex1.land_total", None, Decimal(300), Decimal(301)),
    ]


def test_a_wrong_cell_of_table_two_is_found_in_its_column():
    [found] = plan.differences(with_cell(WENCHENG, "annex2.sci_tech_parks", None, Cell.of(1)))
    assert (found.rule, found.printed, found.added) == ("areas_to_city", 20, 21)


def test_units_of_the_indicators():
    units = {indicator.id: indicator.unit for indicator in plan.indicators().values()}
    assert units["annex1.land_started"] == "亩"
    assert units["annex1.floor_completed"] == "万㎡"
    assert {units[i] for i in units if "parks" in i} == {"个"}
