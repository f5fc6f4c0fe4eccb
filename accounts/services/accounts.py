"""Accounts: made, given a new first password, closed and opened by security administrators."""

import secrets
from typing import Any

from django.db import transaction

from accounts.lockout import unlock
from accounts.models import ApiToken, User
from accounts.services.managing import locked, raise_version, require_managed
from accounts.services.roles import NewRole, add_role
from accounts.services.sessions import home
from portal import audit
from portal.errors import IllegalState, PortalError

# Without letters that look alike: the password is read from paper or over the telephone.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
FACTS = ("username", "display_name", "organisation", "is_active", "must_change_password")


class NameTaken(PortalError):
    code = "taken"
    field = "username"


def first_password() -> str:
    """Sixteen random characters in four groups, about 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


@transaction.atomic
def create_user(
    *, actor: Any, username: str, display_name: str, organisation: str = "", role: NewRole
) -> tuple[User, str]:
    """An account with its first role; answers it and the first password, which is kept nowhere readable."""
    actor.require("account.manage", role.place)
    return new_user(
        actor=actor, username=username, display_name=display_name, organisation=organisation, role=role
    )


def new_user(
    *, actor: Any, username: str, display_name: str, organisation: str, role: NewRole
) -> tuple[User, str]:
    """Write account and role; the caller has seen to the permission."""
    if User.objects.filter(username=username).exists():
        raise NameTaken("该账号已被使用，请换一个。")
    password = first_password()
    user = User(username=username, display_name=display_name, organisation=organisation)
    user.set_password(password)
    user.save()
    add_role(user=user, actor=actor, role=role)
    audit.record(
        actor=actor,
        action="account.create",
        subject=user,
        place=role.place,
        after=audit.snapshot(user, FACTS),
    )
    return user, password


@transaction.atomic
def reset_password(*, actor: Any, user: User, reason: str) -> str:
    """A new first password, also for an account closed by wrong ones; sessions and keys of programs end."""
    require_managed(actor, user)
    user = locked(user)
    password = first_password()
    user.set_password(password)
    raise_version(user, password=user.password, must_change_password=True)
    ApiToken.objects.filter(user=user).delete()
    unlock(user.username)
    audit.record(actor=actor, action="password.reset", subject=user, place=home(user), reason=reason)
    return password


@transaction.atomic
def disable_user(*, actor: Any, user: User, reason: str) -> None:
    """Nobody comes in with the account any more; its sessions and keys end, its work and history stay."""
    require_managed(actor, user)
    user = locked(user)
    if not user.is_active:
        raise IllegalState("该账号已经停用。")
    place, before = home(user), audit.snapshot(user, FACTS)
    raise_version(user, is_active=False)
    ApiToken.objects.filter(user=user).delete()
    audit.record(
        actor=actor,
        action="account.disable",
        subject=user,
        place=place,
        before=before,
        after=audit.snapshot(user, FACTS),
        reason=reason,
    )


@transaction.atomic
def enable_user(*, actor: Any, user: User, reason: str) -> None:
    """Open a disabled account again, with the roles that are still valid."""
    require_managed(actor, user)
    user = locked(user)
    if user.is_active:
        raise IllegalState("该账号并未停用。")
    before = audit.snapshot(user, FACTS)
    raise_version(user, is_active=True)
    audit.record(
        actor=actor,
        action="account.enable",
        subject=user,
        place=home(User.objects.get(pk=user.pk)),
        before=before,
        after=audit.snapshot(user, FACTS),
        reason=reason,
    )
