"""The promises of units as rows: made, taken up, given back. Whoever may do so is asked by flows and services."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from admissions.models import AdmissionRound, Allotment, Application
from parks.models import Unit
from portal.errors import PortalError


class UnitTaken(PortalError):
    """Somebody else has the unit, or is to have it."""

    code = "unit_taken"
    status = 409
    field = "units"


def promise(
    pairs: Iterable[tuple[Application, Unit]], actor: Any, round_: AdmissionRound | None
) -> list[Allotment]:
    """Write the promises; of two who promise one unit at the same moment the database lets the first."""
    rows = [
        Allotment(application=application, unit=unit, round=round_, made_by=actor)
        for application, unit in pairs
    ]
    try:
        with transaction.atomic():
            return Allotment.objects.bulk_create(rows)
    except IntegrityError as error:
        raise UnitTaken("所选单元刚刚已分配给另一家企业，请刷新后重新选择。") from error


def take_up(*, application: Application) -> int:
    """The firm has moved in: from now on its occupancy says who is in the units. Answers how many."""
    return end(Allotment.objects.filter(application=application), Allotment.State.TAKEN_UP)


def release(*, application: Application) -> int:
    """The firm does not come: its units are free again. Answers how many."""
    return end(Allotment.objects.filter(application=application), Allotment.State.RELEASED)


def end(rows: Any, state: str) -> int:
    return rows.filter(state=Allotment.State.LIVE).update(state=state, ended_at=timezone.now())
