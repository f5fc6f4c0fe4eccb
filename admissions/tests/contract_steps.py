"""Contracts taken through their steps by the services."""

import datetime
from decimal import Decimal

from django.utils import timezone

from admissions.models import ContractParty
from admissions.services import contracts

DAY = datetime.date
ROLES = ContractParty.Role.values
PROMISES = {
    "production": {"due_on": DAY(2027, 6, 30)},
    "full_production": {"due_on": DAY(2028, 6, 30)},
    "investment": {"target": Decimal(1200), "due_on": DAY(2027, 12, 31)},
    "tax": {"target": Decimal(60), "first_year": 2028},
    "tax_per_mu": {"target": Decimal(20), "first_year": 2028},
}


def revise(house, contract, actor=None, **values):
    content = {
        "unit_price_yuan": Decimal("3800"),
        "valid_from": timezone.localdate(),
        "valid_until": None,
        "sign_by": None,
        "reason": contract.reason,
    }
    return contracts.revise_contract(
        actor=actor or house.officer,
        contract=contract,
        version=contract.version,
        content={**content, **values.pop("content", {})},
        parties={role: (f"{role}方", "代表") for role in ROLES},
        commitments=values.pop("commitments", PROMISES),
        **values,
    )


def drafted(house, **content):
    application = house.approve(house.submitted(tenure="purchased", **content))
    return contracts.draft_contract(actor=house.officer, application=application)


def sent(house, **values):
    return contracts.send(actor=house.officer, contract=revise(house, drafted(house), **values))


def signed(house, contract, roles=ROLES):
    for role in roles:
        contracts.sign(
            actor=house.officer,
            contract=contract,
            role=role,
            signed_on=timezone.localdate(),
            signatory="张三",
        )
    return contract
