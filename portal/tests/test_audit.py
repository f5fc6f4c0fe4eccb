"""The audit trail's pages: who sees which entries, in which words; and that every action has words."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from portal import audit
from portal.audit_words import ACTIONS, action_word, flow_word
from portal.models import AuditEntry
from portal.views.audit import midnight
from tests.factories import place, user_with

pytestmark = pytest.mark.django_db
ZHEJIANG, WENZHOU, LUCHENG, CIXI = "330000", "330300", "330302", "330282"


@pytest.fixture
def trail(places):
    officer = user_with("county_officer", place(LUCHENG), username="lucheng", display_name="陈晓东")
    audit.record(actor=officer, action="park.change", subject=place(LUCHENG), place=place(LUCHENG),
                 before={"name": "鹿城", "sort": 1}, after={"name": "鹿城区", "sort": 1}, reason="更名")  # fmt: skip
    audit.record(actor=officer, action="park.create", subject=place(CIXI), place=place(CIXI))
    audit.record(actor=None, action="login.failure", after={"username": "nobody"})
    return list(AuditEntry.objects.order_by("pk"))


def auditor(at: str) -> Client:
    client = Client()
    client.force_login(user_with("audit_administrator", place(at)))
    return client


def seen(client: Client, **query) -> list[int]:
    table = client.get("/audit/", {"sort": "at", **query}).context["table"]
    return [row["pk"] for row in table.page_records()]


def test_an_auditor_sees_the_entries_of_the_own_places(trail):
    change, create, failure = (entry.pk for entry in trail)
    assert seen(auditor(WENZHOU)) == [change]
    assert seen(auditor(ZHEJIANG)) == [change, create, failure]


def test_an_entry_elsewhere_or_of_no_place_does_not_exist(trail):
    change, create, failure = (entry.pk for entry in trail)
    city, root = auditor(WENZHOU), auditor(ZHEJIANG)
    assert [city.get(f"/audit/{pk}/").status_code for pk in (change, create, failure)] == [200, 404, 404]
    assert [root.get(f"/audit/{pk}/").status_code for pk in (change, create, failure)] == [200] * 3


@pytest.mark.parametrize("role", ["security_administrator", "system_administrator", "manager"])
def test_nobody_else_reads_the_trail(trail, role):
    client = Client()
    client.force_login(user_with(role, place(ZHEJIANG)))
    assert client.get("/audit/").status_code == client.get(f"/audit/{trail[0].pk}/").status_code == 403


def test_an_entry_tells_who_did_what_and_every_value_before_and_after(trail):
    page = auditor(ZHEJIANG).get(f"/audit/{trail[0].pk}/")
    assert page.context["changes"][0] == page.context["changes"][-1]
    [change] = page.context["changes"]
    assert (change.field, change.old, change.new) == ("名称", "鹿城", "鹿城区")
    assert all(word in page.text for word in ("陈晓东（lucheng）", "修改", "地域", "更名"))


def test_references_codes_dates_and_switches_are_put_into_words(trail):
    officer = user_with("manager", place(WENZHOU))
    membership = officer.memberships.get()
    entry = audit.record(
        actor=None, action="role.grant", subject=membership, after=audit.snapshot(membership)
    )
    changes = {
        change.field: change.new for change in auditor(ZHEJIANG).get(f"/audit/{entry.pk}/").context["changes"]
    }
    assert changes["角色"] == "分管领导" and changes["地域"] == "温州市" and changes["用户"] == str(officer)
    assert changes["生效日期"] == "2019-01-01" and changes["失效日期"] == "—"
    assert membership._meta.verbose_name in auditor(ZHEJIANG).get("/audit/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "晓东"}, [0, 1]),
        ({"who": "系统"}, [2]),
        ({"action": "change,edit,revise"}, [0]),
        ({"action": "create"}, [1]),
        ({"action": "login.failure"}, [2]),
        ({"kind": "accounts.place"}, [0, 1]),
        ({"text": "更名"}, [0]),
        ({"text": "慈溪"}, [1]),
        ({"since": "2000-1-1", "until": "2001-1-1"}, []),
        ({"who": "晓东", "text": "鹿城"}, [0]),
    ],
)
def test_filters(trail, query, found):
    assert seen(auditor(ZHEJIANG), **query) == [trail[index].pk for index in found]


def test_days_are_those_of_shanghai_and_both_ends_are_included(trail):
    """An entry of today is found from today to today, by the calendar people here have on the wall."""
    client, today, day = auditor(ZHEJIANG), timezone.localdate(), datetime.timedelta(days=1)
    assert midnight(today).utcoffset() == datetime.timedelta(hours=8)
    assert len(seen(client, since=str(today), until=str(today))) == 3
    assert seen(client, since=str(today + day)) == []
    assert seen(client, until=str(today - day)) == []


@pytest.mark.parametrize("query", [{"action": "fly"}, {"since": "昨天"}, {"kind": "x.y"}, {"page": "9999"}])
def test_nonsense_in_the_address_is_no_error(trail, query):
    assert auditor(ZHEJIANG).get("/audit/", query).status_code == 200


def test_the_export_holds_the_same_rows_and_is_itself_noted(trail):
    response = auditor(ZHEJIANG).get("/audit/?who=晓东&format=xlsx")
    assert b"".join(response.streaming_content)[:2] == b"PK"
    entry = AuditEntry.objects.get(action="list.export")
    assert entry.after == {"list": "操作日志", "rows": 2, "filter": "操作人=晓东"}


def test_the_list_takes_as_many_queries_for_thirty_entries_as_for_three(trail, django_assert_max_num_queries):
    client = auditor(ZHEJIANG)
    for _ in range(30):
        audit.record(actor=None, action="park.create", subject=place(LUCHENG), place=place(LUCHENG))
    client.get("/audit/")
    with django_assert_max_num_queries(8):
        assert client.get("/audit/?size=50").status_code == 200


def test_every_action_in_the_code_has_words():
    rooms = [settings.BASE_DIR / room for room in settings.ROOMS]
    sources = [path for room in rooms for path in room.rglob("*.py") if "tests" not in Path(path).parts]
    recorded = re.compile(r"""audit\.record\((?:[^()]|\([^()]*\))*?action=f?"([a-z_.]+)\"""", re.DOTALL)
    actions = {action for path in sources for action in recorded.findall(path.read_text(encoding="utf-8"))}
    assert {"login", "list.export", "role.grant", "job.enqueue"} <= actions
    wordless = {action for action in actions if action_word(action) == "其他操作"}
    assert wordless == set(), "give these a word in portal/audit_words.py"


def test_an_action_without_words_is_still_shown():
    assert action_word("park.levitate") == "其他操作" and flow_word("nothing.submit") == ""
    assert ACTIONS["login"] == "登录"
