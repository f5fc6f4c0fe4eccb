"""What happens to a firm's record and to its rooms."""

import datetime
from typing import Any, cast

from django.db import IntegrityError, transaction

from accounts.models import Place
from enterprises.models import Enterprise, GrowthEvent, Occupancy
from parks.models import Park
from portal import audit
from portal.errors import IllegalState, NotAllowed, PortalError

BASICS = ("name", "industry_code", "founded_on")


def editing_place(enterprise: Enterprise, user: Any, permission: str = "enterprise.edit") -> Place:
    """The place through which `user` may edit this firm; one of the firm's places when there is none."""
    rooms = Occupancy.objects.filter(enterprise=enterprise).select_related("park__place").order_by("pk")
    mine = rooms.for_user(user, permission).first() or rooms.first()
    return cast(Occupancy, mine).park.place


@transaction.atomic
def change_enterprise(*, actor: Any, enterprise: Enterprise, version: int, **values: Any) -> Enterprise:
    """Change name, industry or founding date; raises Conflict when somebody saved since `version`."""
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
def end_occupancy(*, actor: Any, occupancy: Occupancy, version: int, on: datetime.date) -> Occupancy:
    """The firm leaves its rooms; `on` is the last day. Its history stays."""
    actor.require("enterprise.edit", occupancy.park.place)
    if occupancy.valid_until is not None:
        raise IllegalState("该入驻已登记退出，请刷新页面查看。")
    if on < occupancy.valid_from:
        raise PortalError("退出日期不能早于入驻日期。", code="dates")
    occupancy.change(version, valid_until=on)
    audit.record(
        actor=actor,
        action="occupancy.end",
        subject=occupancy,
        place=occupancy.park.place,
        after={"valid_until": on},
    )
    return occupancy


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
    """Note a step onto or off the growth ladder (W11), counted in the park where the firm then was."""
    actor.require("enterprise.edit", park.place)
    if not Occupancy.objects.filter(enterprise=enterprise, park=park).exists():
        raise NotAllowed("该企业没有入驻这个园区。")
    try:
        with transaction.atomic():
            event = GrowthEvent.objects.create(
                enterprise=enterprise, park=park, kind=kind, direction=direction, on=on, document=document
            )
    except IntegrityError as error:
        raise PortalError("该企业当天的同类事件已登记。", code="duplicate") from error
    audit.record(
        actor=actor, action="growth.record", subject=event, place=park.place, after=audit.snapshot(event)
    )
    return event
