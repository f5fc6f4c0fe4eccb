"""What departments say of firms: brought in by sheet, seen by those who may, settled where it differs (C十三)."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.departments import Department
from accounts.selectors import people_with
from enterprises import filing_selectors
from enterprises.flows import FILING, SUPPLIED
from enterprises.models import Filing, SuppliedFigure
from enterprises.rules.reporting import Period
from enterprises.services import figures, reminders
from enterprises.services.figures import FigureRefused
from enterprises.services.filings import open_period
from enterprises.services.reference import load_reference
from parks.models import FireGrade
from parks.services.soundness import Unsound
from portal.errors import CommentRequired, NotAllowed
from portal.sheets import services as sheets
from portal.workflow import perform
from tests.factories import OccupancyFactory, ParkFactory, YearlyFigureFactory, give, place, user_with

pytestmark = pytest.mark.django_db
YEAR = 2021
STATISTICS = "销售产值（万元）,综合能耗（吨标准煤）,从业人员（人）"


@pytest.fixture
def row(places):
    load_reference()
    room = OccupancyFactory(park=ParkFactory(name="东风园"))
    return YearlyFigureFactory(
        enterprise=room.enterprise, park=room.park, year=YEAR, tax_wan=Decimal(100), sales_wan=Decimal(2000)
    )


@pytest.fixture
def county(places):
    return user_with("county_officer", place("330302"))


def seated(department: str):
    user = user_with("department_reviewer", None)
    give(user, "department_reviewer", place("330302"), department=department)
    return user


def bring(actor, kind, row, *values, header):
    text = f"统一社会信用代码,园区名称,年度,{header}\n{row.enterprise.uscc},东风园,{YEAR},{','.join(values)}"
    batch = sheets.stage(actor=actor, kind=kind, data=text.encode(), filename="数据.csv")
    return sheets.commit(actor=actor, batch=batch, accept="all")


def tax_says(row, value="120") -> SuppliedFigure:
    bring(seated("tax"), "tax_figures", row, value, header="纳税总额（万元）")
    return SuppliedFigure.objects.select_related("park__place").get(item="tax_wan")


def settle(figure, actor, taken, comment="以入库数为准", **given):
    return perform(
        flow=SUPPLIED,
        subject=figure,
        transition="settle",
        actor=actor,
        comment=comment,
        given={"taken": taken, **given},
    )


def test_a_department_brings_in_its_own_values_alone(row):
    figure = tax_says(row)
    assert (figure.department, figure.value, figure.state) == ("tax", 120, "supplied")
    bring(
        seated("statistics"),
        "statistics_figures",
        row,
        "2100",
        "",
        "30",
        header=STATISTICS,
    )
    rows = SuppliedFigure.objects.filter(department="statistics")
    assert set(rows.values_list("item", "value")) == {("sales_wan", 2100), ("employees", 30)}
    with pytest.raises(NotAllowed):
        bring(seated("statistics"), "tax_figures", row, "1", header="纳税总额（万元）")


def test_the_same_sheet_again_changes_nothing_and_another_value_does(row):
    tax_says(row)
    again = sheets.stage(
        actor=seated("tax"),
        kind="tax_figures",
        data=f"统一社会信用代码,园区名称,年度,纳税总额（万元）\n{row.enterprise.uscc},东风园,{YEAR},120".encode(),
        filename="税.csv",
    )
    assert again.lines.get().status == "unchanged"
    assert tax_says(row, "121").value == 121


def test_the_fire_brigade_brings_in_its_grades(row):
    text = f"园区名称,年度,等级\n东风园,{YEAR},较好"
    fire = seated("fire")
    batch = sheets.stage(actor=fire, kind="fire_grades", data=text.encode(), filename="消防.csv")
    sheets.commit(actor=fire, batch=batch, accept="all")
    assert FireGrade.objects.get().grade == "B"


@pytest.mark.parametrize(
    ("said", "listed"), [("95.24", False), ("95", True), ("105.26", False), ("106", True)]
)
def test_differences_beyond_the_tolerance_are_listed(row, county, said, listed):
    tax_says(row, said)
    assert filing_selectors.to_settle(county).exists() is listed


def test_settling_takes_one_and_keeps_both_and_the_source(row, county):
    figure = settle(tax_says(row), county, "department")
    row.refresh_from_db()
    assert (row.tax_wan, row.settled) == (120, {"tax_wan": "税务"})
    assert (figure.firm_value, figure.value, figure.settled_value, figure.settled_by) == (
        100,
        120,
        120,
        county,
    )
    assert not filing_selectors.to_settle(county).exists()
    with pytest.raises(FigureRefused, match="已按税务数据核定"):
        figures.change_figure(
            actor=county, figure=row, version=row.version, tax_wan=Decimal(99), sales_wan=Decimal(2000)
        )
    freed = perform(flow=SUPPLIED, subject=figure, transition="unsettle", actor=county, comment="复核")
    row.refresh_from_db()
    assert (row.tax_wan, row.settled, freed.settled_value) == (100, {}, None)


def test_a_third_value_needs_its_document_and_every_settlement_a_reason(row, county):
    figure = tax_says(row)
    with pytest.raises(Unsound, match="依据文件"):
        settle(figure, county, "other", settled_value=Decimal(110))
    with pytest.raises(CommentRequired):
        settle(figure, county, "firm", comment="")
    settle(figure, county, "other", settled_value=Decimal(110), document="审计〔2022〕8 号")
    row.refresh_from_db()
    assert (row.tax_wan, row.settled) == (110, {"tax_wan": "其他依据"})


def test_what_is_locked_is_not_settled(row, county):
    figure = tax_says(row)
    open_period("firm_year", Period(YEAR))
    filing = Filing.objects.select_related("park__place__parent").get()
    for code, role, at in (
        ("submit_county", "county_officer", "330302"),
        ("review", "county_officer", "330302"),
        ("lock", "city_officer", "330300"),
    ):
        filing = perform(flow=FILING, subject=filing, transition=code, actor=user_with(role, place(at)))
    with pytest.raises(FigureRefused, match="已锁定"):
        settle(figure, county, "department")


def test_tax_is_shown_to_those_alone_who_may_see_it(client, row):
    tax_says(row)
    row.change(row.version, tax_wan=Decimal("73.31"))
    pages = [
        reverse("enterprises:figures"),
        reverse("enterprises:figure", args=(row.pk,)),
        reverse("enterprises:figures_of", args=(row.enterprise_id,)),
        reverse("parks:record", args=("supplied-figure", SuppliedFigure.objects.get().pk)),
        "/api/v1/yearly-figures/",
    ]
    client.force_login(seated("statistics"))
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 200]
    texts = [answer.content.decode() for answer in answers]
    assert not [text for text in texts if "73.31" in text]
    assert all("—（无权查看）" in text for text in texts[:3]) and '"tax_wan":null' in texts[4].replace(
        " ", ""
    )
    client.force_login(seated("tax"))
    assert all("73.31" in client.get(page).content.decode() for page in pages)


def test_other_departments_see_no_figures_at_all(client, row):
    client.force_login(seated(Department.ENVIRONMENT))
    assert client.get(reverse("enterprises:figures")).status_code == 403


def test_people_with_a_permission_of_their_department_are_found(row):
    tax, fire = seated("tax"), seated("fire")
    assert set(people_with("tax.supply", row.park.place)) == {tax}
    assert set(people_with("fire.supply", row.park.place)) == {fire}


def test_what_is_overdue_is_told_to_whoever_fills_it_in_and_once(row):
    open_period("firm_year", Period(YEAR))
    day = datetime.date(2022, 3, 30)
    (soon,) = reminders.occasions(day)
    assert "即将到期" in soon.title and soon.key.endswith("soon.2022-03-31")
    operator = user_with("operator", row.park.place)
    assert operator in soon.people()
    (late,) = reminders.occasions(datetime.date(2022, 4, 1))
    assert "已逾期" in late.title and late.key != soon.key
    assert not list(reminders.occasions(datetime.date(2022, 3, 1)))
