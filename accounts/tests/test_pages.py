"""The account pages as their users meet them: rights, words, forms, and what they leave behind."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Place, User
from accounts.tests.desk import as_user, new_account, pages
from portal.models import AuditEntry, Job
from tests.factories import PASSWORD, UserFactory, give, place, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
WENZHOU, LUCHENG, CIXI, ZHEJIANG = "330300", "330302", "330282", "330000"


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


def test_every_page_opens_for_the_security_administrator(client, officer):
    for name, url in pages(officer).items():
        assert client.get(url).status_code == 200, name


def test_no_page_opens_for_anybody_else(officer):
    for role, at in (("county_officer", LUCHENG), ("manager", WENZHOU), ("system_administrator", ZHEJIANG)):
        other = as_user(user_with(role, place(at)))
        for name, url in pages(officer).items():
            assert other.get(url).status_code == 403, (role, name)
            assert other.post(url, {}).status_code in (403, 405), (role, name)


def test_accounts_elsewhere_do_not_exist_and_those_above_are_not_to_be_touched(client):
    foreign = user_with("county_officer", place(CIXI))
    for name, url in pages(foreign).items():
        assert client.get(url).status_code == (200 if name in ("list", "new") else 404), name
    both = user_with("county_officer", place(LUCHENG))
    give(both, "county_officer", place(CIXI))
    for name, url in pages(both).items():
        untouchable = name in ("reset", "disable", "enable", "hand_over", "grant_role")
        assert client.get(url).status_code == (403 if untouchable else 200), name
    shown = client.get(pages(both)["account"]).text
    assert "管辖范围之外还有角色（慈溪市）" in shown and 'aria-disabled="true"' in shown


def test_the_list_shows_ones_own_accounts_with_their_roles_and_nobody_elses(client, officer):
    user_with("county_officer", place(CIXI), username="cixi")
    page = client.get("/accounts/").text
    assert "县级经办人（鹿城区）" in page and "lucheng" in page and "cixi" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "晓东"}, {"lucheng"}),
        ({"q": "经信"}, {"lucheng"}),
        ({"q": "SECAD"}, {"secadmin"}),
        ({"role": "manager"}, {"boss"}),
        ({"place": LUCHENG}, {"lucheng"}),
        ({"place": WENZHOU}, {"lucheng", "boss", "secadmin"}),
        ({"state": "disabled"}, {"gone"}),
        ({"state": "roleless"}, {"past", "gone"}),
        ({"state": "unused"}, {"lucheng", "boss", "past", "gone"}),
        ({"state": "active", "role": "county_officer"}, {"lucheng"}),
    ],
)
def test_filters_of_the_list(client, officer, query, found):
    user_with("manager", place(WENZHOU), username="boss")
    past = user_with("manager", place(WENZHOU), username="past")
    past.memberships.update(valid_until=datetime.date(2020, 1, 1))
    gone = user_with("city_officer", place(WENZHOU), username="gone", is_active=False)
    gone.memberships.update(valid_until=datetime.date(2020, 1, 1))
    if "place" in query:
        query = {"place": place(query["place"]).pk}
    table = client.get("/accounts/", query).context["table"]
    assert {row["username"] for row in table.page_records()} == found


def test_the_list_takes_as_many_queries_for_thirty_accounts_as_for_three(
    client, django_assert_max_num_queries
):
    for _ in range(30):
        user_with("county_officer", place(LUCHENG))
    client.get("/accounts/")
    with django_assert_max_num_queries(8):
        assert client.get("/accounts/?size=50").status_code == 200


def test_the_list_as_a_workbook_is_noted(client, officer):
    response = client.get("/accounts/?format=xlsx")
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert AuditEntry.objects.get(action="list.export").after["list"] == "账号"


def test_a_new_account_shows_its_first_password_once(client):
    page = client.post("/accounts/new/", new_account())
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    user, password = User.objects.get(username="new-one"), page.context["password"]
    assert user.check_password(password) and password in page.text
    assert password not in client.get(f"/accounts/{user.pk}/").text
    newcomer = Client()
    newcomer.post("/login/", {"username": "new-one", "password": password})
    assert newcomer.get("/").url == "/password/"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"username": "lucheng"}, "username", "已被使用"),
        ({"username": "陈晓东"}, "username", "小写字母"),
        ({"username": "ab"}, "username", "3 至 40"),
        ({"display_name": ""}, "display_name", "请填写姓名"),
        ({"place": "慈溪市"}, "place", "没有这个地域，或不在您的管辖范围内"),
        ({"place": "330282"}, "place", "没有这个地域，或不在您的管辖范围内"),
        ({"place": "温州市"}, "place", "只能授予以下层级的地域：县(市、区)、功能区"),
        ({"role": "emperor"}, "role", "emperor"),
        ({"valid_from": "昨天"}, "valid_from", "请填写日期"),
        ({"valid_until": "2025-12-31"}, "valid_until", "不能早于生效日期"),
        ({"department": "a\x00b"}, "department", ""),
        ({"role": "department_reviewer"}, "department", "请选择审核人所在的部门"),
        ({"department": "fire"}, "department", "不填部门"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(client, officer, values, field, words):
    before = User.objects.count(), AuditEntry.objects.count()
    response = client.post("/accounts/new/", new_account(**values))
    assert response.status_code in (400, 422)
    assert words in "".join(response.context["form"].errors[field])
    assert (User.objects.count(), AuditEntry.objects.count()) == before


@pytest.mark.parametrize("typed", ["鹿城区", "330302", "鹿城区 330302", " ３３０３０２ "])
def test_a_place_is_picked_by_name_code_or_suggestion(client, typed):
    assert client.post("/accounts/new/", new_account(place=typed)).status_code == 200
    assert User.objects.get(username="new-one").memberships.get().place == place(LUCHENG)


def test_a_name_two_places_share_asks_which(client):
    for county in (LUCHENG, "330304"):
        parent = place(county)
        code = f"{county}999"
        Place.objects.create(
            code=code, name="同名街道", kind="township", parent=parent, path=f"{parent.path}{code}/"
        )
    response = client.post("/accounts/new/", new_account(role="township_officer", place="同名街道"))
    [words] = response.context["form"].errors["place"]
    assert "同名街道 330302999、同名街道 330304999" in words
    chosen = new_account(role="township_officer", place="同名街道 330304999")
    assert client.post("/accounts/new/", chosen).status_code == 200


def test_reset_shows_the_password_disable_and_enable_need_a_reason(client, officer):
    urls = pages(officer)
    for name in ("reset", "disable", "enable"):
        assert client.post(urls[name], {"reason": " "}).status_code == 422
    page = client.post(urls["reset"], {"reason": "忘记密码"})
    officer.refresh_from_db()
    assert officer.check_password(page.context["password"])
    assert client.post(urls["disable"], {"reason": "调离"}).url == urls["account"]
    assert client.post(urls["disable"], {"reason": "调离"}).status_code == 409
    assert client.post(urls["enable"], {"reason": "回岗"}).url == urls["account"]
    officer.refresh_from_db()
    assert officer.is_active
    log = client.get(urls["account"]).text
    assert all(word in log for word in ("重置密码", "忘记密码", "停用", "调离", "启用", "回岗"))


def test_a_role_is_given_and_ended_and_the_page_says_so(client, officer):
    urls = pages(officer)
    role = {
        **new_account(role="department_reviewer", place="瓯海区", department="industry"),
        "valid_until": "2030年1月1日",
    }
    assert client.post(urls["grant_role"], role).url == urls["account"]
    shown = client.get(urls["account"]).text
    assert "瓯海区" in shown and "经信" in shown and "2030-01-01" in shown
    assert client.post(urls["grant_role"], role).status_code == 400
    membership = officer.memberships.get(place__name="瓯海区")
    end = reverse("accounts:end_role", args=(officer.pk, membership.pk))
    assert client.post(end, {"when": "later", "last_day": ""}).status_code == 422
    assert client.post(end, {"when": "later", "last_day": "2020-1-1"}).status_code == 422
    assert client.post(end, {"when": "now", "last_day": ""}).url == urls["account"]
    membership.refresh_from_db()
    assert membership.valid_until == timezone.localdate() - datetime.timedelta(days=1)
    assert "已终止" in client.get(urls["account"]).text


def test_another_accounts_role_is_not_ended_through_this_account(client, officer):
    other = user_with("manager", place(LUCHENG))
    url = reverse("accounts:end_role", args=(officer.pk, other.memberships.get().pk))
    assert client.get(url).status_code == 404


def test_handing_over_says_when_there_is_nothing_to_hand_over(client, officer):
    user_with("county_officer", place(LUCHENG), username="taker")
    response = client.post(pages(officer)["hand_over"], {"taker": "taker", "reason": "休假"})
    assert response.status_code == 400 and "没有可以移交的工作" in response.text
    response = client.post(pages(officer)["hand_over"], {"taker": "nobody", "reason": "休假"})
    assert response.status_code == 422 and "没有这个账号" in response.text


def test_ones_own_page_says_who_one_is_and_when_one_was_here(officer):
    client = Client()
    client.post("/login/", {"username": "lucheng", "password": PASSWORD}, REMOTE_ADDR="10.4.5.6")
    page = client.get("/me/").text
    assert "县级经办人（鹿城区）" in page and "10.4.5.6" in page
    assert client.post("/me/", {"large": "1"}).cookies["large_type"].value == "1"
    assert 'class="large"' in client.get("/me/").text
    assert client.post("/me/", {"large": "9"}).status_code == 422


def test_an_account_that_never_had_a_role_is_seen_by_whoever_manages_the_whole_tree(client):
    nobody = UserFactory(username="never-had")
    root = as_user(user_with("security_administrator", place(ZHEJIANG)))
    url = reverse("accounts:account", args=(nobody.pk,))
    assert (root.get(url).status_code, client.get(url).status_code) == (200, 404)
    assert "never-had" in root.get("/accounts/").text and "never-had" not in client.get("/accounts/").text
    assert root.get("/accounts/?place=&state=active").context["table"].total == 3


def test_nobody_without_a_role_is_lost(officer):
    officer.memberships.all().delete()
    client = as_user(officer)
    assert client.get("/").status_code == 200
    assert "目前没有有效的角色，请联系安全管理员" in client.get("/me/").text


def test_accounts_nobody_uses_wait_with_the_security_administrator(client, officer):
    assert "从未登录的账号" not in client.get("/").text
    User.objects.filter(pk=officer.pk).update(created_at=timezone.now() - datetime.timedelta(days=31))
    foreign = user_with("county_officer", place(CIXI), display_name="外地人")
    User.objects.filter(pk=foreign.pk).update(created_at=timezone.now() - datetime.timedelta(days=31))
    page = client.get("/")
    assert "超过 30 天从未登录的账号" in page.text and "陈晓东（lucheng）" in page.text
    assert "外地人" not in page.text and page.context["shell"]["counts"]().work == 1


def test_failed_jobs_wait_with_the_system_administrator(places):
    keeper = as_user(user_with("system_administrator", place(ZHEJIANG)))
    city = as_user(user_with("system_administrator", place(WENZHOU)))
    for title, at in (("温州的", place(WENZHOU)), ("无地域的", None)):
        Job.objects.create(
            kind="x", title=title, place=at, state="failed", error="出错了", finished_at=timezone.now()
        )
    old = timezone.now() - datetime.timedelta(days=15)
    Job.objects.create(kind="x", title="过去的", state="failed", error="出错了", finished_at=old)
    shown = keeper.get("/").text
    assert "温州的" in shown and "无地域的" in shown and "过去的" not in shown
    shown = city.get("/").text
    assert "温州的" in shown and "无地域的" not in shown
    for job in Job.objects.filter(place=None):
        assert keeper.get(f"/jobs/{job.pk}/").status_code == 200
        assert city.get(f"/jobs/{job.pk}/").status_code == 404
