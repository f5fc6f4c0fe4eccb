"""The account pages under misuse: sessions that should be dead, requests without a token, fields nobody offered."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import accounts, roles
from accounts.tests.desk import as_user, new_account, pages
from portal.models import AuditEntry
from tests.factories import give, place, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
WENZHOU, LUCHENG = "330300", "330302"


@pytest.fixture
def secadmin():
    return user_with("security_administrator", place(WENZHOU), username="secadmin")


@pytest.fixture
def officer():
    return user_with(
        "county_officer", place(LUCHENG), username="lucheng", display_name="陈晓东", organisation="鹿城经信局"
    )


@pytest.fixture
def client(secadmin):
    return as_user(secadmin)


def test_a_role_removed_between_two_requests_works_at_once(secadmin, officer):
    browser, cookie = as_user(officer), "sessionid"
    assert browser.get("/jobs/").status_code == 200
    old = browser.cookies[cookie].value
    last = timezone.localdate() - datetime.timedelta(days=1)
    roles.end_role(actor=secadmin, membership=officer.memberships.get(), last_day=last)
    assert browser.get("/jobs/").status_code == 302
    browser.cookies[cookie] = old
    assert browser.get("/jobs/").url.startswith("/login/")


def test_a_role_that_runs_out_by_its_date_stops_the_open_session_too(secadmin, monkeypatch):
    browser = as_user(secadmin)
    assert browser.get("/accounts/").status_code == 200
    secadmin.memberships.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    assert browser.get("/accounts/").status_code == 403


@pytest.mark.parametrize("change", ["grant", "end", "disable", "reset"])
def test_every_change_of_an_account_ends_its_sessions(secadmin, officer, change):
    give(officer, "county_officer", place("330304"))
    browser = as_user(officer)
    assert browser.get("/me/").status_code == 200
    today = timezone.localdate()
    act = {
        "grant": lambda: roles.grant_role(
            actor=secadmin, user=officer, role=roles.NewRole("manager", place(LUCHENG), today)
        ),
        "end": lambda: roles.end_role(actor=secadmin, membership=officer.memberships.first(), last_day=today),
        "disable": lambda: accounts.disable_user(actor=secadmin, user=officer, reason="离岗"),
        "reset": lambda: accounts.reset_password(actor=secadmin, user=officer, reason="忘记"),
    }
    act[change]()
    assert browser.get("/me/").url.startswith("/login/")


def unsafe(user: User) -> list[str]:
    return [*pages(user).values(), "/login/", "/logout/", "/password/", "/me/"]


def test_every_unsafe_request_without_a_token_is_refused(secadmin, officer):
    client = as_user(secadmin, enforce_csrf_checks=True)
    for url in unsafe(officer):
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(url).status_code == 403, (url, method)
    assert Client(enforce_csrf_checks=True).post("/login/", {"username": "lucheng"}).status_code == 403


def test_no_get_writes(secadmin, officer):
    client = as_user(secadmin)
    for url in unsafe(officer):
        client.get(url)

    def rows():
        return (
            list(User.objects.order_by("pk").values()),
            list(officer.memberships.values()),
            AuditEntry.objects.count(),
        )

    before = rows()
    for url in unsafe(officer):
        assert client.get(url).status_code in (200, 302, 405), url
    assert rows() == before


def test_only_the_fields_of_the_form_are_taken(client):
    client.post(
        "/accounts/new/",
        new_account(
            is_active="", is_demo="on", must_change_password="", password="x", access_version="99", id="7"
        ),
    )
    user = User.objects.get(username="new-one")
    assert (user.is_active, user.is_demo, user.must_change_password) == (True, False, True)
    assert user.access_version == 1
