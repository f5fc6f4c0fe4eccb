"""Who manages whose account, and what every change of an account has in common."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from portal.errors import NotAllowed


def reason_not_managed(actor: Any, user: User) -> str:
    """Why `actor` may not manage this account; "" if they may.

    Whoever manages an account can get at all its roles, so every role it has or will have must lie within the
    administrator's own places; and nobody manages themselves.
    """
    if not actor.can("account.manage"):
        return "只有安全管理员可以管理账号。"
    if actor.pk == user.pk:
        return "不能管理自己的账号，请由另一位安全管理员办理。"
    for role in user.memberships.not_ended(timezone.localdate()).select_related("place"):
        if not actor.can("account.manage", role.place):
            return f"该账号在您的管辖范围之外还有角色（{role.place.name}），请联系上级安全管理员。"
    return ""


def require_managed(actor: Any, user: User) -> None:
    """Raise NotAllowed (403) unless `actor` may manage the account."""
    if reason := reason_not_managed(actor, user):
        raise NotAllowed(reason)


def locked(user: User) -> User:
    """The account's row, held until the end of the transaction."""
    return User.objects.select_for_update().get(pk=user.pk)


def raise_version(user: User, **values: Any) -> None:
    """Write `values` and end all sessions of the account."""
    User.objects.filter(pk=user.pk).update(access_version=F("access_version") + 1, **values)
    user.refresh_from_db()
