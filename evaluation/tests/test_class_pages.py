"""Enterprise classes as people meet them: the run, one firm explained, a scheme and a result on their ways (W12)."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import Error
from django.urls import reverse
from django.utils import timezone

from enterprises.models import YearlyFigure
from evaluation.class_explanations import explain, measured, why_not_better
from evaluation.class_selectors import changes
from evaluation.flows import NOTICE
from evaluation.models import EnterpriseResult, EvaluationScheme, ResultNotice, ResultObjection
from evaluation.records import NOTICE_KIND
from evaluation.rules.classes.nearest import rises
from evaluation.rules.classes.scoring import term
from evaluation.tests.class_scenes import one_group
from evaluation.tests.scenes import full_park
from evaluation.tests.test_class_run import COUNTY, firm, reference, result, run_of, scheme  # noqa: F401
from portal.errors import IllegalState, Incomplete, NotAllowed, PortalError
from portal.schemes import services as schemes
from portal.workflow import perform
from tests.factories import place, user_with

pytestmark = pytest.mark.usefixtures("places")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def officers(places):
    return [user_with("county_officer", place(COUNTY)) for _ in range(2)]


def ten_firms():
    park = full_park()
    return [firm(park, tax=str(20 - n)) for n in range(10)]


def notice_of(run, **values) -> ResultNotice:
    return ResultNotice.objects.create(place=place(COUNTY), year=run.year, run=run, **values)


def step(notice, transition, actor, comment="同意", **given):
    return perform(
        flow=NOTICE, subject=notice, transition=transition, actor=actor, comment=comment, given=given
    )


def test_the_run_shows_its_distribution_and_one_firm_is_explained_down_to_its_figure(client, officers):
    rows = ten_firms()
    run = run_of()
    client.force_login(officers[0])
    page = client.get(reverse("evaluation:classes", args=(run.pk,))).content.decode()
    assert "规下企业" in page and rows[0].name in page and "按比例" in page
    one = result(run, rows[5])
    page = client.get(reverse("evaluation:class_result", args=(one.pk,))).content.decode()
    assert "为什么不是更好的类别" in page and "年度数据（第 1 版）" in page


def test_every_shown_term_adds_up_to_the_score_and_every_formula_gives_its_number():
    rows = ten_firms()
    run = run_of()
    for row in rows:
        found = explain(measured(result(run, row)))
        assert sum(one.result for one in found.children) == found.result
        for child in found.children:
            numbers = {one.label: one.value for one in child.operands}
            if "基准值" in numbers:
                value, base, weight = (one.value for one in child.operands)
                assert abs(value / base * weight - child.result) <= Decimal("0.00005")
            else:
                assert numbers["封顶倍数"] * numbers["权重"] == child.result


def test_the_gap_to_the_class_above_is_that_to_its_lowest_score():
    rows = ten_firms()
    run = run_of()
    best_c = result(run, rows[6])
    lowest_b = result(run, rows[5]).score
    assert (best_c.ranked_class, result(run, rows[5]).ranked_class) == ("C", "B")
    sentence, found = why_not_better(measured(best_c))
    assert sentence.startswith("B 类最低") and found
    assert best_c.score < lowest_b


def test_a_rise_to_the_value_needed_closes_the_gap():
    indicator = one_group(("tax_per_mu", "100", "7"), cap="2").groups[0].indicators[0]
    value = Decimal("3.3333")
    points = term(value, Decimal(7), indicator)
    (rise,) = rises(Decimal("12.3456"), [indicator], [Decimal(7)], [value], [points])
    assert term(rise.needed, Decimal(7), indicator) >= points + Decimal("12.3456")
    assert not rises(Decimal(500), [indicator], [Decimal(7)], [value], [points])


def test_the_difference_to_the_last_run_names_the_corrected_firm_and_whom_it_moved(officers):
    rows = ten_firms()
    before = run_of()
    YearlyFigure.objects.filter(enterprise=rows[9]).update(tax_wan=100, sales_wan=1000)
    after = run_of()
    found = {row.enterprise_id: row for row in changes(officers[0], after, before)}
    assert (found[rows[9].pk].old_class, found[rows[9].pk].enterprise_class) == ("D", "A")
    assert not changes(officers[0], run_of(), after).exists()


def test_operators_see_no_county_classes(client):
    rows = ten_firms()
    run = run_of()
    someone = user_with("operator", rows[0].occupancies.get().park.place)
    client.force_login(someone)
    answer = client.get(reverse("evaluation:class_result", args=(result(run, rows[0]).pk,)))
    assert answer.status_code == 404
    assert rows[1].name not in client.get(reverse("evaluation:classes", args=(run.pk,))).content.decode()


# Schemes.


def draft(officer, **values) -> EvaluationScheme:
    source = EvaluationScheme.objects.get(is_reference=True, policy="wenzhou-2019", subject="enterprises")
    given = {"title": "本县方案", "valid_from": timezone.localdate(), **values}
    return schemes.draft_scheme(actor=officer, place=place(COUNTY), source=source, **given)


def test_one_person_drafts_another_publishes_and_nothing_changes_afterwards(officers):
    drafter, publisher = officers
    made = schemes.step(scheme=draft(drafter), transition="submit", actor=drafter)
    with pytest.raises((NotAllowed, PortalError)):
        schemes.step(scheme=made, transition="publish", actor=drafter)
    made = schemes.step(scheme=made, transition="publish", actor=publisher)
    assert made.published_by == publisher
    with pytest.raises(IllegalState):
        schemes.revise_scheme(scheme=made, actor=drafter, version=made.version, title="别的")
    with pytest.raises(Error), transaction.atomic():
        EvaluationScheme.objects.filter(pk=made.pk).update(content={})


def test_the_next_scheme_ends_the_one_before_on_the_day_before(officers):
    first, second = draft(officers[0]), draft(officers[0], valid_from=timezone.localdate() + 30 * DAY)
    for one in (first, second):
        one = schemes.step(scheme=one, transition="submit", actor=officers[0])
        schemes.step(scheme=one, transition="publish", actor=officers[1])
    first.refresh_from_db()
    assert first.valid_until == second.valid_from - DAY


def test_a_scheme_may_begin_with_the_year_that_is_evaluated_now_and_no_earlier(officers):
    last_year = datetime.date(timezone.localdate().year - 1, 1, 1)
    schemes.step(scheme=draft(officers[0], valid_from=last_year), transition="submit", actor=officers[0])
    with pytest.raises(Incomplete, match="不能早于"):
        early = draft(officers[0], valid_from=last_year - DAY)
        schemes.step(scheme=early, transition="submit", actor=officers[0])


def test_an_incomplete_scheme_is_not_submitted(officers):
    made = draft(officers[0])
    made = schemes.revise_scheme(scheme=made, actor=officers[0], version=made.version, content={})
    with pytest.raises(Incomplete, match="至少要有一个分组"):
        schemes.step(scheme=made, transition="submit", actor=officers[0])


def test_a_group_is_changed_in_the_browser(client, officers):
    made = draft(officers[0])
    client.force_login(officers[0])
    address = reverse("evaluation:scheme_part", args=(made.pk, "group")) + "?row=below_scale"
    values = {"version": made.version, "label": "规下企业", "weight_tax_per_mu": "100", "cap_tax_per_mu": "2"}
    assert client.post(address, {**values, "cap_tax_per_mu": ""}).status_code == 422
    assert client.post(address, values).status_code == 302
    made.refresh_from_db()
    (only,) = made.rules.group("below_scale").indicators
    assert (only.measure, only.weight, only.cap, only.base) == ("tax_per_mu", 100, 2, None)
    page = client.get(reverse("evaluation:scheme", args=(made.pk,))).content.decode()
    assert "与现行方案的不同" in page and "权重 100" in page


# The pointer.


def test_a_result_goes_through_review_and_publicity_and_two_people(officers):
    first, second = officers
    ten_firms()
    notice = step(notice_of(run_of()), "submit", first)
    with pytest.raises((NotAllowed, PortalError)):
        step(notice, "publicise", first, last_day=timezone.localdate())
    notice = step(notice, "publicise", second, last_day=timezone.localdate())
    with pytest.raises(Incomplete, match="之后才能公布"):
        step(notice, "publish", second)
    objection = ResultObjection.objects.create(
        place=place(COUNTY), notice=notice, name="甲", contact="1", text="不对", filed_on=timezone.localdate()
    )
    ResultNotice.objects.filter(pk=notice.pk).update(
        publicity_from=timezone.localdate() - 8 * DAY, publicity_until=timezone.localdate() - DAY
    )
    notice.refresh_from_db()
    with pytest.raises(Incomplete, match="没有答复"):
        step(notice, "publish", second)
    objection.change(objection.version, upheld=False, answer="核对无误")
    notice = step(notice, "publish", second)
    assert (notice.state, notice.published_by) == ("published", second)
    with pytest.raises(Error), transaction.atomic():
        ResultNotice.objects.filter(pk=notice.pk).update(year=2000)


def test_whoever_reviews_a_result_is_led_to_its_run_and_sees_what_was_objected(client, officers):
    ten_firms()
    run = run_of()
    notice = notice_of(run)
    client.force_login(officers[1])
    for address in (reverse("parks:records", args=("result-notice",)), NOTICE_KIND.url(notice.pk)):
        page = client.get(address)
        assert page.status_code == 200, address
    assert reverse("evaluation:classes", args=(run.pk,)) in page.content.decode()
    assert "C 类 3 户" in " ".join(page.content.decode().split())


def test_a_run_that_was_corrected_is_not_submitted(officers):
    ten_firms()
    notice = notice_of(run_of())
    run_of()
    with pytest.raises(Incomplete, match="新的评价"):
        step(notice, "submit", officers[0])


def test_no_notice_points_to_a_what_if_run():
    firm(full_park())
    supposed = run_of(scheme=scheme(valid_from="2030-01-01"))
    with pytest.raises(Error, match="real run"), transaction.atomic():
        notice_of(supposed)


def test_what_was_objected_stays_as_it_was_said(officers):
    firm(full_park())
    said = ResultObjection.objects.create(
        place=place(COUNTY),
        notice=notice_of(run_of()),
        name="甲",
        contact="1",
        text="不对",
        filed_on=timezone.localdate(),
    )
    with pytest.raises(Error), transaction.atomic():
        ResultObjection.objects.filter(pk=said.pk).update(text="别的")
    assert EnterpriseResult.objects.exists()
