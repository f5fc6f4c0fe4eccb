"""Where the walks over the database begin: for every flow one fresh record in its first state, and what its steps ask."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from admissions.models import AdmissionRound, Finding, InspectionCampaign, TransferRequest
from admissions.tests import contract_scenes
from enterprises.models import Filing, ParkFigure
from evaluation.models import Claim
from parks.models import Park
from portal.uscc import uscc_from
from tests.access import rounds, subjects
from tests.factories import OccupancyFactory, UnitFactory, UserFactory

DAY = datetime.date(2026, 6, 1)
LATER = datetime.date(2026, 7, 1)

# Whatever the steps of all flows ask beside a comment.
GIVEN: dict[str, Any] = {
    "own_use_declared": True,
    "cleared": ("无证无照", "无安全保障", "无合法场所", "无环保措施"),
    "valid_from": LATER,
    "floor_area_m2": Decimal(800),
    "reason": "理由",
    "buyer": "government",
    "appraisal_wan": Decimal(300),
    "offer_wan": Decimal(280),
    "document": "文号",
    "vacated_on": LATER,
    "due_on": LATER,
    "last_day": LATER,
    "reply": "已整改",
    "paid_on": DAY,
    "paid_wan": Decimal(10),
    "payment_document": "文号",
    "taken": "firm",
    "visited_on": DAY,
    "visitors": "核查人",
    "findings": "核查情况",
    "awarded_on": DAY,
}


def transfer(park: Park) -> TransferRequest:
    room = OccupancyFactory(park=park, valid_from=datetime.date(2020, 1, 1))
    return TransferRequest.objects.create(
        park=park,
        occupancy=room,
        kind="transfer",
        reason="搬迁",
        taker="承接企业",
        taker_uscc=uscc_from(next(subjects.NUMBERS)),
    )


def campaign(park: Park) -> InspectionCampaign:
    county = park.place.parent.parent
    number = next(subjects.NUMBERS)
    return InspectionCampaign.objects.create(
        place=county, title=f"清查{number}", starts_on=DAY, ends_on=LATER
    )


def finding(park: Park) -> Finding:
    room = OccupancyFactory(park=park, valid_from=datetime.date(2020, 1, 1))
    return Finding.objects.create(
        park=park, occupancy=room, kind="unapproved_sublease", content="转租", found_on=DAY
    )


def admission_round(park: Park) -> AdmissionRound:
    """A draft with a unit and days enough to open."""
    rounds.reference_scheme()
    today = timezone.localdate()
    made = AdmissionRound.objects.create(
        park=park,
        name=f"批次{next(subjects.NUMBERS)}",
        opens_on=today,
        closes_on=today,
        created_by=UserFactory(),
    )
    made.offered.create(unit=UnitFactory(storey__building__park=park))
    return made


def claim(park: Park) -> Claim:
    """A draft of the operator's reward, with what it is worked out from."""
    Park.objects.filter(pk=park.pk).update(first_operating_year=2020)
    park.refresh_from_db()
    for year, amount in ((2019, 0), (2020, 100)):
        park.contributions.get_or_create(
            kind="operator", year=year, defaults={"amount_wan": Decimal(amount), "source": "税务局"}
        )
    return Claim.objects.create(park=park, reward="w16.reward_of_year", year=2020)


def filing(park: Park) -> Filing:
    """A filing with its report, ready to be handed in."""
    row = subjects.SUBJECTS["filing"](park)
    ParkFigure.objects.create(
        park=park, year=row.year, service_income_wan=Decimal(5), vacant_floor_m2=Decimal(0)
    )
    return row


STARTS: dict[str, Callable[[Park], Any]] = {
    "admission": subjects.application,
    "waiver": subjects.waiver,
    "round": admission_round,
    "scheme": subjects.scheme,
    "transfer": transfer,
    "campaign": campaign,
    "finding": finding,
    "contract": contract_scenes.draft,
    "contract_template": contract_scenes.template,
    "breach": contract_scenes.breach,
    "evaluation_scheme": subjects.evaluation_scheme,
    "result_notice": subjects.result_notice,
    "claim": claim,
    "filing": filing,
    "supplied_figure": subjects.difference,
    "star_case": subjects.star_case,
    "star_removal": subjects.star_removal,
}
