"""The plan in the database is the printed one, cell by cell (W附件一, W附件二)."""

import csv
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from planning.models import LampScheme, PlanTarget
from planning.rules.plan import REFERENCE, WENZHOU_2019
from planning.services.reference import load_reference
from tests.factories import place, user_with

N, E = "no_task", "empty"
LAND, FLOOR = "annex1.land_started", "annex1.floor_completed"
TABLE_ONE = ("annex1.land_total", "annex1.floor_total")
TABLE_TWO = (
    "annex2.industrial_parks",
    "annex2.e_commerce_parks",
    "annex2.sci_tech_parks",
    "annex2.enterprises_admitted",
    "annex2.stepped_up",
    "annex2.specialised",
)
# Typed by hand from the document, as a check on the files: land and floor in all, then by year; table two.
BY_HAND = {
    "330300": ((8000, 1000), (2800, 295, 2800, 335, 2400, 370), (60, 20, 20, 10000, 1000, 1000)),
    "330302": ((400, 50), (150, 15, 150, 15, 100, 20), (3, 3, 1, 550, 50, 50)),
    "330382": ((1350, 170), (500, 50, 450, 60, 400, 60), (10, 2, 3, 1600, 170, 170)),
    "330328": ((300, 35), (100, 10, 100, 10, 100, 15), (2, 1, E, 250, 30, 30)),
    "330327": ((1050, 135), (350, 40, 400, 45, 300, 50), (7, 1, 2, 1200, 110, 110)),
    "3303Z1": ((N, N), (N,) * 6, (N, N, 1, 100, 20, 20)),
    "3303Z2": ((300, 35), (100, 10, 100, 10, 100, 15), (3, 1, 2, 850, 70, 70)),
}


def stored():
    """(area, indicator, year) → the number, or the state of a cell that has none."""
    rows = PlanTarget.objects.values_list("area__code", "indicator", "year", "state", "value")
    return {(area, code, year): state if value is None else value for area, code, year, state, value in rows}


@pytest.mark.parametrize("code", BY_HAND)
def test_rows_typed_by_hand(plan, code):
    totals, years, second = BY_HAND[code]
    cells = {key: value for key, value in stored().items() if key[0] == code}
    spans = [(indicator, year) for year in (2019, 2020, 2021) for indicator in (LAND, FLOOR)]
    assert cells == {
        **{(code, indicator, None): value for indicator, value in zip(TABLE_ONE, totals, strict=True)},
        **{(code, *span): value for span, value in zip(spans, years, strict=True)},
        **{(code, indicator, None): value for indicator, value in zip(TABLE_TWO, second, strict=True)},
    }


def test_every_cell_is_that_of_the_files(plan):
    marks, expected = {"-": N, "": E}, {}
    for name in WENZHOU_2019:
        with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = row.pop("place_code")
                del row["place_name"]
                for head, text in row.items():
                    indicator, _, year = head.partition("@")
                    key = (code, indicator, int(year) if year else None)
                    expected[key] = marks.get(text) or Decimal(text)
    assert len(expected) == 14 * 14
    assert stored() == expected


def test_loading_again_changes_nothing_and_sets_right_what_was_bent(plan):
    before = stored()
    PlanTarget.objects.filter(area__code="330302", indicator=LAND, year=2019).update(value=151)
    PlanTarget.objects.filter(area__code="330328", indicator="annex2.sci_tech_parks").update(
        state="number", value=0
    )
    load_reference()
    assert stored() == before
    assert LampScheme.objects.count() == 1


def test_a_citys_own_lamp_scheme_is_left_alone(plan):
    LampScheme.objects.update(green_points=5, is_reference=False, title="温州市亮灯方案")
    load_reference()
    assert LampScheme.objects.get().green_points == 5


@pytest.mark.parametrize(
    ("state", "value"), [("number", None), ("no_task", 0), ("empty", 3), ("number", -1), ("odd", None)]
)
def test_the_database_refuses_a_cell_that_is_none_of_the_three(plan, state, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanTarget.objects.filter(area__code="330302", indicator=LAND, year=2019).update(
            state=state, value=value
        )


def test_one_cell_per_area_indicator_and_year_also_without_a_year(plan):
    target = PlanTarget.objects.get(area__code="330302", indicator="annex2.stepped_up")
    target.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        target.save()


def test_lamp_points_must_be_in_order(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        LampScheme.objects.update(green_points=31)


def test_a_county_sees_its_own_targets_only(plan):
    officer = user_with("county_officer", place("330302"))
    assert set(PlanTarget.objects.for_user(officer).values_list("area__code", flat=True)) == {"330302"}
