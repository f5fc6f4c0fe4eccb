"""Units are promised to applications, once each: in a round, or to an application outside of rounds."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from admissions.models import AdmissionRound, Allotment, Application, RoundUnit
from admissions.promises import UnitTaken, promise
from admissions.rounds import taken_units
from parks.models import Unit
from portal import audit


@transaction.atomic
def hold_units(
    *, application: Application, units: Collection[Unit], actor: Any, round_: AdmissionRound | None = None
) -> list[Allotment]:
    """Promise `units` of the application's park to it. Raises NotAllowed, UnitTaken.

    Outside of a round (`round_` None) a unit that some round offers is not to be had.
    """
    actor.require("round.run" if round_ else "application.decide", application.park.place)
    require_free(units, application, round_)
    made = promise([(application, unit) for unit in units], actor, round_)
    audit.record(
        actor=actor,
        action="allotment.make",
        subject=application,
        place=application.park.place,
        after={"units": [str(unit) for unit in units], "round": round_.name if round_ else ""},
    )
    return made


def require_free(units: Collection[Unit], application: Application, round_: AdmissionRound | None) -> None:
    """Every unit is in the park, nobody's, and offered by no other round; the rows are held meanwhile."""
    asked = {unit.pk for unit in units}
    locked = Unit.objects.select_for_update(of=("self",)).filter(pk__in=asked).order_by("pk")
    rows = Unit.objects.filter(pk__in=[unit.pk for unit in locked], storey__building__park=application.park)
    taken = rows.filter(taken_units(timezone.localdate())).select_related("storey__building").first()
    if taken:
        raise UnitTaken(f"{taken.full_name} 已售出、已有企业入驻或已分配，请选择其他单元。")
    if rows.count() != len(asked):
        raise UnitTaken("所选单元不在申请园区内，请重新选择。")
    offered = RoundUnit.objects.filter(unit__in=asked, is_live=True).exclude(round=round_)
    if row := offered.select_related("unit__storey__building", "round").first():
        raise UnitTaken(f"{row.unit.full_name} 已在批次“{row.round}”中推出，须随批次排序分配。")
