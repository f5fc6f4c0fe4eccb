"""What happens to a firm's record, and its steps on the growth ladder."""

import datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from accounts.models import Place
from enterprises.models import Enterprise, GrowthEvent, Occupancy
from enterprises.rules.growth import Step, faults
from parks.models import Park
from parks.services.soundness import Unsound
from portal import audit
from portal.errors import PortalError

BASICS = ("industry_code", "founded_on", "code_url", "systems")


def editing_place(enterprise: Enterprise, user: Any, permission: str = "enterprise.edit") -> Place:
    """The place through which `user` may edit this firm; one of the firm's places when there is none."""
    rooms = Occupancy.objects.filter(enterprise=enterprise).select_related("park__place").order_by("pk")
    mine = rooms.for_user(user, permission).first() or rooms.first()
    return cast(Occupancy, mine).park.place


@transaction.atomic
def change_enterprise(*, actor: Any, enterprise: Enterprise, version: int, **values: Any) -> Enterprise:
    """Change the values of `BASICS`; raises Conflict when somebody saved since `version`."""
    place = editing_place(enterprise, actor)
    actor.require("enterprise.edit", place)
    before = audit.snapshot(enterprise, BASICS)
    enterprise.change(version, **values)
    audit.record(
        actor=actor,
        action="enterprise.change",
        subject=enterprise,
        place=place,
        before=before,
        after=audit.snapshot(enterprise, BASICS),
    )
    return enterprise


@transaction.atomic
def record_growth(
    *,
    actor: Any,
    enterprise: Enterprise,
    park: Park,
    kind: str,
    direction: str,
    on: datetime.date,
    document: str,
) -> GrowthEvent:
    """Note a step onto or off the growth ladder (W11), counted in the park where the firm then was.

    Raises NotAllowed, Unsound at the field, PortalError for a step noted already. Entering and leaving take turns.
    """
    actor.require("enterprise.edit", park.place)
    require_presence(enterprise, park, on)
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    require_turn(enterprise, kind, direction, on)
    event = GrowthEvent.objects.create(
        enterprise=enterprise, park=park, kind=kind, direction=direction, on=on, document=document
    )
    audit.record(
        actor=actor, action="growth.record", subject=event, place=park.place, after=audit.snapshot(event)
    )
    return event


def require_presence(enterprise: Enterprise, park: Park, on: datetime.date) -> None:
    """A step has happened, and on its day the firm held rooms in the park."""
    if on > timezone.localdate():
        raise Unsound("日期不能晚于今天，请在事件发生后登记。", "on")
    if not Occupancy.objects.filter(enterprise=enterprise, park=park).on(on).exists():
        raise Unsound(f"该企业 {on} 没有入驻{park.name}，请核对日期，或选择企业当天所在的园区。", "on")


def require_turn(enterprise: Enterprise, kind: str, direction: str, on: datetime.date) -> None:
    """Nobody leaves a list he is not on, or enters one that he is on."""
    known = GrowthEvent.objects.filter(enterprise=enterprise, kind=kind)
    steps = [
        Step(day, way == GrowthEvent.Direction.ENTERED) for day, way in known.values_list("on", "direction")
    ]
    step = Step(on, direction == GrowthEvent.Direction.ENTERED, new=True)
    if (step.on, step.entered) in {(one.on, one.entered) for one in steps}:
        raise PortalError("该企业当天的同类事件已登记。", code="duplicate")
    for _, sentence in faults([*steps, step], kind, GrowthEvent.Kind(kind).label):
        raise Unsound(sentence, "direction")
