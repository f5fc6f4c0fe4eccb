from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Membership, Place, User
from accounts.roles import ROLE_CHOICES
from accounts.selectors import places_managed

STATES = (("active", "启用"), ("disabled", "停用"), ("unused", "从未登录"), ("roleless", "没有有效角色"))


def areas(request: Any) -> QuerySet[Place]:
    if request is None:
        return Place.objects.none()
    return places_managed(request.user).exclude(kind__in=(Place.Kind.TOWNSHIP, Place.Kind.PARK))


def holding(**conditions: Any) -> QuerySet:
    """Ids of users with a role valid today that fits."""
    return Membership.objects.valid_on(timezone.localdate()).filter(**conditions).order_by().values("user")


class AccountFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="账号、姓名或单位", method="search")
    role = django_filters.ChoiceFilter(
        label="角色", choices=ROLE_CHOICES, method="in_role", empty_label="全部"
    )
    place = django_filters.ModelChoiceFilter(
        label="地域", queryset=areas, method="at_place", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=STATES, method="in_state", empty_label="全部")

    class Meta:
        model = User
        fields = ("q", "role", "place", "state")

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        text = text.strip()
        return rows.filter(
            Q(username__icontains=text) | Q(display_name__icontains=text) | Q(organisation__icontains=text)
        )

    def in_role(self, rows: QuerySet, name: str, role: str) -> QuerySet:
        return rows.filter(pk__in=holding(role=role))

    def at_place(self, rows: QuerySet, name: str, place: Place) -> QuerySet:
        return rows.filter(pk__in=holding(place__path__startswith=place.path))

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        if state == "roleless":
            return rows.exclude(pk__in=holding())
        conditions = {
            "active": Q(is_active=True),
            "disabled": Q(is_active=False),
            "unused": Q(last_login__isnull=True),
        }
        return rows.filter(conditions[state])
