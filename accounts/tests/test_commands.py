"""Keys for programs, first set-up, demo accounts, and the check that keeps these out of production."""

from importlib import import_module
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts import demo
from accounts.checks import no_demo_accounts
from accounts.models import ApiToken, Place, User
from accounts.roles import ROLES
from accounts.services.places import add_park_place
from accounts.tokens import LIFETIME, digest, issue
from portal.errors import PortalError
from portal.models import AuditEntry
from portal.registry import Loader
from tests.factories import PASSWORD, UserFactory, place, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
PLACES = "/api/v1/places/"


def run(*args, **options) -> str:
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def ask(key: str | None, path: str = PLACES, scheme: str = "Token"):
    headers = {} if key is None else {"Authorization": f"{scheme} {key}"}
    return Client(headers=headers).get(path)


def test_a_key_is_printed_once_kept_as_a_digest_and_works():
    user = user_with("county_officer", place("330302"), username="lucheng")
    key = run("api_token", "lucheng").strip()
    assert len(key) >= 40 and ApiToken.objects.get().digest == digest(key) != key
    assert ask(key).status_code == 200
    entry = AuditEntry.objects.get(action="token.issue")
    assert entry.object_id == str(user.pk) and key not in str(entry.after)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"is_active": False}, "已停用，不能发放接口令牌"),
        ({"must_change_password": True}, "请本人先登录修改密码"),
    ],
)
def test_no_key_for_closed_accounts_or_first_passwords(values, words):
    UserFactory(username="somebody", **values)
    with pytest.raises(CommandError, match=words):
        run("api_token", "somebody")
    assert not ApiToken.objects.exists()


def test_no_key_for_a_name_nobody_has():
    with pytest.raises(CommandError, match="There is no account 'nobody'"):
        run("api_token", "nobody")


def test_a_key_runs_out_after_ninety_days(monkeypatch):
    key = issue(UserFactory())
    now = timezone.now()
    for passed, status in ((0.999, 200), (1.001, 401)):
        monkeypatch.setattr("accounts.tokens.timezone.now", lambda passed=passed: now + LIFETIME * passed)
        assert ask(key).status_code == status


@pytest.mark.parametrize(
    ("key", "scheme"),
    [
        ("wrong", "Token"),
        ("", "Token"),
        ("two words", "Token"),
        ("密", "Token"),
        ("x" * 5000, "Token"),
        ("x", "Basic"),
    ],
)
def test_wrong_keys_are_401_with_a_sentence(key, scheme):
    response = ask(key.encode("utf-8").decode("latin-1"), scheme=scheme)
    assert response.status_code in (401, 403)
    assert response.json()["message"]


def test_a_key_dies_with_its_account_and_waits_while_the_password_is_a_first_one():
    user = UserFactory()
    key = issue(user)
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    refused = ask(key)
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    User.objects.filter(pk=user.pk).update(must_change_password=False, is_active=False)
    assert ask(key).status_code == 401


def test_a_demo_accounts_key_does_not_open_production(settings):
    key = issue(UserFactory(is_demo=True))
    assert ask(key).status_code == 200
    settings.DEMO_ALLOWED = False
    assert ask(key).status_code == 401


def test_a_role_removed_between_two_calls_works_at_once():
    user = user_with("county_officer", place("330302"))
    park = add_park_place(name="园", parent=place("330302"))
    key = issue(user)
    found = f"{PLACES}?code={park.code}"
    assert ask(key, found).json()["count"] == 1
    user.memberships.all().delete()
    assert ask(key, found).json()["count"] == 0


class TestPlacesApi:
    @pytest.fixture
    def parks(self):
        return {code: add_park_place(name=f"园{code}", parent=place(code)) for code in ("330302", "330282")}

    def codes(self, client, **query) -> set[str]:
        return {row["code"] for row in client.get(PLACES, {"page_size": 200, **query}).json()["results"]}

    def signed_in(self, role: str, at: str) -> Client:
        client = Client()
        client.force_login(user_with(role, place(at)))
        return client

    def test_the_tree_down_to_townships_is_public_to_every_user_parks_only_in_scope(self, parks):
        officer = self.signed_in("county_officer", "330302")
        assert self.codes(officer, kind="park") == {parks["330302"].code}
        assert self.codes(officer, under="330282") == set(
            Place.objects.under(place("330282")).exclude(kind="park").values_list("code", flat=True)
        )
        assert self.codes(self.signed_in("security_administrator", "330000"), kind="park") == set()
        assert self.codes(self.signed_in("manager", "330300"), kind="park") == {parks["330302"].code}

    def test_a_foreign_park_is_404(self, parks):
        officer = self.signed_in("county_officer", "330302")
        assert officer.get(f"{PLACES}{parks['330302'].pk}/").status_code == 200
        assert officer.get(f"{PLACES}{parks['330282'].pk}/").status_code == 404

    def test_a_row_says_where_it_hangs(self):
        row = self.signed_in("manager", "330300").get(PLACES, {"code": "330302"}).json()["results"][0]
        assert row == {
            "id": place("330302").pk,
            "code": "330302",
            "name": "鹿城区",
            "kind": "county",
            "parent": "330300",
            "path": "330000/330300/330302/",
            "valid_from": None,
            "valid_until": None,
        }

    def test_anonymous_callers_and_writes_are_refused(self):
        assert ask(None).status_code in (401, 403)
        officer = self.signed_in("county_officer", "330302")
        assert officer.post(PLACES, {"name": "x"}, content_type="application/json").status_code in (403, 405)


ENVIRONMENT = {
    "SYSTEM_ADMINISTRATOR": "wang.sys:王工",
    "SECURITY_ADMINISTRATOR": "li.sec:李工",
    "AUDIT_ADMINISTRATOR": "zhao.aud:赵工",
}


def test_first_set_up_makes_three_administrators_and_prints_their_passwords_once(monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    lines = [line.split("  ") for line in run("create_administrators").splitlines()]
    assert [(name, full) for name, full, _ in lines] == [
        ("wang.sys", "王工"),
        ("li.sec", "李工"),
        ("zhao.aud", "赵工"),
    ]
    for name, _, password in lines:
        user = User.objects.get(username=name)
        assert user.check_password(password) and user.must_change_password and not user.is_demo
        assert user.memberships.get().place.code == "330000"
    with pytest.raises(CommandError, match="已有管理员账号"):
        run("create_administrators")


def test_first_set_up_asks_for_what_the_environment_does_not_say(monkeypatch):
    answers = iter(ENVIRONMENT.values())
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    run("create_administrators", place="330300")
    assert User.objects.get(username="li.sec").can("account.manage", place("330302"))


@pytest.mark.parametrize("wrong", ["wang", "wang:", "Wang:王", "王:王", ":"])
def test_first_set_up_refuses_half_a_name(monkeypatch, wrong):
    monkeypatch.setattr("builtins.input", lambda prompt: wrong)
    with pytest.raises(CommandError, match="account:full name"):
        run("create_administrators")
    assert not User.objects.exists()


def test_first_set_up_needs_the_places():
    with pytest.raises(CommandError, match="load_reference"):
        run("create_administrators", place="999999")


def test_there_is_one_demo_account_of_each_role_and_the_next_run_changes_nothing():
    assert demo.load() == len(demo.ACCOUNTS) == User.objects.filter(is_demo=True).count()
    park = add_park_place(name="园", parent=place("330302"))
    demo.give_operator(User.objects.get(username="operator"), park_at(park))
    assert {code for user in User.objects.all() for code, _ in user.grants} == set(ROLES)
    User.objects.filter(username="lucheng").update(must_change_password=True)
    demo.load()
    demo.give_operator(User.objects.get(username="operator"), park_at(park))
    assert User.objects.get(username="lucheng").must_change_password
    assert User.objects.get(username="operator").memberships.count() == 1


def test_a_demo_account_from_before_departments_had_codes_gets_its_department():
    demo.load()
    own = User.objects.get(username="department").memberships
    own.update(department="")
    demo.load()
    assert own.get().department == "environment"
    own.update(department="fire")
    demo.load()
    assert own.get().department == "fire"


def test_demo_data_of_one_room_that_cannot_come_in_holds_up_no_other(monkeypatch):
    refused = Loader(code="x", order=-1, label="第一", load=refuse)
    done = Loader(code="x", order=0, label="第二", load=demo.load)
    monkeypatch.setattr("accounts.management.commands.load_demo.demo_loaders", [done, refused])
    with pytest.raises(CommandError, match=r"^第一: 已有人改动。$"):
        run("load_demo")
    assert User.objects.count() == len(demo.ACCOUNTS)


def refuse():
    User.objects.create(username="half")
    raise PortalError("已有人改动。")


def park_at(leaf):
    class Park:
        place = leaf

    return Park()


def test_the_demo_accounts_are_listed_for_whoever_tries_the_portal():
    demo.load()
    lines = run("load_demo", accounts=True).splitlines()
    assert lines[2] == f"lucheng  县级经办人（鹿城区）  {demo.PASSWORD}"
    assert len(lines) == len(demo.ACCOUNTS)
    user = User.objects.get(username="lucheng")
    user.set_password(PASSWORD)
    user.save()
    assert "（密码已修改）" in run("load_demo", accounts=True).splitlines()[2]


def test_production_settings_take_no_demo_data_and_do_not_start_with_it(settings):
    demo.load()
    assert no_demo_accounts(databases=["default"]) == []
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="do not allow it"):
        run("load_demo")
    [error] = no_demo_accounts(databases=["default"])
    assert error.id == "accounts.E001" and "lucheng" in error.msg
    User.objects.update(is_active=False)
    assert no_demo_accounts(databases=["default"]) == [] == no_demo_accounts()


def test_production_settings_say_no_to_demo_data():
    assert import_module("config.settings.base").DEMO_ALLOWED is False


def test_there_is_no_admin_site():
    with pytest.raises(Resolver404):
        resolve("/admin/")
