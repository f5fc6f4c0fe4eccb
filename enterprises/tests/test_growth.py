"""The growth ladder (W11, W2): counted once, size and 规上 from figures, who crossed the line, by sheet as by hand."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from enterprises.ladder import crossings, firm_years, years_of
from enterprises.models import Enterprise, GrowthEvent, YearlyFigure
from enterprises.rules import size
from enterprises.rules.growth import Step, faults
from enterprises.services.firms import record_growth
from parks.services.soundness import Unsound
from portal.sheets import services
from tests.factories import (
    EnterpriseFactory,
    GrowthEventFactory,
    OccupancyFactory,
    ParkFactory,
    YearlyFigureFactory,
    place,
    user_with,
)

DAY = datetime.date
HEADER = ("统一社会信用代码", "园区名称", "类别", "进出", "日期", "文件或名单")


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


@pytest.fixture
def room(places):
    return OccupancyFactory(park=ParkFactory(name="东风园"), valid_from=DAY(2018, 1, 1))


def step(officer, room, on, direction="entered", kind="stepped_up"):
    return record_growth(
        actor=officer,
        enterprise=room.enterprise,
        park=room.park,
        kind=kind,
        direction=direction,
        on=on,
        document="",
    )


def test_w11_an_entry_counts_once_until_it_is_left_and_may_then_be_made_again(officer, room):
    step(officer, room, DAY(2019, 3, 1))
    with pytest.raises(Unsound, match="同一名单只计一次"):
        step(officer, room, DAY(2020, 3, 1))
    with pytest.raises(Unsound, match="同一名单只计一次"):
        step(officer, room, DAY(2018, 3, 1))
    step(officer, room, DAY(2020, 3, 1), "left")
    step(officer, room, DAY(2020, 3, 1))
    assert GrowthEvent.objects.count() == 3


def test_w11_works_are_done_as_often_as_they_are_done_and_never_left(officer, room):
    for year in (2019, 2020):
        step(officer, room, DAY(year, 3, 1), kind="tech_upgrade")
    with pytest.raises(Unsound, match="不登记退出"):
        step(officer, room, DAY(2021, 3, 1), "left", kind="connected")


days = st.integers(min_value=1, max_value=6).map(lambda number: DAY(2019, 1, number))


@given(st.lists(st.tuples(days, st.booleans()), max_size=8, unique=True))
def test_w11_without_a_fault_nobody_is_ever_on_a_list_twice(drawn):
    steps = [Step(on, entered, new=number) for number, (on, entered) in enumerate(drawn)]
    if list(faults(steps, "stepped_up", "小升规")):
        return
    on_it = 0
    for one in sorted(steps, key=lambda one: one.order):
        on_it += 1 if one.entered else -1
        assert on_it in (0, 1)


@pytest.mark.parametrize(
    ("industry", "people", "sales", "expected"),
    [
        ("344", 300, "2000", ("medium", Decimal(2000))),
        ("344", 299, "2000", ("small", Decimal(2000))),
        ("344", 20, "299.98", ("micro", Decimal(2000))),
        ("344", None, "5000", (None, Decimal(2000))),
        ("515", 20, "5000", ("medium", Decimal(2000))),
    ],
)
@pytest.mark.django_db
def test_size_and_line_of_a_year_agree_with_the_standard(places, industry, people, sales, expected):
    firm = EnterpriseFactory(industry_code=industry)
    for park in (ParkFactory(), ParkFactory()):
        half = None if people is None else people // 2 + (park.pk % 2 if people % 2 else 0)
        YearlyFigureFactory(enterprise=firm, park=park, sales_wan=Decimal(sales) / 2, employees=half)
    if people is not None and people % 2:
        YearlyFigure.objects.filter(enterprise=firm).update(employees=0)
        YearlyFigure.objects.filter(pk=YearlyFigure.objects.first().pk).update(employees=people)
    row = firm_years(YearlyFigure.objects.all()).get()
    name = size.industry_of(industry)
    pure = size.size_of(name, people=None if people is None else Decimal(people), revenue_wan=row["revenue"])
    assert (row["size"], row["bound"]) == expected
    assert row["size"] == (pure.value if pure else None)


def crossed(room, before, after):
    for year, sales in ((2020, before), (2021, after)):
        YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=year, sales_wan=Decimal(sales))


def test_w11_who_crossed_two_thousand_is_proposed_until_it_is_recorded(officer, room, client):
    crossed(room, "1999.99", "2000")
    below = OccupancyFactory(park=room.park)
    crossed(below, "2000", "1999.99")
    GrowthEventFactory(enterprise=below.enterprise, park=below.park, on=DAY(2020, 5, 1))
    always = OccupancyFactory(park=room.park)
    crossed(always, "3000", "3000")
    found = {firm: firm.proposal for firm in crossings(officer)}
    assert found == {room.enterprise: "entered", below.enterprise: "left"}
    client.force_login(officer)
    page = client.get(reverse("enterprises:crossings")).content.decode()
    link = f"/enterprises/{room.enterprise_id}/growth/new/?kind=stepped_up&amp;direction=entered"
    assert link in page and always.enterprise.name not in page
    assert "达到规上标准，登记小升规？" in client.get("/").content.decode()
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form.initial["kind"], form.initial["direction"]) == ("stepped_up", "entered")
    step(officer, room, DAY(2022, 1, 10))
    assert room.enterprise not in crossings(officer)


def test_a_firms_years_stand_side_by_side_and_explain_themselves(officer, room, client):
    crossed(room, "1500", "2500")
    step(officer, room, DAY(2022, 1, 10))
    years = years_of(officer, room.enterprise)
    assert [(one.year, one.above) for one in years] == [(2022, None), (2021, True), (2020, False)]
    assert years[1].explanation.result == 2500 and years[1].explanation.operands[0].source_url
    client.force_login(officer)
    page = client.get(reverse("enterprises:growth", args=(room.enterprise_id,))).content.decode()
    for words in ("2022-01-10 进入", "规上", "规下", "2021 年规模怎么算的", "2000 万元及以上为规上"):
        assert words in page


def test_a_firm_whose_industry_is_no_group_has_its_years_too(officer, room, client):
    Enterprise.objects.filter(pk=room.enterprise_id).update(industry_code="590")
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2021, sales_wan=Decimal(300))
    client.force_login(officer)
    page = client.get(reverse("enterprises:growth", args=(room.enterprise_id,)))
    assert page.status_code == 200 and "2021 年营业收入" in page.content.decode()


def test_counts_are_net_and_lead_to_their_rows(officer, room, client):
    step(officer, room, DAY(2020, 3, 1))
    step(officer, room, DAY(2020, 9, 1), "left")
    other = OccupancyFactory(park=room.park)
    step(officer, other, DAY(2020, 4, 1))
    step(officer, room, DAY(2021, 4, 1), kind="high_tech")
    client.force_login(officer)
    page = client.get(reverse("enterprises:growth_events")).content.decode()
    assert "2 − 1 = 1" in page and "?kind=stepped_up&amp;year=2020" in page
    rows = client.get(reverse("enterprises:growth_events"), {"kind": "stepped_up", "year": "2020"})
    assert rows.context["table"].total == 3


def stage(officer, *rows):
    data = "\n".join(",".join(row) for row in (HEADER, *rows)).encode()
    return services.stage(actor=officer, kind="growth_events", data=data, filename="成长.csv")


def test_a_sheet_brings_steps_in_under_the_same_rules(officer, room):
    uscc, park = room.enterprise.uscc, room.park.name
    step(officer, room, DAY(2021, 3, 1))
    batch = stage(
        officer,
        (uscc, park, "小升规", "进入", "2019-03-01", "名单"),
        (uscc, park, "小升规", "退出", "2020-03-01", "名单"),
        (uscc, park, "小升规", "进入", "2021-03-01", ""),
        (uscc, park, "高新技术企业", "进入", "2020-05-01", "证书"),
        (uscc, park, "高新技术企业", "进入", "2021-05-01", "证书"),
        (uscc, park, "上市", "退出", "2021-05-01", ""),
        (uscc, park, "隐形冠军", "进入", "2017-05-01", ""),
    )
    found = list(batch.lines.order_by("number").values_list("status", flat=True))
    assert found == ["new", "new", "unchanged", "new", "wrong", "wrong", "wrong"]
    services.commit(actor=officer, batch=batch, accept="good")
    assert GrowthEvent.objects.filter(kind="stepped_up").count() == 3
