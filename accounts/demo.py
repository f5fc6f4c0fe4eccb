"""Demo accounts: one of each role, with a password everybody may know. Only where demo data is allowed."""

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.hashers import check_password, make_password

from accounts.models import Membership, Place, User
from accounts.roles import ROLES

PASSWORD = "Demo-Park-2026"
SINCE = datetime.date(2018, 1, 1)


@dataclass(frozen=True)
class DemoAccount:
    """`at` is the code of the place the role is given at; "" waits for a park (`give_operator`)."""

    username: str
    display_name: str
    organisation: str
    role: str
    at: str
    department: str = ""


ACCOUNTS = (
    DemoAccount("city", "林建国", "温州市人民政府（演示）", "manager", "330300"),
    DemoAccount("city-officer", "周慧敏", "温州市小微企业园工作专班（演示）", "city_officer", "330300"),
    DemoAccount("lucheng", "陈晓东", "鹿城区经济和信息化局（演示）", "county_officer", "330302"),
    DemoAccount("cixi", "徐海波", "慈溪市经济和信息化局（演示）", "county_officer", "330282"),
    DemoAccount("cixi2", "胡佩君", "慈溪市经济和信息化局（演示）", "county_officer", "330282"),
    DemoAccount("township", "叶秀珍", "五马街道办事处（演示）", "township_officer", "330302006"),
    DemoAccount(
        "department", "黄志强", "鹿城生态环境分局（演示）", "department_reviewer", "330302", "environment"
    ),
    DemoAccount("safety", "郑国平", "鹿城区应急管理局（演示）", "department_reviewer", "330302", "safety"),
    DemoAccount(
        "market", "徐丽萍", "鹿城区市场监督管理局（演示）", "department_reviewer", "330302", "market"
    ),
    DemoAccount(
        "industry", "潘晓燕", "鹿城区经济和信息化局（演示）", "department_reviewer", "330302", "industry"
    ),
    DemoAccount("tax", "孙立军", "鹿城区税务局（演示）", "department_reviewer", "330302", "tax"),
    DemoAccount(
        "statistics", "何静怡", "鹿城区统计局（演示）", "department_reviewer", "330302", "statistics"
    ),
    DemoAccount("fire", "蒋大伟", "鹿城区消防救援大队（演示）", "department_reviewer", "330302", "fire"),
    DemoAccount("lucheng2", "金海燕", "鹿城区经济和信息化局（演示）", "county_officer", "330302"),
    DemoAccount("operator", "吴丽娜", "鹿城园区运营公司（演示）", "operator", ""),
    DemoAccount("cixi-operator", "孙志远", "慈溪园区运营公司（演示）", "operator", ""),
    DemoAccount("ningbo", "毛海东", "宁波市经济和信息化局（演示）", "city_officer", "330200"),
    DemoAccount("sysadmin", "系统管理员", "运行维护（演示）", "system_administrator", "330000"),
    DemoAccount("secadmin", "安全管理员", "账号与授权（演示）", "security_administrator", "330000"),
    DemoAccount("auditor", "审计管理员", "操作审计（演示）", "audit_administrator", "330000"),
)


def load() -> int:
    """Make the demo accounts that are missing; those that exist keep their password and roles.

    One that was made before departments had codes, and has none, gets its department."""
    missing = {account.username for account in ACCOUNTS} - set(
        User.objects.values_list("username", flat=True)
    )
    hashed = make_password(PASSWORD) if missing else ""
    for account in ACCOUNTS:
        if account.username in missing:
            make(account, hashed)
        elif account.department:
            own = Membership.objects.filter(
                user__username=account.username, user__is_demo=True, role=account.role
            )
            own.filter(department="").update(department=account.department)
    return len(ACCOUNTS)


def make(account: DemoAccount, hashed: str) -> None:
    user = User.objects.create(
        username=account.username,
        display_name=account.display_name,
        organisation=account.organisation,
        password=hashed,
        must_change_password=False,
        is_demo=True,
    )
    if account.at:
        place = Place.objects.get(code=account.at)
        Membership.objects.create(
            user=user, role=account.role, place=place, department=account.department, valid_from=SINCE
        )


def give_operator(user: User, park: Any) -> Membership:
    """Let the demo operator work for a park (anything with a `place`); the parks' demo data calls this."""
    membership, _ = Membership.objects.get_or_create(
        user=user, role=ROLES["operator"].code, place=park.place, defaults={"valid_from": SINCE}
    )
    return membership


def account_lines() -> list[str]:
    """“账号 角色 密码”, one line for each demo account, for people who try the portal."""
    users = {user.username: user for user in User.objects.filter(is_demo=True, is_active=True)}
    shown = [account for account in ACCOUNTS if account.username in users]
    return [
        f"{account.username}  {words(users[account.username])}  {password_word(users[account.username])}"
        for account in shown
    ]


def words(user: User) -> str:
    return "、".join(user.role_labels) or "暂无角色"


def password_word(user: User) -> str:
    """The common password, unless somebody has changed this account's."""
    return PASSWORD if opens(user.password) else "（密码已修改）"


@cache
def opens(hashed: str) -> bool:
    """Whether the common password fits. Hashing is slow by design and the accounts were made with one hash."""
    return check_password(PASSWORD, hashed)
