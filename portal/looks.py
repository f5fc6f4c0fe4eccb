"""How somebody looks at a list: the columns chosen, the views saved, what is remembered. One query a page."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction

from portal import audit
from portal.errors import NotAllowed, PortalError
from portal.models import SavedView

# Parts of an address that say where one stands in a list, not what one looks at.
PASSING = {"page", "size", "format", "view", "pk", "do", "at"}
MOST_VIEWS = 30
LONGEST_QUERY = 2000
ARRANGED = ("columns", "size", "dense", "begin_with")


@dataclass(frozen=True)
class Look:
    """A list as `user` looks at it; `query` is what was asked, or the default view's when nothing was."""

    user: Any
    rows: tuple[SavedView, ...]
    given: dict[str, str]

    @cached_property
    def remembered(self) -> SavedView | None:
        return next((row for row in self.rows if not row.name), None)

    @cached_property
    def views(self) -> list[SavedView]:
        return [row for row in self.rows if row.name]

    @cached_property
    def default(self) -> SavedView | None:
        pk = self.remembered.begin_with_id if self.remembered else None
        return next((view for view in self.views if view.pk == pk), None)

    @cached_property
    def view(self) -> SavedView | None:
        """The view looked through: the one asked for, or the default when nothing was asked."""
        if not self.given:
            return self.default
        return next((view for view in self.views if str(view.pk) == self.given.get("view")), None)

    @cached_property
    def query(self) -> dict[str, str]:
        return self.view.asked if self.view and not self.given else self.given

    @property
    def columns(self) -> list[str]:
        chosen = self.view.columns if self.view else []
        return chosen or (self.remembered.columns if self.remembered else [])

    @property
    def size(self) -> int | None:
        return self.remembered.size if self.remembered else None

    @property
    def dense(self) -> bool:
        return bool(self.remembered and self.remembered.dense)

    @property
    def is_mine(self) -> bool:
        return bool(self.view and self.view.owner_id == self.user.pk)

    @property
    def places(self) -> list[Any]:
        """Where one may share a view with one's colleagues."""
        return list({place.pk: place for _, place in self.user.grants}.values())

    @property
    def plain_url(self) -> str:
        """The list without filter and view; said outright where nothing would mean the default view."""
        return "?view=0" if self.default else "?"

    @property
    def links(self) -> list[dict[str, Any]]:
        """The views as links, one's own first."""
        ordered = sorted(self.views, key=lambda view: view.owner_id != self.user.pk)
        return [
            {
                "label": view.name,
                "url": f"?{urlencode(view.asked)}",
                "active": view == self.view and kept_query(self.query) == view.query,
                "shared": view.place_id is not None,
                "default": view == self.default,
            }
            for view in ordered
        ]


def look_of(user: Any, code: str, given: dict[str, str]) -> Look:
    """How `user` looks at the list `code` when asking for `given`."""
    return Look(user, tuple(SavedView.objects.for_user(user).filter(code=code)), given)


def kept_query(query: dict[str, str]) -> str:
    """What a saved view keeps of an address: filter and order."""
    return urlencode({key: value for key, value in query.items() if key not in PASSING and value})


def query_of(text: str) -> dict[str, str]:
    """A query string as a list reads it."""
    return {key: value for key, value in parse_qsl(text, max_num_fields=100) if "\x00" not in value}


@transaction.atomic
def arrange(*, actor: Any, code: str, **values: Any) -> SavedView:
    """Remember of `ARRANGED` what is given, for this person and list."""
    before, _ = SavedView.objects.get_or_create(owner=actor, code=code, name="")
    old = audit.snapshot(before, ARRANGED)
    SavedView.objects.filter(pk=before.pk).update(**values)
    before.refresh_from_db()
    new = audit.snapshot(before, ARRANGED)
    audit.record(actor=actor, action="list.arrange", subject=before, before=old, after=new)
    return before


@transaction.atomic
def save_view(
    *, actor: Any, code: str, name: str, query: str, columns: list[str], place: Any = None
) -> SavedView:
    """Keep filter, order and columns under a name; `place` shares it with all who have a role there.

    Raises NotAllowed for a place where one has no role, PortalError for a second view of that name or too many.
    """
    if place and place.pk not in {own.pk for _, own in actor.grants}:
        raise NotAllowed("只能共享给您任职地域的同事。")
    if len(query) > LONGEST_QUERY:
        raise PortalError("筛选条件太长，无法保存，请减少条件。", code="too_long")
    if SavedView.objects.filter(owner=actor, code=code).exclude(name="").count() >= MOST_VIEWS:
        raise PortalError(f"每个列表最多保存 {MOST_VIEWS} 个视图，请先删除不用的。", code="too_many")
    try:
        with transaction.atomic():
            view = SavedView.objects.create(
                owner=actor, code=code, name=name, query=query, columns=columns, place=place
            )
    except IntegrityError as error:
        raise PortalError("您已有同名视图，请换一个名称。", code="duplicate") from error
    audit.record(actor=actor, action="list.save_view", subject=view, place=place, after=audit.snapshot(view))
    return view


@transaction.atomic
def delete_view(*, actor: Any, view: SavedView) -> None:
    """Only its owner takes a view away, from everybody it was shared with. Raises NotAllowed."""
    if view.owner_id != actor.pk:
        raise NotAllowed("只能删除自己保存的视图。")
    audit.record(
        actor=actor, action="list.delete_view", subject=view, place=view.place, before=audit.snapshot(view)
    )
    view.delete()
