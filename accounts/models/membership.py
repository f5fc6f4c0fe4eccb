import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from accounts.departments import Department
from accounts.models.place import Place
from accounts.roles import ADMIN_CODES, ROLE_CHOICES, ROLES, departments_granting, roles_granting


class MembershipQuerySet(models.QuerySet):
    def granting(self, permission: str) -> Self:
        """Seats that hold `permission` by their role, or by role and department."""
        held = Q(role__in=roles_granting(permission))
        for role, department in departments_granting(permission):
            held |= Q(role=role, department=department)
        return self.filter(held)

    def valid_on(self, date: datetime.date) -> Self:
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=date), valid_from__lte=date
        ).order_by("pk")

    def not_ended(self, date: datetime.date) -> Self:
        """Roles that are valid on `date` or will be later."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=date)).order_by("pk")


class Membership(models.Model):
    """A role at a place between two dates (both included); it covers what lies below the place."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="用户", related_name="memberships"
    )
    role = models.CharField("角色", max_length=30, choices=ROLE_CHOICES)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="地域", related_name="memberships")
    department = models.CharField("部门", max_length=20, choices=Department.choices, blank=True)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="授权人", null=True, related_name="+"
    )

    objects = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        verbose_name = "角色授权"
        ordering = ("user", "valid_from", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=[code for code, _ in ROLE_CHOICES]), name="membership_role_known"
            ),
            models.CheckConstraint(
                condition=Q(department="") | Q(department__in=Department.values),
                name="membership_department_known",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="membership_dates_in_order",
                violation_error_message="失效日期不能早于生效日期。",
            ),
            ExclusionConstraint(
                name="membership_one_administrator_role",
                expressions=[("user", RangeOperators.EQUAL), ("role", RangeOperators.NOT_EQUAL)],
                condition=Q(role__in=ADMIN_CODES),
                violation_error_message="系统、安全、审计管理员不能由同一账号兼任，请另建账号。",
            ),
            ExclusionConstraint(
                name="membership_administrators_apart",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Case(
                            When(role__in=ADMIN_CODES, then=1), default=0, output_field=models.IntegerField()
                        ),
                        RangeOperators.NOT_EQUAL,
                    ),
                ],
                violation_error_message="管理员账号与业务账号不能合用，请为此人另建一个账号。",
            ),
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="该用户在此地域、此期间已有相同角色。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {ROLES[self.role].label} {self.place}"

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label

    @property
    def permissions(self) -> frozenset[str]:
        """What this seat may do, by its role and its department."""
        return ROLES[self.role].may(self.department)

    @property
    def speaks_for(self) -> str:
        """Whose opinion this is, where the role gives one: that of the department, or of the township."""
        return Department.TOWNSHIP if self.place.kind == Place.Kind.TOWNSHIP else self.department
