"""A park's way to its star: the gate, two people, who awards which, publicity, removal (W12, C十三)."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from evaluation.flows import CASE, REMOVAL
from evaluation.models import StarCase, StarMark, StarRemoval
from evaluation.services.objections import file_objection
from evaluation.services.stars import begin_case, save_sheet
from evaluation.star_standing import standing_of
from evaluation.tests.star_scenes import AWARD, VISIT, YEAR, Scene, graded
from parks.models import ParkStar
from parks.services import assign_star
from parks.services.soundness import Unsound
from portal.errors import IllegalState, Incomplete, NotAllowed, PortalError
from portal.models import Notice
from portal.workflow import history, perform
from tests.factories import user_with

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def scene(places):
    return Scene()


def award_all(scene, case):
    """Over its last day of publicity the star is given."""
    StarCase.objects.filter(pk=case.pk).update(
        publicity_from=timezone.localdate() - 8 * DAY, publicity_until=timezone.localdate() - DAY
    )
    return scene.step(case, "award", scene.second, **AWARD)


def test_a_case_begins_with_every_item_and_veto_of_the_scheme_of_the_year(scene):
    case = scene.begin(star=3)
    assert (case.scheme.policy, case.kind, case.authority) == ("cixi-2021", "first", "city")
    assert case.marks.count() == 20 + 4
    assert case.content == case.scheme.content


def test_without_a_rule_in_force_there_is_no_case(scene):
    with pytest.raises(PortalError, match="慈溪市在 2024-12-31 无有效规定"):
        scene.begin(year=2024)


def test_two_stars_all_the_way(scene):
    case = scene.publicised(star=2)
    assert (case.score, case.reached, case.decided_by) == (Decimal(100), 5, scene.second)
    with pytest.raises(Incomplete, match="之后才能公布"):
        scene.step(case, "award", scene.second, **AWARD)
    case = award_all(scene, case)
    scene.park.refresh_from_db()
    assert (scene.park.star, scene.park.star_on) == (2, AWARD["awarded_on"])
    row = ParkStar.objects.get(park=scene.park)
    assert (row.star, row.valid_until, row.document) == (2, datetime.date(2026, 5, 31), AWARD["document"])
    assert case.valid_until == row.valid_until
    assert Notice.objects.filter(person=scene.operator, title__contains="已评定星级").exists()


@pytest.mark.parametrize(
    ("grade", "said"),
    [("", "还没有公布的绩效评价档次"), ("D", "2022 年绩效评价为 D 档，低于申报门槛 C 档")],
)
def test_only_grade_c_or_better_opens_the_gate(places, grade, said):
    scene = Scene(grade=grade)
    case = scene.fill(scene.begin(), scene.operator)
    with pytest.raises(Incomplete, match=said):
        scene.step(case, "submit", scene.operator)


def test_the_grade_that_opened_the_gate_is_kept_with_its_day(scene):
    case = scene.submitted()
    assert (case.gate_grade, case.gate_year, case.gate_on) == ("B", YEAR, timezone.localdate())
    graded(scene.park, "D", YEAR + 1)
    case.refresh_from_db()
    assert case.gate_grade == "B"


def test_c_is_good_enough(places):
    assert Scene(grade="C").submitted().state == "desk"


def test_a_case_with_items_not_scored_is_not_handed_in(scene):
    with pytest.raises(Incomplete, match="还有 20 项没有自评"):
        scene.step(scene.begin(), "submit", scene.operator)


def test_a_park_that_is_not_recognised_cannot_apply(scene):
    case = scene.fill(scene.begin(), scene.operator)
    type(scene.park).objects.filter(pk=scene.park.pk).update(recognised_on=None)
    with pytest.raises(Incomplete, match="尚未认定"):
        scene.step(case, "submit", scene.operator)


def test_what_the_rows_say_is_frozen_when_the_case_is_handed_in(scene):
    case = scene.submitted()
    mark = case.marks.get(code="let_item")
    assert mark.measured == 0 and mark.measured_how.startswith("入驻面积 0 ㎡ ÷ 已竣工建筑面积 120,000 ㎡")
    assert case.marks.get(code="tax_item").measured_how == "2022 年还没有亩均税收评价"


def test_no_item_has_more_points_than_it_can_give(scene):
    with pytest.raises(Unsound, match="“入园企业亩均税收”最多 12 分"):
        scene.fill(scene.begin(), scene.operator, tax_item="12.01")


def test_whoever_scored_does_not_decide(scene):
    case = scene.visited()
    with pytest.raises(NotAllowed, match="另一人审定"):
        scene.step(case, "publicise", scene.scorer, last_day=timezone.localdate())
    StarCase.objects.filter(pk=case.pk).update(scored_by=scene.city, visited_by=scene.city)
    with pytest.raises(NotAllowed, match="另一人审定"):
        scene.step(case, "publicise", scene.scorer, last_day=timezone.localdate())


def test_the_database_refuses_whoever_scored_as_decider(scene):
    case = scene.visited()
    with pytest.raises(DatabaseError), transaction.atomic():
        StarCase.objects.filter(pk=case.pk).update(decided_by=scene.scorer)


def test_settled_points_stay(scene):
    case = scene.visited()
    with pytest.raises(IllegalState):
        save_sheet(actor=scene.scorer, case=case, version=case.version, rows={})
    with pytest.raises(DatabaseError, match="settled"), transaction.atomic():
        StarMark.objects.filter(case=case).update(desk_points=1)


def test_the_visit_changes_points_and_the_desks_stay_seen(scene):
    case = scene.fill(scene.submitted(), scene.scorer)
    case = scene.step(case, "score", scene.scorer)
    rows = {"fire_item": {"points": Decimal(2), "reason": "消防通道堵塞"}}
    save_sheet(actor=scene.scorer, case=case, version=case.version, rows=rows)
    mark = case.marks.get(code="fire_item")
    assert (mark.desk_points, mark.visit_points, mark.points) == (5, 2, 2)
    assert standing_of(case).total == 97


def test_points_that_do_not_reach_the_star_cannot_give_it(scene):
    case = scene.visited(star=2, share="0.65")
    with pytest.raises(Incomplete, match="总分65 分，至少要 70 分"):
        scene.step(case, "publicise", scene.second, last_day=timezone.localdate())
    case = scene.step(case, "refuse", scene.second, comment="得分不够")
    assert (case.state, case.score, case.reached) == ("refused", 65, 1)


def test_a_veto_stands_against_every_star(scene):
    case = scene.submitted()
    scene.fill(case, scene.scorer)
    case.refresh_from_db()
    rows = {"fraud": {"vetoed": True, "reason": "台账系补造"}}
    save_sheet(actor=scene.scorer, case=case, version=case.version, rows=rows)
    case.refresh_from_db()
    case = scene.step(case, "score", scene.scorer)
    case = scene.step(case, "visit", scene.scorer, **VISIT)
    with pytest.raises(Incomplete, match="一票否决情形：申报材料弄虚作假"):
        scene.step(case, "publicise", scene.second, last_day=timezone.localdate())


def test_the_county_recommends_three_stars_and_the_city_awards(scene):
    case = scene.visited(star=3)
    with pytest.raises(NotAllowed, match="由市级评定"):
        scene.step(case, "publicise", scene.second, last_day=timezone.localdate())
    case = scene.step(case, "recommend", scene.second)
    with pytest.raises(NotAllowed):
        scene.step(case, "city_publicise", scene.second, last_day=timezone.localdate())
    case = scene.step(case, "city_publicise", scene.city, last_day=timezone.localdate())
    with pytest.raises(NotAllowed, match="由市级评定"):
        scene.step(case, "award", scene.second, **AWARD)
    StarCase.objects.filter(pk=case.pk).update(
        publicity_from=timezone.localdate() - 8 * DAY, publicity_until=timezone.localdate() - DAY
    )
    case = scene.step(case, "city_award", scene.city, **AWARD)
    scene.park.refresh_from_db()
    assert (case.state, scene.park.star) == ("awarded", 3)


def test_four_stars_go_through_the_city_to_the_province(scene):
    case = scene.step(scene.visited(star=4), "recommend", scene.second)
    with pytest.raises(NotAllowed, match="由省级评定"):
        scene.step(case, "city_publicise", scene.city, last_day=timezone.localdate())
    case = scene.step(case, "pass_on", scene.city)
    given = {"document": "浙企业〔2023〕1 号", "last_day": timezone.localdate()}
    case = scene.step(case, "province_agree", scene.city, **given)
    assert (case.state, case.province_document, case.is_public) == ("publicity", "浙企业〔2023〕1 号", False)


def test_an_upheld_objection_stops_the_award_and_sends_the_case_back(scene):
    case = scene.publicised()
    said = file_objection(notice=case, name="邻居", contact="0574", text="消防不合格")
    assert said.place.code == "330282"
    StarCase.objects.filter(pk=case.pk).update(
        publicity_from=timezone.localdate() - 8 * DAY, publicity_until=timezone.localdate() - DAY
    )
    with pytest.raises(Incomplete, match="还有 1 件异议没有答复"):
        scene.step(case, "award", scene.second, **AWARD)
    said.change(said.version, upheld=True, answer="属实")
    with pytest.raises(Incomplete, match="异议成立"):
        scene.step(case, "award", scene.second, **AWARD)
    case = scene.step(case, "reopen", scene.second)
    assert (case.state, case.score, case.publicity_from, case.decided_by) == ("decide", None, None, None)


def test_sent_back_with_a_comment_and_handed_in_again(scene):
    case = scene.step(scene.submitted(), "send_back", scene.scorer, comment="补充佐证")
    case = scene.step(case, "submit", scene.operator)
    assert [one.transition for one in history(CASE, case)] == ["submit", "send_back", "submit"]


def test_an_upgrade_is_a_case_of_a_higher_star_and_a_lower_one_is_refused(scene):
    award_all(scene, scene.publicised(star=2))
    scene.park.refresh_from_db()
    with pytest.raises(Unsound, match="已是 2 星级"):
        scene.begin(star=1)
    assert scene.begin(star=3).kind == "upgrade"


def test_a_case_of_the_same_star_is_a_review(scene):
    assign_star(actor=scene.scorer, park=scene.park, star=2, on=datetime.date(2022, 1, 1))
    scene.park.refresh_from_db()
    assert scene.begin(star=2).kind == "review"


def test_one_open_case_for_a_park(scene):
    scene.begin()
    with pytest.raises(Unsound, match="已有一件星级申报正在办理"):
        scene.begin()


def test_only_the_parks_operator_begins_a_case(scene):
    stranger = user_with("operator", Scene(grade="").park.place)
    for actor in (stranger, scene.scorer, scene.city):
        with pytest.raises(NotAllowed):
            begin_case(actor=actor, park=scene.park, year=YEAR, star=1)


def removal(scene, **values):
    given = {"ground": "grade", "reason": "2023 年为 D 档", "document": "慈经信〔2024〕1 号"}
    return StarRemoval.objects.create(
        park=scene.park, **{**given, "removed_on": datetime.date(2024, 3, 1), **values}
    )


def test_a_removal_is_settled_by_a_second_person_and_keeps_the_history(scene):
    assign_star(actor=scene.scorer, park=scene.park, star=3, on=datetime.date(2022, 1, 1))
    row = perform(flow=REMOVAL, subject=removal(scene), transition="submit", actor=scene.scorer)
    with pytest.raises(NotAllowed, match="另一人审定"):
        perform(flow=REMOVAL, subject=row, transition="remove", actor=scene.scorer)
    row = perform(flow=REMOVAL, subject=row, transition="remove", actor=scene.second)
    scene.park.refresh_from_db()
    assert (row.state, row.star, scene.park.star, scene.park.star_on) == ("removed", 3, None, None)
    stars = ParkStar.objects.filter(park=scene.park).order_by("on").values_list("star", "document")
    assert list(stars) == [(3, ""), (None, "慈经信〔2024〕1 号")]


def test_nothing_is_taken_from_a_park_without_a_star(scene):
    with pytest.raises(Incomplete, match="现在没有星级"):
        perform(flow=REMOVAL, subject=removal(scene), transition="submit", actor=scene.scorer)


def test_what_was_said_of_a_star_is_not_rewritten(scene):
    assign_star(actor=scene.scorer, park=scene.park, star=3, on=datetime.date(2022, 1, 1))
    for change in ("UPDATE parks_parkstar SET star = 5", "DELETE FROM parks_parkstar"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
