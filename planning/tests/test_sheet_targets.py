"""The plan's cells by sheet: three states, years where the plan has years."""

from decimal import Decimal

import pytest

from planning.models import PlanTarget
from portal.errors import NotAllowed
from portal.sheets import report, services
from tests.factories import place, user_with

pytestmark = pytest.mark.django_db
HEADER = "地域,指标,年度,计划数"


@pytest.fixture
def officer(plan):
    return user_with("city_officer", place("330300"))


def stage(officer, *rows):
    data = "\n".join((HEADER, *rows)).encode()
    return services.stage(actor=officer, kind="plan_targets", data=data, filename="计划.csv")


def target(indicator="annex1.land_started", year=2020) -> PlanTarget:
    return PlanTarget.objects.get(area__code="330302", indicator=indicator, year=year)


def test_the_plan_comes_back_without_a_change(officer):
    columns = services.sheet_kinds.get("plan_targets").layout.columns
    rows = [
        ",".join("" if (cell := column.show(row[column.name])) is None else str(cell) for column in columns)
        for row in services.sheet_kinds.get("plan_targets").prefill(officer, None)
    ]
    batch = stage(officer, *rows)
    assert batch.counts == {"new": 0, "changed": 0, "unchanged": PlanTarget.objects.count(), "wrong": 0}


def test_a_cell_is_a_number_no_task_or_nothing(officer):
    before = target().version
    batch = stage(officer, "鹿城区,开工数（亩）,2020,123.5", "鹿城区,竣工数,2020,-", "330302,开工数,2021,")
    services.commit(actor=officer, batch=batch, accept="all")
    assert (target().state, target().value, target().version) == ("number", Decimal("123.5"), before + 1)
    assert target("annex1.floor_completed").state == "no_task"
    assert (target(year=2021).state, target(year=2021).value) == ("empty", None)


def test_what_is_planned_for_the_whole_period_has_no_year(officer):
    batch = stage(officer, "鹿城区,电商园,2020,3", "鹿城区,电商园,合计,3", "鹿城区,开工数,,3")
    assert [error["row"] for error in report.of(batch)["errors"]] == [2, 4]


def test_areas_out_of_reach_are_not_told(officer):
    batch = stage(officer, "慈溪市,开工数,2020,1", "火星,开工数,2020,1")
    assert len({error["message"] for error in report.of(batch)["errors"]}) == 1


def test_only_the_city_sets_the_plan(plan):
    with pytest.raises(NotAllowed):
        stage(user_with("county_officer", place("330302")), "鹿城区,开工数,2020,1")
