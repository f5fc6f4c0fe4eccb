"""Contracts as the access tests and canaries need them: put into the tables as they stand after signing."""

import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from admissions.models import (
    AdmissionContract,
    Application,
    Breach,
    Commitment,
    ContractParty,
    ContractTemplate,
    ContractUnit,
    Fulfilment,
)
from admissions.tests.templates import REFERENCE
from parks.models import FundPayment
from portal.models import FlowEntry
from portal.uscc import uscc_from
from tests.factories import OccupancyFactory, TenancyContractFactory, UserFactory

SERIAL = count(700_000)
DAY = datetime.date(2020, 5, 6)
MOMENT = datetime.datetime(2020, 5, 6, 2, tzinfo=datetime.UTC)
TERMS = {"yellow_percent": Decimal(80), "reminder_days": 30, "rectification_days": 30}


def approved(park: Any, word: str = "", number: Decimal = Decimal(1000), **values: Any) -> Application:
    """An approved application; with `state` settled and a firm it has moved in."""
    author, officer, serial = UserFactory(), UserFactory(), next(SERIAL)
    content = {
        "firm_name": f"{word}签约厂",
        "uscc": uscc_from(serial % 100_000 + 300_000, "330302"),
        "industry_code": "344",
        "founded_on": DAY,
        "tenure": "purchased",
        "requested_floor_m2": number,
        "approved_floor_m2": number,
        "investment_wan": number,
        "expected_tax_wan": number,
        "expected_sales_wan": number,
        "employees": 7,
        "process": f"{word}工艺",
    }
    stamps = {
        "number": f"RY-2020-{serial}",
        "revision": 1,
        "own_use_declared": True,
        "first_submitted_on": DAY,
        "submitted_at": MOMENT,
        "submitted_by": author,
        "accepted_at": MOMENT,
        "accepted_by": officer,
        "decided_at": MOMENT,
        "decided_by": officer,
        "created_by": author,
        "owner": author,
    }
    return Application.objects.create(park=park, **{"state": "approved", **content, **stamps, **values})


def draft(
    park: Any, word: str = "", number: Decimal = Decimal(1000), application: Any = None
) -> AdmissionContract:
    contract = AdmissionContract.objects.create(
        application=application or approved(park, word, number),
        number=f"HT-2020-{next(SERIAL)}",
        tenure="purchased",
        floor_area_m2=number,
        unit_price_yuan=number,
        total_wan=number,
        cap_yuan=number,
        valid_from=DAY,
        drafted_by=UserFactory(),
        **TERMS,
    )
    for role in ContractParty.Role.values:
        ContractParty.objects.create(contract=contract, role=role, name=f"{word}签约方")
    Commitment.objects.create(contract=contract, kind="full_production", due_on=DAY)
    Commitment.objects.create(contract=contract, kind="tax_per_mu", target=number, first_year=2019)
    return contract


@transaction.atomic
def effective(
    park: Any, word: str = "", number: Decimal = Decimal(1000), unit: Any = None
) -> AdmissionContract:
    """A contract that holds, its firm moved in; the log says how it came there."""
    room = OccupancyFactory(park=park)
    application = approved(park, word, number, state="settled", enterprise=room.enterprise, occupancy=room)
    contract = draft(park, word, number, application)
    if unit:
        ContractUnit.objects.create(contract=contract, unit=unit, floor_area_m2=number)
    actor = UserFactory()
    moved(contract, actor, "drafting", "send", "signing", sent_at=timezone.now(), parties_required=3)
    contract.parties.update(signed_on=DAY, signatory=f"{word}签字", noted_by=actor)
    tenancy = TenancyContractFactory(enterprise=room.enterprise, park=park)
    moved(contract, actor, "signing", "take_effect", "effective", effective_on=DAY, tenancy=tenancy)
    AdmissionContract.objects.filter(pk=contract.pk).update(
        filed_price_yuan=number + 1, filed_number=f"{word}网签", filed_on=DAY
    )
    Fulfilment.objects.create(
        application=application, kind="production", on=DAY, evidence=f"{word}依据", noted_by=actor
    )
    FundPayment.objects.create(
        park=park, contract_number=contract.number, unit=unit, kind="maintenance", paid_wan=number, on=DAY
    )
    contract.refresh_from_db()
    return contract


def moved(
    contract: AdmissionContract, actor: Any, source: str, step: str, target: str, **values: Any
) -> None:
    AdmissionContract.objects.filter(pk=contract.pk).update(state=target, **values)
    FlowEntry.objects.create(
        flow="contract", subject_id=contract.pk, transition=step, source=source, target=target, actor=actor
    )


def breach(park: Any, word: str = "", contract: Any = None) -> Breach:
    return Breach.objects.create(
        contract=contract or effective(park, word),
        ground="other",
        found_on=DAY,
        due_on=DAY,
        description=f"{word}违约",
        recorded_by=UserFactory(),
    )


def template(park: Any, word: str = "") -> ContractTemplate:
    """A draft of the park's own place: whoever has a part in that place sees it."""
    return ContractTemplate.objects.create(
        place=park.place,
        title=f"{word}模板",
        file_name=f"{word}.docx",
        content=REFERENCE.read_bytes(),
        sha256="0" * 64,
        names=["合同编号"],
        drafted_by=UserFactory(),
    )
