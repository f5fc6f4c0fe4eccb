"""Rounds in the middle of their way, put there as rows: what stands on the pages about them."""

import datetime
from decimal import Decimal
from typing import Any

import pgtrigger

from admissions.models import (
    AdmissionRound,
    AdmissionScheme,
    Allotment,
    Application,
    Objection,
    RoundUnit,
    Standing,
)
from admissions.services.reference import load_reference
from parks.models import Park, Unit
from tests.factories import UnitFactory, UserFactory

DAY = datetime.date(2020, 6, 1)
NOON = datetime.datetime(2020, 6, 2, 4, tzinfo=datetime.UTC)


def reference_scheme() -> AdmissionScheme:
    """The scheme shipped for 温州."""
    rows = AdmissionScheme.objects.filter(is_reference=True, policy="wenzhou-2019")
    return rows.first() or (load_reference() and rows.get())


def published(park: Park, word: str = "", **values: Any) -> AdmissionRound:
    """A round in its publicity, still without applications."""
    return AdmissionRound.objects.create(
        **{
            "park": park,
            "name": f"{word}批次{park.rounds.count() + 1}",
            "note": f"{word}说明",
            "opens_on": DAY,
            "closes_on": DAY,
            "scheme": reference_scheme(),
            "state": "publicity",
            "turn": 1,
            "is_public": True,
            "published_on": DAY,
            "publicity_until": datetime.date(2099, 1, 1),
            "objections_until": datetime.date(2099, 1, 1),
            "created_by": UserFactory(),
            **values,
        }
    )


def enlarge(
    round_: AdmissionRound, application: Application, unit: Unit | None = None, word: str = ""
) -> None:
    """One more firm on the list, with a unit, and an objection to it; whatever state the round is in."""
    unit = unit or UnitFactory(storey__building__park=round_.park)
    with pgtrigger.ignore():
        Application.objects.filter(pk=application.pk).update(round=round_)
        RoundUnit.objects.create(round=round_, unit=unit)
        standing = Standing.objects.create(
            round=round_,
            application=application,
            firm_name=application.firm_name,
            score=Decimal("88.5"),
            rank=round_.standings.count() + 1,
            tie=f"{word}同分",
            verdict="allotted",
            reason=f"{word}原因",
        )
        standing.units.add(unit)
    Allotment.objects.create(round=round_, application=application, unit=unit, made_by=UserFactory())
    objection(round_, word)


def objection(round_: AdmissionRound, word: str = "") -> Objection:
    return Objection.objects.create(
        round=round_,
        turn=1,
        name=f"{word}异议人",
        contact=f"{word}电话13900000000",
        text=f"{word}异议内容",
        origin="0" * 64,
    )


def decided(floor: Decimal) -> dict[str, Any]:
    """The columns of an application that was approved."""
    return {
        "state": "approved",
        "accepted_at": NOON,
        "accepted_by": UserFactory(),
        "decided_at": NOON,
        "decided_by": UserFactory(),
        "approved_floor_m2": floor,
    }
