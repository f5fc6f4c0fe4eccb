"""Coming in and going out, each with its entry in the audit trail."""

import datetime
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.middleware import start
from accounts.models import Place, User
from portal import audit
from portal.models import AuditEntry


@dataclass(frozen=True)
class LastLogin:
    """When and from where the account was last used, and how many wrong passwords came since."""

    at: datetime.datetime
    address: str
    failures: int

    def __str__(self) -> str:
        moment = f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        sentence = f"上次登录：{moment}，来源地址 {self.address or '未知'}。"
        if self.failures:
            sentence += f"此后有 {self.failures} 次密码错误；如非本人操作，请修改密码并告知安全管理员。"
        return sentence


def home(user: User | None) -> Place | None:
    """The place an account's entries are filed under: the highest at which it has a role today."""
    places = [place for _, place in user.grants] if user else []
    return min(places, key=lambda place: (len(place.path), place.path), default=None)


def logins(user: User, limit: int = 10) -> list[AuditEntry]:
    """The account's logins, latest first."""
    about = AuditEntry.objects.filter(object_type=User._meta.label_lower, object_id=str(user.pk))
    return list(about.filter(action="login").order_by("-at", "-pk")[:limit])


def last_login(user: User) -> LastLogin | None:
    """The account's last login; None when there was none."""
    entry = next(iter(logins(user, 1)), None)
    if entry is None:
        return None
    failures = AuditEntry.objects.filter(
        object_type=User._meta.label_lower,
        object_id=str(user.pk),
        action__in=("login.failure", "login.lockout"),
        at__gt=entry.at,
    )
    return LastLogin(entry.at, entry.address or "", failures.count())


@transaction.atomic
def sign_in(request: HttpRequest, user: User) -> LastLogin | None:
    """Begin a session for a user whose password was right; answers the login before this one."""
    previous = last_login(user)
    login(request, user)
    start(request.session)
    audit.record(actor=user, action="login", subject=user, place=home(user))
    return previous


def sign_out(request: HttpRequest) -> None:
    user = cast(User, request.user)
    audit.record(actor=user, action="logout", subject=user, place=home(user))
    logout(request)


def record_failure(*, username: str, failures: int | None, locked: bool) -> None:
    """Note a wrong password, the one that closed the account, or a try while it was closed."""
    user = User.objects.filter(username=username).first()
    action = "login.failure"
    if locked:
        action = "login.lockout" if failures == settings.AXES_FAILURE_LIMIT else "login.refused"
    audit.record(
        actor=None,
        action=action,
        subject=user,
        place=home(user),
        after={"username": username},
        reason="" if user else f"没有这个账号：{username}",
    )


@transaction.atomic
def change_own_password(request: HttpRequest, password: str) -> None:
    """Set one's own password; this session goes on, all others of the account are dead."""
    user = cast(User, request.user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    update_session_auth_hash(request, user)
    audit.record(actor=user, action="password.change", subject=user, place=home(user))
