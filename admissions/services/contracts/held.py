"""What every step of a contract begins and ends with."""

from typing import Any

from admissions.models import AdmissionContract
from portal import audit

EDIT = "contract.edit"


def held(contract: AdmissionContract, actor: Any) -> AdmissionContract:
    """The contract as it is now, held until the transaction ends, for somebody who may work on it."""
    row: AdmissionContract = (
        AdmissionContract.objects.select_for_update(of=("self",))
        .select_related(
            "application__park__place__parent", "application__park__developer", "amends", "tenancy"
        )
        .get(pk=contract.pk)
    )
    actor.require(EDIT, row.application.park.place)
    return row


def note(
    actor: Any,
    action: str,
    contract: AdmissionContract,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=contract,
        place=contract.application.park.place,
        before=before,
        after=after or audit.snapshot(contract),
    )
