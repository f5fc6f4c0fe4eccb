"""Accounts and roles: who may give what to whom, and what the database itself refuses."""

import datetime

import pytest
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import ApiToken, Membership, User
from accounts.roles import ROLES, PlaceKind
from accounts.services import accounts, roles
from accounts.services.managing import reason_not_managed
from accounts.services.roles import NewRole, RoleRefused
from accounts.services.setup import Administrator, create_administrators
from accounts.tokens import issue
from portal.errors import IllegalState, NotAllowed, PortalError
from portal.models import AuditEntry
from tests.factories import UserFactory, give, place, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
WENZHOU, LUCHENG, OUHAI, CIXI, ZHEJIANG, WUMA = (
    "330300", "330302", "330304", "330282", "330000", "330302006",
)  # fmt: skip


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def secadmin():
    """温州市's security administrator."""
    return user_with("security_administrator", place(WENZHOU))


@pytest.fixture
def officer():
    return user_with("county_officer", place(LUCHENG), username="lucheng")


def new_role(code="county_officer", at=LUCHENG, first=TODAY, last=None, department=""):
    return NewRole(code, place(at), first, last, department)


def create(actor, **values):
    given = {"username": "new-one", "display_name": "新人", "role": new_role(), **values}
    return accounts.create_user(actor=actor, **given)


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk").first()


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_new_account_has_its_role_and_a_first_password_that_must_go(secadmin):
    user, password = create(secadmin, organisation="经信局")
    assert user.check_password(password) and len(password) == 19 and user.must_change_password
    assert fresh(user).can("park.edit", place(LUCHENG)) and not fresh(user).can("park.edit", place(OUHAI))
    assert user.memberships.get().granted_by == secadmin
    entry = last_entry()
    assert (entry.action, entry.object_id, entry.place) == ("account.create", str(user.pk), place(LUCHENG))
    assert password not in str(AuditEntry.objects.values_list("after", "before", "reason"))


def test_first_passwords_differ_and_pass_the_portals_own_rules():
    passwords = {accounts.first_password() for _ in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        validate_password(password)


def test_a_name_is_used_once(secadmin, officer):
    with pytest.raises(PortalError) as refusal:
        create(secadmin, username="lucheng")
    assert refusal.value.code == "taken" and refusal.value.field == "username"


@pytest.mark.parametrize("at", [CIXI, ZHEJIANG])
def test_accounts_are_made_only_at_or_below_ones_own_places(secadmin, at):
    code = "county_officer" if at == CIXI else "manager"
    with pytest.raises(NotAllowed):
        create(secadmin, role=new_role(code, at))
    assert not User.objects.filter(username="new-one").exists()


@pytest.mark.parametrize("role", [code for code in ROLES if code != "security_administrator"])
def test_nobody_but_a_security_administrator_makes_accounts(role):
    kind = next(iter(ROLES[role].kinds))
    at = {PlaceKind.TOWNSHIP: WUMA, PlaceKind.COUNTY: LUCHENG, PlaceKind.FUNCTIONAL_ZONE: "3303Z1"}
    actor = user_with(role, place(at.get(kind, WENZHOU)))
    with pytest.raises(NotAllowed):
        create(actor)


@pytest.mark.parametrize(
    ("code", "at", "levels"),
    [
        ("township_officer", LUCHENG, "镇街"),
        ("county_officer", WUMA, "县(市、区)、功能区"),
        ("operator", LUCHENG, "小微企业园"),
        ("city_officer", LUCHENG, "设区市"),
        ("security_administrator", LUCHENG, "省、设区市"),
    ],
)
def test_a_role_is_given_only_at_its_kind_of_place(secadmin, code, at, levels):
    with pytest.raises(RoleRefused) as refusal:
        create(secadmin, role=new_role(code, at))
    assert refusal.value.message == f"“{ROLES[code].label}”只能授予以下层级的地域：{levels}。"
    assert refusal.value.field == "place"


ADMINISTRATORS = [code for code, role in ROLES.items() if role.admin]


@pytest.mark.parametrize("first", ADMINISTRATORS)
@pytest.mark.parametrize("second", ADMINISTRATORS)
def test_no_account_holds_two_administrator_roles_not_even_one_after_the_other(secadmin, first, second):
    if first == second:
        return
    user = user_with(first, place(WENZHOU))
    user.memberships.update(valid_until=datetime.date(2020, 1, 1))
    with pytest.raises(RoleRefused) as refusal:
        roles.grant_role(actor=secadmin, user=user, role=new_role(second, WENZHOU))
    assert refusal.value.message == "系统、安全、审计管理员不能由同一账号兼任，请另建账号。"


@pytest.mark.parametrize("code", ADMINISTRATORS)
def test_an_administrator_gets_no_business_role_and_the_other_way_round(secadmin, code):
    apart = "管理员账号与业务账号不能合用，请为此人另建一个账号。"
    with pytest.raises(RoleRefused) as refusal:
        roles.grant_role(actor=secadmin, user=user_with(code, place(WENZHOU)), role=new_role())
    assert refusal.value.message == apart
    officer = user_with("county_officer", place(OUHAI))
    with pytest.raises(RoleRefused) as refusal:
        roles.grant_role(actor=secadmin, user=officer, role=new_role(code, WENZHOU))
    assert refusal.value.message == apart


@pytest.mark.parametrize(
    ("has", "gets"),
    [
        ("system_administrator", "security_administrator"),
        ("audit_administrator", "system_administrator"),
        ("security_administrator", "manager"),
        ("manager", "audit_administrator"),
    ],
)
def test_the_database_itself_keeps_administrators_apart(has, gets):
    user = user_with(has, place(WENZHOU))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_membership (user_id, role, place_id, department, valid_from)"
            " VALUES (%s, %s, %s, '', '2030-01-01')",
            [user.pk, gets, place(ZHEJIANG).pk],
        )


def test_the_same_role_twice_at_once_is_refused_one_after_the_other_is_not(secadmin, officer):
    officer.memberships.update(valid_until=TODAY)
    with pytest.raises(RoleRefused, match="已有相同角色"):
        roles.grant_role(actor=secadmin, user=officer, role=new_role())
    roles.grant_role(actor=secadmin, user=officer, role=new_role(first=TODAY + DAY))
    assert officer.memberships.count() == 2


def test_nobody_gives_themselves_a_role_or_manages_their_own_account(secadmin):
    for act in (
        lambda: roles.grant_role(actor=secadmin, user=secadmin, role=new_role("manager", WENZHOU)),
        lambda: roles.end_role(actor=secadmin, membership=secadmin.memberships.get(), last_day=TODAY),
        lambda: accounts.reset_password(actor=secadmin, user=secadmin, reason="忘记"),
        lambda: accounts.disable_user(actor=secadmin, user=secadmin, reason="离岗"),
    ):
        with pytest.raises(NotAllowed, match="自己的账号"):
            act()


def test_whoever_has_a_role_outside_is_not_managed_from_inside(secadmin, officer):
    """A reset would give the administrator of 温州 the powers somebody else gave at 宁波 or above."""
    give(officer, "county_officer", place(CIXI))
    assert "管辖范围之外还有角色（慈溪市）" in reason_not_managed(secadmin, officer)
    for act in (
        lambda: accounts.reset_password(actor=secadmin, user=officer, reason="忘记"),
        lambda: accounts.disable_user(actor=secadmin, user=officer, reason="离岗"),
        lambda: roles.grant_role(actor=secadmin, user=officer, role=new_role(at=OUHAI)),
    ):
        with pytest.raises(NotAllowed):
            act()
    officer.memberships.filter(place=place(CIXI)).update(valid_until=TODAY - DAY)
    assert reason_not_managed(secadmin, officer) == ""


def test_an_administrator_above_is_out_of_reach(secadmin):
    above = user_with("security_administrator", place(ZHEJIANG))
    with pytest.raises(NotAllowed):
        accounts.disable_user(actor=secadmin, user=above, reason="试试")
    accounts.disable_user(actor=above, user=secadmin, reason="离岗")
    assert not fresh(secadmin).is_active


def test_a_reset_makes_a_new_first_password_and_ends_keys(secadmin, officer):
    issue(officer)
    password = accounts.reset_password(actor=secadmin, user=officer, reason="本人忘记")
    after = fresh(officer)
    assert after.check_password(password) and after.must_change_password
    assert after.access_version == officer.access_version + 1 and not ApiToken.objects.exists()
    assert (last_entry().action, last_entry().reason) == ("password.reset", "本人忘记")


def test_disabled_and_enabled_again(secadmin, officer):
    issue(officer)
    accounts.disable_user(actor=secadmin, user=officer, reason="调离")
    assert not fresh(officer).is_active and not fresh(officer).can("park.edit")
    assert not ApiToken.objects.exists()
    assert (last_entry().before, last_entry().after) == ({"is_active": True}, {"is_active": False})
    with pytest.raises(IllegalState):
        accounts.disable_user(actor=secadmin, user=officer, reason="再来一次")
    accounts.enable_user(actor=secadmin, user=officer, reason="回岗")
    assert fresh(officer).can("park.edit", place(LUCHENG))
    assert last_entry().place == place(LUCHENG)
    with pytest.raises(IllegalState):
        accounts.enable_user(actor=secadmin, user=officer, reason="再来一次")


def test_a_role_ended_yesterday_is_over_one_ending_today_is_not(secadmin, officer):
    membership = officer.memberships.get()
    roles.end_role(actor=secadmin, membership=membership, last_day=TODAY)
    assert fresh(officer).can("park.edit")
    roles.end_role(actor=secadmin, membership=membership, last_day=TODAY - DAY)
    assert not fresh(officer).can("park.edit")
    assert fresh(officer).access_version == officer.access_version + 2
    with pytest.raises(IllegalState):
        roles.end_role(actor=secadmin, membership=membership, last_day=TODAY - DAY)


def test_a_role_cannot_be_lengthened_by_ending_it(secadmin, officer):
    officer.memberships.update(valid_until=TODAY + DAY)
    with pytest.raises(RoleRefused, match="不能晚于"):
        roles.end_role(actor=secadmin, membership=officer.memberships.get(), last_day=TODAY + 2 * DAY)


def test_a_role_that_has_not_begun_is_taken_back_but_never_the_only_one(secadmin, officer):
    later = roles.grant_role(actor=secadmin, user=officer, role=new_role(at=OUHAI, first=TODAY + DAY))
    roles.end_role(actor=secadmin, membership=later, last_day=TODAY)
    assert not Membership.objects.filter(pk=later.pk).exists()
    assert last_entry().before["place_id"] == place(OUHAI).pk
    user, _ = create(secadmin)
    with pytest.raises(IllegalState, match="停用账号"):
        roles.end_role(actor=secadmin, membership=user.memberships.get(), last_day=TODAY - DAY)


def test_one_role_of_an_account_may_be_ended_by_whoever_looks_after_its_place(secadmin, officer):
    give(officer, "county_officer", place(CIXI))
    roles.end_role(actor=secadmin, membership=officer.memberships.get(place=place(LUCHENG)), last_day=TODAY)
    with pytest.raises(NotAllowed):
        roles.end_role(actor=secadmin, membership=officer.memberships.get(place=place(CIXI)), last_day=TODAY)


def three_people():
    return [
        Administrator("system_administrator", "sys-one", "甲"),
        Administrator("security_administrator", "sec-one", "乙"),
        Administrator("audit_administrator", "aud-one", "丙"),
    ]


def test_an_empty_portal_begins_with_three_administrators_and_no_superuser():
    issued = create_administrators(people=three_people(), place=place(ZHEJIANG))
    assert [user.memberships.get().role for user, _ in issued] == [one.role for one in three_people()]
    assert all(user.must_change_password and user.check_password(password) for user, password in issued)
    assert not hasattr(User, "is_superuser")
    with pytest.raises(IllegalState):
        create_administrators(people=three_people(), place=place(ZHEJIANG))


def test_three_administrators_are_three_accounts():
    people = [Administrator(one.role, "same", one.display_name) for one in three_people()]
    with pytest.raises(PortalError):
        create_administrators(people=people, place=place(ZHEJIANG))
    assert not User.objects.exists()


def test_names_are_kept_in_lower_case_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(username="Lucheng")
