"""Pages of park grades: the run, one park explained, marks and matters, publicity, the draft of a scheme."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation import park_explanations as explanations
from evaluation.models import EvaluationScheme, ResultNotice, Run
from evaluation.records import NOTICE_KIND, PARK_MARK, PARK_MATTER
from evaluation.rules.park_grades.scoring import points_of
from evaluation.services.reference import load_reference
from evaluation.tests.class_scenes import half_up
from evaluation.tests.scenes import YEAR
from evaluation.tests.test_park_run import COUNTY, mark, matter, park_with_tax, published, result, run_of
from parks.services.records import add_record
from parks.services.soundness import Unsound
from portal.schemes import services as schemes
from portal.workflow import perform
from tests.factories import place, user_with
from tests.formulas import evaluate

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture(autouse=True)
def reference(places):
    load_reference()


@pytest.fixture
def officers():
    return [user_with("county_officer", place(COUNTY)) for _ in range(2)]


def add(officer, record_kind, **values):
    return add_record(actor=officer, kind=record_kind, owner=place(COUNTY), values={"year": YEAR, **values})


def test_the_run_shows_its_lists_and_a_park_shows_why_not_a(client, officers):
    parks = [park_with_tax(str(tax)) for tax in range(1, 13)]
    run = run_of()
    client.force_login(officers[0])
    page = client.get(reverse("evaluation:grades", args=(run.pk,))).content.decode()
    assert all(park.name in page for park in parks) and "生产制造类" in page and "spread-chart" in page
    page = client.get(reverse("evaluation:grade_result", args=(result(run, parks[0]).pk,))).content.decode()
    assert "为什么不是更好的档次" in page and "清廉建设" in page and "未打分" in page


def test_every_formula_gives_its_number_from_its_operands():
    park = park_with_tax("30")
    mark(park, "清廉园区建设", "2.5")
    matter(park, "adjustment", "当年列入省级典型")
    found = explanations.explain(explanations.measured(result(run_of(), park)))
    assert found is not None
    seen = 0
    for one in walk(found):
        if one.formula_text:
            seen += 1
            assert half_up(evaluate(one.substituted_text)) == Fraction(one.result), one.title
    assert seen > 10


def walk(found):
    yield found
    for child in found.children:
        yield from walk(child)


def test_what_alone_would_reach_the_grade_above_does_reach_it():
    parks = [park_with_tax(str(tax)) for tax in range(1, 11)]
    found = explanations.measured(result(run_of(), parks[0]))
    sentence, rows = explanations.why_not_better(found)
    gap = Decimal(sentence.split("相差 ")[1].split(" ")[0])
    item, base, value, points = next(found.rows())
    needed = next(Decimal(one["needed"]) for one in rows if one["label"] == item.label)
    assert value < needed and points_of(item, needed, base) >= points + gap
    assert points_of(item, needed - Decimal("0.001"), base) < points + gap


def test_an_operator_sees_the_own_grade_once_it_is_published(client):
    park = park_with_tax()
    client.force_login(user_with("operator", park.place))
    run = run_of()
    tab, page = (
        reverse("evaluation:park", args=(park.pk,)),
        reverse("evaluation:grade_result", args=(result(run, park).pk,)),
    )
    assert client.get(page).status_code == 404
    assert "本园区还没有绩效评价结果" in client.get(tab).content.decode()
    published(run)
    assert client.get(page).status_code == 200
    assert page in client.get(tab).content.decode()


def test_marks_go_by_the_items_of_the_scheme_and_never_above_their_points(officers):
    park, one = park_with_tax(), officers[0]
    good = {"park": park, "item": "清廉园区建设", "points": Decimal(3), "reason": "现场核查"}
    with pytest.raises(Unsound, match="没有评审打分的“亩均税收”"):
        add(one, PARK_MARK, **{**good, "item": "亩均税收"})
    with pytest.raises(Unsound, match="满分 3 分"):
        add(one, PARK_MARK, **{**good, "points": Decimal("3.01")})
    elsewhere = park_with_tax(under=place("330303"))
    with pytest.raises(Unsound, match="不在鹿城区"):
        add(one, PARK_MARK, **{**good, "park": elsewhere})
    add(one, PARK_MARK, **good)
    with pytest.raises(Unsound, match="没有“好人好事”"):
        add(one, PARK_MATTER, park=park, kind="adjustment", item="好人好事", reason="有")


def test_a_result_is_made_public_read_by_anybody_and_published_by_another(client, officers):
    first, second = officers
    park = park_with_tax()
    run = run_of()
    with pytest.raises(Unsound, match="与“评价”一栏不符"):
        add(first, NOTICE_KIND, kind=Run.Kind.ENTERPRISES, run=run, is_public=True)
    notice = add(first, NOTICE_KIND, kind=Run.Kind.PARKS, run=run, is_public=True)
    perform(flow=NOTICE_KIND.flow, subject=notice, transition="submit", actor=first)
    given = {"last_day": timezone.localdate()}
    perform(
        flow=NOTICE_KIND.flow, subject=notice, transition="publicise", actor=second, comment="可", given=given
    )
    page = client.get(reverse("evaluation:publicity", args=(notice.pk,))).content.decode()
    assert park.name in page and "榜单" in page and "档次" in page and "提出异议" in page
    letter = result(run, park).park_grade
    assert f"{letter} 档" in page and "参考" in page
    assert ResultNotice.objects.get(pk=notice.pk).state == "publicity"


# Schemes.


@pytest.fixture
def draft(officers):
    source = EvaluationScheme.objects.get(is_reference=True, policy="wenzhou-2019", subject="parks")
    given = {"title": "本县绩效方案", "valid_from": timezone.localdate()}
    return schemes.draft_scheme(actor=officers[0], place=place(COUNTY), source=source, **given)


def test_a_scheme_is_drafted_in_the_browser(client, officers, draft):
    client.force_login(officers[0])
    page = client.get(reverse("evaluation:scheme", args=(draft.pk,))).content.decode()
    assert "亩均效益" in page and "新增评价指标" in page and "过渡期" in page

    def send(part, row="", **values):
        url = reverse("evaluation:scheme_part", args=(draft.pk, part)) + (f"?row={row}" if row else "")
        form = client.get(url).context["form"]
        kept = {name: form[name].value() for name in form.fields}
        kept = {name: value for name, value in kept.items() if value not in (None, False)}
        answer = client.post(url, {**kept, **values})
        assert answer.status_code == 302, answer.context["form"].errors
        draft.refresh_from_db()
        return draft.content

    content = send("settings", transition_years="2", exempt_star="5", vetoes=["no_drill"])
    kept = content["settings"]
    assert (kept["transition_years"], kept["exempt_star"], kept["vetoes"]) == (2, 5, ["no_drill"])
    content = send("item", "occupancy", weight="3")
    assert next(one for one in content["items"] if one["code"] == "occupancy")["weight"] == "3"
    content = send(
        "item", label="党群服务", dimension="integrity", way="bands", weight="1", measure="party_items",
        least_1="3", points_1="1",
    )  # fmt: skip
    assert content["items"][-1]["bands"] == [{"least": "3", "points": "1"}]
    assert send("dimension", label="社会责任")["dimensions"][-1]["label"] == "社会责任"
    submitted = schemes.step(scheme=draft, transition="submit", actor=officers[0])
    done = schemes.step(scheme=submitted, transition="publish", actor=officers[1])
    assert done.rules.settings.transition_years == 2
