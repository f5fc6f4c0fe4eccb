"""Who sees which rows: the one place that turns memberships into a filter.

A scoped model says where its place is:

    class Parcel(models.Model):
        scope = Scope(place="park__place", view="park.view")
        objects = ScopedManager()

`Parcel.objects.for_user(user)` starts from nothing and adds what lies below the places at which one of the
user's roles grants the permission. Views, API, exports and jobs all go through it.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.db import models
from django.db.models import Q


class Actor(Protocol):
    """What this module needs of a user; `accounts.User` has it."""

    def places_granting(self, permission: str) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Scope:
    """Where a model's place is.

    `place`: lookup path to an `accounts.Place` ("" when the model is the place itself);
    `view`: permission that shows its rows; `many`: the path crosses a to-many relation.
    """

    place: str
    view: str
    many: bool = False

    def lookup(self, field: str) -> str:
        return f"{self.place}__{field}" if self.place else field

    def filter_for(self, paths: tuple[str, ...]) -> Q:
        """Rows at or below the places with these paths; `paths` must not be empty."""
        return reduce(or_, (Q(**{self.lookup("path__startswith"): path}) for path in paths))

    def place_of(self, row: Any) -> Any:
        """The place of one row, following `place`; for to-many paths the row has to say it itself."""
        return reduce(getattr, self.place.split("__"), row) if self.place else row


class ScopedQuerySet(models.QuerySet):
    def for_user(self, user: Actor, permission: str | None = None):
        """The rows `user` may see (or may do `permission` to); nothing unless a role grants it."""
        scope: Scope = self.model.scope
        paths = user.places_granting(permission or scope.view)
        if not paths:
            return self.none()
        inside = scope.filter_for(paths)
        # What was merged into another record is that record.
        rows = self.filter(merged_into=None) if hasattr(self.model, "merged_into") else self
        if scope.many:
            return rows.filter(pk__in=self.model._base_manager.filter(inside).values("pk"))
        return rows.filter(inside)


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)


def sees_whole_tree(user: Actor, permission: str) -> bool:
    """Does a role at the root grant `permission`? Rows that belong to no place are theirs alone."""
    return any(path.count("/") == 1 for path in user.places_granting(permission))
