"""Yearly figures: entered once, in a year with rooms, by whoever may, with a question when the unit looks wrong."""

import datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from enterprises.models import YearlyFigure
from enterprises.services import figures
from portal.errors import Conflict, NotAllowed
from portal.models import AuditEntry
from tests.factories import OccupancyFactory, ParkFactory, YearlyFigureFactory, place, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(places):
    return OccupancyFactory(valid_from=datetime.date(2019, 7, 1), valid_until=datetime.date(2021, 3, 31))


@pytest.fixture
def officer(places) -> User:
    return user_with("county_officer", place("330302"))


def this_year() -> int:
    return timezone.localdate().year


def enter(room, actor, year=2020, tax="12.50", **values):
    return figures.enter_figure(
        actor=actor,
        enterprise=room.enterprise,
        park=room.park,
        year=year,
        tax_wan=Decimal(tax),
        sales_wan=Decimal("300"),
        energy_tce=None,
        employees=None,
        **values,
    )


@pytest.mark.parametrize("year", [2019, 2020, 2021])
def test_a_year_with_at_least_one_day_of_rooms_can_be_entered(room, officer, year):
    assert enter(room, officer, year).tax_wan == Decimal("12.50")


@pytest.mark.parametrize("year", [2018, 2022, 2100])
def test_a_year_without_rooms_or_in_the_future_is_refused_at_the_year(room, officer, year):
    with pytest.raises(figures.FigureRefused) as refused:
        enter(room, officer, year)
    assert refused.value.field == "year"
    assert not YearlyFigure.objects.exists()


def test_a_second_entry_names_the_first(room, officer):
    enter(room, officer)
    with pytest.raises(figures.FigureRefused, match="已填报"):
        enter(room, officer)
    assert YearlyFigure.objects.count() == 1


def test_who_only_reads_may_not_enter(room):
    with pytest.raises(NotAllowed):
        enter(room, user_with("manager", place("330302")))


def test_an_operator_enters_only_for_the_own_park(room):
    enter(room, user_with("operator", room.park.place))
    with pytest.raises(NotAllowed):
        enter(room, user_with("operator", ParkFactory().place), year=2021)


def test_changing_needs_the_version_one_saw_and_leaves_before_and_after(room, officer):
    figure = enter(room, officer)
    values = {"sales_wan": Decimal("301"), "energy_tce": None, "employees": 3}
    figures.change_figure(actor=officer, figure=figure, version=1, tax_wan=Decimal("13"), **values)
    with pytest.raises(Conflict):
        figures.change_figure(actor=officer, figure=figure, version=1, tax_wan=Decimal("14"), **values)
    entry = AuditEntry.objects.get(action="figure.change")
    assert (entry.before["tax_wan"], entry.after["tax_wan"]) == ("12.50", "13.00")


def post_new(client, room, **values):
    data = {
        "park": room.park_id,
        "year": "2020",
        "tax_wan": "１２．５万元",
        "sales_wan": " 1,300 ",
        "energy_tce": "",
        "employees": "",
        "magnitude_note": "",
        **values,
    }
    return client.post(
        reverse("enterprises:figure_new", args=(room.enterprise_id,)),
        urlencode(data, errors="surrogatepass"),
        content_type="application/x-www-form-urlencoded",
    )


def test_harmless_dirt_is_forgiven(client, room, officer):
    client.force_login(officer)
    assert post_new(client, room).status_code == 302
    figure = YearlyFigure.objects.get()
    assert (figure.tax_wan, figure.sales_wan) == (Decimal("12.50"), Decimal("1300"))


def test_a_tenfold_jump_asks_about_the_unit_and_a_note_answers(client, room, officer):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2019, tax_wan=Decimal("12.5"))
    client.force_login(officer)
    page = post_new(client, room, tax_wan="125000")
    assert page.status_code == 422
    assert "上年为 12.5 万元，本次为 125,000 万元，是否单位有误" in page.content.decode()
    assert post_new(client, room, tax_wan="125").status_code == 302


def test_a_noted_jump_goes_in(client, room, officer):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2019, tax_wan=Decimal("12.5"))
    client.force_login(officer)
    assert post_new(client, room, tax_wan="126", magnitude_note="新增一条产线").status_code == 302
    assert AuditEntry.objects.get(action="figure.enter").reason == "新增一条产线"


def test_the_reason_of_a_change_is_kept(client, room, officer):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=2019, tax_wan=Decimal("12.5"))
    figure = enter(room, officer)
    client.force_login(officer)
    url = reverse("enterprises:figure_edit", args=(figure.pk,))
    data = {"version": 1, "tax_wan": "200", "sales_wan": "300", "magnitude_note": ""}
    assert client.post(url, data).status_code == 422
    assert client.post(url, {**data, "magnitude_note": "上年只投产两个月"}).status_code == 302
    assert AuditEntry.objects.get(action="figure.change").reason == "上年只投产两个月"


def test_what_is_wrong_with_the_year_is_said_at_the_year(client, room, officer):
    client.force_login(officer)
    assert post_new(client, room).status_code == 302
    for year, sentence in (("2020", "已填报"), ("2018", "没有入驻"), (str(this_year()), "尚未结束")):
        page = post_new(client, room, year=year)
        assert page.status_code == 422 and not page.context["form"].non_field_errors()
        assert sentence in page.context["form"].errors["year"][0]
    assert YearlyFigure.objects.count() == 1


def test_the_year_that_is_not_over_has_no_figures_yet(officer, places):
    room = OccupancyFactory()
    assert enter(room, officer, this_year() - 1).year == this_year() - 1
    with pytest.raises(figures.FigureRefused, match=f"{this_year()} 年尚未结束"):
        enter(room, officer, this_year())


@pytest.mark.parametrize(
    "text", ["NaN", "1e400", "-1", "\x00", "abc", "1.234", "٣", "9" * 40, "1" * 1000, "\ud800", "Infinity"]
)
def test_what_is_no_amount_is_refused_at_its_field(client, room, officer, text):
    client.force_login(officer)
    page = post_new(client, room, tax_wan=text)
    assert page.status_code == 422
    assert not YearlyFigure.objects.exists()


def test_the_conflict_page_shows_both_versions(client, room, officer):
    figure = enter(room, officer)
    figure.change(1, tax_wan=Decimal("99"))
    client.force_login(officer)
    data = {"version": 1, "tax_wan": "13", "sales_wan": "300", "magnitude_note": ""}
    page = client.post(reverse("enterprises:figure_edit", args=(figure.pk,)), data)
    assert page.status_code == 409
    text = page.content.decode()
    assert 'value="13"' in text and 'value="99"' in text and 'name="version" value="2"' in text
    assert client.post(page.request["PATH_INFO"], {**data, "version": 2}).status_code == 302


def test_figures_of_an_other_county_do_not_exist(client, room):
    client.force_login(user_with("county_officer", place("330303")))
    figure = YearlyFigureFactory(enterprise=room.enterprise, park=room.park)
    assert client.get(reverse("enterprises:figure", args=(figure.pk,))).status_code == 404
    assert post_new(client, room).status_code == 404
