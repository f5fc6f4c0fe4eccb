"""Recognition and star: dated facts of a park, written only here."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from parks.models import Park, ParkStar
from parks.services import writing
from parks.services.soundness import Unsound


@transaction.atomic
def recognise(*, actor: Any, park: Park, on: datetime.date, version: int | None = None) -> Park:
    """Note that the park was recognised on a day (C五: finished works may apply, also by phases).

    Raises NotAllowed, Conflict, Unsound (a day to come; nothing finished by that day; after its star).
    """
    actor.require("park.edit", park.place)
    park = writing.locked(park)
    require_past(on, "recognised_on")
    if not park.phases.filter(completed_on__lte=on).exists():
        raise Unsound("该日期之前还没有竣工的分期，请先登记分期的竣工日期，或核对认定日期。", "recognised_on")
    return write(actor, "park.recognise", park, version, {"recognised_on": on})


@transaction.atomic
def assign_star(
    *,
    actor: Any,
    park: Park,
    star: int | None,
    on: datetime.date,
    document: str = "",
    reason: str = "",
    valid_until: datetime.date | None = None,
    version: int | None = None,
) -> Park:
    """Give a recognised park its star (1–5) as of a day; None takes it away. Each is a row of `ParkStar`.

    Raises NotAllowed, Conflict, Unsound (a day to come or before the last one; not recognised).
    """
    actor.require("evaluation.run", park.place)
    park = writing.locked(park)
    require_past(on, "star_on")
    require_after_last(park, on)
    if star is not None and park.recognised_on is None:
        raise Unsound("园区尚未认定，不能评定星级。请先登记认定日期。", "star")
    values = {"star": star, "star_on": on if star is not None else None}
    changed = write(actor, "park.star", park, version, values)
    ParkStar.objects.create(
        park=park, star=star, on=on, valid_until=valid_until, document=document, reason=reason, by=actor
    )
    return changed


def require_after_last(park: Park, on: datetime.date) -> None:
    """Stars follow one another in time, so that the latest row is what holds."""
    last = park.stars.order_by("-on", "-pk").first()
    if last and on < last.on:
        raise Unsound(f"日期不能早于上一次星级记录的日期 {last.on}，请核对。", "star_on")


def write(actor: Any, action: str, park: Park, version: int | None, values: dict[str, Any]) -> Park:
    version = park.version if version is None else version
    return writing.change(
        actor=actor, action=action, row=park, version=version, values=values, place=park.place
    )


def require_past(on: datetime.date, field: str) -> None:
    if on > timezone.localdate():
        raise Unsound("日期不能晚于今天，请核对。", field)
