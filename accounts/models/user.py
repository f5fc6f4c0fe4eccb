from functools import cached_property
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models.membership import Membership
from accounts.models.place import Place
from accounts.roles import ROLES, require_declared
from portal.errors import NotAllowed
from portal.scope import Actor, Scope, ScopedQuerySet, sees_whole_tree


class UserQuerySet(ScopedQuerySet):
    def for_user(self, user: Actor, permission: str | None = None) -> Self:
        """Accounts with a role, past or present, in the user's places; whoever manages the whole tree also
        sees those that never had one."""
        rows = super().for_user(user, permission)
        if sees_whole_tree(user, permission or self.model.scope.view):
            rows |= self.exclude(pk__in=Membership.objects.order_by().values("user"))
        return rows


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person's account. What it may do comes from its memberships alone; there is no superuser."""

    username = models.CharField(
        "账号", max_length=40, unique=True, error_messages={"unique": "该账号已被使用，请换一个。"}
    )
    display_name = models.CharField("姓名", max_length=50)
    email = models.EmailField("电子邮箱", blank=True)
    mobile = models.CharField("手机号码", max_length=11, blank=True)
    organisation = models.CharField("单位", max_length=100, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    must_change_password = models.BooleanField("须修改初始密码", default=True)
    access_version = models.PositiveIntegerField("权限版本", default=1)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("display_name",)
    scope = Scope(place="memberships__place", view="account.manage", many=True)
    objects = UserManager()

    class Meta:
        verbose_name = "用户"
        ordering = ("username",)
        constraints = (
            # Names are typed in any case and looked up in lower case.
            models.CheckConstraint(condition=Q(username=Lower("username")), name="user_name_lower_case"),
            models.CheckConstraint(
                condition=Q(mobile="") | Q(mobile__regex=r"^1[0-9]{10}$"),
                name="user_mobile_form",
                violation_error_message="手机号码应为 1 开头的 11 位数字。",
            ),
        )

    def __str__(self) -> str:
        return self.display_name

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with every change of roles, so that older cookies are dead."""
        return self._get_session_auth_hash()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        seed = f"{self.password}:{self.access_version}"
        return salted_hmac("accounts.session", seed, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def grants(self) -> tuple[tuple[str, Place], ...]:
        """(role code, place) of the memberships valid today."""
        return tuple((row.role, row.place) for row in self.seats)

    @cached_property
    def seats(self) -> tuple[Any, ...]:
        """The memberships valid today; one query, kept for the request."""
        if not self.is_active:
            return ()
        return tuple(self.memberships.valid_on(timezone.localdate()).select_related("place"))

    def departments_at(self, place: Place) -> frozenset[str]:
        """The departments for which the user may give an opinion on what lies at `place`.

        A department reviewer speaks for the department of the role, a township officer for the township.
        """
        speaking = (row for row in self.seats if "opinion.give" in ROLES[row.role].permissions)
        return frozenset(row.speaks_for for row in speaking if row.place.covers(place))

    @cached_property
    def permissions(self) -> frozenset[str]:
        """All permissions the user holds anywhere."""
        return frozenset().union(*(seat.permissions for seat in self.seats))

    @property
    def role_labels(self) -> list[str]:
        """“县级经办人（鹿城区）”, … for the top bar."""
        return [f"{ROLES[code].label}（{place.name}）" for code, place in self.grants]

    def places_granting(self, permission: str) -> tuple[str, ...]:
        """Paths of the places at which a role grants `permission`; everything below is included."""
        require_declared(permission)
        return tuple(sorted({seat.place.path for seat in self.seats if permission in seat.permissions}))

    def can(self, permission: str, place: Place | None = None) -> bool:
        """May the user do `permission` at `place` (anywhere, when no place is given)?"""
        paths = self.places_granting(permission)
        return bool(paths) if place is None else place.path.startswith(paths) if paths else False

    def require(self, permission: str, place: Place | None = None) -> None:
        """Raise NotAllowed (403) unless the user may do `permission` at `place`."""
        if not self.can(permission, place):
            raise NotAllowed()
