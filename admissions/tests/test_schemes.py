"""评分方案 from the copy of the reference to its publication by a second person (W9, W10)."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from admissions.models import AdmissionScheme
from admissions.schemes import scheme_for
from admissions.services.reference import load_reference
from portal.errors import Incomplete, NotAllowed, PortalError
from portal.models import AuditEntry, Notice
from portal.schemes import services as schemes
from tests.factories import place, user_with

LUCHENG = "330302"
DAY = datetime.timedelta(days=1)


class Office:
    """Two officers of 鹿城区, one of 乐清市, an operator's town, and the reference to begin with."""

    def __init__(self) -> None:
        load_reference()
        self.today = timezone.localdate()
        self.county = place(LUCHENG)
        self.drafter = user_with("county_officer", self.county, display_name="起草")
        self.second = user_with("county_officer", self.county, display_name="复核")
        self.far = user_with("county_officer", place("330382"))
        self.reference = AdmissionScheme.objects.get(policy="wenzhou-2019")

    def draft(self, **values) -> AdmissionScheme:
        given = {"title": "鹿城区评分方案", "valid_from": self.today, "source": self.reference, **values}
        return schemes.draft_scheme(actor=self.drafter, place=self.county, **given)

    def step(self, scheme, transition, actor=None, comment="") -> AdmissionScheme:
        actor = actor or (self.second if transition in ("publish", "send_back") else self.drafter)
        return schemes.step(scheme=scheme, transition=transition, actor=actor, comment=comment)

    def published(self, **values) -> AdmissionScheme:
        return self.step(self.step(self.draft(**values), "submit"), "publish")

    def revise(self, scheme, **content) -> AdmissionScheme:
        return schemes.revise_scheme(
            scheme=scheme,
            actor=self.drafter,
            version=scheme.version,
            content={**scheme.content, **content},
        )

    def without(self, scheme, name: str) -> AdmissionScheme:
        """The draft with one of its settings left open."""
        return self.revise(scheme, settings={**scheme.content["settings"], name: None})


@pytest.fixture
def office(places) -> Office:
    return Office()


@pytest.fixture
def page(office):
    """The text of a page as somebody reads it; `post` answers the status and the text."""
    clients: dict[int, Client] = {}

    def open_as(user) -> Client:
        if user.pk not in clients:
            clients[user.pk] = Client()
            clients[user.pk].force_login(user)
        return clients[user.pk]

    return open_as


@pytest.mark.django_db
def test_a_second_person_publishes_and_the_county_is_scored_by_it_from_that_day(office):
    submitted = office.step(office.draft(valid_from=office.today + DAY), "submit")
    assert [notice.person for notice in Notice.objects.all()] == [office.second]
    with pytest.raises(NotAllowed, match="另一人"):
        office.step(submitted, "publish", actor=office.drafter)
    published = office.step(submitted, "publish")
    assert (published.published_by, published.submitted_by) == (office.second, office.drafter)
    assert scheme_for(office.county, office.today) == office.reference
    assert scheme_for(office.county, office.today + DAY) == published


@pytest.mark.django_db
def test_whoever_changes_the_content_last_does_not_publish_it(office):
    draft = office.draft()
    office.drafter, office.second = office.second, office.drafter
    submitted = office.step(office.revise(draft, threshold="65"), "submit", actor=office.second)
    for either in (office.drafter, office.second):
        with pytest.raises(NotAllowed, match="另一人"):
            office.step(submitted, "publish", actor=either)


@pytest.mark.django_db
def test_publishing_ends_the_scheme_before_the_day_before(office):
    first = office.published()
    second = office.published(title="新方案", valid_from=office.today + 30 * DAY)
    first.refresh_from_db()
    assert first.valid_until == office.today + 29 * DAY
    assert scheme_for(office.county, office.today + 29 * DAY) == first
    assert scheme_for(office.county, office.today + 30 * DAY) == second


@pytest.mark.django_db
def test_what_begins_during_its_days_is_in_the_way(office):
    later = office.published(valid_from=office.today + 30 * DAY)
    draft = office.draft(title="中间的方案")
    with pytest.raises(Incomplete) as refusal:
        office.step(draft, "submit")
    assert f"与已发布的“{later}”" in refusal.value.message
    until = office.today + 29 * DAY
    draft = schemes.revise_scheme(
        scheme=draft, actor=office.drafter, version=draft.version, valid_until=until
    )
    assert office.step(office.step(draft, "submit"), "publish").valid_until == until


@pytest.mark.django_db
def test_publishing_for_a_day_that_is_over_is_refused(office):
    submitted = office.step(office.draft(), "submit")
    AdmissionScheme.objects.filter(pk=submitted.pk).update(valid_from=office.today - DAY)
    with pytest.raises(Incomplete, match="已过，请改为今天或以后"):
        office.step(submitted, "publish")


@pytest.mark.django_db
def test_all_four_limits_are_set_before_a_scheme_is_published_in_wenzhou(office):
    draft = office.without(office.without(office.draft(), "area_cap_m2"), "land_price_cap_wan_mu")
    with pytest.raises(Incomplete) as refusal:
        office.step(draft, "submit")
    assert refusal.value.missing == ["温州2019 第十条要求“四限”事项数 4 项，还缺：限地价、限面积。"]


@pytest.mark.django_db
def test_each_of_the_five_dimensions_counts(office):
    draft = office.draft()
    rows = [one for one in draft.content["indicators"] if one["dimension"] != "workforce"]
    points = [
        {**one, "max": "0"} if one["code"] == "workforce" else one for one in draft.content["dimensions"]
    ]
    with pytest.raises(Incomplete) as refusal:
        office.step(office.revise(draft, indicators=rows, dimensions=points), "submit")
    assert refusal.value.missing == ["温州2019 第九条要求入园评分维度数 5 项，还缺：员工文化程度。"]


@pytest.mark.django_db
def test_sent_back_with_a_reason_changed_and_withdrawn(office):
    back = office.step(office.step(office.draft(), "submit"), "send_back", comment="分数线偏低。")
    assert (back.state, back.submitted_by) == ("draft", None)
    office.revise(back, threshold="66")
    entry = AuditEntry.objects.filter(action="scheme.revise").latest("pk")
    assert entry.after["changes"] == ["入围·入围分数线：60 分 → 66 分"]
    withdrawn = office.step(AdmissionScheme.objects.get(pk=back.pk), "withdraw")
    with pytest.raises(PortalError, match="不能修改"):
        office.revise(withdrawn, threshold="70")


@pytest.mark.django_db
def test_only_the_countys_own_officers_draft(office):
    with pytest.raises(NotAllowed):
        schemes.draft_scheme(
            actor=office.far,
            place=office.county,
            source=office.reference,
            title="越权",
            valid_from=office.today,
        )


def fields_of(html: str) -> dict[str, str]:
    """What a form would send back unchanged."""
    found = dict(re.findall(r'<input type="(?:text|hidden|number)" name="([^"]+)" value="([^"]*)"', html))
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name] = chosen[1]
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        found[name] = body.strip()
    for name, value in re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)"[^>]*checked', html):
        found[name] = value
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


@pytest.mark.django_db
def test_an_official_drafts_a_scheme_in_the_browser_and_another_publishes_it(office, page):
    browser = page(office.drafter)
    at = f"/admissions/schemes/new/?source={office.reference.pk}"
    assert "温州市入园“五度”评分参考方案" in browser.get(at).content.decode()
    sent = {
        "place": office.county.pk,
        "source": office.reference.pk,
        "title": "鹿城区 2027 方案",
        "valid_from": str(office.today),
        "valid_until": "",
    }
    home = browser.post(at, sent)["Location"]
    draft = AdmissionScheme.objects.get(title="鹿城区 2027 方案")

    # A new banded indicator, typed in any order with harmless dirt.
    new = f"{home}rows/indicator/?dimension=digital&kind=bands"
    typed = {**fields_of(browser.get(new).content.decode()), "label": "工业机器人", "unit": "台"}
    typed |= {"left_1": "５", "points_1": "4", "left_2": "1", "points_2": "2"}
    assert browser.post(new, typed)["Location"] == home
    draft.refresh_from_db()
    robots = draft.content["indicators"][-1]
    assert robots["bands"] == [{"since": "1", "points": "2"}, {"since": "5", "points": "4"}]
    assert (robots["max"], robots["dimension"], robots["source"]) == ("4", "digital", "asked")

    # Options keep their codes while they keep their labels.
    title = f"{home}rows/indicator/?row=tech_title"
    typed = {**fields_of(browser.get(title).content.decode()), "points_3": "5"}
    browser.post(title, typed)
    draft.refresh_from_db()
    options = next(one for one in draft.content["indicators"] if one["code"] == "tech_title")["options"]
    assert [(one["code"], one["points"]) for one in options] == [
        ("national", "10"),
        ("provincial", "7"),
        ("city", "5"),
        ("none", "0"),
    ]

    # Points, rules, a veto; one indicator out.
    for part, changes in (
        ("points", {"max_digital": "16", "threshold": "62"}),
        ("settings", {"days_fire": "7", "self_held_min_share": "15%", "deciding_level": "township"}),
        ("basics", {"title": "鹿城区 2027 评分方案"}),
    ):
        form = fields_of(browser.get(f"{home}edit/{part}/").content.decode())
        assert browser.post(f"{home}edit/{part}/", {**form, **changes})["Location"] == home, part
    veto = {**fields_of(browser.get(f"{home}rows/veto/").content.decode()), "label": "亩均税收过低"}
    veto |= {"source": "tax_per_mu", "op": "below", "value": "8", "clause": "w10"}
    assert browser.post(f"{home}rows/veto/", veto)["Location"] == home
    draft.refresh_from_db()
    gone = {"version": draft.version, "remove": "1"}
    assert browser.post(f"{home}rows/indicator/?row=patents", gone)["Location"] == home

    text = browser.get(home).content.decode()
    assert "工业机器人" in text and "鹿城区 2027 评分方案" in text
    assert "入围分数线" in text and "亩均税收低于 8 万元/亩" in text
    assert "“科技高度”的分值 25 高于其指标满分之和 20" in text
    form = fields_of(browser.get(f"{home}edit/points/").content.decode())
    browser.post(f"{home}edit/points/", {**form, "max_technology": "20"})

    # Submitted and published by two.
    for person, step in ((office.drafter, "submit"), (office.second, "publish")):
        form = fields_of(page(person).get(f"{home}steps/{step}/").content.decode())
        assert page(person).post(f"{home}steps/{step}/", form)["Location"] == home, step
    draft.refresh_from_db()
    assert draft.state == "published" and draft.rules.settings.self_held_min_share.as_tuple().exponent == -2
    assert draft.rules.settings.level_label == "属地镇街" and draft.rules.full == 96
    assert browser.get(f"{home}edit/points/").status_code == 302

    # Everybody may read it, without login and without names of people.
    public = Client().get(f"/admissions/schemes/published/?scheme={draft.pk}").content.decode()
    assert "工业机器人" in public and "起草" not in public
    listed = Client().get("/admissions/schemes/published/").content.decode()
    assert "鹿城区 2027 评分方案" in listed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("indicator/?kind=bands", {"left_1": "1"}, "请填写第 1 行得分，或把这一行都留空。"),
        ("indicator/?kind=bands", {}, "请至少填写一档。"),
        (
            "indicator/?kind=bands",
            {"left_1": "1", "points_1": "2", "left_2": "1", "points_2": "3"},
            "达到（含）不能重复。",
        ),
        ("indicator/?kind=options", {"left_1": "有", "points_1": "2"}, "请至少填写两个选项。"),
        (
            "indicator/?kind=options",
            {"source": "leading_industry", "left_1": "有", "points_1": "2", "left_2": "无", "points_2": "0"},
            "只有“是”和“否”两个选项。",
        ),
        ("indicator/?kind=linear", {"zero_at": "5", "full_at": "5", "max": "3"}, "不能与得 0 分的数值相同。"),
        ("veto/", {"op": "below"}, "这一判断方式的条件应为“为‘是’”或“为‘否’”。"),
        ("veto/", {"source": "tax_per_mu", "op": "below"}, "请填写界限。"),
    ],
)
def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(office, page, part, typed, sentence):
    at = f"/admissions/schemes/{office.draft().pk}/rows/{part}"
    form = {**fields_of(page(office.drafter).get(at).content.decode()), "label": "某项", **typed}
    answer = page(office.drafter).post(at, form)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert "某项" in answer.content.decode()


@pytest.mark.django_db
def test_two_people_at_one_draft_do_not_overwrite_each_other(office, page):
    draft = office.draft()
    at = f"/admissions/schemes/{draft.pk}/edit/points/"
    form = fields_of(page(office.drafter).get(at).content.decode())
    schemes.revise_scheme(scheme=draft, actor=office.second, version=draft.version, title="另一个名字")
    late = page(office.drafter).post(at, {**form, "threshold": "70"})
    assert late.status_code == 409 and "刚刚被他人修改" in late.content.decode()
    draft.refresh_from_db()
    assert (draft.title, draft.content["threshold"]) == ("另一个名字", "60")
    again = fields_of(late.content.decode())
    assert page(office.drafter).post(at, again).status_code == 302
    draft.refresh_from_db()
    assert draft.content["threshold"] == "70"


@pytest.mark.django_db
def test_who_sees_which_schemes(office, page):
    draft, town = office.draft(), user_with("township_officer", place("330302006"))
    own = page(office.drafter).get("/admissions/schemes/").content.decode()
    assert "鹿城区评分方案" in own and "参考方案" in own
    for stranger in (office.far, town):
        assert page(stranger).get(f"/admissions/schemes/{draft.pk}/").status_code == 404
        assert page(stranger).get(f"/admissions/schemes/{office.reference.pk}/").status_code == 200
    office.step(office.step(draft, "submit"), "publish")
    assert page(town).get(f"/admissions/schemes/{draft.pk}/").status_code == 200
    assert page(office.far).get(f"/admissions/schemes/{draft.pk}/").status_code == 404
    assert page(office.drafter).get("/api/v1/admission-schemes/").json()["count"] == 3
