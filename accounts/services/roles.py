"""Roles: given at a place for a time, ended; every change ends the account's sessions."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.departments import Department
from accounts.models import Membership, Place, User
from accounts.roles import DEPARTMENT_REVIEWER, ROLES
from accounts.services.managing import locked, raise_version, require_managed
from portal import audit
from portal.errors import IllegalState, NotAllowed, PortalError

FACTS = ("user", "role", "place", "department", "valid_from", "valid_until")


@dataclass(frozen=True)
class NewRole:
    """A role about to be given; both dates are included, no `valid_until` means until further notice."""

    code: str
    place: Place
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    department: str = ""


class RoleRefused(PortalError):
    """A role that cannot be given like this; `field` names what has to be changed."""

    code = "role_refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def check_place(role: NewRole) -> None:
    """A township officer works in a township: each role names the kinds of places it can be given at."""
    kinds = ROLES[role.code].kinds
    if role.place.kind not in kinds:
        labels = "、".join(label for kind, label in Place.Kind.choices if kind in kinds)
        raise RoleRefused(f"“{ROLES[role.code].label}”只能授予以下层级的地域：{labels}。", "place")


def check_department(role: NewRole) -> None:
    """Opinions are asked by department, so its reviewer belongs to one; no other role does."""
    reviewer = role.code == DEPARTMENT_REVIEWER.code
    if reviewer and role.department in ("", Department.TOWNSHIP):
        raise RoleRefused("请选择审核人所在的部门，入园会审按部门征求意见。", "department")
    if role.department and not reviewer:
        raise RoleRefused(f"“{ROLES[role.code].label}”不填部门。", "department")


def add_role(*, user: User, actor: Any, role: NewRole) -> Membership:
    """Write the membership if roles and dates allow it; what the database would refuse is said in words."""
    check_place(role)
    check_department(role)
    membership = Membership(
        user=user,
        role=role.code,
        place=role.place,
        department=role.department,
        valid_from=role.valid_from,
        valid_until=role.valid_until,
        granted_by=actor,
    )
    try:
        membership.validate_constraints()
    except ValidationError as error:
        raise RoleRefused(error.messages[0]) from error
    membership.save()
    audit.record(actor=actor, action="role.grant", subject=user, place=role.place, after=facts(membership))
    return membership


def facts(membership: Membership) -> dict[str, Any]:
    return audit.snapshot(membership, FACTS)


@transaction.atomic
def grant_role(*, actor: Any, user: User, role: NewRole) -> Membership:
    """Give an account a further role; nobody gives one to themselves."""
    actor.require("account.manage", role.place)
    require_managed(actor, user)
    user = locked(user)
    membership = add_role(user=user, actor=actor, role=role)
    raise_version(user)
    return membership


def require_may_end(actor: Any, membership: Membership) -> None:
    """Raise NotAllowed (403) unless the role lies within the actor's places and is somebody else's."""
    actor.require("account.manage", membership.place)
    if membership.user_id == actor.pk:
        raise NotAllowed("不能管理自己的账号，请由另一位安全管理员办理。")


@transaction.atomic
def end_role(*, actor: Any, membership: Membership, last_day: datetime.date) -> None:
    """Let a role end with `last_day`; yesterday or earlier means at once.

    A role that has not begun by then is taken back altogether; the audit trail keeps it.
    """
    require_may_end(actor, membership)
    user = locked(membership.user)
    membership = Membership.objects.select_related("place").get(pk=membership.pk)
    if membership.valid_until and membership.valid_until < timezone.localdate():
        raise IllegalState("该角色已经终止。")
    if membership.valid_until and membership.valid_until < last_day:
        raise RoleRefused("终止日期不能晚于原定的失效日期。如需延长，请另行授权。", "last_day")
    before, after = facts(membership), {}
    if last_day < membership.valid_from:
        take_back(membership)
    else:
        membership.valid_until = last_day
        membership.save(update_fields=["valid_until"])
        after = facts(membership)
    raise_version(user)
    audit.record(
        actor=actor, action="role.end", subject=user, place=membership.place, before=before, after=after
    )


def take_back(membership: Membership) -> None:
    if not Membership.objects.filter(user=membership.user_id).exclude(pk=membership.pk).exists():
        raise IllegalState("这是该账号唯一的角色，且尚未使用过：请改为停用账号。")
    membership.delete()
