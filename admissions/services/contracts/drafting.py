"""A contract is drafted from an approved application, and revised until it goes out."""

from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from admissions.contracts import not_yet, rooms_for, terms_for
from admissions.models import (
    AdmissionContract,
    Allotment,
    Application,
    Commitment,
    ContractParty,
    ContractUnit,
)
from admissions.rules import contract as rules
from admissions.services.contract_text import template_of
from admissions.services.contracts.held import EDIT, held, note
from parks.models import Unit
from parks.services.soundness import Unsound, require_sound, with_values
from portal import audit
from portal.errors import IllegalState, PortalError

Role = ContractParty.Role
# What is typed into a draft; the rest is computed or comes from application and scheme.
CONTENT = ("unit_price_yuan", "valid_from", "valid_until", "sign_by", "reason")


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
    fit = rooms_for(contract.application, timezone.localdate()).filter(pk__in=[unit.pk for unit in units])
    if len(units) > fit.count():
        raise Unsound(
            "所选单元中有的不能签约：已分配给本企业的只签分配的单元，其他企业占用或批次推出的不能选。",
            "units",
        )
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
