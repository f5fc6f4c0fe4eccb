"""R3: half an hour idle and twelve hours in all, to the second; an old cookie is dead."""

import pytest
from django.conf import settings
from django.test import Client

from accounts import middleware
from portal.models import AuditEntry
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "another-good-phrase-7"


class Clock:
    """A clock that stands until it is told to go on."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(middleware, "clock", clock)
    return clock


@pytest.fixture
def user():
    return UserFactory(username="lucheng")


def signed_in(username: str = "lucheng", password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/login/", {"username": username, "password": password}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    response = client.get("/password/")
    assert response.status_code in (200, 302)
    return response.status_code == 200


def test_thirty_idle_minutes_end_a_session_to_the_second(clock, user):
    client = signed_in()
    for _ in range(3):
        clock.go(30 * 60 - 1)
        assert is_in(client)
    clock.go(30 * 60)
    assert not is_in(client)


@pytest.mark.parametrize("gap", [1, 30, 59, 61])
def test_idle_time_counts_from_the_very_last_request(clock, user, gap):
    client = signed_in()
    clock.go(gap)
    assert is_in(client)
    clock.go(30 * 60 - 1)
    assert is_in(client)
    clock.go(gap)
    assert is_in(client)
    clock.go(30 * 60)
    assert not is_in(client)


def test_twelve_hours_end_a_session_however_busy(clock, user):
    client = signed_in()
    for _ in range(12 * 60 // 20 - 1):
        clock.go(20 * 60)
        assert is_in(client)
    clock.go(20 * 60 - 1)
    assert is_in(client)
    clock.go(1)
    assert not is_in(client)


def test_a_session_that_ran_out_stays_dead_when_the_clock_cookie_is_put_back(clock, user):
    client = signed_in()
    session, seen = client.cookies["sessionid"].value, client.cookies["seen"].value
    clock.go(30 * 60)
    assert not is_in(client)
    again = Client()
    again.cookies.load({"sessionid": session, "seen": seen})
    assert not is_in(again)


@pytest.mark.parametrize("forged", ["", "9999999999.000:", "9999999999.000:abc", "abc", ":"])
def test_a_forged_clock_cookie_gives_no_more_time(clock, user, forged):
    client = signed_in()
    clock.go(29 * 60)
    assert is_in(client)
    client.cookies["seen"] = forged
    clock.go(60)
    assert not is_in(client)


def test_one_sessions_clock_cookie_is_nothing_to_another(clock, user):
    first = signed_in()
    clock.go(20 * 60)
    second = signed_in()
    first.cookies["seen"] = second.cookies["seen"].value
    clock.go(10 * 60)
    assert not is_in(first) and is_in(second)


def test_a_visit_costs_no_write(user, django_assert_num_queries):
    client = signed_in()
    is_in(client)
    # Session, account, roles, and what is unread.
    with django_assert_num_queries(4) as queries:
        is_in(client)
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_a_session_begun_elsewhere_gets_its_clocks_with_the_first_page(clock, user):
    client = Client()
    client.force_login(user)
    assert is_in(client)
    clock.go(30 * 60)
    assert not is_in(client)


def test_after_logout_the_old_cookie_is_dead(user):
    client = signed_in()
    old = client.cookies["sessionid"].value
    client.post("/logout/")
    client.cookies["sessionid"] = old
    assert not is_in(client)


def change(client: Client, **values):
    typed = {"old_password": PASSWORD, "new_password": NEW, "repeated": NEW, **values}
    return client.post("/password/", typed)


def test_a_changed_password_ends_every_other_session_and_keeps_this_one(user):
    here, there = signed_in(), signed_in()
    old = here.cookies["sessionid"].value
    assert change(here).status_code == 302
    assert is_in(here) and not is_in(there)
    copied = Client()
    copied.cookies["sessionid"] = old
    assert not is_in(copied)
    assert AuditEntry.objects.filter(action="password.change", actor=user).count() == 1
    assert signed_in(password=NEW)


def test_a_disabled_account_is_out_at_once(user):
    client = signed_in()
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client)


def test_a_raised_access_version_ends_every_session(user):
    client = signed_in()
    type(user).objects.filter(pk=user.pk).update(access_version=2)
    assert not is_in(client)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"old_password": "not-my-password"}, "old_password"),
        ({"new_password": "short-1", "repeated": "short-1"}, "new_password"),
        ({"new_password": "1234567890123", "repeated": "1234567890123"}, "new_password"),
        ({"new_password": "qwertyuiop123", "repeated": "qwertyuiop123"}, "new_password"),
        ({"new_password": "lucheng-lucheng", "repeated": "lucheng-lucheng"}, "new_password"),
        ({"new_password": PASSWORD, "repeated": PASSWORD}, "new_password"),
        ({"repeated": "another-good-phrase-8"}, "repeated"),
        ({"new_password": "a\x00bcdefghijklmn", "repeated": "a\x00bcdefghijklmn"}, "new_password"),
    ],
)
def test_weak_or_mistyped_passwords_are_refused_at_their_field(user, values, field):
    client = signed_in()
    response = change(client, **values)
    assert response.status_code == 422 and field in response.context["form"].errors
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_first_password_opens_nothing_but_the_page_that_changes_it():
    UserFactory(username="new", must_change_password=True)
    client = signed_in("new")
    for path in ("/", "/jobs/", "/no/such/page/", "/api/docs/"):
        response = client.get(path)
        assert response.status_code in (302, 403, 404), path
        assert response.status_code != 302 or response.url == "/password/"
    assert client.get("/").url == "/password/"
    assert "初始密码" in client.get("/password/").text
    assert change(client).status_code == 302
    assert client.get("/").status_code == 200


def test_a_first_password_is_403_with_its_code_on_the_api():
    UserFactory(username="new", must_change_password=True)
    response = signed_in("new").get("/api/v1/places/")
    assert response.status_code == 403 and response.json()["code"] == "password_change_required"
    assert "修改初始密码" in response.json()["message"]


def test_clocks_are_those_of_the_bars():
    assert (settings.SESSION_IDLE_SECONDS, settings.SESSION_ABSOLUTE_SECONDS) == (1800, 43200)
