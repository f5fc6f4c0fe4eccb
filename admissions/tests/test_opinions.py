"""部门意见 (C九): asked at qualification, sealed from each other until all are in or the last day is over."""

import datetime
import io
from unittest import mock

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction

from admissions.opinions import opinions_for
from admissions.queues import to_decide
from admissions.services.opinions import OpinionRefused, give_opinion, remind
from portal.context import counts_of
from portal.errors import CommentRequired, IllegalState, Incomplete, NotAllowed
from portal.models import AuditEntry, Notice
from portal.registry import work_sources
from tests.factories import give, place, user_with

pytestmark = pytest.mark.django_db

SECRET = "废气处理方案不足，须加装活性炭吸附。"


@pytest.fixture
def asked(house):
    """Under review by the reference scheme of 温州: four departments asked, the firm's park has no town above."""
    return house.in_review()


def at(day: datetime.date, hour: int, minute: int):
    """The clock stands at this minute of a day in Shanghai."""
    moment = datetime.datetime(
        day.year, day.month, day.day, hour, minute, tzinfo=datetime.timezone(datetime.timedelta(hours=8))
    )
    return mock.patch("django.utils.timezone.now", return_value=moment)


def speak(house, application, department, verdict="agree", text="", actor=None):
    row = application.opinions.get(department=department, revision=application.revision)
    return give_opinion(opinion=row, actor=actor or house.speaker(department), verdict=verdict, text=text)


def test_the_departments_of_the_scheme_are_asked_with_their_working_days(asked):
    rows = asked.opinions.all()
    assert [row.department for row in rows] == ["industry", "environment", "safety", "market"]
    assert {row.revision for row in rows} == {1} and not any(row.is_given for row in rows)
    assert all(row.due_on > row.asked_at.date() for row in rows)


def test_each_department_is_told_and_sees_it_in_its_work_list(house, asked):
    reviewer = house.department
    assert Notice.objects.filter(person=reviewer, key__endswith=".asked").count() == 1
    source = work_sources.get("admissions.opinions")
    assert counts_of(reviewer).waiting[source.code] == 1 and "工作日" in source.rows(reviewer)[0].clock
    speak(house, asked, "environment", actor=reviewer)
    assert counts_of(reviewer).waiting[source.code] == 0


def test_a_department_speaks_for_itself_alone_and_once(house, asked):
    with pytest.raises(NotAllowed, match="由经信"):
        speak(house, asked, "industry", actor=house.department)
    with pytest.raises(NotAllowed):
        speak(house, asked, "environment", actor=house.manager)
    speak(house, asked, "environment", actor=house.department)
    with pytest.raises(IllegalState, match="不能重复"):
        speak(house, asked, "environment", "disagree", "改", actor=house.department)


@pytest.mark.parametrize("verdict", ["conditions", "disagree"])
def test_whoever_does_not_simply_agree_says_why(house, asked, browse, verdict):
    with pytest.raises(OpinionRefused):
        speak(house, asked, "environment", verdict, " ")
    page = browse(house.department).post(f"/admissions/{asked.pk}/opinion/", verdict=verdict, text="")
    assert page.status_code == 422 and "须写明" in page.content.decode()
    row = asked.opinions.get(department="environment")
    with pytest.raises(DatabaseError, match="opinion_says_why"), transaction.atomic():
        sql(
            "UPDATE admissions_opinion SET verdict = %s, given_by_id = %s, given_at = now() WHERE id = %s",
            verdict,
            house.department.pk,
            row.pk,
        )


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_what_was_said_stays(house, asked):
    row = speak(house, asked, "environment")
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        sql("UPDATE admissions_opinion SET verdict = 'disagree', text = '改' WHERE id = %s", row.pk)


def everywhere(browse, person, application) -> str:
    """All that this person can read of the application: page, history, interface, export."""
    visitor, pk = browse(person), application.pk
    texts = [visitor.get(f"/admissions/{pk}/{page}").content.decode() for page in ("", "history/")]
    texts.append(str(visitor.get(f"/api/v1/applications/{pk}/").json()))
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(visitor.get("/admissions/", format="xlsx").streaming_content))
    )
    texts += [str(row) for row in book.active.iter_rows(values_only=True)]
    return "".join(texts)


def test_opinions_are_sealed_on_page_interface_and_export_until_all_are_in(house, asked, browse):
    speak(house, asked, "environment", "disagree", SECRET, actor=house.department)
    others = [house.speaker("safety"), house.speaker("industry"), house.officer, house.manager]
    assert SECRET in everywhere(browse, house.department, asked), "one's own is always visible"
    for person in others:
        assert SECRET not in everywhere(browse, person, asked)
    assert AuditEntry.objects.filter(action="opinion.give").exists()
    assert not any(SECRET in str(entry.after) for entry in AuditEntry.objects.all())
    for department in ("industry", "safety", "market"):
        speak(house, asked, department)
    for person in others:
        assert SECRET in everywhere(browse, person, asked)
    assert SECRET not in everywhere(browse, house.operator, asked), "the applicant reads the decision"


def test_the_last_day_belongs_to_the_departments_whole(house, asked):
    due = asked.opinions.get(department="safety").due_on
    speak(house, asked, "environment", "conditions", SECRET, actor=house.department)
    reader = house.speaker("industry")

    def read():
        fresh = type(asked).objects.get(pk=asked.pk)
        return any(one.text == SECRET for one in opinions_for(fresh, reader))

    with at(due, 23, 59):
        assert not read()
        with pytest.raises(Incomplete, match="部门意见未齐"):
            house.approve(asked)
    with at(due + datetime.timedelta(days=1), 0, 0):
        assert read()
        assert house.approve(asked).state == "approved"


def test_a_decision_waits_for_the_departments(house, asked, browse):
    with pytest.raises(Incomplete, match="经信、生态环境、应急管理、市场监管"):
        house.approve(asked)
    page = browse(house.officer).get(f"/admissions/{asked.pk}/").content.decode()
    assert "部门意见未齐" in page
    house.hear(asked)
    assert list(to_decide(house.officer)) == [asked]
    assert house.approve(asked).state == "approved"


def test_against_a_department_an_approval_says_why(house, asked):
    house.hear(asked, "disagree")
    with pytest.raises(CommentRequired, match="部门不同意"):
        house.approve(asked, comment=" ")
    assert house.approve(asked, comment="已落实整改方案。").state == "approved"


def test_a_department_cannot_speak_after_the_decision_nor_on_an_older_revision(house, asked):
    old = asked.opinions.get(department="environment")
    again = house.accept(house.submit(house.step("send_back", asked, comment="补。")))
    with pytest.raises(IllegalState, match="会审已结束"):
        give_opinion(opinion=old, actor=house.department, verdict="agree")
    assert again.opinions.filter(revision=2).count() == 4
    house.approve(house.hear(again))
    with pytest.raises(IllegalState):
        speak(house, again, "environment", actor=house.department)


def test_nobody_speaks_on_a_firm_of_his_own(house, asked):
    own = house.speaker("environment")
    type(asked).objects.filter(pk=asked.pk).update(owner=own)
    with pytest.raises(NotAllowed, match="本人起草或提交"):
        speak(house, asked, "environment", actor=own)
    worker = house.speaker("safety")
    give(worker, "operator", house.park.place)
    with pytest.raises(NotAllowed, match="任职于该园区"):
        speak(house, asked, "safety", actor=type(worker).objects.get(pk=worker.pk))


def test_those_still_waited_for_are_reminded_once_a_day(house, asked, browse):
    speak(house, asked, "industry")
    assert remind(application=asked, actor=house.officer) == 3
    remind(application=asked, actor=house.officer)
    assert Notice.objects.filter(person=house.department, title__startswith="催办").count() == 1
    answer = browse(house.officer).post(f"/admissions/{asked.pk}/handling/remind/")
    assert answer.status_code == 302
    with pytest.raises(NotAllowed):
        remind(application=asked, actor=house.department)


def test_where_a_town_stands_above_the_park_it_is_asked_too(house):
    town = user_with("township_officer", place("330302006"))
    assert town.departments_at(house.park.place) == set()
    house.park.place.parent = place("330302006")
    house.park.place.path = f"{place('330302006').path}{house.park.place.code}/"
    house.park.place.save()
    application = house.in_review()
    assert application.opinions.filter(department="township").exists()
    row = application.opinions.get(department="township")
    assert give_opinion(opinion=row, actor=town, verdict="agree").given_by == town
