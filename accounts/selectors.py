"""Reads over accounts, roles and places."""

from itertools import accumulate
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.models import Membership, Place, User
from accounts.roles import ROLE_CHOICES

ROLE_LABEL = Case(
    *(When(role=code, then=Value(label)) for code, label in ROLE_CHOICES), output_field=CharField()
)


def with_roles(users: QuerySet[User]) -> QuerySet[User]:
    """Adds `roles`, the roles valid today in words: “县级经办人（鹿城区）、…”."""
    words = Concat(ROLE_LABEL, Value("（"), "place__name", Value("）"), output_field=CharField())
    today = Membership.objects.valid_on(timezone.localdate()).filter(user=OuterRef("pk")).order_by()
    joined = today.values("user").annotate(text=StringAgg(words, "、", order_by=("place__path", "role")))
    return users.annotate(roles=Subquery(joined.values("text")))


def places_managed(actor: Any) -> QuerySet[Place]:
    """Places at which `actor` gives roles; those that exist today."""
    return Place.objects.for_user(actor, "account.manage").on(timezone.localdate())


def people_with(permission: str, place: Place) -> QuerySet[User]:
    """Those who may do `permission` at `place` today, by a role there or above it; disabled accounts are left out."""
    above = [f"{path}/" for path in accumulate(place.path.rstrip("/").split("/"), "{}/{}".format)]
    holders = Membership.objects.valid_on(timezone.localdate()).granting(permission)
    holders = holders.filter(place__path__in=above)
    return User.objects.filter(pk__in=holders.order_by().values("user"), is_active=True)
