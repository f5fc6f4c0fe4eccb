"""R1: five wrong passwords close a name for half an hour, in parallel too, known or not."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.backends import AccountBackend
from accounts.lockout import unlock
from portal.models import AuditEntry
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def attempt(username: str, password: str, **headers):
    return Client().post("/login/", {"username": username, "password": password}, **headers)


def told(response) -> list[str]:
    return list(response.context["form"].non_field_errors())


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def later(minutes: float) -> None:
    """Let time pass for the failures counted so far."""
    for row in AccessAttempt.objects.all():
        passed = row.attempt_time - datetime.timedelta(minutes=minutes)
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=passed)


def test_the_right_password_opens_the_work_list_and_says_when_and_where_one_was_here_last():
    UserFactory(username="lucheng")
    first = attempt("lucheng", PASSWORD, REMOTE_ADDR="10.1.2.3")
    assert (first.status_code, first.url) == (302, "/")
    attempt("lucheng", "wrong-wrong-wrong")
    client = Client()
    page = client.post("/login/", {"username": "lucheng", "password": PASSWORD}, follow=True)
    [message] = page.context["messages"]
    assert "来源地址 10.1.2.3" in str(message) and "1 次密码错误" in str(message)
    assert f"{timezone.localdate()}" in str(message)


def test_capital_and_full_width_letters_of_the_name_are_forgiven():
    UserFactory(username="lucheng")
    assert attempt(" Ｌucheng ", PASSWORD).status_code == 302


@pytest.mark.parametrize("username", ["lucheng", "nobody"])
def test_known_and_unknown_names_hear_the_same_words(username):
    UserFactory(username="lucheng")
    answers = [attempt(username, f"wrong-number-{n}") for n in range(7)]
    wrong = "账号或密码不正确，请核对后重新填写。"
    assert [answer.status_code for answer in answers] == [422] * 4 + [429] * 3
    assert told(answers[0]) == told(answers[1]) == [wrong]
    assert told(answers[2]) == [wrong + "还可尝试 2 次，之后将锁定 30 分钟；忘记密码请联系安全管理员重置。"]
    assert told(answers[3]) == [wrong + "还可尝试 1 次，之后将锁定 30 分钟；忘记密码请联系安全管理员重置。"]
    opens = timezone.localtime(timezone.now() + datetime.timedelta(minutes=30))
    [closed] = told(answers[4])
    assert (
        closed.startswith("连续 5 次密码错误，登录已锁定 30 分钟。请于 ")
        and "或联系安全管理员重置密码" in closed
    )
    assert f"{opens:%H:%M}" in closed or f"{opens - datetime.timedelta(minutes=1):%H:%M}" in closed
    assert told(answers[5]) == told(answers[6]) == [closed]


def test_a_disabled_account_hears_the_same_as_a_wrong_password():
    UserFactory(username="gone", is_active=False)
    assert told(attempt("gone", PASSWORD)) == told(attempt("nobody", PASSWORD))


def test_a_closed_account_refuses_the_right_password_for_exactly_half_an_hour():
    UserFactory(username="lucheng")
    for n in range(5):
        attempt("lucheng", f"wrong-number-{n}")
    assert attempt("lucheng", PASSWORD).status_code == 429
    later(29.9)
    assert attempt("lucheng", PASSWORD).status_code == 429
    later(0.1)
    assert attempt("lucheng", PASSWORD).status_code == 302


def test_failures_from_many_browsers_run_out_together():
    UserFactory(username="lucheng")
    for n in range(5):
        attempt("lucheng", "wrong-wrong-wrong", HTTP_USER_AGENT=f"browser {n}", REMOTE_ADDR=f"10.0.0.{n}")
        later(7)
    later(22)
    assert attempt("lucheng", PASSWORD).status_code == 429
    later(1)
    assert attempt("lucheng", PASSWORD).status_code == 302


def test_trying_while_closed_does_not_keep_the_owner_out_longer():
    UserFactory(username="lucheng")
    for n in range(5):
        attempt("lucheng", f"wrong-number-{n}")
    later(29)
    attempt("lucheng", "wrong-again-again")
    later(1)
    assert attempt("lucheng", PASSWORD).status_code == 302


def test_a_right_password_forgets_the_wrong_ones():
    UserFactory(username="lucheng")
    for password in ["wrong-wrong-wrong"] * 4 + [PASSWORD] + ["wrong-wrong-wrong"] * 4:
        attempt("lucheng", password)
    assert attempt("lucheng", PASSWORD).status_code == 302


def test_an_emptied_cache_opens_nothing():
    UserFactory(username="lucheng")
    for n in range(5):
        attempt("lucheng", f"wrong-number-{n}")
    cache.clear()
    assert attempt("lucheng", PASSWORD).status_code == 429


def test_unlocking_opens_at_once():
    UserFactory(username="lucheng")
    for n in range(5):
        attempt("lucheng", f"wrong-number-{n}")
    unlock("lucheng")
    assert attempt("lucheng", PASSWORD).status_code == 302


def test_every_login_failure_lockout_and_logout_is_in_the_audit_trail():
    user = UserFactory(username="lucheng")
    for n in range(6):
        attempt("lucheng", f"wrong-number-{n}", REMOTE_ADDR="10.9.8.7")
    assert actions() == ["login.failure"] * 4 + ["login.lockout", "login.refused"]
    unlock("lucheng")
    client = Client()
    client.post("/login/", {"username": "lucheng", "password": PASSWORD})
    client.post("/logout/")
    assert actions()[-2:] == ["login", "logout"]
    entries = AuditEntry.objects.order_by("pk")
    assert {entry.object_id for entry in entries} == {str(user.pk)}
    assert entries[0].address == "10.9.8.7" and entries[0].after == {"username": "lucheng"}
    assert entries[0].actor is None and entries.last().actor == user


def test_a_name_nobody_has_is_noted_as_typed():
    attempt("nobody", "wrong-wrong-wrong")
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.object_id, entry.after) == ("login.failure", "", {"username": "nobody"})
    assert (entry.actor_name, entry.reason) == ("未登录", "没有这个账号：nobody")


def test_a_demo_account_cannot_come_in_where_demo_data_may_not_be(settings):
    UserFactory(username="lucheng", is_demo=True)
    settings.DEMO_ALLOWED = False
    assert attempt("lucheng", PASSWORD).status_code == 422
    settings.DEMO_ALLOWED = True
    assert attempt("lucheng", PASSWORD).status_code == 302


@pytest.mark.parametrize("name", ["", "a" * 41, "a\x00b", "<script>", "𠮷㙍𬸣", "a" * 5000])
@pytest.mark.parametrize("password", ["", "a\x00b", "密" * 200])
def test_strange_names_and_passwords_are_refused_with_a_page(name, password):
    response = attempt(name, password)
    assert response.status_code == 422 and response.context["form"].errors


def test_after_login_one_is_where_one_wanted_to_go_but_never_elsewhere():
    UserFactory(username="lucheng")
    wanted = {"username": "lucheng", "password": PASSWORD}
    assert Client().post("/login/?next=/jobs/", wanted).url == "/jobs/"
    assert Client().post("/login/?next=https://example.com/", wanted).url == "/"


def test_logout_needs_a_post():
    client = Client()
    client.force_login(UserFactory())
    assert client.get("/logout/").status_code == 405
    assert client.get("/password/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("username", ["lucheng", "nobody"])
def test_of_a_hundred_wrong_passwords_at_once_at_most_five_are_evaluated(username, monkeypatch):
    UserFactory(username="lucheng")
    evaluated = []
    evaluate = AccountBackend.authenticate

    def counted(self, *args, **kwargs):
        evaluated.append(username)
        return evaluate(self, *args, **kwargs)

    def one(number):
        try:
            return attempt(username, f"wrong-number-{number}").status_code
        finally:
            connection.close()

    monkeypatch.setattr(AccountBackend, "authenticate", counted)
    with ThreadPoolExecutor(100) as pool:
        codes = list(pool.map(one, range(100)))
    assert len(evaluated) == 5
    assert sorted(codes) == [422] * 4 + [429] * 96
    assert attempt(username, PASSWORD).status_code == 429
