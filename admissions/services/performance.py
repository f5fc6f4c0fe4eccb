"""What becomes of a contract: steps taken, sums invested, funds paid, breaches and their rectification (W9, W13, C十一)."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import people_with
from admissions.flows.contract import BREACH
from admissions.models import AdmissionContract, Breach, Commitment, Fulfilment
from parks.models import FundPayment
from parks.services import writing
from parks.services.soundness import Unsound
from portal.errors import IllegalState
from portal.notices import notify
from portal.workflow import perform

EDIT, RECORD = "contract.edit", "performance.record"
WAN = Decimal(10_000)
FUTURE = "日期不能晚于今天；尚未发生的不登记。"


@transaction.atomic
def record_fulfilment(*, actor: Any, contract: AdmissionContract, **values: Any) -> Fulfilment:
    """A step that was taken, or what had been invested by a day (万元). Raises NotAllowed, Unsound at the field."""
    place = require_effective(contract, actor, RECORD)
    if values["on"] > timezone.localdate():
        raise Unsound(FUTURE, "on")
    row = Fulfilment(application=contract.application, noted_by=actor, **values)
    added: Fulfilment = writing.add(actor=actor, action="fulfilment.record", row=row, place=place)
    return added


@transaction.atomic
def record_fund(
    *,
    actor: Any,
    contract: AdmissionContract,
    kind: str,
    unit: Any,
    paid_yuan: Decimal,
    paid_on: datetime.date,
) -> FundPayment:
    """What was paid into one of the funds for a unit of the contract, or for all it is about (元): a row of the park's
    payments under the contract's number."""
    place = require_effective(contract, actor, EDIT)
    if paid_on > timezone.localdate():
        raise Unsound(FUTURE, "paid_on")
    row = FundPayment(
        park=contract.application.park,
        kind=kind,
        unit=unit,
        contract_number=contract.number,
        paid_wan=paid_yuan / WAN,
        on=paid_on,
    )
    added: FundPayment = writing.add(actor=actor, action="fund.record", row=row, place=place)
    return added


@transaction.atomic
def record_breach(
    *,
    actor: Any,
    contract: AdmissionContract,
    ground: str,
    found_on: datetime.date,
    description: str,
    due_on: datetime.date | None = None,
    commitment: Commitment | None = None,
    year: int | None = None,
) -> Breach:
    """A promise not kept; without `due_on` the days of the contract count. The operator is told."""
    place = require_effective(contract, actor, EDIT)
    if found_on > timezone.localdate():
        raise Unsound(FUTURE, "found_on")
    days = datetime.timedelta(days=contract.rectification_days)
    row = Breach(
        contract=contract,
        ground=ground,
        commitment=commitment,
        year=year,
        found_on=found_on,
        description=description,
        due_on=due_on or found_on + days,
        recorded_by=actor,
    )
    breach: Breach = writing.add(actor=actor, action="breach.record", row=row, place=place)
    tell(breach, "application.draft", "recorded", f"须在 {breach.due_on} 前整改：{firm(breach)}")
    return breach


@transaction.atomic
def step_breach(
    *,
    breach: Breach,
    transition: str,
    actor: Any,
    comment: str = "",
    evidence: Any = None,
    version: int | None = None,
) -> Breach:
    """Reply, accept, insist, uphold, withdraw; whoever comes next is told."""
    row: Breach = perform(
        flow=BREACH,
        subject=breach,
        transition=transition,
        actor=actor,
        comment=comment,
        given={"reply": comment.strip(), "evidence": evidence},
        version=version,
    )
    if transition == "reply":
        tell(row, EDIT, f"reply.{row.version}", f"整改情况待核验：{firm(row)}")
    else:
        tell(
            row,
            "application.draft",
            f"{transition}.{row.version}",
            f"违约整改“{row.get_state_display()}”：{firm(row)}",
        )
    return row


def tell(breach: Breach, permission: str, occasion: str, title: str) -> None:
    notify(
        to=people_with(permission, breach.contract.application.park.place),
        key=f"breach.{breach.pk}.{occasion}",
        title=title,
        body=breach.description,
        url=reverse("admissions:breach", args=(breach.pk,)),
    )


def firm(breach: Breach) -> str:
    return breach.contract.application.firm_name


def require_effective(contract: AdmissionContract, actor: Any, permission: str) -> Any:
    """The contract's place, for somebody who may, while the contract holds."""
    place = contract.application.park.place
    actor.require(permission, place)
    if contract.state != AdmissionContract.State.EFFECTIVE:
        raise IllegalState(f"合同当前为“{contract.get_state_display()}”，只有已生效的合同才登记履约。")
    return place
