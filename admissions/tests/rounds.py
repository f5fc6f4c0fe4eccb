"""What the tests of rounds share: units, approved applications with a score, rounds on their way, other days."""

import datetime
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from unittest import mock

from django.utils import timezone

from admissions.models import AdmissionRound, Application
from admissions.services import rounds
from admissions.tests.conftest import CONTENT
from portal.uscc import uscc_from
from tests.access.rounds import reference_scheme
from tests.factories import StoreyFactory, UnitFactory

TODAY = datetime.date(2026, 3, 2)
NUMBERS = count(610_000)


@contextmanager
def on(day: datetime.date):
    """Everything below happens on this day."""
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=timezone.get_current_timezone())
    with mock.patch("django.utils.timezone.now", return_value=noon):
        yield


def later(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


class Fair:
    """A park of `house` with units, and rounds in it. Every verb happens on the day it needs."""

    def __init__(self, house, **scheme) -> None:
        self.house = house
        self.storey = StoreyFactory(building__park=house.park)

    def unit(self, floor: str = "1000", **values):
        return UnitFactory(
            storey=self.storey, floor_area_m2=Decimal(floor), **{"may_be_sold": True, **values}
        )

    def round(self, *units, actor=None, **values) -> AdmissionRound:
        plain = {"name": f"第 {next(NUMBERS)} 批", "opens_on": TODAY, "closes_on": later(10), **values}
        actor = actor or self.house.officer
        with on(TODAY):
            made = rounds.create_round(actor=actor, park=self.house.park, **plain)
            return rounds.offer_units(round_=made, actor=actor, units=units)

    def step(self, round_, transition: str, day: datetime.date = TODAY, comment: str = "意见", actor=None):
        with on(day):
            actor = actor or self.house.officer
            return rounds.step(round_=round_, transition=transition, actor=actor, comment=comment)

    def open(self, *units, **values) -> AdmissionRound:
        return self.step(self.round(*units, **values), "open")

    def approved(self, round_=None, score: str | None = "80", **values) -> Application:
        """An application that was approved, as rows: its way there has tests of its own."""
        wished = values.pop("wished", ())
        number, house = next(NUMBERS), self.house
        moment = datetime.datetime(2026, 3, 3, 4, tzinfo=datetime.UTC)
        plain = {
            "uscc": uscc_from(number, "330302"),
            "firm_name": f"企业{number}",
            "requested_floor_m2": Decimal("1000"),
        }
        made = Application.objects.create(
            **{
                **CONTENT,
                **plain,
                "park": house.park,
                "round": round_,
                "number": f"RY-2026-{number:06d}",
                "state": "approved",
                "revision": 1,
                "first_submitted_on": moment.date(),
                "submitted_at": moment,
                "submitted_by": house.operator,
                "accepted_at": moment,
                "accepted_by": house.officer,
                "decided_at": moment,
                "decided_by": house.officer,
                "approved_floor_m2": values.get("requested_floor_m2", plain["requested_floor_m2"]),
                "own_use_declared": True,
                "created_by": house.operator,
                "owner": house.operator,
                "scheme": reference_scheme(),
                "score": None if score is None else Decimal(score),
                "score_trace": {"passed": True, "vetoes": []},
                **values,
            }
        )
        made.wanted_units.set(wished)
        return made

    def closed(self, round_: AdmissionRound) -> AdmissionRound:
        return self.step(round_, "close", later(11))

    def allotted(self, round_: AdmissionRound) -> AdmissionRound:
        return self.step(self.closed(round_), "allot", later(11))

    def published(self, round_: AdmissionRound) -> AdmissionRound:
        return self.step(self.allotted(round_), "publish", later(12))

    def final(self, round_: AdmissionRound) -> AdmissionRound:
        return self.step(self.published(round_), "finalise", later(20))
