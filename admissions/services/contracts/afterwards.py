"""What becomes of a contract: amended, finished, cancelled; the price that was filed."""

import datetime
from typing import Any

from django.db import transaction

from admissions.flows.contract import CONTRACT
from admissions.models import (
    AdmissionContract,
    Commitment,
    ContractParty,
    ContractUnit,
)
from admissions.services.contracts.drafting import CONTENT
from admissions.services.contracts.held import held, note
from parks.services.soundness import Unsound, require_sound, with_values
from portal import audit
from portal.errors import IllegalState
from portal.workflow import perform

# A further version is about the same rooms: others would be another admission (C九).
KEPT = ("application", "number", "template", "tenure", "floor_area_m2", "cap_yuan")
KEPT_TERMS = ("yellow_percent", "reminder_days", "rectification_days")


@transaction.atomic
def amend(*, actor: Any, contract: AdmissionContract, reason: str) -> AdmissionContract:
    """The next version of an effective contract, as a draft with the words of this one. Raises IllegalState."""
    row = held(contract, actor)
    if row.state != AdmissionContract.State.EFFECTIVE:
        raise IllegalState("只有已生效的合同才能变更。")
    if AdmissionContract.objects.filter(amends=row).exists():
        raise IllegalState("该合同已有变更稿，请打开变更稿继续办理。")
    copied = {name: getattr(row, name) for name in (*KEPT, *KEPT_TERMS, *CONTENT, "total_wan")}
    following = AdmissionContract(
        **copied | {"reason": reason}, amends=row, revision=row.revision + 1, drafted_by=actor
    )
    following.sign_by = None
    following.save(force_insert=True)
    for model, names in COPIED.items():
        model._default_manager.bulk_create(
            model(contract=following, **{name: getattr(old, name) for name in names})
            for old in model._default_manager.filter(contract=row).order_by("pk")
        )
    note(actor, "contract.amend", following)
    return following


COPIED = {
    ContractParty: ("role", "name", "representative"),
    ContractUnit: ("unit", "floor_area_m2"),
    Commitment: ("kind", "target", "due_on", "first_year"),
}


@transaction.atomic
def finish(
    *, actor: Any, contract: AdmissionContract, on: datetime.date, comment: str, version: int | None = None
) -> Any:
    """The contract is over from the day after `on`; the rooms are given up by the exit's own step."""
    row = held(contract, actor)
    if row.effective_on and on < row.effective_on:
        raise Unsound("终止日期不能早于生效日期。", "on")
    ended = perform(
        flow=CONTRACT,
        subject=row,
        transition="finish",
        actor=actor,
        comment=comment,
        version=version,
        given={"ended_on": on},
    )
    tenancy = ended.tenancy
    if tenancy.valid_until is None or tenancy.valid_until > on:
        tenancy.change(tenancy.version, valid_until=max(on, tenancy.valid_from))
    return ended


@transaction.atomic
def cancel(*, actor: Any, contract: AdmissionContract, comment: str, version: int | None = None) -> Any:
    return perform(
        flow=CONTRACT, subject=contract, transition="cancel", actor=actor, comment=comment, version=version
    )


@transaction.atomic
def file_price(*, actor: Any, contract: AdmissionContract, version: int, **values: Any) -> AdmissionContract:
    """The filing of the sale (网签备案): number, price in 元/㎡, day. A price other than the contract's is 阴阳合同."""
    row = held(contract, actor)
    if row.tenure != "purchased" or row.state not in ("signing", "effective"):
        raise IllegalState("只有签订中或已生效的购房合同才登记网签备案。")
    before = audit.snapshot(row)
    require_sound(with_values(row, values))
    AdmissionContract.objects.get(pk=row.pk).change(version, **values)
    row.refresh_from_db()
    note(actor, "contract.file_price", row, before)
    return row
