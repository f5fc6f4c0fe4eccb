"""Reads over several of the room's models."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Place
from accounts.roles import COUNTY_LEVEL, PlaceKind
from parks.models import Parcel, Park, Phase
from portal.registry import WorkRow

LIMIT = 20


def homes_for(user: Any) -> QuerySet[Place]:
    """Where the user may enter a park: counties, zones and townships of today below their places."""
    kinds = COUNTY_LEVEL | {PlaceKind.TOWNSHIP}
    places = Place.objects.for_user(user, "park.edit").filter(kind__in=kinds).on(timezone.localdate())
    return places.select_related("parent").order_by("path")


def counties_for(user: Any) -> QuerySet[Place]:
    """The counties and zones whose parks the user may see as a whole."""
    return Place.objects.for_user(user, "park.view").county_level().order_by("sort", "code")


def unfinished(user: Any) -> QuerySet[Park]:
    """Parks the user keeps that still lack a parcel, a phase or an operator."""
    parks = Park.objects.for_user(user, "park.edit").exclude(status=Park.Status.CLOSED)
    parks = parks.annotate(
        has_parcel=Exists(Parcel.objects.filter(park=OuterRef("pk"))),
        has_phase=Exists(Phase.objects.filter(park=OuterRef("pk"))),
    )
    return parks.filter(Q(has_parcel=False) | Q(has_phase=False) | Q(operator=None))


def unfinished_rows(user: Any) -> list[WorkRow]:
    rows = unfinished(user).order_by("-updated_at", "pk")[:LIMIT]
    return [
        WorkRow(
            park.name, reverse("parks:park", args=(park.pk,)), f"缺{missing(park)}", action_label="去完善"
        )
        for park in rows
    ]


def missing(park: Any) -> str:
    """What an `unfinished` park lacks, in words."""
    lacks = (("地块", park.has_parcel), ("分期", park.has_phase), ("运营机构", park.operator_id))
    return "、".join(word for word, has in lacks if not has)
