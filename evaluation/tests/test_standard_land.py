"""标准地 (C四): what a land contract promised against what came true, year by year."""

from decimal import Decimal

import pytest

from evaluation.models import LandFigure
from evaluation.money_panels import land_panel
from evaluation.money_records import LAND
from evaluation.rules.standard_land import standing
from tests.factories import (
    OccupancyFactory,
    ParcelFactory,
    ParkFactory,
    YearlyFigureFactory,
    place,
    user_with,
)


@pytest.fixture
def row(places):
    """A park of 慈溪 on 100 亩 with a firm; its contract promises the policy's own numbers, but nothing on emissions."""
    park = ParkFactory(under=place("330282"))
    ParcelFactory(
        park=park,
        land_area_mu=100,
        promised_investment_per_mu=250,
        promised_tax_per_mu=15,
        promised_value_added_per_tce=Decimal("2.5"),
    )
    room = OccupancyFactory(park=park)
    YearlyFigureFactory(
        enterprise=room.enterprise, park=park, year=2022, tax_wan=1499, energy_tce=Decimal(1000)
    )
    return LandFigure.objects.create(
        park=park, year=2022, invested_wan=25_000, value_added_wan=2_500, source="经信局核定"
    )


def lamps(row) -> list[str]:
    return [line["lamp"][2] for line in land_panel(row).context["lines"]]


def test_c04_each_indicator_stands_beside_its_promise(row):
    assert lamps(row) == ["达到承诺", "未达到承诺", "合同未约定", "达到承诺"]
    found = land_panel(row).context["explanations"]
    assert [one.result for one in found] == [250, Decimal("14.99"), None, Decimal("2.5")]
    assert [one.label for one in found[1].operands] == ["纳税合计", "地块面积合计"]
    assert found[1].operands[0].source_url and found[0].clause_ids == ("c04",)


def test_c04_a_firm_that_did_not_tell_its_energy_leaves_the_indicator_open(row):
    room = OccupancyFactory(park=row.park)
    YearlyFigureFactory(enterprise=room.enterprise, park=row.park, year=2022)
    assert lamps(row)[3] == "缺数据"


@pytest.mark.parametrize(
    ("promised", "result", "expected"),
    [("15", "15", "met"), ("15", "14.9999", "short"), ("15", None, "lacking"), (None, "3", "none")],
)
def test_c04_the_bound_itself_is_enough(promised, result, expected):
    promised, result = (None if one is None else Decimal(one) for one in (promised, result))
    assert standing(promised, result) == expected


def test_c04_the_page_explains_each_number(row, client):
    client.force_login(user_with("county_officer", place("330282")))
    page = client.get(LAND.url(row.pk)).content.decode()
    for words in ("承诺与实际", "2022 年亩均税收怎么算的", "未达到承诺", "14.99"):
        assert words in page
