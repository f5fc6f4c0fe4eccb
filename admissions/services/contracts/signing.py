"""A contract goes out, is signed by its parties and takes effect; before that it can be taken back."""

import datetime
import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from admissions.documents.render import fill
from admissions.flows.contract import CONTRACT
from admissions.models import (
    AdmissionContract,
    ContractDocument,
    ContractParty,
)
from admissions.services.contract_text import values_of
from admissions.services.contracts.held import held, note
from admissions.services.settling import register_tenancy, settle_firm
from parks.models import Attachment
from parks.services.soundness import Unsound, with_values
from portal.errors import IllegalState
from portal.workflow import perform


@transaction.atomic
def send(*, actor: Any, contract: AdmissionContract, comment: str = "", version: int | None = None) -> Any:
    """Make the Word document and put the contract before the parties; from here on its words stay."""
    row = held(contract, actor)
    if objection := CONTRACT.objection(CONTRACT.by_transition["send"], row, actor):
        raise objection
    rendered = fill(*values_of(row))
    sent = perform(
        flow=CONTRACT,
        subject=row,
        transition="send",
        actor=actor,
        comment=comment,
        version=version,
    )
    ContractDocument.objects.create(
        contract=sent, content=rendered.content, sha256=hashlib.sha256(rendered.content).hexdigest()
    )
    return sent


@transaction.atomic
def recall(*, actor: Any, contract: AdmissionContract, comment: str, version: int | None = None) -> Any:
    """Take it back to change its words; what was signed counts no more."""
    row = perform(
        flow=CONTRACT, subject=contract, transition="recall", actor=actor, comment=comment, version=version
    )
    row.parties.update(signed_on=None, signatory="", noted_by=None, scan=None)
    return row


@transaction.atomic
def sign(
    *,
    actor: Any,
    contract: AdmissionContract,
    role: str,
    signed_on: datetime.date,
    signatory: str,
    scan: Attachment | None = None,
) -> ContractParty:
    """Note that one of the parties has signed. Raises NotAllowed, IllegalState, Unsound at the field."""
    row = held(contract, actor)
    if row.state != AdmissionContract.State.SIGNING:
        raise IllegalState(f"合同当前为“{row.get_state_display()}”，不能登记签订。")
    party = row.parties.select_for_update().get(role=role)
    if party.signed_on:
        raise IllegalState(f"{party}已登记签订，请刷新页面查看。")
    if row.sent_at and signed_on < timezone.localtime(row.sent_at).date():
        raise Unsound("签订日期不能早于送签日期。", "signed_on")
    if signed_on > timezone.localdate():
        raise Unsound("签订日期不能晚于今天。", "signed_on")
    values = {"signed_on": signed_on, "signatory": signatory, "noted_by": actor, "scan": scan}
    with_values(party, values).save(update_fields=list(values))
    note(
        actor,
        "contract.sign",
        row,
        after={"party": str(party), "signed_on": signed_on, "signatory": signatory},
    )
    return party


@transaction.atomic
def take_effect(
    *, actor: Any, contract: AdmissionContract, comment: str = "", version: int | None = None
) -> AdmissionContract:
    """All have signed: the firm moves in, the registry has the contract, the version before is superseded."""
    row = held(contract, actor)
    if objection := CONTRACT.objection(CONTRACT.by_transition["take_effect"], row, actor):
        raise objection
    signed_on = max(party.signed_on for party in row.parties.all())
    if row.amends is not None:
        perform(flow=CONTRACT, subject=row.amends, transition="supersede", actor=actor)
    else:
        settle_firm(row, actor)
    effective: AdmissionContract = perform(
        flow=CONTRACT,
        subject=row,
        transition="take_effect",
        actor=actor,
        comment=comment,
        version=version,
        given={"effective_on": signed_on, "tenancy": register_tenancy(row, actor, signed_on)},
    )
    return effective
