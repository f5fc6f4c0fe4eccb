"""The shipped reference schemes, brought into the database."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction
from django.utils import timezone

from policies.library import get_library
from policies.loading import StrictLoader
from portal.schemes.kind import SchemeKind


def shipped(paths: list[Path], canonical: Callable[[Mapping[str, Any]], Any]) -> list[Mapping[str, Any]]:
    """What the files say: `instrument`, `title`, the columns of the series, and `content` in its canonical form."""
    read = (yaml.load(path.read_text(), StrictLoader) for path in sorted(paths))
    return [{**one, "content": canonical(one)} for one in read]


@transaction.atomic
def load_shipped(kind: SchemeKind, schemes: list[Mapping[str, Any]]) -> int:
    """Bring in each reference scheme for as long as its instrument holds; answers how many there are.

    Published schemes never change: one already there stays as it is.
    """
    for one in schemes:
        series = {name: one[name] for name in kind.series}
        known = kind.model._default_manager.filter(is_reference=True, policy=one["instrument"], **series)
        if not known.exists():
            new_reference(kind, one, series)
    return len(schemes)


def new_reference(kind: SchemeKind, one: Mapping[str, Any], series: Mapping[str, Any]) -> None:
    """Published from the start and by nobody; everything else goes through the flow, which is why the database is told."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.allow_any_start = 'on'")
    instrument = get_library().instrument(one["instrument"])
    places = kind.model._meta.get_field("place").related_model._default_manager
    kind.model._default_manager.create(
        **series,
        place=places.get(code=instrument.place_code),
        title=one["title"],
        valid_from=instrument.in_force_from,
        valid_until=instrument.in_force_until,
        state=kind.model.State.PUBLISHED,
        published_at=timezone.now(),
        is_reference=True,
        policy=instrument.id,
        content=one["content"],
    )
