"""Filings: who owes them, the way up that locks them, and the one lock for page, sheet and database."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Place
from enterprises import filing_selectors, reporting
from enterprises.flows import FILING
from enterprises.models import Filing, ParkFigure, QuarterlyFigure, ReportingTerm, YearlyFigure
from enterprises.rules.reporting import FORMS, Period
from enterprises.services import figures, filings
from enterprises.services.figures import FigureRefused
from enterprises.services.reference import load_reference
from portal.errors import CommentRequired, IllegalState, Incomplete, NotAllowed
from portal.sheets import services as sheets
from portal.workflow import perform
from tests.factories import OccupancyFactory, ParkFactory, PhaseFactory, YearlyFigureFactory, place, user_with

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 5, 20)
YEAR = 2025


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


@pytest.fixture
def town(places) -> Place:
    return Place.objects.filter(parent__code="330302", kind="township").order_by("code").first()


@pytest.fixture
def room(town):
    load_reference()
    return OccupancyFactory(park=ParkFactory(under=town))


@pytest.fixture
def people(room, town):
    return {
        "operator": user_with("operator", room.park.place),
        "town": user_with("township_officer", town),
        "county": user_with("county_officer", place("330302")),
        "city": user_with("city_officer", place("330300")),
    }


def opened(room, form="firm_year") -> Filing:
    filings.open_due()
    return Filing.objects.get(park=room.park, form=form)


def key(filing, room=None) -> reporting.Key:
    return reporting.Key(filing.report, filing.park, filing.period, room and room.enterprise)


def enter(actor, filing, room, tax="12.5", note="", version=None):
    values = {"tax_wan": Decimal(tax), "sales_wan": Decimal(300), "energy_tce": None, "employees": 9}
    return figures.report(actor=actor, key=key(filing, room), values=values, note=note, version=version)


def step(filing, code, actor, comment="", **given):
    return perform(flow=FILING, subject=filing, transition=code, actor=actor, comment=comment, given=given)


def lock(filing, people):
    for code, who in (("submit", "operator"), ("check", "town"), ("review", "county"), ("lock", "city")):
        filing = step(filing, code, people[who])
    return filing


def test_a_park_in_operation_owes_the_last_year_and_the_last_quarter_once(room):
    assert filings.open_due() == 4 and filings.open_due() == 0
    assert {(one.form, one.period, one.due_on.isoformat()) for one in Filing.objects.all()} == {
        ("firm_year", Period(2025), "2026-03-31"),
        ("park_year", Period(2025), "2026-03-31"),
        ("firm_quarter", Period(2026, 1), "2026-04-20"),
        ("park_quarter", Period(2026, 1), "2026-04-20"),
    }


def test_parks_without_firms_or_not_in_operation_owe_no_firms_report(room):
    ParkFactory(status="building")
    ParkFactory()
    filings.open_due()
    assert Filing.objects.filter(form="firm_year").count() == 1
    assert Filing.objects.filter(form="park_year").count() == 2


def test_a_county_moves_the_days_of_what_was_never_handed_in(room):
    filing = opened(room)
    ReportingTerm.objects.create(
        place=place("330302"),
        valid_from=datetime.date(2025, 1, 1),
        yearly_days=151,
        quarterly_days=30,
        reminder_days=5,
        tolerance_percent=Decimal(10),
    )
    filings.open_due()
    filing.refresh_from_db()
    assert filing.due_on == datetime.date(2026, 5, 31)


def test_terms_of_one_place_do_not_overlap(room):
    values = {"yearly_days": 1, "quarterly_days": 1, "reminder_days": 1, "tolerance_percent": Decimal(1)}
    ReportingTerm.objects.create(place=place("330302"), valid_from=TODAY, **values)
    with pytest.raises(ValidationError, match="已有报送期限"):
        ReportingTerm(place=place("330302"), valid_from=TODAY, **values).validate_constraints()


def test_the_way_up_locks_and_a_reason_opens_again(room, people):
    filing = opened(room)
    enter(people["operator"], filing, room)
    filing = lock(filing, people)
    assert filing.state == "locked" and filing.filed_on == TODAY
    with pytest.raises(CommentRequired):
        step(filing, "reopen", people["city"])
    filing = step(filing, "reopen", people["city"], "税务核减")
    assert filing.state == "open" and filing.filed_on == TODAY
    enter(people["operator"], filing, room, "13", version=1)


def test_each_level_takes_its_own_step_alone(room, people):
    filing = opened(room)
    enter(people["operator"], filing, room)
    with pytest.raises(NotAllowed):
        step(filing, "submit", people["town"])
    filing = step(filing, "submit", people["operator"])
    for who in ("operator", "county", "city"):
        with pytest.raises(NotAllowed):
            step(filing, "check", people[who])
    with pytest.raises(CommentRequired):
        step(filing, "check_return", people["town"])
    assert step(filing, "check_return", people["town"], "能耗未填").state == "open"


def test_a_park_outside_townships_hands_in_to_the_county(places):
    room = OccupancyFactory()
    load_reference()
    filing, operator = opened(room), user_with("operator", room.park.place)
    enter(operator, filing, room)
    offered = [offer.transition.code for offer in FILING.offers(filing, operator)]
    assert offered == ["submit_county"]
    with pytest.raises(IllegalState):
        step(filing, "submit", operator)
    assert step(filing, "submit_county", operator).state == "county"


def test_a_firm_without_figures_needs_a_word(room, people):
    filing = opened(room)
    with pytest.raises(Incomplete, match=room.enterprise.name):
        step(filing, "submit", people["operator"])
    assert step(filing, "submit", people["operator"], gaps_note="企业已失联").gaps_note == "企业已失联"


def test_doubtful_values_that_came_in_unexplained_stop_the_handing_in(room, people):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=YEAR - 1, tax_wan=Decimal("1.2"))
    filing = opened(room)
    row = YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=YEAR, tax_wan=Decimal(12000))
    with pytest.raises(Incomplete, match="没有说明"):
        step(filing, "submit", people["operator"])
    row.change(1, note="并购后合并纳税")
    assert step(filing, "submit", people["operator"]).state == "submitted"


def test_a_doubtful_value_is_asked_about_and_its_word_is_kept(room, people):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=YEAR - 1, tax_wan=Decimal("1.2"))
    filing = opened(room)
    with pytest.raises(FigureRefused, match="是否单位有误") as refused:
        enter(people["operator"], filing, room, "120")
    assert refused.value.field == "tax_wan"
    assert enter(people["operator"], filing, room, "120", "新投产").note == "新投产"


def test_what_was_handed_in_takes_no_more_changes(room, people):
    filing = opened(room)
    row = enter(people["operator"], filing, room)
    filing = step(filing, "submit", people["operator"])
    with pytest.raises(FigureRefused, match="正在镇街审核"):
        enter(people["operator"], filing, room, "13", version=1)
    for code, who in (("check", "town"), ("review", "county"), ("lock", "city")):
        filing = step(filing, code, people[who])
    with pytest.raises(FigureRefused, match="已锁定"):
        figures.change_figure(
            actor=people["county"], figure=row, version=1, tax_wan=Decimal(13), sales_wan=Decimal(300)
        )


def test_the_database_refuses_whatever_touches_locked_figures(room, people):
    other = OccupancyFactory(park=room.park)
    filing = opened(room)
    enter(people["operator"], filing, room)
    row = enter(people["operator"], filing, other)
    lock(filing, people)
    rows = YearlyFigure.objects.filter(pk=row.pk)
    for write in (
        lambda: rows.update(tax_wan=1),
        lambda: rows.delete(),
        lambda: YearlyFigureFactory(park=room.park, year=YEAR),
    ):
        with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
            write()
    YearlyFigureFactory(park=room.park, year=YEAR - 1)
    rows.update(note="说明不是数值")


def test_quarters_and_parks_reports_are_locked_alike(room, people):
    PhaseFactory(park=room.park, floor_area_m2=Decimal(1000))
    values = {
        "service_income_wan": Decimal(5),
        "works_wan": None,
        "vacant_floor_m2": Decimal(10),
        "activities": 2,
    }
    park = opened(room, "park_quarter")
    with pytest.raises(FigureRefused, match="总建筑面积"):
        figures.report(
            actor=people["operator"], key=key(park), values={**values, "vacant_floor_m2": Decimal(1001)}
        )
    figures.report(actor=people["operator"], key=key(park), values=values)
    quarter = opened(room, "firm_quarter")
    enter(people["operator"], quarter, room)
    for filing in (park, quarter):
        lock(filing, people)
    for model in (ParkFigure, QuarterlyFigure):
        with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
            model.objects.update(year=YEAR - 3)


def csv(room, tax) -> bytes:
    header = "统一社会信用代码,园区名称,年度,纳税总额（万元）,销售产值（万元）"
    return f"{header}\n{room.enterprise.uscc},{room.park.name},{YEAR},{tax},300".encode()


def stage(people, room, tax="13"):
    return sheets.stage(
        actor=people["operator"], kind="yearly_figures", data=csv(room, tax), filename="年度数据.csv"
    )


def test_a_sheet_meets_the_same_lock(room, people):
    filing = opened(room)
    batch = stage(people, room)
    committed = sheets.commit(actor=people["operator"], batch=stage(people, room), accept="all")
    step(filing, "submit", people["operator"])
    line = stage(people, room, "14").lines.get()
    assert line.status == "wrong" and "正在镇街审核" in line.problems[0]["message"]
    with pytest.raises(IllegalState, match="正在镇街审核"):
        sheets.undo(actor=people["operator"], batch=committed)
    assert batch.lines.get().status == "new"


def test_counts_tell_completeness_and_timeliness(room, people):
    OccupancyFactory(park=room.park)
    gone = OccupancyFactory(park=room.park, valid_until=datetime.date(2024, 12, 31))
    YearlyFigureFactory(enterprise=gone.enterprise, park=room.park, year=YEAR)
    filing = opened(room)
    enter(people["operator"], filing, room)
    rows = filing_selectors.filings_for(people["county"]).filter(form="firm_year")
    one = rows.get()
    assert (one.owed, one.given, one.due_fields, one.filled_fields) == (2, 1, 8, 3)
    assert one.standing == "overdue" and one.county_code == "330302"
    ((_, tally),) = filing_selectors.tallies(rows, "county_code")
    assert (tally.due, tally.filed, tally.overdue, tally.completeness) == (1, 0, 1, Decimal("37.5"))
    assert tally.timeliness == 0
    step(filing, "submit", people["operator"], gaps_note="停产")
    ((_, tally),) = filing_selectors.tallies(rows.all(), "county_code")
    assert (tally.filed, tally.late, tally.overdue) == (1, 1, 0)


def test_the_park_year_is_told_for_its_evaluation(room):
    assert filing_selectors.of_park_year(room.park_id, YEAR) is None
    filings.open_due()
    found = filing_selectors.of_park_year(room.park_id, YEAR)
    assert (found.due, found.filed, found.completeness) == (2, 0, Decimal(0))


def test_work_waits_for_whose_turn_it_is(room, people):
    filing = opened(room)
    enter(people["operator"], filing, room)
    assert filing in filing_selectors.pressing(people["operator"])
    step(filing, "submit", people["operator"])
    waiting = {name: filing in filing_selectors.to_review(who) for name, who in people.items()}
    assert waiting == {"operator": False, "town": True, "county": False, "city": False}
    step(filing, "check_return", people["town"], "请核对能耗")
    assert filing in filing_selectors.sent_back(people["operator"])


def test_one_button_takes_what_was_meant(client, room, people):
    YearlyFigureFactory(enterprise=room.enterprise, park=room.park, year=YEAR - 1, tax_wan=Decimal("12.5"))
    filing = opened(room)
    client.force_login(people["operator"])
    url = reverse("enterprises:filing_entry", args=(filing.pk, room.enterprise_id))
    assert "上期：12.5 万元" in client.get(url).content.decode()
    data = {"version": 0, "tax_wan": "130000", "sales_wan": "300", "magnitude_note": ""}
    page = client.post(url, data)
    assert page.status_code == 422 and "改为 13 万元" in page.content.decode()
    assert client.post(url, {**data, "instead": "tax_wan"}).status_code == 302
    assert YearlyFigure.objects.get(year=YEAR).tax_wan == 13


def test_a_firm_that_owes_nothing_has_no_page_in_the_filing(client, room, people):
    filing = opened(room)
    client.force_login(people["operator"])
    stranger = OccupancyFactory().enterprise_id
    assert client.get(reverse("enterprises:filing_entry", args=(filing.pk, stranger))).status_code == 404


def test_every_form_has_a_table(room):
    assert set(reporting.MODELS) == set(FORMS)
