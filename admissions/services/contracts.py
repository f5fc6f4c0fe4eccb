"""The three-party contract: drafted from an approved application, sent out, signed, taken into effect, amended (W9)."""

import datetime
import hashlib
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from admissions.contracts import not_yet, terms_for
from admissions.documents.render import fill
from admissions.flows.contract import CONTRACT
from admissions.models import (
    AdmissionContract,
    Allotment,
    Application,
    Commitment,
    ContractDocument,
    ContractParty,
    ContractUnit,
)
from admissions.rules import contract as rules
from admissions.services.contract_text import template_of, values_of
from admissions.services.settling import register_tenancy, settle_firm
from parks.models import Attachment, Unit
from parks.services.soundness import Unsound, require_sound, with_values
from portal import audit
from portal.errors import IllegalState, PortalError
from portal.workflow import perform

EDIT = "contract.edit"
Role = ContractParty.Role
# What is typed into a draft; the rest is computed or comes from application and scheme.
CONTENT = ("unit_price_yuan", "valid_from", "valid_until", "sign_by", "reason")
# A further version is about the same rooms: others would be another admission (C九).
KEPT = ("application", "number", "template", "tenure", "floor_area_m2", "cap_yuan")
KEPT_TERMS = ("yellow_percent", "reminder_days", "rectification_days")


def next_number(year: int) -> str:
    """`HT-2026-000001`, never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('admissions_contract_number')")
        return f"HT-{year}-{cursor.fetchone()[0]:06d}"


@transaction.atomic
def draft_contract(*, actor: Any, application: Application) -> AdmissionContract:
    """A draft with everything the approved application has said already. Raises NotAllowed, IllegalState."""
    row = (
        Application.objects.select_for_update(of=("self",))
        .select_related("park__place", "round")
        .get(pk=application.pk)
    )
    place = row.park.place
    actor.require(EDIT, place)
    if reason := not_yet(row):
        raise IllegalState(reason)
    if known := row.contracts.filter(state__in=("drafting", "signing", "effective")).first():
        raise IllegalState(f"该申请已有合同 {known}，请打开原合同继续办理。")
    contract = AdmissionContract(
        application=row,
        number=next_number(timezone.localdate().year),
        tenure=row.tenure,
        floor_area_m2=cast(Decimal, row.approved_floor_m2),
        template=template_of(place),
        drafted_by=actor,
        **terms_for(row),
    )
    require_sound(contract)
    contract.save(force_insert=True)
    name_parties(contract)
    if floor := put_rooms(contract, list(Unit.objects.filter(pk__in=allotted(row)).order_by("pk"))):
        AdmissionContract.objects.filter(pk=contract.pk).update(floor_area_m2=floor)
        contract.refresh_from_db()
    for kind, target in promised(row).items():
        first_year = timezone.localdate().year + 1 if kind != Commitment.Kind.INVESTMENT else None
        if first_year:
            Commitment.objects.create(contract=contract, kind=kind, target=target, first_year=first_year)
    note(actor, "contract.draft", contract)
    return contract


def allotted(application: Application) -> Any:
    """The units a round or an officer has promised the firm."""
    return Allotment.objects.filter(application=application, state=Allotment.State.LIVE).values("unit")


def name_parties(contract: AdmissionContract) -> None:
    """Township, developer and firm by the names the registry has for them."""
    park = contract.application.park
    town = park.place.parent
    names = {
        Role.TOWNSHIP: town.name if town else "",
        Role.DEVELOPER: park.developer.name if park.developer else "",
        Role.ENTERPRISE: contract.application.firm_name,
    }
    ContractParty.objects.bulk_create(
        ContractParty(contract=contract, role=role, name=name) for role, name in names.items()
    )


def promised(application: Application) -> dict[str, Decimal]:
    """What the application has promised already."""
    given = {
        Commitment.Kind.SALES: application.expected_sales_wan,
        Commitment.Kind.TAX: application.expected_tax_wan,
        Commitment.Kind.EMPLOYEES: application.employees,
    }
    return {kind: Decimal(value) for kind, value in given.items() if value}


@transaction.atomic
def revise_contract(
    *,
    actor: Any,
    contract: AdmissionContract,
    version: int,
    content: dict[str, Any],
    parties: dict[str, tuple[str, str]],
    commitments: dict[str, dict[str, Any]],
    units: list[Unit] | None = None,
    floor_area_m2: Decimal | None = None,
) -> AdmissionContract:
    """Write a draft: `content` as in CONTENT, `parties` role → (name, representative), `commitments` kind → its columns.

    `units` and floor are taken of a first version only; with units the floor is theirs. The total is computed.
    Raises NotAllowed, IllegalState once it is out for signing, Conflict, Unsound at the field.
    """
    row = held(contract, actor)
    if row.state != AdmissionContract.State.DRAFTING:
        raise IllegalState(f"合同当前为“{row.get_state_display()}”，不能修改。")
    before = audit.snapshot(row)
    values = {name: content[name] for name in CONTENT}
    if not row.amends_id:
        values["floor_area_m2"] = put_rooms(row, units or []) or floor_area_m2 or row.floor_area_m2
    values["total_wan"] = total_of(with_values(row, values)).result
    require_sound(with_values(row, values))
    AdmissionContract.objects.get(pk=row.pk).change(version, **values)
    row.refresh_from_db()
    for party in row.parties.all():
        party.name, party.representative = parties[party.role]
        party.save(update_fields=["name", "representative"])
    put_commitments(row, commitments)
    note(actor, "contract.revise", row, before)
    return row


def total_of(contract: AdmissionContract) -> Any:
    if contract.unit_price_yuan is None:
        return rules.total("leased", Decimal(0), contract.floor_area_m2)
    return rules.total(
        contract.tenure,
        contract.unit_price_yuan,
        contract.floor_area_m2,
        contract.valid_from,
        contract.valid_until,
    )


def put_rooms(contract: AdmissionContract, units: list[Unit]) -> Decimal | None:
    """The units of the contract, and their floor together; None without any."""
    for unit in units:
        if unit.storey.building.park_id != contract.application.park_id:
            raise Unsound("请选择本园区的单元。", "units")
    contract.rooms.all().delete()
    ContractUnit.objects.bulk_create(
        ContractUnit(contract=contract, unit=unit, floor_area_m2=unit.floor_area_m2) for unit in units
    )
    return sum((unit.floor_area_m2 for unit in units), Decimal(0)) or None


def put_commitments(contract: AdmissionContract, commitments: dict[str, dict[str, Any]]) -> None:
    contract.commitments.all().delete()
    for kind in Commitment.Kind.values:
        if kind in commitments:
            row = Commitment(contract=contract, kind=kind, **commitments[kind])
            try:
                row.validate_constraints()
            except ValidationError as error:
                raise PortalError(f"{row}：{error.messages[0]}", code="invalid") from error
            row.save(force_insert=True)


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
        model.objects.bulk_create(  # type: ignore[attr-defined]
            model(contract=following, **{name: getattr(old, name) for name in names})
            for old in model.objects.filter(contract=row).order_by("pk")  # type: ignore[attr-defined]
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
