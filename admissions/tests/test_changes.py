"""What changed in an application, as its reviewer and its history say it: in words, sitting by sitting."""

import datetime

import pytest
from django.db import connection

from admissions.changes import by_sitting, since_last_submission
from admissions.models import Application
from admissions.services.content import autosave, revise_application
from portal.models import AuditEntry
from tests.factories import StoreyFactory, UnitFactory, user_with

pytestmark = pytest.mark.django_db


def earlier(**back) -> None:
    """What has been noted so far was noted some time ago."""
    for table in ("applicationevent", "wantedunitevent"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE admissions_{table} SET pgh_created_at = pgh_created_at - %s",
                [datetime.timedelta(**back)],
            )


def save(application, actor, service=autosave, **content) -> Application:
    now = Application.objects.get(pk=application.pk)
    return service(application=now, actor=actor, version=now.version, **content)


def lines(application) -> list[tuple[str, list[tuple[str, str, str]]]]:
    found = by_sitting(Application.objects.get(pk=application.pk))
    return [
        (one["what"], [(change.field, change.old, change.new) for change in one["changes"]]) for one in found
    ]


def test_what_one_person_types_in_a_go_is_one_line(house, admission_schemes):
    draft = house.draft()
    for floor in (3100, 3200, 3300):
        save(draft, house.operator, requested_floor_m2=floor)
    assert lines(draft) == [("修改", [("申请面积(㎡)", "3,000", "3,300")]), ("新建", [])]
    earlier(hours=1)
    save(draft, house.operator, requested_floor_m2=3400)
    assert [what for what, _ in lines(draft)] == ["修改", "修改", "新建"]


def test_what_came_to_nothing_is_no_line(house, admission_schemes):
    draft = house.draft()
    save(draft, house.operator, employees=50)
    save(draft, house.operator, employees=45)
    assert lines(draft) == [("新建", [])]


def test_two_people_and_two_submissions_are_told_apart(house, admission_schemes):
    draft, other = house.draft(), user_with("operator", house.park.place)
    save(draft, house.operator, employees=50)
    house.step("send_back", house.submit(Application.objects.get(pk=draft.pk)), comment="请核对人数。")
    save(draft, other, employees=60)
    assert [changes for _, changes in lines(draft)] == [
        [("从业人员(人)", "50", "60")],
        [("从业人员(人)", "45", "50")],
        [],
    ]


def test_answers_go_by_the_names_of_their_indicators(house, admission_schemes):
    draft = house.draft()
    save(draft, house.operator, revise_application, answers={"rd_share": "5", "tech_title": "national"})
    changes = {field: new for field, _, new in lines(draft)[0][1]}
    assert len(changes) == 2 and not any("rd_share" in field or "tech_title" in field for field in changes)
    assert "5 %" in changes.values() and "national" not in changes.values()
    entry = AuditEntry.objects.filter(action="application.revise").latest("pk")
    assert "rd_share" not in entry.after["answers"] and "5 %" in entry.after["answers"]


def test_an_answer_no_longer_asked_for_goes_by_a_word(house, admission_schemes):
    draft = house.draft()
    save(draft, house.operator, answers={"gone_by": "7"})
    assert [field for field, _, _ in lines(draft)[0][1]] == ["其他指标（现行方案不再要求）"]


def test_the_units_wished_for_are_part_of_what_changed(house, admission_schemes):
    storey = StoreyFactory(building__park=house.park, building__name="3幢")
    first, second = UnitFactory(storey=storey, name="301"), UnitFactory(storey=storey, name="302")
    draft = house.draft(wanted_units=[first.pk])
    returned = house.step("send_back", house.submit(draft), comment="请核对单元。")
    earlier(hours=1)
    save(returned, house.operator, wanted_units=[second.pk])
    again = house.submit(Application.objects.get(pk=draft.pk))
    units = [change for change in since_last_submission(again) if change.field == "意向单元"]
    assert len(units) == 1 and units[0].old.endswith("301") and units[0].new.endswith("302")
    assert ("意向单元", units[0].old, units[0].new) in lines(draft)[0][1]
    assert {change.field for change in since_last_submission(again)} == {"意向单元"}
