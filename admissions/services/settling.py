"""A contract takes effect: the firm moves into its rooms, and the registry has the contract."""

import datetime
from typing import Any, cast

from admissions.models import AdmissionContract, Application
from admissions.services import applications
from enterprises.models import TenancyContract
from parks.services.soundness import require_sound
from portal import audit


def settle_firm(contract: AdmissionContract, actor: Any) -> None:
    """The firm becomes an occupant of every unit of the contract, or of its floor where no units are told apart."""
    rooms = [(room.unit, room.floor_area_m2) for room in contract.rooms.select_related("unit").order_by("pk")]
    contract.application = applications.settle(
        application=contract.application,
        actor=actor,
        valid_from=contract.valid_from,
        floor_area_m2=contract.floor_area_m2,
        rooms=rooms,
    )


def register_tenancy(contract: AdmissionContract, actor: Any, signed_on: datetime.date) -> TenancyContract:
    """The one record of the contract in the registry: new for a first version, brought up to date by an amendment."""
    application: Application = contract.application
    values = {
        "tenure": contract.tenure,
        "signed_on": signed_on,
        "floor_area_m2": contract.floor_area_m2,
        "amount_wan": contract.total_wan,
        "valid_from": contract.valid_from,
        "valid_until": contract.valid_until,
    }
    if contract.amends_id:
        tenancy = cast(TenancyContract, cast(AdmissionContract, contract.amends).tenancy)
        before: dict[str, Any] | None = audit.snapshot(tenancy)
        tenancy.change(tenancy.version, **values)
        action = "tenancy.change"
    else:
        tenancy = TenancyContract(
            enterprise=application.enterprise,
            park=application.park,
            occupancy=application.occupancy,
            number=contract.number,
            **values,
        )
        require_sound(tenancy)
        tenancy.save(force_insert=True)
        before, action = None, "tenancy.register"
    audit.record(
        actor=actor,
        action=action,
        subject=tenancy,
        place=application.park.place,
        before=before,
        after=audit.snapshot(tenancy),
    )
    return tenancy
